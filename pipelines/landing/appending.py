"""One file into its raw table, its quarantined rows and its ledger row, in one transaction.

A kill at any moment leaves all of it or nothing. Whether the file is new was decided before, in
``ledger``; how rows are typed and checked belongs in ``staging``.
"""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import duckdb

from pipelines.landing.file_names import LandingFile
from pipelines.landing.ledger import Ledger, LoadRecord
from pipelines.landing.line_map import Steps, staged_row_steps
from pipelines.landing.quarantine import Entry, Found, quarantine_parquet, quarantine_text
from pipelines.landing.records import (
    Structure,
    examine,
    holds_overlong_line,
    write_readable_copy,
)
from pipelines.landing.refusals import FileRefused
from pipelines.landing.staging import (
    Provenance,
    Staged,
    append_rows,
    find_failures,
    stage_parquet,
    stage_text,
)
from pipelines.landing.survey import Fingerprint, Survey

_PATTERN_CHARACTERS = frozenset("*?[")


@dataclass(frozen=True)
class Source:
    """A file that is whole and new.

    Attributes
    ----------
    file, found, surveyed
        What its name, its bytes and its header say.
    declared_rows
        Records it must hold according to landing.yml; None where that says nothing.
    """

    file: LandingFile
    found: Fingerprint
    surveyed: Survey
    declared_rows: int | None


def append_file(
    con: duckdb.DuckDBPyConnection, ledger: Ledger, source: Source, record: LoadRecord
) -> LoadRecord:
    """Load one file.

    Parameters
    ----------
    con
        Connection to the warehouse, outside any transaction.
    ledger
        The load ledger.
    source
        The file.
    record
        Its ledger row so far: number, names, load time, and the load it corrects.

    Returns
    -------
    LoadRecord
        The row as it was written.

    Raises
    ------
    FileRefused
        If DuckDB cannot read the file, if the rows loaded and quarantined are not the rows read, or
        if the file was changed meanwhile. Nothing of it is written then.
    """
    with _without_pattern_characters(source.file.path) as path:
        staged, structure = _stage(con, source, path)
        _check_declared_rows(source, structure)
        checks = find_failures(con, source.file, path)
        steps = staged_row_steps(staged.records, structure.breaks)
        if source.file.format == "parquet":
            steps = Steps(steps.starts, steps.offsets - 1)  # there is no header line
        con.execute("set preserve_insertion_order = false")
        con.begin()
        try:
            is_correction = record.supersedes_load_id is not None
            known_at = record.started_at if is_correction else source.file.stamp
            provenance = Provenance(record.load_id, known_at, record.origin)
            contract = source.file.contract
            loaded = append_rows(con, contract, steps, provenance, has_failures=bool(checks))
            quarantined = 0
            if checks or structure.broken or staged.turned_away:
                entry = Entry(record.load_id, record.origin, record.started_at, source.file)
                if source.file.format == "parquet":
                    quarantined = quarantine_parquet(con, entry, path, checks)
                else:
                    found = Found(source.surveyed.columns, structure, staged, steps, checks)
                    quarantined = quarantine_text(con, entry, found)
            _check_identity(source, structure, loaded, quarantined)
            _check_unchanged(source)
            elapsed = datetime.now(UTC).replace(tzinfo=None)
            written = record.model_copy(
                update={
                    "state": "loaded",
                    "rows_read": structure.record_count,
                    "rows_loaded": loaded,
                    "rows_quarantined": quarantined,
                    "finished_at": max(elapsed, record.started_at),
                }
            )
            ledger.enter_loaded(written)
            con.commit()
        except BaseException:
            con.rollback()
            raise
    ledger.note_loaded(written)
    return written


