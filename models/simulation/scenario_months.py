"""A scenario as a small month of its own, laid beside the month in which its ship arrives.

The stream's own month is drawn as if there were no scenario, and nothing of a scenario is
remembered: only rows are added. Nothing is drawn that a source or `scenarios.py` says.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
import pyarrow as pa

from models.rules import RuleSet
from models.simulation.agency_exams import exams, reviews
from models.simulation.agency_messages import Messages, port_calls
from models.simulation.agency_schemas import CONTAINER_SCHEMA, EVENT_SCHEMA, INCIDENT_SCHEMA
from models.simulation.ams_records import NEW, Records, day_digits
from models.simulation.bills import Bills
from models.simulation.configuration import season_of
from models.simulation.exams import DOMESTIC, NO_RESULT, PARTIAL, Discoveries, ExamEvents
from models.simulation.features import PortTraits, UsualWeights, trip_features
from models.simulation.incident_telling import Incident, Row
from models.simulation.month import Month, stamp_of
from models.simulation.month_tables import AMS_TABLES
from models.simulation.parties import FirmRegister, Onlooker
from models.simulation.randomness import Times, minutes_after
from models.simulation.scenario_bills import scenario_bills
from models.simulation.scenario_trips import (
    extra_sailing,
    scenario_times,
    scenario_trips,
    with_ship,
)
from models.simulation.scenarios import Scenario, scenarios_of
from models.simulation.selection import (
    DISCRETION,
    EXAMINED,
    MANDATORY,
    NOTHING_RECORDED,
    REVIEW,
    Selection,
    select,
)
from models.simulation.smuggling import Attempts
from models.simulation.times import BillTimes, TripTimes
from models.simulation.trips import Trips
from models.simulation.voyages import Voyages
from models.simulation.world import World

_LAST_OF_DAY = 99_999
"""Scenario records take their identifiers from the end of the day's five digits."""

_HOLD_HOURS_BEFORE_ARRIVAL = 30.0


@dataclass(frozen=True, slots=True)
class Knowledge:
    """What is known when the month begins; only looked at.

    Parameters
    ----------
    shippers, consignees : FirmRegister
    usual : UsualWeights
    ports : PortTraits
    """

    shippers: FirmRegister
    consignees: FirmRegister
    usual: UsualWeights
    ports: PortTraits


class ScenarioMonth(Month):
    """A month that holds one scenario; its rows have numbers of their own."""

    @property
    def label(self) -> str:
        """Year and month, and an S."""
        return f"{super().label}S"


class _ScenarioIncident(Incident):
    """An incident told with what the sources say of it."""

    def __init__(self, month: Month, scenario: Scenario) -> None:
        super().__init__(
            month,
            list(range(len(scenario.containers))),
            scenario.incident_id,
            month.generator("incidents"),
        )
        self._scenario = scenario
        self._found_by = scenario.found_by
        self.source = scenario.source

    def _escaped(self, _: int) -> int:
        return self._scenario.persons_escaped

    def incident(self) -> Row:
        """Tell the incident; its day is that of the port."""
        return {**super().incident(), "discovered_on": self._scenario.discovered_on.item()}


def scenario_tables(
    world: World,
    rule_sets: Mapping[str, RuleSet],
    voyages: Voyages,
    knowledge: Knowledge,
    month: np.datetime64,
) -> dict[str, pa.Table]:
    """Write the rows of the scenarios whose ships arrive in a month.

    Parameters
    ----------
    world : World
    rule_sets : mapping of str to RuleSet
        By which the agency selects: the held containers are scored like any other, and held for
        what their score says.
    voyages : Voyages
        Voyages of the month.
    knowledge : Knowledge
    month : datetime64[M]

    Returns
    -------
    dict of str to pyarrow.Table
        By contract name; empty where no scenario arrives.
    """
    rows: dict[str, list[pa.Table]] = {}
    for scenario in scenarios_of(month):
        happened = _happen(world, rule_sets, voyages, knowledge, scenario, month)
        for name, table in _tables(happened, scenario).items():
            rows.setdefault(name, []).append(table)
    return {name: pa.concat_tables(tables) for name, tables in rows.items()}


