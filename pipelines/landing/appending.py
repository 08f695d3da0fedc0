"""Files into their raw table, their quarantined rows and their ledger rows, in one transaction.

A transaction takes in the files of a batch; a file is never spread over two, so a kill at any
moment leaves all of a file or nothing. Whether a file is new was decided before, in ``ledger``;
what DuckDB sees in a file, and which of its rows fail, is found out in ``reading``.
"""

import tempfile
from collections.abc import Generator, Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path

import duckdb

from pipelines.landing.checks import Check
from pipelines.landing.ledger import Ledger, LoadRecord
from pipelines.landing.line_map import joined
from pipelines.landing.quarantine import (
    BadRow,
    Entry,
    Found,
    bad_rows_of_parquet,
    bad_rows_of_text,
    write_bad_rows,
)
from pipelines.landing.reading import Reading, Source, check_rows, examine_closer, stage
from pipelines.landing.refusals import FileRefused
from pipelines.landing.staging import Provenance, append_rows
from pipelines.landing.survey import cannot_be_read

Outcome = tuple[Source, LoadRecord | FileRefused]
"""A file with its row of the ledger as it was written, or why nothing of it was."""


def append_files(
    con: duckdb.DuckDBPyConnection, ledger: Ledger, sources: Sequence[Source]
) -> Iterator[Outcome]:
    """Load a batch of files.

    A file that cannot be loaded keeps no other one out. One in which DuckDB does not see the
    records that its bytes hold is tried again, after a closer look, in a later transaction.

    Parameters
    ----------
    con
        Connection to the warehouse, outside any transaction.
    ledger
        The load ledger.
    sources
        CSV files of one layout, or one Parquet file.

    Yields
    ------
    tuple
        Each file once, after its transaction was committed or when it was refused.
    """
    with tempfile.TemporaryDirectory(prefix="landing-") as scratch:
        readings = [Reading.of(source, Path(scratch)) for source in sources]
        odd = yield from _append_as_counted(con, ledger, readings)
        for thoroughly in (False, True):
            if odd and not odd[0].source.is_text:
                break
            examined = yield from _examine(odd, Path(scratch), thoroughly=thoroughly)
            odd = yield from _append_as_counted(con, ledger, examined)
        for reading in odd:
            yield reading.source, _unreadable(reading)


def _examine(
    readings: Sequence[Reading], scratch: Path, *, thoroughly: bool
) -> Generator[Outcome, None, list[Reading]]:
    """Look closer at files; return those that are still there."""
    examined = []
    for reading in readings:
        try:
            examine_closer(reading, scratch, thoroughly=thoroughly)
        except OSError as error:
            yield reading.source, cannot_be_read(reading.source.file, error)
        else:
            examined.append(reading)
    return examined


def _append_as_counted(
    con: duckdb.DuckDBPyConnection, ledger: Ledger, readings: Sequence[Reading]
) -> Generator[Outcome, None, list[Reading]]:
    """Load the files in which DuckDB sees the records that the bytes hold; return the others."""
    if not readings:
        return []
    try:
        stage(con, readings)
    except duckdb.OutOfMemoryException:
        raise
    except duckdb.Error as error:
        if len(readings) > 1:
            return (yield from _append_one_by_one(con, ledger, readings))
        readings[0].told = str(error).splitlines()[0]
    counted = [reading for reading in readings if not reading.told]
    odd = [reading for reading in readings if reading.told]
    try:
        records = _append(con, ledger, counted) if counted else []
    except (FileRefused, OSError, duckdb.DataError) as error:
        if len(counted) > 1:
            return odd + (yield from _append_one_by_one(con, ledger, counted))
        yield counted[0].source, _refusal(counted[0], error)
    else:
        yield from zip((reading.source for reading in counted), records, strict=True)
    return odd


def _append_one_by_one(
    con: duckdb.DuckDBPyConnection, ledger: Ledger, readings: Sequence[Reading]
) -> Generator[Outcome, None, list[Reading]]:
    """Load each file in a transaction of its own, because one of them is in the way."""
    odd: list[Reading] = []
    for reading in readings:
        odd += yield from _append_as_counted(con, ledger, [reading])
    return odd


