"""Is a file whole, and how many lines has it? Answered from its bytes, before a row is parsed.

The hash decides whether a file is new. The number of lines is counted here without DuckDB, so that
"rows read = rows loaded + rows quarantined" compares two counts made in different ways.
Records that span lines belong in ``records``, typed reading in ``staging``.
"""

import gzip
import hashlib
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import IO

import pyarrow as pa
import pyarrow.parquet as pq

from pipelines.landing.characters import comma_surplus, line_ends, odd_places
from pipelines.landing.declaration import DeclaredFile
from pipelines.landing.file_names import LandingFile
from pipelines.landing.header_line import column_names
from pipelines.landing.refusals import FileRefused
from pipelines.landing.stored_types import check_stored_types
from pipelines.landing.stow_plans import StowPlan, read_stow_plan

STRETCH_BYTES = 1 << 17
_LINE_FEED = b"\n"
_ASK_AGAIN = "Ask for the file again, or copy it again; the others are not affected."


@dataclass(frozen=True)
class Fingerprint:
    """A file as it lay there when it was hashed.

    Attributes
    ----------
    sha256
        Hash of its bytes, hexadecimal.
    byte_count
        Its size.
    changed_ns
        When it was last written, nanoseconds since 1970.
    """

    sha256: str
    byte_count: int
    changed_ns: int


@dataclass(frozen=True)
class Stretch:
    """Some whole lines of a CSV file, so that one line is found without reading the others.

    Attributes
    ----------
    first_line, line_count
        Its lines, the file's header being line 1.
    offset, byte_count
        Where it stands, in the unpacked text.
    may_hold_overlong
        Some line ends in an empty value, so it may have more values than columns unnoticed.
    comma_surplus
        Commas outside quotes beyond those its lines should have; None where that cannot be told or
        was not asked.
    may_hold_odd_writing
        Some value may be a number with an exponent or underscores, or a time with a zone's name.
    """

    first_line: int
    line_count: int
    offset: int
    byte_count: int
    may_hold_overlong: bool
    comma_surplus: int | None
    may_hold_odd_writing: bool


@dataclass(frozen=True)
class Survey:
    """What can be said of a file without parsing its rows.

    Attributes
    ----------
    columns
        Column names, in the file's order.
    line_count
        Lines below the header; for Parquet the rows its footer states.
    stretches
        All lines below the header of a CSV file.
    stow_plan
        What a stow plan holds, where the file is one; then ``line_count`` counts its containers.
    """

    columns: tuple[str, ...]
    line_count: int
    stretches: tuple[Stretch, ...] = ()
    stow_plan: StowPlan | None = None

    @property
    def text_bytes(self) -> int:
        """Size of the lines of a CSV file, unpacked."""
        return sum(stretch.byte_count for stretch in self.stretches)


def fingerprint(file: LandingFile) -> Fingerprint:
    """Hash a file.

    Parameters
    ----------
    file
        A recognised file.

    Returns
    -------
    Fingerprint
        Hash, size and time of change.

    Raises
    ------
    FileRefused
        If it is empty or cannot be read.
    """
    try:
        with file.path.open("rb") as stream:
            state = file.path.stat()
            digest = hashlib.file_digest(stream, "sha256").hexdigest()
    except OSError as error:
        raise cannot_be_read(file, error) from None
    if state.st_size == 0:
        raise FileRefused.because(
            "The file is empty",
            where=file.name,
            got="0 bytes",
            expected="at least a header line",
            do=_ASK_AGAIN,
        )
    return Fingerprint(digest, state.st_size, state.st_mtime_ns)


def cannot_be_read(file: LandingFile, error: OSError) -> FileRefused:
    """Say that the operating system does not give a file.

    Parameters
    ----------
    file, error
        The file, and what the operating system says.

    Returns
    -------
    FileRefused
        Ready to raise.
    """
    return FileRefused.because(
        "The file cannot be read",
        where=file.name,
        got=error.strerror or str(error),
        expected="a file that can be read and stays there until it is loaded",
        do="Repair its permissions or copy it again, then load again.",
    )