def _happen(
    world: World,
    rule_sets: Mapping[str, RuleSet],
    voyages: Voyages,
    knowledge: Knowledge,
    scenario: Scenario,
    month: np.datetime64,
) -> ScenarioMonth:
    """Let a scenario happen: its voyage, containers, bills, scores, holds and discovery."""
    world = replace(
        world, ships=with_ship(world.ships), config=replace(world.config, has_dirt=False)
    )
    voyage = extra_sailing(world, voyages, scenario)
    trips = scenario_trips(world, voyage, scenario)
    times = scenario_times(voyage, trips, scenario)
    bills = scenario_bills(
        world, scenario, trips, knowledge.shippers, knowledge.consignees, knowledge.usual
    )
    bill_times = _bill_times(bills, times)
    features, _ = trip_features(
        world, voyage, trips, bills, times, bill_times, Onlooker(knowledge.shippers),
        Onlooker(knowledge.consignees), knowledge.usual, knowledge.ports,
    )  # fmt: skip
    selection = _held(select(world, rule_sets, voyage, trips, features, month), scenario)
    n_trips = len(trips)
    discovered = np.full(n_trips, scenario.discovered_at)
    never = np.full(n_trips, np.datetime64("NaT"), dtype="datetime64[s]")
    no = np.zeros(n_trips, dtype=bool)
    return ScenarioMonth(
        world=world, month=month, season=season_of(month), stamp=stamp_of(month), voyages=voyage,
        trips=trips, bills=bills, trip_times=times, bill_times=bill_times, selection=selection,
        exams=_exams_never_begun(scenario, times),
        attempts=Attempts(
            event=np.zeros(n_trips, dtype=np.int64),
            trip=np.arange(n_trips),
            persons=np.array([box.persons for box in scenario.containers]),
            surfaced_at=discovered,
        ),
        discoveries=Discoveries(discovered, is_by_exam=no),
        records=_records(bills, trips), released=never, gated_out=never, has_lesser=no,
        log_odds=np.zeros(n_trips),
    )  # fmt: skip


def _tables(month: ScenarioMonth, scenario: Scenario) -> dict[str, pa.Table]:
    told = _ScenarioIncident(month, scenario)
    return {
        **{name: make(month) for name, make in AMS_TABLES.items()},
        "manifest_events": Messages(month).table(is_later=False),
        "exams": exams(month),
        "reviews": reviews(month),
        "port_calls": port_calls(month),
        "incidents": pa.Table.from_pylist([told.incident()], INCIDENT_SCHEMA),
        "incident_containers": pa.Table.from_pylist(told.containers(), CONTAINER_SCHEMA),
        "incident_events": pa.Table.from_pylist(told.events(), EVENT_SCHEMA),
    }


def _bill_times(bills: Bills, times: TripTimes) -> BillTimes:
    """File the bills in time and never amend them."""
    return BillTimes(
        filed=minutes_after(times.laded[bills.first_trip], -72.0),
        is_entry_linked=np.zeros(len(bills), dtype=bool),
        amended_bill=np.zeros(0, dtype=np.int64),
        amended_field=np.zeros(0, dtype=np.int64),
        amended_at=np.zeros(0, dtype="datetime64[s]"),
    )


def _held(selection: Selection, scenario: Scenario) -> Selection:
    """Hold the containers that were held, for what their score says, and no other."""
    is_held = np.array([box.is_held for box in scenario.containers])
    reason = np.where(
        selection.is_mandatory, MANDATORY, np.where(selection.is_in_review_band, REVIEW, DISCRETION)
    )
    return replace(
        selection,
        disposition=np.where(
            selection.is_mandatory, np.where(is_held, EXAMINED, NOTHING_RECORDED), -1
        ),
        is_reviewed=is_held,
        is_escalated=is_held & (reason == REVIEW),
        is_flagged=np.zeros(len(is_held), dtype=bool),
        reasons=np.where(is_held, 1 << reason, 0),
    )


def _exams_never_begun(scenario: Scenario, times: TripTimes) -> ExamEvents:
    """Order an examination of each held container; the discovery comes first."""
    trip = np.flatnonzero([box.is_held for box in scenario.containers])
    ones = np.ones(len(trip), dtype=np.int64)
    never: Times = np.full(len(trip), np.datetime64("NaT"), dtype="datetime64[s]")
    return ExamEvents(
        trip=trip,
        location=ones * DOMESTIC,
        method=ones * PARTIAL,
        is_cancelled=ones == 1,
        result=ones * NO_RESULT,
        finding=-ones,
        hold=minutes_after(times.first_arrival[trip], -_HOLD_HOURS_BEFORE_ARRIVAL),
        started=never,
        ended=never,
        lifted=never,
        recorded=minutes_after(np.full(len(trip), scenario.discovered_at), 2.0),
    )


def _records(bills: Bills, trips: Trips) -> Records:
    bill = np.arange(len(bills))
    run_day = trips.arrival[bills.first_trip].astype("datetime64[D]") + 2
    return Records(
        bill=bill,
        status=np.full(len(bills), NEW),
        run_day=run_day,
        identifier=day_digits(run_day) * 100_000 + _LAST_OF_DAY - bill,
    )
