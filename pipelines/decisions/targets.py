"""Targets of measures: what a figure is to reach or not to exceed, set by whom and since when.

A target is added and, at most, withdrawn; its terms never change. Which figure it stands beside is
decided in `pipelines/estimates/targets.py`; what a measure counts, in dbt.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal

from sqlalchemy import Connection, select, update

from pipelines.decisions import tables
from pipelines.decisions.changes import change
from pipelines.decisions.clock import Clock, zone_of, zones_known
from pipelines.decisions.errors import Invalid, NotFound
from pipelines.decisions.people import Person, require_reason
from pipelines.decisions.records import identities, insert_row
from pipelines.decisions.store import DecisionStore

Direction = Literal["at_least", "at_most"]
ValueUnit = Literal["share", "count", "hours"]
DIRECTIONS: tuple[Direction, ...] = ("at_least", "at_most")
VALUE_UNITS: tuple[ValueUnit, ...] = ("share", "count", "hours")
PERIOD_KINDS = ("*", "month", "season", "fiscal_year", "calendar_year")
FIELD_OFFICE = "FO:"
"""Begins the name of a field office where a port would stand."""


@dataclass(frozen=True)
class Target:
    """What a measure is held against.

    Attributes
    ----------
    target_id, revision : int
        Key, and what a withdrawal names.
    measure, unit : str
        Which figure; unit '*' where it holds for every unit of the measure.
    port_code : str
        Schedule D code, 'FO:' and a field office, or '*': everywhere without a target of its own.
    period_kind : str
        Of which periods; '*' of all.
    direction : {'at_least', 'at_most'}
        On which side of the value the figure is to lie, the value included.
    value, value_unit : float, {'share', 'count', 'hours'}
        A share of 0 to 1, a number of units, or hours.
    valid_from, valid_until : date, date or None
        Periods that begin from the one and before the other are held against it.
    set_by, set_at : str, datetime
        Who, and when.
    reason, source : str
        Why, and who says so.
    withdrawn_by, withdrawn_at : str or None, datetime or None
        Who took it back, and when: it then counts for no period.
    """

    target_id: int
    revision: int
    measure: str
    unit: str
    port_code: str
    period_kind: str
    direction: Direction
    value: float
    value_unit: ValueUnit
    valid_from: date
    valid_until: date | None
    set_by: str
    set_at: datetime
    reason: str
    source: str
    withdrawn_by: str | None
    withdrawn_at: datetime | None

    @property
    def subject(self) -> str:
        """Name it as the audit log does."""
        return f"{self.measure} at {self.port_code}, target {self.target_id}"


class Targets:
    """The targets of the store, and the changes people may make to them.

    Parameters
    ----------
    store : DecisionStore
        Where.
    clock : Clock
        By which people decide.
    units : mapping of str to sequence of str
        Units of every measure there is: a target of nothing is refused.
    offices : sequence of str, optional
        Field offices there are.
    zones : mapping of str to str, optional
        Time zone of every U.S. port; those of the register of ports if not given.
    """

    def __init__(
        self,
        store: DecisionStore,
        clock: Clock,
        units: Mapping[str, Sequence[str]],
        offices: Sequence[str] = (),
        zones: Mapping[str, str] | None = None,
    ) -> None:
        self.store = store
        self.clock = clock
        self.units = units
        self.offices = offices
        self.zones = zones_known(zones)

    def set(
        self,
        person: Person,
        measure: str,
        *,
        direction: Direction,
        value: float,
        valid_from: date,
        reason: str,
        value_unit: ValueUnit = "share",
        unit: str = "*",
        port_code: str = "*",
        period_kind: str = "*",
        valid_until: date | None = None,
        source: str = "chosen",
    ) -> Target:
        """Set a target, as an approver at the port; of a field office or all ports, at all ports.

        It takes the place of the one for the same figures from its first day on. A first day of
        the past is allowed: when it was set stands beside every figure.

        Returns
        -------
        Target

        Raises
        ------
        NotAllowed, Invalid
            Without the role; for an unknown measure, unit, port or kind of period, or a value
            that cannot be one.
        """
        self._require_figures(measure, unit, port_code, period_kind)
        _require_terms(measure, direction, value, value_unit, valid_from, valid_until)
        with change(self.store, self.clock, person) as act:
            asked = "*" if port_code.startswith(FIELD_OFFICE) else port_code
            act.require("approver", (asked,), f"a target of {measure}")
            values = {
                "measure": measure,
                "unit": unit,
                "port_code": port_code,
                "period_kind": period_kind,
                "direction": direction,
                "value": float(value),
                "value_unit": value_unit,
                "valid_from": valid_from,
                "valid_until": valid_until,
                "set_by": act.person.person_id,
                "set_at": act.now,
                "reason": require_reason(reason),
                "source": source,
                "revision": 1,
            }
            made = _one(act.connection, insert_row(act.connection, tables.targets, values))
            act.record("set", "target", made.subject, None, terms(values), reason)
        return made

    def withdraw(self, person: Person, target_id: int, *, revision: int, reason: str) -> Target:
        """Take a target back, as an approver at its port: it counts for no period any more.

        Editions published before keep it. To change a target from a day on, set another.

        Raises
        ------
        NotAllowed, NotFound, Conflict, Invalid
            Without the role; if it is not there, somebody changed it first, or it is withdrawn.
        """
        rows = tables.targets
        with change(self.store, self.clock, person) as act:
            found = _one(act.connection, target_id)
            asked = "*" if found.port_code.startswith(FIELD_OFFICE) else found.port_code
            act.require("approver", (asked,), f"withdrawing {found.subject}")
            act.require_revision("target", found, revision)
            if found.withdrawn_at is not None:
                raise Invalid(f"{found.subject} is withdrawn already, by {found.withdrawn_by}")
            act.connection.execute(
                update(rows)
                .where(rows.c.target_id == target_id, rows.c.revision == revision)
                .values(
                    withdrawn_by=act.person.person_id,
                    withdrawn_at=act.now,
                    revision=revision + 1,
                )
            )
            told = {"withdrawn_at": act.now.isoformat()}
            act.record("withdraw", "target", found.subject, {"withdrawn_at": None}, told, reason)
            return _one(act.connection, target_id)

    def all(self, measure: str | None = None) -> list[Target]:
        """Give every target, of one measure or of all, withdrawn ones too, oldest first."""
        return [row for row in read_targets(self.store) if measure in (None, row.measure)]

    def _require_figures(self, measure: str, unit: str, port_code: str, period_kind: str) -> None:
        """Refuse a target that no figure could stand beside."""
        if measure not in self.units:
            family = measure.split(".")[0]
            near = sorted(known for known in self.units if known.split(".")[0] == family)
            known = ", ".join(near or sorted(self.units))
            raise Invalid(f"measure {measure!r}: not in the catalogue; there are {known}")
        if unit not in ("*", *self.units[measure]):
            raise Invalid(
                f"{measure} is not counted by {unit!r}; expected '*' or "
                f"{', '.join(self.units[measure])}"
            )
        if period_kind not in PERIOD_KINDS:
            raise Invalid(f"period kind {period_kind!r}: expected one of {', '.join(PERIOD_KINDS)}")
        if port_code.startswith(FIELD_OFFICE):
            if port_code.removeprefix(FIELD_OFFICE) not in self.offices:
                raise Invalid(
                    f"field office {port_code.removeprefix(FIELD_OFFICE)!r}: not in the register "
                    f"of ports; there are {', '.join(self.offices) or 'none'}"
                )
        else:
            zone_of((port_code,), self.zones)


def terms(values: Mapping[str, Any]) -> dict[str, Any]:
    """Give the terms of a target as the audit log tells them."""
    names = ("unit", "period_kind", "direction", "value", "value_unit", "valid_from", "valid_until")
    return {
        name: values[name].isoformat() if isinstance(values[name], date) else values[name]
        for name in names
    }


def read_targets(store: DecisionStore) -> list[Target]:
    """Read every target, withdrawn ones too, oldest first."""
    with store.reading() as connection:
        return _read(connection)


def _require_terms(
    measure: str,
    direction: str,
    value: float,
    value_unit: str,
    valid_from: date,
    valid_until: date | None,
) -> None:
    if direction not in DIRECTIONS:
        raise Invalid(f"direction {direction!r}: expected one of {', '.join(DIRECTIONS)}")
    if value_unit not in VALUE_UNITS:
        raise Invalid(f"unit of the value {value_unit!r}: expected one of {', '.join(VALUE_UNITS)}")
    if not 0 <= value < float("inf") or (value_unit == "share" and value > 1):
        box = "from 0 to 1" if value_unit == "share" else "of 0 or more"
        raise Invalid(f"{measure}: target {value:g} as {value_unit}; expected a number {box}")
    if valid_until is not None and valid_until <= valid_from:
        raise Invalid(
            f"{measure}: the target would end {valid_until} before it begins {valid_from}"
        )


def _one(connection: Connection, target_id: int) -> Target:
    for row in _read(connection):
        if row.target_id == target_id:
            return row
    raise NotFound(f"target {target_id}: not in the decision store; see the list")


def _read(connection: Connection) -> list[Target]:
    rows, people = tables.targets, identities(connection)
    return [
        Target(
            **{
                **row,
                "set_by": people[row["set_by"]],
                "withdrawn_by": people.get(row["withdrawn_by"]),
            }
        )
        for row in connection.execute(select(rows).order_by(rows.c.target_id)).mappings()
    ]