def check_declared(file: LandingFile, found: Fingerprint, declared: DeclaredFile | None) -> None:
    """Hold a file against what ``landing.yml`` says of its bytes.

    Parameters
    ----------
    file, found
        The file and its fingerprint.
    declared
        What the sender says; None where nothing is said.

    Raises
    ------
    FileRefused
        If size or hash differ.
    """
    if declared is None:
        return
    for label, said, got in (
        ("size in bytes", declared.bytes, found.byte_count),
        ("sha256", declared.sha256 and declared.sha256.lower(), found.sha256),
    ):
        if said is not None and said != got:
            raise FileRefused.because(
                f"The file's {label} is not what landing.yml says: truncated or replaced",
                where=file.name,
                got=str(got),
                expected=str(said),
                do=_ASK_AGAIN,
            )


@contextmanager
def open_text(file: LandingFile) -> Iterator[IO[bytes] | gzip.GzipFile]:
    """Open a CSV file as bytes, unpacked where it is compressed.

    Parameters
    ----------
    file
        A CSV file.

    Yields
    ------
    IO of bytes
        Positioned at its first byte.
    """
    if file.format == "csv.gz":
        with gzip.open(file.path, "rb") as unpacked:
            yield unpacked
    else:
        with file.path.open("rb") as stream:
            yield stream


def survey(file: LandingFile) -> Survey:
    """Check that a file is whole and carries its contract's columns, and count its lines.

    Parameters
    ----------
    file
        A recognised file.

    Returns
    -------
    Survey
        Its columns, in its own order, and its lines.

    Raises
    ------
    FileRefused
        If it is truncated, or its columns are not the contract's.
    """
    if file.format == "edi":
        plan = read_stow_plan(file)
        return Survey(file.contract.column_names, plan.rows.num_rows, stow_plan=plan)
    found = _survey_parquet(file) if file.format == "parquet" else _survey_text(file)
    expected = file.contract.column_names
    missing = [name for name in expected if name not in found.columns]
    extra = [name for name in found.columns if name not in expected]
    if missing or extra or len(found.columns) != len(expected):
        twice = sorted({name for name in found.columns if found.columns.count(name) > 1})
        parts = {"missing": missing, "not in the contract": extra, "twice": twice}
        raise FileRefused.because(
            f"The columns are not those of {file.contract.name}: "
            + "; ".join(f"{label}: {', '.join(names)}" for label, names in parts.items() if names),
            where=f"{file.name}, line 1",
            got=", ".join(found.columns),
            expected=", ".join(expected),
            do="Export it again with these columns, in any order; "
            "docs/landing-contracts.md describes each.",
        )
    return found


def _survey_text(file: LandingFile) -> Survey:
    stretches: list[Stretch] = []
    try:
        with open_text(file) as stream:
            header = last = stream.readline(STRETCH_BYTES)
            names = column_names(file, header)
            next_line, offset = 2, len(header)
            while lines := stream.read(STRETCH_BYTES) + stream.readline():
                line_count, is_open = line_ends(lines)
                surplus = comma_surplus(lines, len(names)) if is_open else None
                is_odd = odd_places(lines).size > 0
                stretches.append(
                    Stretch(next_line, line_count, offset, len(lines), is_open, surplus, is_odd)
                )
                next_line, offset = next_line + line_count, offset + len(lines)
                last = lines
    except (EOFError, gzip.BadGzipFile, zlib.error) as error:
        raise FileRefused.because(
            "The compressed file is truncated or damaged",
            where=file.name,
            got=str(error),
            expected="a whole gzip file with its checksum",
            do=_ASK_AGAIN,
        ) from None
    if not last.endswith(_LINE_FEED):
        raise FileRefused.because(
            "The file does not end with a line feed: truncated, or still being written",
            where=f"{file.name}, line {next_line - 1 + header.endswith(_LINE_FEED)}",
            got=f"last byte {last[-1:]!r}",
            expected="a line feed after the last row",
            do="Write to a name ending in .partial and rename it when it is whole; then load "
            "again.",
        )
    return Survey(names, next_line - 2, tuple(stretches))


def _survey_parquet(file: LandingFile) -> Survey:
    try:
        with pq.ParquetFile(file.path) as parquet:
            schema, row_count = parquet.schema_arrow, parquet.metadata.num_rows
    except (pa.ArrowException, OSError) as error:
        raise FileRefused.because(
            "The Parquet file is truncated or damaged",
            where=file.name,
            got=str(error).splitlines()[0],
            expected="a Parquet file with its footer",
            do=_ASK_AGAIN,
        ) from None
    if sorted(schema.names) == sorted(file.contract.column_names):
        check_stored_types(file, schema)
    return Survey(tuple(schema.names), row_count)
