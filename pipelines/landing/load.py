"""Loading a landing folder: every new file within one transaction, all of it or nothing.

The order of the steps, and which files share a transaction, is here. Each step's work belongs in
the module it calls: ``inspection`` (is the file whole), ``ledger`` (is it new), ``appending`` (the
transaction).
"""

import time
from collections.abc import Iterable, Iterator, Mapping, Set
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import duckdb

from pipelines.landing.appending import append_files
from pipelines.landing.declaration import LandingFolder, read_landing_folder
from pipelines.landing.inspection import Entry, inspect_ahead, list_entries
from pipelines.landing.ledger import Ledger, LoadRecord
from pipelines.landing.reading import Source
from pipelines.landing.refusals import FileRefused
from pipelines.landing.report import FileOutcome, LoadReport, OnFile, State
from pipelines.landing.staging import drop_staging
from pipelines.landing.survey import cannot_be_read, survey
from pipelines.landing.tables import create_raw_tables

MOST_FILES_IN_A_BATCH = 1000
MOST_BYTES_IN_A_BATCH = 256 << 20
"""Files of one table are read together until there are so many; what they hold is held in memory.

A file alone costs 20 ms and more, most of it planning and committing, however few its rows.
"""
_CHECKPOINT_BYTES = "1GB"


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
    landing = read_landing_folder(folder)
    entries = list_entries(folder, landing.declaration)
    create_raw_tables(con)
    ledger = Ledger(con, landing)
    outcomes: list[FileOutcome] = []
    loader = _Loader(con, ledger, landing, now)
    with _settings(con):
        names = [entry.name for entry in entries]
        for outcome in loader.outcomes(inspect_ahead(entries, ledger), names):
            outcomes.append(outcome)
            if on_file is not None:
                on_file(outcome, len(outcomes), len(entries))
        drop_staging(con)
    ledger.enter_places()
    return LoadReport(
        landing_folder=landing.name,
        path=folder,
        origin=landing.origin,
        outcomes=tuple(outcomes),
    )


