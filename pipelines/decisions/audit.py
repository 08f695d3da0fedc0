"""The audit log: who changed what, when, from what to what and why; sealed, and only ever added to.

An entry is written in the same transaction as the change it tells of. `occurred_at` is the clock
by which people decided (it may be rehearsed), `recorded_at` the true time.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import Connection, insert, select

from pipelines.decisions import tables
from pipelines.decisions.clock import Clock
from pipelines.decisions.seals import seal
from pipelines.decisions.store import DecisionStore

Kind = Literal[
    "store",
    "person",
    "version",
    "threshold",
    "list",
    "shadow",
    "operation",
    "research",
    "lane",
    "target",
    "recommendation",
    "party",
]


@dataclass(frozen=True, slots=True)
class Change:
    """What an entry tells: the action, what it was done to, and its values before and after."""

    action: str
    kind: Kind
    subject: str
    old: Mapping[str, Any] | None
    new: Mapping[str, Any] | None


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """One entry of the log, as written."""

    audit_id: int
    occurred_at: datetime
    recorded_at: datetime
    person: str
    action: str
    kind: str
    subject: str
    old: Mapping[str, Any] | None
    new: Mapping[str, Any] | None
    reason: str


def write(
    connection: Connection,
    change: Change,
    *,
    by: int,
    reason: str,
    occurred_at: datetime | None = None,
) -> None:
    """Add an entry, within the change it tells of.

    Parameters
    ----------
    connection : Connection
        In a transaction of `DecisionStore.writing`, so that no other entry comes between.
    change : Change
        What was done.
    by : int
        Key of the person.
    reason : str
        Why.
    occurred_at : datetime, optional
        The moment by the clock of the change; the true time if not given.
    """
    entries = tables.audit
    now = Clock().true_now()
    last = connection.execute(
        select(entries.c.audit_id, entries.c.sha256).order_by(entries.c.audit_id.desc()).limit(1)
    ).one_or_none()
    entry: dict[str, Any] = {
        "audit_id": last.audit_id + 1 if last else 1,
        "occurred_at": occurred_at or now,
        "recorded_at": now,
        "person_id": by,
        "action": change.action,
        "kind": change.kind,
        "subject": change.subject,
        "old": None if change.old is None else dict(change.old),
        "new": None if change.new is None else dict(change.new),
        "reason": reason,
    }
    sealed = seal(last.sha256 if last else "", entry)
    connection.execute(insert(entries).values(**entry, sha256=sealed))


def read(
    store: DecisionStore,
    *,
    kind: Kind | None = None,
    subject: str | None = None,
    limit: int | None = None,
) -> list[AuditEntry]:
    """Read entries, newest first.

    Parameters
    ----------
    store : DecisionStore
        Where.
    kind, subject : str, optional
        Only entries of this kind of thing, of this one ('human_smuggling version 2').
    limit : int, optional
        The newest so many.
    """
    with store.reading() as connection:
        return _entries(connection, kind, subject, limit)


def last_entry(connection: Connection, kind: Kind, subject: str) -> AuditEntry | None:
    """Give the newest entry about one thing, within a change."""
    entries = _entries(connection, kind, subject, 1)
    return entries[0] if entries else None


def last_decision(connection: Connection) -> tuple[datetime, datetime] | None:
    """Give when the latest decision occurred and was recorded; people and the store aside."""
    entries = tables.audit
    row = connection.execute(
        select(entries.c.occurred_at, entries.c.recorded_at)
        .where(entries.c.kind.not_in(["person", "store"]), entries.c.action != "import_shipped")
        .order_by(entries.c.occurred_at.desc(), entries.c.audit_id.desc())
        .limit(1)
    ).one_or_none()
    return None if row is None else (row.occurred_at, row.recorded_at)


def verify(store: DecisionStore) -> int:
    """Check every seal.

    Returns
    -------
    int
        Key of the first entry that is not as it was written or does not follow the one before it;
        0 where all hold.
    """
    before = ""
    with store.reading() as connection:
        rows = connection.execute(select(tables.audit).order_by(tables.audit.c.audit_id))
        for count, row in enumerate(rows.mappings(), start=1):
            before = seal(before, dict(row))
            if row["sha256"] != before or row["audit_id"] != count:
                return int(row["audit_id"])
    return 0


def _entries(
    connection: Connection, kind: Kind | None, subject: str | None, limit: int | None
) -> list[AuditEntry]:
    entries, people = tables.audit, tables.people
    query = (
        select(entries, people.c.identity)
        .join(people, people.c.person_id == entries.c.person_id)
        .order_by(entries.c.audit_id.desc())
    )
    if kind is not None:
        query = query.where(entries.c.kind == kind)
    if subject is not None:
        query = query.where(entries.c.subject == subject)
    if limit is not None:
        query = query.limit(limit)
    return [
        AuditEntry(
            row.audit_id,
            row.occurred_at,
            row.recorded_at,
            row.identity,
            row.action,
            row.kind,
            row.subject,
            row.old,
            row.new,
            row.reason,
        )
        for row in connection.execute(query)
    ]
