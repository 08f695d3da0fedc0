"""Loading a landing folder: every new file in one transaction, all of it or nothing.

The order of the steps is here. Each step's work belongs in the module it calls: ``survey`` (is the
file whole), ``ledger`` (is it new), ``appending`` (the transaction).
"""

import time
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import duckdb

from pipelines.landing.appending import Source, append_file
from pipelines.landing.contracts import load_contracts
from pipelines.landing.declaration import Declaration, DeclaredFile, read_declaration
from pipelines.landing.file_names import LandingFile, list_files, recognise
from pipelines.landing.ledger import Ledger, LoadRecord
from pipelines.landing.refusals import FileRefused
from pipelines.landing.report import FileOutcome, LoadReport, OnFile, State
from pipelines.landing.staging import drop_staging
from pipelines.landing.survey import Fingerprint, Survey, check_declared, fingerprint, survey
from pipelines.landing.tables import create_raw_tables

_FILES_AHEAD = 2
_CHECKPOINT_BYTES = "1GB"


@dataclass
class _Inspected:
    """One entry of the folder: what is known of it before the database is asked."""

    name: str
    file: LandingFile | None = None
    declared: DeclaredFile | None = None
    found: Fingerprint | None = None
    surveyed: Survey | None = None
    refusal: str | None = None
    state: State = "refused"


def load_folder(
    con: duckdb.DuckDBPyConnection,
    folder: Path,
    *,
    on_file: OnFile | None = None,
    now: datetime | None = None,
) -> LoadReport:
    """Load every new file of a landing folder into the raw tables.

    A file is loaded whole or refused whole; a refused file does not keep the others out. Rows that
    fail their contract go to ``raw.quarantine``. Loading the same folder again writes nothing. A
    file whose name was loaded before with other bytes corrects that load.

    Parameters
    ----------
    con
        Connection to the warehouse, outside any transaction. Raw tables are made where missing.
    folder
        The landing folder, with its ``landing.yml``.
    on_file
        Called after each file.
    now
        Load time; the clock's time where not given.

    Returns
    -------
    LoadReport
        What became of each file.

    Raises
    ------
    LandingRefused
        If the folder declares no origin, holds another landing folder, or the warehouse was made
        under other contracts.
    """
    folder = Path(folder)
    declaration = read_declaration(folder)
    entries = _entries(folder, declaration)
    create_raw_tables(con)
    ledger = Ledger(con, str(declaration.name), declaration.origin)
    outcomes: list[FileOutcome] = []
    with _bulk_settings(con):
        for entry in _look_ahead(entries, ledger):
            outcomes.append(_take(con, ledger, declaration, entry, now))
            if on_file is not None:
                on_file(outcomes[-1], len(outcomes), len(entries))
        drop_staging(con)
    return LoadReport(
        landing_folder=str(declaration.name),
        path=folder,
        origin=declaration.origin,
        outcomes=tuple(outcomes),
    )


def _entries(folder: Path, declaration: Declaration) -> list[_Inspected]:
    """List what there is to do: recognised files by stamp and name, then the rest."""
    contracts = load_contracts()
    recognised: list[_Inspected] = []
    others: list[_Inspected] = []
    names = set()
    for path in list_files(folder):
        name = path.relative_to(folder).as_posix()
        names |= {name, path.name}
        declared = declaration.files.get(name) or declaration.files.get(path.name)
        try:
            file = recognise(folder, path, contracts)
        except FileRefused as unknown:
            others.append(_Inspected(name, refusal=str(unknown), state="not_recognised"))
        else:
            recognised.append(_Inspected(name, file, declared))
    for name in sorted({*declaration.files} - names):
        absent = FileRefused.because(
            "A file listed in landing.yml is not there",
            where=name,
            got="no such file",
            expected="every listed file",
            do="Copy it into the folder, or take it off the list; then load again.",
        )
        others.append(_Inspected(name, refusal=str(absent), state="missing"))
    recognised.sort(key=lambda e: (e.file.stamp if e.file else datetime.min, e.name))  # noqa: DTZ901
    return recognised + others


def _look_ahead(entries: list[_Inspected], ledger: Ledger) -> Iterator[_Inspected]:
    """Hash and survey the next files in another thread while the database takes in the last one."""
    with ThreadPoolExecutor(max_workers=1) as pool:
        pending: list[Future[_Inspected]] = []
        waiting = iter(entries)
        for _ in entries:
            while len(pending) <= _FILES_AHEAD and (entry := next(waiting, None)) is not None:
                pending.append(pool.submit(_inspect, entry, ledger))
            yield pending.pop(0).result()


