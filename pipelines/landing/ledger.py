"""The load ledger ``raw.loads``: what was loaded, whether a file is new, whether the sums hold.

Reading files belongs in ``staging``; this module sees names, hashes and counts.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

import duckdb
from pydantic import BaseModel, ConfigDict

from pipelines.landing.declaration import LandingFolder
from pipelines.landing.file_names import LandingFile
from pipelines.landing.refusals import FileRefused
from pipelines.landing.survey import Fingerprint
from pipelines.landing.tables import LOADS_COLUMNS


class LoadRecord(BaseModel):
    """One row of ``raw.loads``.

    Attributes
    ----------
    load_id, landing_folder, file_name, table_name, origin
        The load and its file; ``table_name`` is None where the name was not recognised.
    landing_path
        Where the folder lay; None where an earlier version loaded it.
    sha256, byte_count
        Of the file; None where it was not opened.
    rows_read, rows_loaded, rows_quarantined
        Records of the file and what became of them.
    started_at, finished_at
        UTC without zone.
    stamp
        Time in the file's name, UTC without zone.
    state, message
        ``loaded`` or ``refused``, and why.
    supersedes_load_id, superseded_by_load_id
        The load this one corrects, and the one that corrects it.
    built_at
        When a green build took the load in; None until then.
    """

    model_config = ConfigDict(frozen=True)

    load_id: int
    landing_folder: str
    landing_path: str | None
    file_name: str
    table_name: str | None
    origin: str
    sha256: str | None
    byte_count: int | None
    rows_read: int
    rows_loaded: int
    rows_quarantined: int
    started_at: datetime
    finished_at: datetime
    stamp: datetime | None
    state: Literal["loaded", "refused"]
    message: str | None = None
    supersedes_load_id: int | None = None
    superseded_by_load_id: int | None = None
    built_at: datetime | None = None


@dataclass(frozen=True)
class Verdict:
    """Whether a file is new.

    Attributes
    ----------
    state
        ``new``; ``correction`` of another load; ``already_loaded``; or ``duplicate_content``.
    load_id
        The other load, where there is one.
    message
        What to tell the reader.
    """

    state: Literal["new", "correction", "already_loaded", "duplicate_content"]
    load_id: int | None = None
    message: str | None = None


class Ledger:
    """The ledger of one warehouse as one landing folder sees it.

    Parameters
    ----------
    con
        Connection to the warehouse.
    landing
        The folder.
    """

    def __init__(self, con: duckdb.DuckDBPyConnection, landing: LandingFolder) -> None:
        self._con, self._landing = con, landing
        records = loads(con)
        self._moved: list[int] = []  # loads whose files were seen at another place
        self._next_id = max((record.load_id for record in records), default=0) + 1
        current = [r for r in records if r.state == "loaded" and r.superseded_by_load_id is None]
        self._by_name = {r.file_name: r for r in current if self.is_own(r)}
        self._by_sha = {r.sha256: r for r in current if r.rows_read}
        self._refused = {r.file_name: r for r in records if r.state == "refused" and self.is_own(r)}

    @property
    def next_id(self) -> int:
        """Number of the next load."""
        return self._next_id

    def holder_of(self, sha256: str) -> LoadRecord | None:
        """Find the load that holds the same bytes, under whatever name."""
        return self._by_sha.get(sha256)

    def is_own(self, record: LoadRecord) -> bool:
        """Whether a load is of this landing folder."""
        ours = (self._landing.name, self._landing.origin)
        return (record.landing_folder, record.origin) == ours

    def judge(self, file: LandingFile, found: Fingerprint) -> Verdict:
        """Decide whether a file is new.

        Parameters
        ----------
        file
            The file.
        found
            Its fingerprint.

        Returns
        -------
        Verdict
            A file without records is never a duplicate of another one.

        Raises
        ------
        FileRefused
            If its content stands elsewhere although it should be this file's own, or it would
            correct a file of another folder.
        """
        named = self._by_name.get(file.name)
        if named and named.sha256 == found.sha256:
            self._note_place(named)
            message = f"already loaded as load {named.load_id}; nothing written"
            return Verdict("already_loaded", named.load_id, message)
        same = self._by_sha.get(found.sha256)
        if same is None:
            if named is None:
                return Verdict("new")
            self._check_own_folder(file, named)
            return Verdict("correction", named.load_id, f"corrects load {named.load_id}")
        told = f"the same bytes are loaded as load {same.load_id} ({same.file_name}"
        told += f" of {same.landing_folder}, {same.origin})"
        is_alike = (same.origin, same.table_name) == (self._landing.origin, file.contract.name)
        if named or not is_alike:
            raise FileRefused.because(
                "The file's content stands elsewhere already",
                where=file.name,
                got=told,
                expected="content of its own",
                do="Find out which of the two was meant, and take the other one out.",
            )
        return Verdict("duplicate_content", same.load_id, f"{told}; not counted a second time")

    def _note_place(self, named: LoadRecord) -> None:
        """Note that a folder lies elsewhere now, so that another at its old place is told apart."""
        is_here = named.landing_path == str(self._landing.path)
        if not is_here and not self._landing.is_other_than(named.landing_path):
            self._moved.append(named.load_id)

    def enter_places(self) -> None:
        """Write down where the loads lie whose files were seen again at another place."""
        if self._moved:
            self._con.execute(
                "update raw.loads set landing_path = ? where list_contains(?::bigint[], load_id)",
                [str(self._landing.path), self._moved],
            )

    def _check_own_folder(self, file: LandingFile, named: LoadRecord) -> None:
        """Refuse to correct a file that was loaded from another folder called the same."""
        if self._landing.is_other_than(named.landing_path):
            raise FileRefused.because(
                "Another landing folder of the same name has another file of this name",
                where=f"{file.name} in {self._landing.path}",
                got=f"other bytes than those of load {named.load_id}, from {named.landing_path}",
                expected="folders told apart by their names",
                do=f"Write a name of its own, such as `name: {self._landing.name}_2`, into "
                f"landing.yml; or `name: {self._landing.name}`, if this file is to correct that "
                "one.",
            )

    def enter_loaded(self, records: Sequence[LoadRecord]) -> None:
        """Write loads into the ledger; the caller's transaction holds their rows as well.

        Parameters
        ----------
        records
            The loads, numbered from ``next_id`` on.
        """
        self._insert(records)
        corrections = [
            [record.load_id, record.supersedes_load_id]
            for record in records
            if record.supersedes_load_id is not None
        ]
        if corrections:
            self._con.executemany(
                "update raw.loads set superseded_by_load_id = ? where load_id = ?", corrections
            )

    def note_loaded(self, records: Sequence[LoadRecord]) -> None:
        """Take loads into account after their transaction was committed.

        Parameters
        ----------
        records
            The loads.
        """
        for record in records:
            self._next_id = record.load_id + 1
            before = self._by_name.get(record.file_name)
            if before and self._by_sha.get(before.sha256) == before:
                del self._by_sha[before.sha256]
            self._by_name[record.file_name] = record
            if record.rows_read:
                self._by_sha[record.sha256] = record

    def enter_refused(self, record: LoadRecord) -> int:
        """Write a refusal, unless the same one stands there already.

        Parameters
        ----------
        record
            The refusal, ``load_id`` being ``next_id``.

        Returns
        -------
        int
            Number of the ledger's row.
        """
        before = self._refused.get(record.file_name)
        if before and (before.sha256, before.message) == (record.sha256, record.message):
            return before.load_id
        self._insert([record])
        self._refused[record.file_name] = record
        self._next_id = record.load_id + 1
        return record.load_id

    def _insert(self, records: Sequence[LoadRecord]) -> None:
        columns = ", ".join(f"unnest(?::{kind}[])" for kind in LOADS_COLUMNS.values())
        self._con.execute(
            f"insert into raw.loads ({', '.join(LOADS_COLUMNS)}) select {columns}",  # noqa: S608
            [[getattr(record, name) for record in records] for name in LOADS_COLUMNS],
        )


def loads(
    con: duckdb.DuckDBPyConnection,
    *,
    landing_folder: str | None = None,
    state: Literal["loaded", "refused"] | None = None,
) -> list[LoadRecord]:
    """List the load ledger.

    Parameters
    ----------
    con
        Connection to the warehouse.
    landing_folder
        Only this folder's.
    state
        Only loads in this state.

    Returns
    -------
    list of LoadRecord
        Oldest first.
    """
    cursor = con.execute(
        "select * from raw.loads where coalesce(landing_folder = ?, true) "
        "and coalesce(state = ?, true) order by load_id",
        [landing_folder, state],
    )
    names = [column[0] for column in cursor.description or []]
    return [
        LoadRecord.model_construct(**dict(zip(names, row, strict=True)))
        for row in cursor.fetchall()
    ]