class _Loader:
    """One run over a folder: decides what each entry is, and loads what is new batch by batch."""

    def __init__(
        self,
        con: duckdb.DuckDBPyConnection,
        ledger: Ledger,
        landing: LandingFolder,
        now: datetime | None,
    ) -> None:
        self._con, self._ledger = con, ledger
        self._landing, self._now = landing, now
        self._batch: dict[str, Source] = {}  # by sha256
        self._corrected: set[int | None] = set()  # loads that files of the batch correct
        self._batch_bytes = 0

    def outcomes(self, entries: Iterable[Entry], names: Iterable[str]) -> Iterator[FileOutcome]:
        """Take the entries in, in the order of their names.

        One whose bytes are loaded under another name waits until that file is seen to: if it
        brings other bytes now, these are counted under this name.
        """
        to_come, held_back = {*names}, list[Entry]()
        for entry in entries:
            if self._hangs_on(entry, to_come):
                held_back.append(entry)
                continue
            to_come.discard(entry.name)
            yield from self._take(entry)
        while held_back:
            yield from self._load_batch()
            # where each waits for another, contents were swapped: they are told so
            ready = [one for one in held_back if not self._hangs_on(one, to_come)] or held_back
            for entry in ready:
                to_come.discard(entry.name)
                yield from self._take(entry)
            held_back = [entry for entry in held_back if entry.name in to_come]
        yield from self._load_batch()

    def _take(self, entry: Entry) -> Iterator[FileOutcome]:
        """Put a new file with those that wait to be loaded; tell at once of any other."""
        if entry.found is not None and self._hangs_on_batch(entry.found.sha256):
            yield from self._load_batch()
        decided = self._decide(entry)
        if not isinstance(decided, Source) or not self._fits(decided):
            yield from self._load_batch()
        if isinstance(decided, Source):
            self._batch[decided.found.sha256] = decided
            self._corrected.add(decided.record.supersedes_load_id)
            self._batch_bytes += decided.surveyed.text_bytes
        elif isinstance(decided, LoadRecord):
            yield self._refused(decided, entry.state)
        else:
            yield decided

    def _hangs_on(self, entry: Entry, names: Set[str]) -> bool:
        """Whether a file's bytes are loaded under another name, one of these."""
        holder = self._ledger.holder_of(entry.found.sha256) if entry.found else None
        if holder is None or holder.file_name == entry.name:
            return False
        return holder.file_name in names and self._ledger.is_own(holder)

    def _hangs_on_batch(self, sha256: str) -> bool:
        """Whether a file of these bytes is to be judged only after those that wait are loaded."""
        holder = self._ledger.holder_of(sha256)
        return sha256 in self._batch or (holder is not None and holder.load_id in self._corrected)

    def _fits(self, source: Source) -> bool:
        """Whether a file can be read together with those that wait."""
        first = next(iter(self._batch.values()), source)
        return not self._batch or (
            source.is_text
            and source.layout == first.layout
            and len(self._batch) < MOST_FILES_IN_A_BATCH
            and self._batch_bytes + source.surveyed.text_bytes <= MOST_BYTES_IN_A_BATCH
        )

    def _decide(self, entry: Entry) -> Source | FileOutcome | LoadRecord:
        """Find that a file is new or loaded already, or write down why it is refused."""
        blank = self._blank_record(entry)
        if entry.file is None or entry.found is None or entry.refusal is not None:
            return blank.model_copy(update={"message": entry.refusal})
        try:
            verdict = self._ledger.judge(entry.file, entry.found)
            if verdict.state == "already_loaded" or verdict.state == "duplicate_content":
                return FileOutcome(
                    file_name=entry.name,
                    table_name=blank.table_name,
                    state=verdict.state,
                    load_id=verdict.load_id,
                    message=verdict.message,
                )
            surveyed = entry.surveyed or survey(entry.file)
        except FileRefused as refusal:
            return blank.model_copy(update={"message": str(refusal)})
        except OSError as error:
            return blank.model_copy(update={"message": str(cannot_be_read(entry.file, error))})
        corrected = {"supersedes_load_id": verdict.load_id, "message": verdict.message}
        record = blank.model_copy(update=corrected)
        rows = entry.declared.rows if entry.declared else None
        return Source(entry.file, entry.found, surveyed, record, rows)

    def _load_batch(self) -> Iterator[FileOutcome]:
        """Load the files that wait."""
        batch = [*self._batch.values()]
        self._batch, self._corrected, self._batch_bytes = {}, set(), 0
        clock = time.perf_counter()
        for source, written in append_files(self._con, self._ledger, batch):
            if isinstance(written, FileRefused):
                blank = {"message": str(written), "supersedes_load_id": None}
                yield self._refused(source.record.model_copy(update=blank), "refused")
                continue
            yield FileOutcome(
                file_name=written.file_name,
                state="loaded",
                table_name=written.table_name,
                rows_read=written.rows_read,
                rows_loaded=written.rows_loaded,
                rows_quarantined=written.rows_quarantined,
                message=written.message,
                load_id=written.load_id,
                supersedes_load_id=written.supersedes_load_id,
                seconds=(time.perf_counter() - clock) / len(batch),
            )

    def _refused(self, record: LoadRecord, state: State) -> FileOutcome:
        """Enter a refusal in the ledger."""
        moment = max(record.started_at, datetime.now(UTC).replace(tzinfo=None))
        entered = {"load_id": self._ledger.next_id, "finished_at": moment}
        return FileOutcome(
            file_name=record.file_name,
            table_name=record.table_name,
            state=state,
            load_id=self._ledger.enter_refused(record.model_copy(update=entered)),
            message=record.message,
        )

    def _blank_record(self, entry: Entry) -> LoadRecord:
        """Write down what the ledger's row says whatever becomes of the file."""
        started = _without_zone(self._now or datetime.now(UTC))
        return LoadRecord(
            load_id=self._ledger.next_id,
            landing_folder=self._landing.name,
            landing_path=str(self._landing.path),
            file_name=entry.name,
            table_name=entry.file.contract.name if entry.file else None,
            origin=self._landing.origin,
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
def _settings(con: duckdb.DuckDBPyConnection) -> Iterator[None]:
    """Set what loading needs, and put the settings back afterwards.

    A time without a zone is in UTC. The write-ahead log may grow while files are loaded: with
    DuckDB's 16 MB it rewrites a table's last block after nearly every small file.
    """
    ours = {"checkpoint_threshold": _CHECKPOINT_BYTES, "TimeZone": "UTC"}
    names = [*ours, "preserve_insertion_order"]  # set step by step, in ``staging`` and ``parquet``
    before = {
        name: con.execute("select current_setting(?)::varchar", [name]).fetchall()[0][0]
        for name in names
    }
    _set(con, ours)
    try:
        yield
    finally:
        _set(con, before)


def _set(con: duckdb.DuckDBPyConnection, settings: Mapping[str, str]) -> None:
    for name, value in settings.items():
        con.execute(f"set {name} = '{value}'")
