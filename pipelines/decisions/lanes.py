"""Plans of the lanes to examination: expected rate and minimum random rate, effective-dated.

What was examined in each lane is counted in dbt and set beside the plan in `pipelines/filters`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal, get_args

from sqlalchemy import select

from pipelines.decisions import tables
from pipelines.decisions.changes import change
from pipelines.decisions.clock import Clock, as_utc, moment_of, zone_of, zones_known
from pipelines.decisions.errors import Invalid
from pipelines.decisions.people import Person, require_reason
from pipelines.decisions.records import insert_row, read_records
from pipelines.decisions.store import DecisionStore

Lane = Literal["random", "mandatory", "special_operation", "filter", "review", "discretion"]
"""Ways to an examination, as dbt's macro ``lanes`` names them; a test holds the two together."""


@dataclass(frozen=True)
class LanePlan:
    """What is planned for a lane at a port from a moment on.

    Attributes
    ----------
    lane_plan_id : int
        Key.
    port_code, lane : str
        Where ('*': every port without plans of its own) and which lane.
    expected_rate : float
        Share of container trips expected to be examined in the lane, 0 to 1.
    minimum_random_rate : float or None
        Least share to be drawn at random, 0 to 1; None where nothing is drawn.
    effective_from, effective_precision : datetime, str
        From when, and how precisely that is known.
    author, reason, source : str
        Who set it, why, who says so.
    """

    lane_plan_id: int
    port_code: str
    lane: str
    expected_rate: float
    minimum_random_rate: float | None
    effective_from: datetime
    effective_precision: str
    author: str
    reason: str
    source: str


def floor_fault(lane: str, minimum_random_rate: float | None) -> str:
    """Say what is wrong with the floor of a plan; nothing where nothing is."""
    if lane == "random" or minimum_random_rate is None:
        return ""
    return f"lane {lane!r} has a floor; only the random lane has one"


class LanePlans:
    """The lane plans of the store.

    Parameters
    ----------
    store : DecisionStore
        Where.
    clock : Clock
        By which people decide.
    zones : mapping of str to str, optional
        Time zone of every U.S. port; those of the register of ports if not given.
    """

    def __init__(
        self, store: DecisionStore, clock: Clock, zones: Mapping[str, str] | None = None
    ) -> None:
        self.store = store
        self.clock = clock
        self.zones = zones_known(zones)

    def plan(
        self,
        person: Person,
        port_code: str,
        lane: str,
        *,
        expected_rate: float,
        minimum_random_rate: float | None,
        reason: str,
        effective_from: date | datetime | None = None,
        source: str = "chosen",
    ) -> LanePlan:
        """Plan a lane from a moment on, as an approver at the port; the past stays as it was.

        Raises
        ------
        Invalid
            If there is no such lane or port, a rate lies outside 0 to 1, or a lane but the random
            one is given a floor.
        """
        if lane not in get_args(Lane):
            raise Invalid(f"lane {lane!r}: expected one of {', '.join(get_args(Lane))}")
        fault = floor_fault(lane, minimum_random_rate)
        if fault:
            raise Invalid(fault)
        zone = zone_of((port_code,), self.zones)
        rates = (expected_rate, minimum_random_rate)
        if any(rate is not None and not 0 <= rate <= 1 for rate in rates):
            raise Invalid(f"lane {lane} at {port_code}: rates {rates}; a rate lies from 0 to 1")
        with change(self.store, self.clock, person) as act:
            act.require("approver", (port_code,), f"planning lane {lane}")
            start = act.start(moment_of(effective_from, zone))
            values = {
                "port_code": port_code,
                "lane": lane,
                "expected_rate": expected_rate,
                "minimum_random_rate": minimum_random_rate,
                "effective_from": start,
                "effective_precision": "day",
                "author_id": act.person.person_id,
                "created_at": act.now,
                "reason": require_reason(reason),
                "source": source,
            }
            before = self.in_force(port_code, lane, start)
            number = insert_row(act.connection, tables.lane_plans, values)
            new = {"expected_rate": expected_rate, "minimum_random_rate": minimum_random_rate}
            new_text: dict[str, Any] = {**new, "effective_from": start.isoformat()}
            old = None if before is None else {name: getattr(before, name) for name in new}
            act.record("plan", "lane", f"{lane} at {port_code}", old, new_text, reason)
        return next(one for one in self.all() if one.lane_plan_id == number)

    def all(self) -> list[LanePlan]:
        """Give every plan, by port, lane and time."""
        return read_lane_plans(self.store)

    def in_force(
        self, port_code: str, lane: str, moment: datetime | None = None
    ) -> LanePlan | None:
        """Give the plan that counts at a port at a moment (now): its own, else that of '*'."""
        moment = self.clock.now() if moment is None else as_utc(moment)
        for port in (port_code, "*"):
            begun = [
                plan
                for plan in self.all()
                if (plan.port_code, plan.lane) == (port, lane) and plan.effective_from <= moment
            ]
            if begun:
                return max(begun, key=lambda plan: (plan.effective_from, plan.lane_plan_id))
        return None


def read_lane_plans(store: DecisionStore) -> list[LanePlan]:
    """Read every plan, by port, lane and time."""
    rows, people = tables.lane_plans, tables.people
    query = (
        select(rows, people.c.identity.label("author"))
        .join(people, people.c.person_id == rows.c.author_id)
        .order_by(rows.c.port_code, rows.c.lane, rows.c.effective_from, rows.c.lane_plan_id)
    )
    with store.reading() as connection:
        return read_records(connection, query, LanePlan)