def _append(
    con: duckdb.DuckDBPyConnection, ledger: Ledger, readings: Sequence[Reading]
) -> list[LoadRecord]:
    """Write all there is to write of staged files, in one transaction."""
    checks = check_rows(con, readings)
    _check_whole_plan(readings[0], checks)
    contract, origin = readings[0].source.file.contract, readings[0].source.record.origin
    ids = range(ledger.next_id, ledger.next_id + len(readings))
    provenance = [
        Provenance(reading.position, load_id, _known_at(reading.source))
        for load_id, reading in zip(ids, readings, strict=True)
    ]
    steps = [reading.steps for reading in readings if reading.staged.row_count]
    con.begin()
    try:
        appended = append_rows(con, contract, joined(steps), provenance, origin) if steps else 0
        write_bad_rows(con, _bad_rows(con, ids, readings, checks))
        _check_sum(readings, appended)
        records = [
            _finished(reading, load_id) for load_id, reading in zip(ids, readings, strict=True)
        ]
        ledger.enter_loaded(records)
        con.commit()
    except BaseException:
        con.rollback()
        raise
    ledger.note_loaded(records)
    return records


def _bad_rows(
    con: duckdb.DuckDBPyConnection,
    ids: Sequence[int],
    readings: Sequence[Reading],
    checks: Sequence[Check],
) -> Iterator[BadRow]:
    """Describe the rows of the files that are not loaded."""
    for load_id, reading in zip(ids, readings, strict=True):
        if not reading.quarantined:
            continue
        source = reading.source
        entry = Entry(load_id, source.record.origin, source.record.started_at, source.file)
        if source.is_parquet:
            yield from bad_rows_of_parquet(con, entry, reading.path, checks)
        else:
            found = Found(
                source.surveyed, reading.structure, reading.staged, reading.failing, checks
            )
            yield from bad_rows_of_text(entry, found)


def _known_at(source: Source) -> datetime:
    """When rows are taken to have become known where no column says so."""
    is_correction = source.record.supersedes_load_id is not None
    return source.record.started_at if is_correction else source.file.stamp


def _finished(reading: Reading, load_id: int) -> LoadRecord:
    """Fill the file's row of the ledger, if the file is what it was said to be and still is."""
    source, row_count = reading.source, reading.structure.record_count
    if source.declared_rows not in {None, row_count}:
        raise FileRefused.because(
            "The file's number of rows is not what landing.yml says: truncated or replaced",
            where=source.file.name,
            got=f"{row_count} rows",
            expected=f"{source.declared_rows} rows",
            do="Ask for the file again, or copy it again.",
        )
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
    return source.record.model_copy(
        update={
            "load_id": load_id,
            "state": "loaded",
            "rows_read": row_count,
            "rows_loaded": reading.loaded,
            "rows_quarantined": reading.quarantined,
            "finished_at": max(source.record.started_at, datetime.now(UTC).replace(tzinfo=None)),
        }
    )


def _check_whole_plan(reading: Reading, checks: Sequence[Check]) -> None:
    """Refuse a stow plan of which one container fails the contract."""
    if reading.source.surveyed.stow_plan is None or not reading.failing:
        return
    line, fails = reading.failing[0]
    check = checks[fails[0]]
    file = reading.source.file
    raise FileRefused.because(
        "The stow plan has a container that cannot be taken, so nothing of it was",
        where=f"{file.name}, line {line}",
        got=f"{check.column} {check.words}",
        expected=f"the values of {file.contract.name}, docs/landing-contracts.md",
        do="Ask the carrier for the plan again; the other files are not affected.",
    )


def _check_sum(readings: Sequence[Reading], appended: int) -> None:
    expected = sum(reading.loaded for reading in readings)
    if appended != expected:
        raise FileRefused.because(
            "Rows read are not rows loaded plus rows quarantined, so nothing was kept",
            where=", ".join(reading.source.file.name for reading in readings),
            got=f"{sum(reading.structure.record_count for reading in readings)} read, {appended} "
            f"loaded, {sum(reading.quarantined for reading in readings)} quarantined",
            expected="an equal sum",
            do="Report it with the file: this is a fault of the loader.",
        )


def _refusal(reading: Reading, error: FileRefused | OSError | duckdb.DataError) -> FileRefused:
    """Say why a file that stood in the temporary table could not be appended."""
    if isinstance(error, OSError):
        return cannot_be_read(reading.source.file, error)
    if isinstance(error, duckdb.DataError):
        reading.told = str(error).splitlines()[0]
        return _unreadable(reading)
    return error


def _unreadable(reading: Reading) -> FileRefused:
    contract = reading.source.file.contract
    return FileRefused.because(
        "The file cannot be read as a table",
        where=reading.source.file.name,
        got=reading.told,
        expected=f"columns separated by commas, values with commas in double quotes, UTF-8; or "
        f"Parquet with the types of {contract.name}",
        do="Export it again; docs/landing-contracts.md says how it is written.",
    )
