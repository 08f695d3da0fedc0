"""What came with the platform's files as history: filters, thresholds, lists, plans, targets.

The sources do not say who approved what, so none of it has an approval: its author is the
technical identity `system:shipped`. The files are not a way around a second person: only the
keeper of the store brings anything new in, only what lies in the past, and nothing for a rule set
of which people have made versions. Reading the files is `pipelines/rulesets`.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import Connection, select
from sqlalchemy.exc import IntegrityError

from pipelines.decisions import audit, tables
from pipelines.decisions.clock import Clock, zones_known
from pipelines.decisions.errors import Invalid
from pipelines.decisions.keeper import require_keeper
from pipelines.decisions.opening import shipped_id
from pipelines.decisions.people import Person, os_person
from pipelines.decisions.shipped_entries import Entry, entries_of, plain
from pipelines.decisions.shipped_files import (
    ShippedFilters,
    ShippedLanePlan,
    ShippedOperation,
    ShippedTarget,
    ShippedVersion,
)
from pipelines.decisions.store import DecisionStore

__all__ = [
    "ShippedFilters",
    "ShippedLanePlan",
    "ShippedOperation",
    "ShippedTarget",
    "ShippedVersion",
    "import_shipped",
]


def import_shipped(
    store: DecisionStore, shipped: ShippedFilters, zones: Mapping[str, str] | None = None
) -> int:
    """Bring in what came with the files and is not in the store yet.

    Doing it again changes nothing and needs no role. All of it is written or nothing.

    Parameters
    ----------
    store : DecisionStore
        Where.
    shipped : ShippedFilters
        As read from the files.
    zones : mapping of str to str, optional
        Time zone of every U.S. port; those of the register of ports if not given.

    Returns
    -------
    int
        How many versions, thresholds, lists, operations, plans and targets were new.

    Raises
    ------
    NotAllowed
        If there is something new and this process's user is not the keeper of the store.
    Invalid
        If a file says something else than the store under the same name and version, begins in
        the future, or belongs to a rule set of which people have made versions.
    """
    zones = zones_known(zones)
    now = Clock().true_now()
    entries = entries_of(shipped, zones, shipped_id(store), now)
    with store.reading() as connection:
        if not [entry for entry in entries if not _is_there(connection, entry)]:
            return 0
    person = os_person(store)
    try:
        with store.writing() as connection:
            return _write_new(connection, entries, person, now)
    except IntegrityError as error:
        said = str(error.orig).splitlines()[0]
        raise Invalid(f"shipped files: the decision store refused them: {said}") from error


def _write_new(connection: Connection, entries: list[Entry], person: Person, now: datetime) -> int:
    new = [entry for entry in entries if not _is_there(connection, entry)]
    if new:
        require_keeper(connection, person)
    for entry in new:
        if entry.begins is not None and entry.begins > now:
            raise Invalid(
                f"shipped {entry.kind} {entry.subject}: begins {entry.begins:%Y-%m-%d}, after now; "
                "files bring history only: draft it and let a second person approve it"
            )
        entry.write(connection)
        audit.write(
            connection,
            audit.Change("import_shipped", entry.kind, entry.subject, None, dict(entry.says)),
            by=person.person_id,
            reason="came with the platform's files",
        )
    return len(new)


def _is_there(connection: Connection, entry: Entry) -> bool:
    """Say whether the store has it; refuse a file that says something else under the same key."""
    same = [entry.table.c[name] == value for name, value in entry.key.items()]
    found = connection.execute(select(entry.table).where(*same)).mappings().first()
    if found is None:
        return False
    row = dict(found)
    if entry.table is tables.versions:
        ports = tables.version_ports
        named = [ports.c[name] == value for name, value in entry.key.items()]
        row["ports"] = sorted(connection.execute(select(ports.c.port_code).where(*named)).scalars())
    differing = [
        f"{name}: {row[name]!r} in the store, {value!r} in the files"
        for name, value in entry.says.items()
        if plain(row[name]) != value
    ]
    if differing:
        raise Invalid(
            f"shipped {entry.kind} {entry.subject}: changed under the same name and version "
            f"({'; '.join(differing)[:300]}); put the files back, or give it a new version"
        )
    return True
