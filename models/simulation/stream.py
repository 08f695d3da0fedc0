"""The synthetic national stream, month by month: the one entry point of this package.

Each month is made from the world and from what earlier months left behind, never from a later one.
Files are written by `pipelines/simulation.py`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

import numpy as np
import pandas as pd
import pyarrow as pa

from models.rules import RuleSet
from models.simulation.agency_incidents import incident_feeds
from models.simulation.ams_records import draw_records
from models.simulation.bills import draw_bills
from models.simulation.configuration import (
    ReferenceTables,
    SimulationConfig,
    is_in_season,
    season_of,
)
from models.simulation.dirt import dirty_lines
from models.simulation.exam_times import delay_release
from models.simulation.exams import Discoveries, draw_lesser_violations, examine
from models.simulation.features import PortTraits, TripGoods, UsualWeights, trip_features
from models.simulation.month import Month, stamp_of
from models.simulation.month_tables import LaidAside, line_up
from models.simulation.parties import FirmRegister, build_consignees, build_shippers
from models.simulation.planted import TrueWeights, log_odds, new_consignee_factor, true_weights
from models.simulation.port_history import PortHistory
from models.simulation.randomness import Ints, generator
from models.simulation.scenario_months import Knowledge, scenario_tables
from models.simulation.selection import DIVERTED, SEIZED, Selection, select
from models.simulation.smuggling import Attempts, draw_attempts
from models.simulation.times import TripTimes, draw_bill_times, draw_trip_times
from models.simulation.trips import draw_trips
from models.simulation.truth import month_truth
from models.simulation.voyages import voyages_of
from models.simulation.world import World, build_world, trips_a_year


@dataclass(frozen=True, slots=True)
class SimulatedMonth:
    """One month of the stream.

    Parameters
    ----------
    month : datetime64[M]
    season : int
    stamp : datetime64[s]
        When the month's release is made, UTC.
    tables : mapping of str to pyarrow.Table
        Contract name to table, in the contract's columns. Dates of the AMS tables are text.
    truth : dict of str to pyarrow.Table
        What was planted; never to be written into a landing folder.
    counts : dict of str to int
        What happened, for progress and reports: trips, bills, exams, ...
    dirt : callable
        Give the dirty lines of a table (see `dirt.dirty_lines`) for its name and the table.
    """

    month: np.datetime64
    season: int
    stamp: np.datetime64
    tables: Mapping[str, pa.Table]
    truth: dict[str, pa.Table]
    counts: dict[str, int]
    dirt: Callable[[str, pa.Table], dict[int, str]]


@dataclass(slots=True)
class _State:
    """What earlier months left behind."""

    last_used: Ints
    shippers: FirmRegister
    consignees: FirmRegister
    history: PortHistory
    usual: UsualWeights
    ports: PortTraits
    n_bills: int = 0
    identifiers: dict[int, int] = field(default_factory=dict)
    waiting: LaidAside = field(default_factory=LaidAside)


def simulate(
    config: SimulationConfig, reference: ReferenceTables, rule_sets: Mapping[str, RuleSet]
) -> Iterator[SimulatedMonth]:
    """Simulate the stream, a month at a time.

    Parameters
    ----------
    config : SimulationConfig
    reference : ReferenceTables
    rule_sets : mapping of str to RuleSet
        'terrorism' and 'human_smuggling', by which the agency selects.

    Yields
    ------
    SimulatedMonth
        In order; a month's tables must be taken before the next month is asked for.

    Raises
    ------
    ValueError
        If a rule set is missing or the reference tables lack a port.
    """
    missing = sorted({"terrorism", "human_smuggling"} - set(rule_sets))
    if missing:
        raise ValueError(
            f"rule sets: {', '.join(missing)} missing; the synthetic agency selects by both "
            "terrorism and human_smuggling"
        )
    world = build_world(config, reference)
    weights = true_weights(rule_sets["human_smuggling"], config.truth)
    state = _first_state(world)
    for month_index, month in enumerate(config.months()):
        season = season_of(month)
        if is_in_season(month) and not is_in_season(month - 1):
            state.usual.close_season()
            state.ports = PortTraits.of_season(state.history, season)
        yield _simulate_month(world, rule_sets, weights, state, month, month_index)


def _first_state(world: World) -> _State:
    network = world.network
    a_year = trips_a_year(world.config)
    history = PortHistory(network.foreign.regions)
    return _State(
        last_used=np.full(len(world.boxes), -10, dtype=np.int32),
        shippers=build_shippers(a_year, len(network.foreign.codes)),
        consignees=build_consignees(a_year),
        history=history,
        usual=UsualWeights(),
        ports=PortTraits.of_season(history, world.config.first_season),
    )


def _simulate_month(
    world: World,
    rule_sets: Mapping[str, RuleSet],
    weights: TrueWeights,
    state: _State,
    month: np.datetime64,
    month_index: int,
) -> SimulatedMonth:
    season, stamp = season_of(month), stamp_of(month)
    voyages = voyages_of(world.network, world.ships, month, world.config.seed)
    trips = draw_trips(world, voyages, month, month_index, state.last_used)
    bills = draw_bills(
        world,
        trips,
        state.shippers,
        state.consignees,
        new_consignee_factor(world, season),
        state.n_bills,
        month,
    )
    trip_times = draw_trip_times(world, voyages, trips, month)
    bill_times = draw_bill_times(world, bills, trip_times, month)
    features, goods = trip_features(
        world, voyages, trips, bills, trip_times, bill_times,
        state.shippers, state.consignees, state.usual, state.ports,
    )  # fmt: skip
    selection = select(world, rule_sets, voyages, trips, features, month)
    odds = log_odds(
        world, weights, selection.hits["human_smuggling"], trips.foreign, trips.us, season
    )
    attempts = draw_attempts(world, trips, trip_times, odds, month)
    has_lesser = draw_lesser_violations(world, trips, odds, month)
    exam_events, discoveries = examine(
        world, trips, trip_times, selection, attempts, has_lesser, month
    )
    released, gated_out = delay_release(
        trip_times,
        exam_events.trip,
        exam_events.lifted,
        generator(world.config.seed, int(month.astype(int)), "release"),
    )
    _stop_what_never_left(trip_times, selection, attempts, discoveries, released, gated_out)
    records, later = draw_records(world, trips, bills, month, stamp, state.identifiers)
    happened = Month(
        world=world, month=month, season=season, stamp=stamp, voyages=voyages, trips=trips,
        bills=bills, trip_times=trip_times, bill_times=bill_times, selection=selection,
        exams=exam_events, attempts=attempts, discoveries=discoveries, records=records,
        released=released, gated_out=gated_out, has_lesser=has_lesser, log_odds=odds,
    )  # fmt: skip
    feeds = incident_feeds(happened)
    knowledge = Knowledge(state.shippers, state.consignees, state.usual, state.ports)
    scenarios = scenario_tables(world, rule_sets, voyages, knowledge, month)
    tables, state.waiting = line_up(happened, state.waiting, later, feeds.tables, scenarios)
    _remember(state, happened, features, goods, feeds.lading_ports)
    return SimulatedMonth(
        month=month,
        season=season,
        stamp=stamp,
        tables=tables,
        truth=month_truth(happened),
        counts={
            "trips": len(trips),
            "bills": len(bills),
            "high_risk_by_score": int(selection.is_mandatory.sum()),
            "review_band": int(selection.is_in_review_band.sum()),
            "examined_containers": int((selection.reasons != 0).sum()),
            "exam_events": len(exam_events),
            "smuggling_events": attempts.n_events,
            "incidents": len(feeds.lading_ports),
            "incidents_arrived": feeds.tables["incidents"]["found_in"]
            .to_pylist()
            .count("united_states"),
            "scenario_containers": (scenarios["incident_containers"].num_rows if scenarios else 0),
        },
        dirt=lambda name, table: (
            dirty_lines(tables.drawn(name, table), name, happened.generator(f"dirt of {name}"))
            if world.config.has_dirt
            else {}
        ),
    )


def _stop_what_never_left(
    trip_times: TripTimes,
    selection: Selection,
    attempts: Attempts,
    discoveries: Discoveries,
    released: np.ndarray,
    gated_out: np.ndarray,
) -> None:
    """Take away times that never came: diverted ships, seized boxes, discovered persons."""
    never = np.datetime64("NaT")
    diverted = selection.disposition == DIVERTED
    trip_times.discharged[diverted] = never
    trip_times.data_complete[diverted] = never
    stopped = diverted | (selection.disposition == SEIZED)
    found = attempts.trip[~np.isnat(discoveries.at)]
    stopped[found] = True
    released[stopped] = never
    gated_out[stopped] = never


def _remember(
    state: _State, month: Month, features: pd.DataFrame, goods: TripGoods, lading_ports: Ints
) -> None:
    state.n_bills += len(month.bills)
    if is_in_season(month.month):
        state.usual.add(goods.chapter, month.trips.length_ft, goods.weight_kg)
        first_time = features["is_first_time_consignee"].to_numpy(dtype=bool)
        state.history.add_traffic(month.season, month.trips.foreign, first_time)
    state.history.add_incidents(month.season, lading_ports)
