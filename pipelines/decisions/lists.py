"""Maintained lists by name and version: what rules name with `in list('...')`.

A version of a rule set carries the values it was submitted with, so a later version of a list
changes nothing that is in force. What a list may hold is `models.rules.NamedList`.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, func, insert, select

from models.rules import NamedList
from pipelines.decisions import tables
from pipelines.decisions.changes import change
from pipelines.decisions.clock import Clock
from pipelines.decisions.errors import Conflict, NotFound
from pipelines.decisions.people import Person, require_reason
from pipelines.decisions.store import DecisionStore


class Lists:
    """The lists of the store.

    Parameters
    ----------
    store : DecisionStore
        Where.
    clock : Clock
        By which people decide.
    """

    def __init__(self, store: DecisionStore, clock: Clock) -> None:
        self.store = store
        self.clock = clock

    def add(self, person: Person, named: NamedList, *, reason: str) -> NamedList:
        """Add a version of a list, as an author at any port.

        Parameters
        ----------
        person : Person
            Holds the author role somewhere.
        named : NamedList
            Its version is the next of that name.
        reason : str
            Why.

        Raises
        ------
        NotAllowed
            Without the author role.
        Conflict
            If the version is not the next: somebody may have added one.
        """
        with change(self.store, self.clock, person) as act:
            act.require_anywhere("author", f"adding to list {named.name}")
            newest = _newest(act.connection, named.name)
            if named.version != newest + 1:
                raise Conflict(
                    f"list {named.name!r}: got version {named.version}, expected {newest + 1}; "
                    "read the list again"
                )
            write_list(act.connection, named, act.person.person_id, act.now, reason)
            old = read_list(act.connection, named.name, newest) if newest else None
            act.record(
                "add",
                "list",
                f"{named.name} version {named.version}",
                None if old is None else old.model_dump(mode="json"),
                named.model_dump(mode="json"),
                reason,
            )
        return named

    def get(self, name: str, version: int | None = None) -> NamedList:
        """Give a list; its newest version if none is named.

        Raises
        ------
        NotFound
            Naming the lists there are.
        """
        with self.store.reading() as connection:
            found = read_list(connection, name, version or _newest(connection, name))
            if found is None:
                there = ", ".join(sorted({one.name for one in read_lists(connection)}))
                raise NotFound(
                    f"list {name!r}{f' version {version}' if version else ''}: not in the decision "
                    f"store; there are: {there or 'none'}"
                )
        return found

    def all(self) -> list[NamedList]:
        """Give every version of every list, by name and version."""
        with self.store.reading() as connection:
            return read_lists(connection)

    def newest(self) -> dict[str, NamedList]:
        """Give the newest version of every list, by name: what a new rule may name."""
        return {one.name: one for one in self.all()}


def read_lists(connection: Connection) -> list[NamedList]:
    """Read every version of every list, within a transaction."""
    lists = tables.lists
    rows = connection.execute(select(lists).order_by(lists.c.name, lists.c.version))
    return [_named(row) for row in rows]


def read_list(connection: Connection, name: str, version: int) -> NamedList | None:
    """Read one version of a list, within a transaction."""
    lists = tables.lists
    row = connection.execute(
        select(lists).where(lists.c.name == name, lists.c.version == version)
    ).one_or_none()
    return None if row is None else _named(row)


def write_list(
    connection: Connection, named: NamedList, author_id: int, now: datetime, reason: str
) -> None:
    """Write a version of a list, within a change."""
    values = named.model_dump(mode="json")
    values["list_values"] = values.pop("values")
    connection.execute(
        insert(tables.lists).values(
            **values, author_id=author_id, created_at=now, reason=require_reason(reason)
        )
    )


def _newest(connection: Connection, name: str) -> int:
    lists = tables.lists
    query = select(func.max(lists.c.version)).where(lists.c.name == name)
    return connection.scalar(query) or 0


def _named(row: Any) -> NamedList:
    return NamedList(
        name=row.name,
        version=row.version,
        kind=row.kind,
        title=row.title,
        values=tuple(row.list_values),
        source=row.source,
    )
