"""Special operations: number, dates, ports and criteria as a rule; written once.

Containers that meet the criteria against those examined are counted in `pipelines/filters`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, Select, insert, select

from models.rules import NamedList, RuleError, RuleExpression, Vocabulary, parse_rule
from pipelines.decisions import tables
from pipelines.decisions.changes import change
from pipelines.decisions.clock import Clock, day_after, start_of_day, zone_of, zones_known
from pipelines.decisions.errors import Invalid, NotFound
from pipelines.decisions.lists import Lists
from pipelines.decisions.people import Person, require_reason
from pipelines.decisions.store import DecisionStore


@dataclass(frozen=True)
class Operation:
    """A special operation.

    Attributes
    ----------
    operation, title : str
        Number, such as '2005-03', and a title.
    starts_at, ends_at : datetime
        The end excluded.
    starts_precision, ends_precision : str
        How precisely these days are known.
    ports : tuple of str
        Schedule D codes, or ('*',).
    criteria : str
        In the rule language.
    lists : tuple of NamedList
        The lists the criteria name, values included.
    author, reason, source : str
        Who entered it, why, who says so.
    """

    operation: str
    title: str
    starts_at: datetime
    ends_at: datetime
    starts_precision: str
    ends_precision: str
    ports: tuple[str, ...]
    criteria: str
    lists: tuple[NamedList, ...]
    author: str
    reason: str
    source: str

    def expression(self, vocabulary: Vocabulary) -> RuleExpression:
        """Give the checked criteria."""
        return parse_rule(self.criteria, vocabulary, {one.name: one for one in self.lists})


class Operations:
    """The special operations of the store.

    Parameters
    ----------
    store : DecisionStore
        Where.
    clock : Clock
        By which people decide.
    vocabulary : Vocabulary
        Columns that criteria may name.
    zones : mapping of str to str, optional
        Time zone of every U.S. port; those of the register of ports if not given.
    """

    def __init__(
        self,
        store: DecisionStore,
        clock: Clock,
        vocabulary: Vocabulary,
        zones: Mapping[str, str] | None = None,
    ) -> None:
        self.store = store
        self.clock = clock
        self.vocabulary = vocabulary
        self.zones = zones_known(zones)

    def order(
        self,
        person: Person,
        operation: str,
        *,
        title: str,
        first_day: date,
        last_day: date,
        ports: tuple[str, ...],
        criteria: str,
        reason: str,
        source: str = "ordered here",
    ) -> Operation:
        """Order an operation, as an approver at its ports.

        Parameters
        ----------
        person : Person
            Who orders it.
        operation, title : str
            Number and title; the number is new.
        first_day, last_day : datetime.date
            Both included; days of the first port, nationally of New York.
        ports : tuple of str
            Schedule D codes, or ('*',).
        criteria : str
            In the rule language; may name lists of the store.
        reason, source : str
            Why, and who says so.
        """
        zone = zone_of(ports, self.zones)
        newest = Lists(self.store, self.clock).newest()
        try:
            parse_rule(criteria, self.vocabulary, newest)
        except RuleError as error:
            raise Invalid(f"operation {operation}: criteria: {error}") from error
        named = [one for one in newest.values() if f"'{one.name}'" in criteria]
        with change(self.store, self.clock, person) as act:
            act.require("approver", ports, f"ordering operation {operation}")
            if first_day > last_day:
                raise Invalid(f"operation {operation}: ends {last_day}, before {first_day}")
            if _row(act.connection, operation) is not None:
                raise Invalid(f"operation {operation!r} is there already; give it another number")
            values = {
                "operation": operation,
                "title": title,
                "starts_at": start_of_day(first_day, zone),
                "ends_at": day_after(last_day, zone),
                "starts_precision": "day",
                "ends_precision": "day",
                "ports": list(ports),
                "criteria": criteria,
                "lists": [one.model_dump(mode="json") for one in named],
                "author_id": act.person.person_id,
                "created_at": act.now,
                "reason": require_reason(reason),
                "source": source,
            }
            act.connection.execute(insert(tables.operations).values(values))
            told = {"ports": list(ports), "criteria": criteria, "last_day": last_day.isoformat()}
            act.record("order", "operation", operation, None, told, reason)
        return self.get(operation)

    def get(self, operation: str) -> Operation:
        """Give an operation.

        Raises
        ------
        NotFound
            If there is none of that number.
        """
        with self.store.reading() as connection:
            row = _row(connection, operation)
            if row is None:
                raise NotFound(f"operation {operation!r}: not in the decision store")
            return _operation(row)

    def all(self) -> list[Operation]:
        """Give every operation, by its beginning."""
        return read_operations(self.store)


def read_operations(store: DecisionStore) -> list[Operation]:
    """Read every operation, by its beginning."""
    with store.reading() as connection:
        return [_operation(row) for row in connection.execute(_query())]


def _query(operation: str | None = None) -> Select[Any]:
    rows, people = tables.operations, tables.people
    query = (
        select(rows, people.c.identity)
        .join(people, people.c.person_id == rows.c.author_id)
        .order_by(rows.c.starts_at, rows.c.operation)
    )
    return query if operation is None else query.where(rows.c.operation == operation)


def _row(connection: Connection, operation: str) -> Any:
    return connection.execute(_query(operation)).one_or_none()


def _operation(row: Any) -> Operation:
    return Operation(
        operation=row.operation,
        title=row.title,
        starts_at=row.starts_at,
        ends_at=row.ends_at,
        starts_precision=row.starts_precision,
        ends_precision=row.ends_precision,
        ports=tuple(row.ports),
        criteria=row.criteria,
        lists=tuple(NamedList.model_validate(one) for one in row.lists),
        author=row.identity,
        reason=row.reason,
        source=row.source,
    )