def _inspect(entry: _Inspected, ledger: Ledger) -> _Inspected:
    """Read a file's bytes; its rows are left unread where the same bytes are loaded already."""
    if entry.file is not None:
        try:
            entry.found = fingerprint(entry.file)
            check_declared(entry.file, entry.found, entry.declared)
            if not ledger.knows(entry.found.sha256):
                entry.surveyed = survey(entry.file)
        except FileRefused as refusal:
            entry.refusal = str(refusal)
    return entry


def _take(
    con: duckdb.DuckDBPyConnection,
    ledger: Ledger,
    declaration: Declaration,
    entry: _Inspected,
    now: datetime | None,
) -> FileOutcome:
    """Load one file, find that it is loaded already, or say why it cannot be."""
    clock = time.perf_counter()
    blank = _blank_record(ledger, declaration, entry, now)
    try:
        if entry.file is None or entry.found is None or entry.refusal is not None:
            raise FileRefused(entry.refusal)
        verdict = ledger.judge(entry.file, entry.found)
        if verdict.state == "already_loaded" or verdict.state == "duplicate_content":
            return FileOutcome(
                file_name=entry.name,
                table_name=blank.table_name,
                state=verdict.state,
                load_id=verdict.load_id,
                message=verdict.message,
            )
        if verdict.state == "conflict":
            raise FileRefused.because(
                "The file's content stands elsewhere already",
                where=entry.name,
                got=str(verdict.message),
                expected="content of its own",
                do="Find out which of the two was meant, and take the other one out.",
            )
        corrected = blank.model_copy(
            update={"supersedes_load_id": verdict.load_id, "message": verdict.message}
        )
        rows = entry.declared.rows if entry.declared else None
        source = Source(entry.file, entry.found, entry.surveyed or survey(entry.file), rows)
        record = append_file(con, ledger, source, corrected)
    except FileRefused as refusal:
        seconds = timedelta(seconds=time.perf_counter() - clock)
        refused = {"message": str(refusal), "finished_at": blank.started_at + seconds}
        return FileOutcome(
            file_name=entry.name,
            table_name=blank.table_name,
            state=entry.state,
            load_id=ledger.enter_refused(blank.model_copy(update=refused)),
            message=str(refusal),
        )
    return FileOutcome(
        file_name=entry.name,
        state="loaded",
        table_name=record.table_name,
        rows_read=record.rows_read,
        rows_loaded=record.rows_loaded,
        rows_quarantined=record.rows_quarantined,
        message=record.message,
        load_id=record.load_id,
        supersedes_load_id=record.supersedes_load_id,
        seconds=time.perf_counter() - clock,
    )


def _blank_record(
    ledger: Ledger, declaration: Declaration, entry: _Inspected, now: datetime | None
) -> LoadRecord:
    """Write down what the ledger's row says whatever becomes of the file."""
    started = _without_zone(now or datetime.now(UTC))
    return LoadRecord(
        load_id=ledger.next_id,
        landing_folder=str(declaration.name),
        file_name=entry.name,
        table_name=entry.file.contract.name if entry.file else None,
        origin=declaration.origin,
        sha256=entry.found.sha256 if entry.found else None,
        byte_count=entry.found.byte_count if entry.found else None,
        rows_read=0,
        rows_loaded=0,
        rows_quarantined=0,
        started_at=started,
        finished_at=started,
        stamp=entry.file.stamp if entry.file else None,
        state="refused",
    )


def _without_zone(moment: datetime) -> datetime:
    return moment.astimezone(UTC).replace(tzinfo=None) if moment.tzinfo else moment


@contextmanager
def _bulk_settings(con: duckdb.DuckDBPyConnection) -> Iterator[None]:
    """Let the write-ahead log grow while files are loaded, and put the settings back afterwards.

    With DuckDB's 16 MB it rewrites a table's last block after nearly every small file.
    """
    settings = ("checkpoint_threshold", "preserve_insertion_order")
    before = [
        con.execute("select current_setting(?)::varchar", [name]).fetchall()[0][0]
        for name in settings
    ]
    con.execute(f"set checkpoint_threshold = '{_CHECKPOINT_BYTES}'")
    try:
        yield
    finally:
        for name, value in zip(settings, before, strict=True):
            con.execute(f"set {name} = '{value}'")
