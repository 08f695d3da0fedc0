"""One change: a person, looked up anew, a moment that never runs back, and an audit entry.

Every module that changes filters, thresholds, lists or the like does it in here. People and
accounts are changed by the keeper (`people.py`), by the true time.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Protocol

from sqlalchemy import Connection
from sqlalchemy.exc import IntegrityError

from pipelines.decisions import audit
from pipelines.decisions.clock import Clock
from pipelines.decisions.errors import Conflict, Invalid, NotAllowed
from pipelines.decisions.people import Person, Role, look_up, require_reason
from pipelines.decisions.store import DecisionStore

CLOCKS_DIFFER_BY = timedelta(minutes=5)
"""How far the clocks of two machines may stand apart; within it the later moment counts."""


class Revised(Protocol):
    """What raises its revision with every change."""

    @property
    def subject(self) -> str:
        """Name as the audit log has it."""

    @property
    def revision(self) -> int:
        """Number of the state it is in."""


@dataclass(frozen=True)
class Act:
    """A change under way, in one transaction.

    Attributes
    ----------
    connection : Connection
        Of the transaction.
    person : Person
        Who changes, with the grants of this moment.
    now : datetime
        The moment of the change by its clock, never before the last decision.
    """

    connection: Connection
    person: Person
    now: datetime

    def require(self, role: Role, ports: tuple[str, ...], what: str) -> None:
        """Refuse a person who does not hold a role at every one of these ports.

        Raises
        ------
        NotAllowed
            Naming the ports that lack.
        """
        lacking = [port for port in ports if not self.person.may(role, port)]
        if lacking:
            raise NotAllowed(
                f"{self.person.identity}: {what} needs the role {role} at "
                f"{'all ports' if lacking == ['*'] else ', '.join(lacking)}; "
                "ask the keeper of the store"
            )

    def require_anywhere(self, role: Role, what: str) -> None:
        """Refuse a person who holds a role at no port at all."""
        ports = sorted(one.port_code for one in self.person.grants if one.role == role)
        self.require(role, tuple(ports[:1]) or ("*",), what)

    def require_revision(self, kind: audit.Kind, thing: Revised, expected: int) -> None:
        """Refuse a change of something the person has not seen as it is.

        Raises
        ------
        Conflict
            Naming who changed it first.
        """
        if thing.revision != expected:
            raise self.conflict(kind, thing, expected)

    def start(self, meant: datetime | None) -> datetime:
        """Give when what is decided now begins: as it was meant to, never before now."""
        return max(self.now, meant or self.now)

    def record(
        self,
        action: str,
        kind: audit.Kind,
        subject: str,
        old: Mapping[str, Any] | None,
        new: Mapping[str, Any] | None,
        reason: str,
    ) -> None:
        """Write the audit entry of the change."""
        audit.write(
            self.connection,
            audit.Change(action, kind, subject, old, new),
            by=self.person.person_id,
            reason=require_reason(reason),
            occurred_at=self.now,
        )

    def conflict(self, kind: audit.Kind, thing: Revised, expected: int) -> Conflict:
        """Say who changed a thing first, what they did and when."""
        last = audit.last_entry(self.connection, kind, thing.subject)
        who = (
            f"{last.person} ({last.action}, {last.occurred_at:%Y-%m-%d %H:%M} UTC)"
            if last
            else "somebody"
        )
        return Conflict(
            f"{thing.subject}: you saw revision {expected}, it is at {thing.revision}: {who} "
            "changed it first; read it again and decide anew"
        )


@contextmanager
def change(store: DecisionStore, clock: Clock, person: Person) -> Iterator[Act]:
    """Open a change; what is not finished leaves no trace.

    Parameters
    ----------
    store : DecisionStore
        Where.
    clock : Clock
        By which it is decided.
    person : Person
        Who decides.

    Raises
    ------
    NotAllowed
        If the person was deactivated.
    Invalid
        If the clock stands before the last decision or after the true time, or the database
        refuses.
    """
    try:
        with store.writing() as connection:
            current = look_up(connection, person.person_id, person.identity)
            if not current.active:
                raise NotAllowed(f"{current.identity} is deactivated; ask the keeper of the store")
            yield Act(connection, current, _moment(connection, clock))
    except IntegrityError as error:
        said = str(error.orig).splitlines()[0]
        raise Invalid(f"the decision store refused the change: {said}") from error


def _moment(connection: Connection, clock: Clock) -> datetime:
    """Give the moment of a change: decisions are taken in the order of time."""
    now, latest = clock.now(), audit.last_decision(connection)
    if now > clock.true_now():
        raise Invalid(
            f"the clock stands at {now:%Y-%m-%d %H:%M} UTC, after the true time; a rehearsal "
            "takes a moment of the past: set TALLYMAN_CLOCK to one"
        )
    if latest is None:
        return now
    last, recorded = latest
    if clock.rehearsed is None and timedelta(0) < last - now <= CLOCKS_DIFFER_BY:
        return last
    is_of_true_time = recorded - last <= CLOCKS_DIFFER_BY
    if now < last or (clock.rehearsed is not None and is_of_true_time):
        raise Invalid(
            f"the clock stands at {now:%Y-%m-%d %H:%M} UTC, but in this store it was decided by "
            f"{'the true time' if is_of_true_time else 'a later one'} ({last:%Y-%m-%d %H:%M} UTC); "
            "what was decided is not written over: set the clock later, or rehearse on a store of "
            "its own (TALLYMAN_DECISIONS)"
        )
    return now