def _stage(con: duckdb.DuckDBPyConnection, source: Source, path: Path) -> tuple[Staged, Structure]:
    """Read the file into the temporary table, and settle where its records are.

    The number of records is known from the bytes alone, first as the number of lines and, where
    DuckDB saw another number, from their quotes.
    """
    con.execute("set preserve_insertion_order = true")
    lines_only = Structure(record_count=source.surveyed.line_count)
    if source.file.format == "parquet":
        staged, told = _attempt(con, source, path)
        if staged is not None:
            return staged, lines_only
        raise _unreadable(source, told)
    staged, told = _attempt(con, source, path)
    if (
        staged is not None
        and staged.record_count == lines_only.record_count
        and not _may_hide_an_overlong_line(source, staged)
    ):
        return staged, lines_only
    for thoroughly in (False, True):
        structure = examine(source.file, thoroughly=thoroughly)
        if not structure.is_readable:
            with tempfile.TemporaryDirectory(prefix="landing-") as scratch:
                copy = Path(scratch) / "readable.csv"
                write_readable_copy(source.file, structure, copy)
                staged, told = _attempt(con, source, copy)
        unbroken = structure.record_count - len(structure.broken)
        if staged is not None and staged.record_count == unbroken:
            return staged, structure
        told = told or f"DuckDB finds {staged.record_count if staged else 0} records"
    raise _unreadable(source, f"{told}; the bytes hold {unbroken}")


def _may_hide_an_overlong_line(source: Source, staged: Staged) -> bool:
    """Say so where the survey does, or where a short line may make up for it in the count."""
    if source.surveyed.may_hold_overlong_line:
        return True
    has_short_line = any(
        kind == "MISSING COLUMNS" for errors in staged.turned_away.values() for _, kind in errors
    )
    return has_short_line and holds_overlong_line(source.file)


def _attempt(
    con: duckdb.DuckDBPyConnection, source: Source, path: Path
) -> tuple[Staged | None, str]:
    """Stage a file; None and DuckDB's words where it cannot be read."""
    try:
        if source.file.format == "parquet":
            return stage_parquet(con, source.file.contract, path), ""
        return stage_text(con, source.file.contract, path, source.surveyed.columns), ""
    except duckdb.OutOfMemoryException:
        raise
    except duckdb.Error as error:
        return None, str(error).splitlines()[0]


def _unreadable(source: Source, got: str) -> FileRefused:
    return FileRefused.because(
        "The file cannot be read as a table",
        where=source.file.name,
        got=got,
        expected=f"columns separated by commas, values with commas in double quotes, UTF-8; or "
        f"Parquet with the types of {source.file.contract.name}",
        do="Export it again; docs/landing-contracts.md says how it is written.",
    )


def _check_declared_rows(source: Source, structure: Structure) -> None:
    if source.declared_rows not in {None, structure.record_count}:
        raise FileRefused.because(
            "The file's number of rows is not what landing.yml says: truncated or replaced",
            where=source.file.name,
            got=f"{structure.record_count} rows",
            expected=f"{source.declared_rows} rows",
            do="Ask for the file again, or copy it again.",
        )


def _check_identity(source: Source, structure: Structure, loaded: int, quarantined: int) -> None:
    if structure.record_count != loaded + quarantined:
        raise FileRefused.because(
            "Rows read are not rows loaded plus rows quarantined, so nothing was kept",
            where=source.file.name,
            got=f"{structure.record_count} read, {loaded} loaded, {quarantined} quarantined",
            expected="an equal sum",
            do="Report it with the file: this is a fault of the loader.",
        )


def _check_unchanged(source: Source) -> None:
    state = source.file.path.stat()
    if (state.st_size, state.st_mtime_ns) != (source.found.byte_count, source.found.changed_ns):
        raise FileRefused.because(
            "The file was changed while it was being read, so nothing was kept",
            where=source.file.name,
            got=f"{state.st_size} bytes now",
            expected=f"{source.found.byte_count} bytes as when it was hashed",
            do="Write to a name ending in .partial and rename it when it is whole; then load "
            "again.",
        )


@contextmanager
def _without_pattern_characters(path: Path) -> Iterator[Path]:
    """Give a path that DuckDB does not take for a pattern."""
    if not _PATTERN_CHARACTERS & {*str(path)}:
        yield path
        return
    with tempfile.TemporaryDirectory(prefix="landing-") as scratch:
        link = Path(scratch) / f"data{''.join(path.suffixes[-2:])}"
        link.symlink_to(path.resolve())
        yield link
