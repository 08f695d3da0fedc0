"""Shadows: a submitted version that is scored beside the live one for a while, and counts for none.

What the two would have selected is compared in `pipelines/filters/shadow.py`; when a shadow runs
is `periods.py`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, select, update

from models.rules import Vocabulary
from pipelines.decisions import tables
from pipelines.decisions.changes import Act, change
from pipelines.decisions.clock import Clock, as_utc
from pipelines.decisions.errors import Invalid, NotFound
from pipelines.decisions.people import Person, require_reason
from pipelines.decisions.records import identities, insert_row, read_records
from pipelines.decisions.rows import read_version
from pipelines.decisions.store import DecisionStore
from pipelines.decisions.versions import Version, subject_of


@dataclass(frozen=True)
class Shadow:
    """A version set in shadow.

    Attributes
    ----------
    shadow_id, revision : int
        Key, and what a change names.
    rule_set, version : str, int
        Which version.
    starts_at, ends_at : datetime
        From when, and when it expires.
    ended_at : datetime or None
        When it was ended before that.
    author : str
        Identity.
    reason : str
        Why.
    """

    shadow_id: int
    revision: int
    rule_set: str
    version: int
    starts_at: datetime
    ends_at: datetime
    ended_at: datetime | None
    author: str
    reason: str

    @property
    def subject(self) -> str:
        """Name it as the audit log does."""
        return f"{subject_of(self.rule_set, self.version)}, shadow {self.shadow_id}"


class Shadows:
    """The shadows of the store.

    Parameters
    ----------
    store : DecisionStore
        Where.
    clock : Clock
        By which people decide.
    vocabulary : Vocabulary
        Columns that rules may name.
    """

    def __init__(self, store: DecisionStore, clock: Clock, vocabulary: Vocabulary) -> None:
        self.store = store
        self.clock = clock
        self.vocabulary = vocabulary

    def begin(
        self,
        person: Person,
        rule_set: str,
        version: int,
        *,
        ends_at: datetime,
        reason: str,
        starts_at: datetime | None = None,
    ) -> Shadow:
        """Set a version in shadow, as an author or approver at its ports.

        Parameters
        ----------
        person, rule_set, version
            Who, what: submitted, or approved and not in force yet.
        ends_at : datetime
            When the comparison is over.
        reason : str
            Why.
        starts_at : datetime, optional
            Now if not given; a moment of the past compares what has passed since.

        Raises
        ------
        Invalid
            If its content is not fixed yet, it is in force already, or the times cross.
        """
        with change(self.store, self.clock, person) as act:
            found, _ = read_version(act.connection, self.vocabulary, rule_set, version)
            if not all(act.person.may("approver", port) for port in found.ports):
                act.require("author", found.ports, f"setting {found.subject} in shadow")
            is_live = found.in_force_from is not None and found.in_force_from <= act.now
            if found.state not in ("submitted", "approved") or is_live:
                state = "in force" if is_live else found.state
                raise Invalid(
                    f"{found.subject} is {state}; a version runs in shadow once it is submitted "
                    "and until it is in force"
                )
            start = act.now if starts_at is None else as_utc(starts_at)
            if as_utc(ends_at) <= max(start, act.now):
                raise Invalid(f"{found.subject}: the shadow would end before it begins, or is over")
            values = {
                "rule_set": rule_set,
                "version": version,
                "starts_at": start,
                "ends_at": as_utc(ends_at),
                "revision": 1,
                "author_id": act.person.person_id,
                "created_at": act.now,
                "reason": require_reason(reason),
            }
            shadow = _one(act.connection, insert_row(act.connection, tables.shadows, values))
            told = {"starts_at": start.isoformat(), "ends_at": shadow.ends_at.isoformat()}
            act.record("begin", "shadow", shadow.subject, None, told, reason)
        return shadow

    def end(self, person: Person, shadow_id: int, *, revision: int, reason: str) -> Shadow:
        """End a shadow before its time, as its author or an approver at the version's ports."""
        with change(self.store, self.clock, person) as act:
            shadow = _one(act.connection, shadow_id)
            act.require_revision("shadow", shadow, revision)
            if shadow.ended_at is not None or shadow.ends_at <= act.now:
                raise Invalid(f"{shadow.subject} is over already")
            if shadow.author != identities(act.connection)[act.person.person_id]:
                found, _ = read_version(
                    act.connection, self.vocabulary, shadow.rule_set, shadow.version
                )
                act.require("approver", found.ports, f"ending {shadow.subject}")
            _end(act, shadow, reason)
            return _one(act.connection, shadow_id)

    def all(self, rule_set: str | None = None) -> list[Shadow]:
        """Give every shadow, of one rule set or of all, oldest first."""
        with self.store.reading() as connection:
            rows = _read(connection)
        return [row for row in rows if rule_set in (None, row.rule_set)]


def end_all(act: Act, version: Version, reason: str) -> None:
    """End what runs in shadow of a version that is withdrawn or returned, within that change."""
    for shadow in _read(act.connection):
        is_its_own = (shadow.rule_set, shadow.version) == (version.rule_set, version.version)
        if is_its_own and shadow.ended_at is None and shadow.ends_at > act.now:
            _end(act, shadow, reason)


def _end(act: Act, shadow: Shadow, reason: str) -> None:
    rows = tables.shadows
    act.connection.execute(
        update(rows)
        .where(rows.c.shadow_id == shadow.shadow_id, rows.c.revision == shadow.revision)
        .values(ended_at=act.now, revision=shadow.revision + 1)
    )
    told = {"ended_at": act.now.isoformat()}
    act.record("end", "shadow", shadow.subject, {"ended_at": None}, told, reason)


def _one(connection: Connection, shadow_id: int) -> Shadow:
    for shadow in _read(connection):
        if shadow.shadow_id == shadow_id:
            return shadow
    raise NotFound(f"shadow {shadow_id}: not in the decision store")


def _read(connection: Connection) -> list[Shadow]:
    rows, people = tables.shadows, tables.people
    query = (
        select(rows, people.c.identity.label("author"))
        .join(people, people.c.person_id == rows.c.author_id)
        .order_by(rows.c.shadow_id)
    )
    return read_records(connection, query, Shadow)
