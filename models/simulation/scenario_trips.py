"""The voyage and the container trips of a scenario: on a ship of its own, like the service's ships.

Nothing is drawn. The bills are in `scenario_bills.py`.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from models.simulation.containers import DRY, container_numbers
from models.simulation.randomness import compact, minutes_after
from models.simulation.scenarios import Scenario
from models.simulation.services import SERVICES
from models.simulation.times import TripTimes
from models.simulation.trips import FORWARDED, REGULAR, Trips
from models.simulation.voyages import Ships, Voyages, imo_numbers
from models.simulation.world import World

LENGTH_FT = 40
"""Press on April 2005 and April 2006: 40 ft; January 2005 is not told."""

_SHIP = "SCENARIO"
_IMO_STEM = 899_999
_FIRST_BOX = 25_000_000
"""Boxes from here on are in no pool."""


def with_ship(ships: Ships) -> Ships:
    """Add the scenarios' ship, under a name that says what it is.

    Parameters
    ----------
    ships : Ships

    Returns
    -------
    Ships
    """
    return replace(
        ships,
        imo=np.append(ships.imo, imo_numbers(np.array([_IMO_STEM]))),
        name=np.append(ships.name, _SHIP),
        flag=np.append(ships.flag, ships.flag[0]),
    )


def extra_sailing(world: World, voyages: Voyages, scenario: Scenario) -> Voyages:
    """Let the scenarios' ship sail like the service's nearest voyage, and arrive on its day.

    Parameters
    ----------
    world : World
        With the scenarios' ship as its last.
    voyages : Voyages
        Voyages of the month.
    scenario : Scenario

    Returns
    -------
    Voyages
        One voyage.
    """
    service = [one.name for one in SERVICES].index(scenario.service)
    of_service = np.flatnonzero(voyages.service == service)
    arrivals = voyages.us_arrival[of_service, 0]
    like = of_service[[np.abs(arrivals - scenario.arrived_at).argmin()]]
    delay = scenario.arrived_at - voyages.us_arrival[like[0], 0]
    return Voyages(
        service=voyages.service[like],
        week=voyages.week[like],
        vessel=np.array([len(world.ships.imo) - 1]),
        foreign_arrival=voyages.foreign_arrival[like] + delay,
        foreign_departure=voyages.foreign_departure[like] + delay,
        last_departure=voyages.last_departure[like] + delay,
        first_arrival=voyages.first_arrival[like] + delay,
        us_arrival=voyages.us_arrival[like] + delay,
        number=np.array([f"S{str(scenario.arrived_at)[2:7].replace('-', '')}"]),
    )


def scenario_trips(world: World, voyage: Voyages, scenario: Scenario) -> Trips:
    """Load the containers of a scenario.

    Parameters
    ----------
    world : World
    voyage : Voyages
        The voyage, alone.
    scenario : Scenario

    Returns
    -------
    Trips
        In the order of the containers.
    """
    network = world.network
    service = int(voyage.service[0])
    foreign = network.foreign.index_of(scenario.lading_port_code)
    us = network.united_states.index_of(scenario.us_port_code)
    cell = np.flatnonzero(
        (network.cell_service == service)
        & (network.cell_foreign == foreign)
        & (network.cell_us == us)
    )[0]
    n_trips = len(scenario.containers)
    no = np.zeros(n_trips, dtype=bool)
    # A box a month and label: two scenarios never share one.
    box = _FIRST_BOX + int(scenario.arrived_at.astype("datetime64[M]").astype(int)) * 10
    boxes = box + np.arange(n_trips)
    everywhere = np.ones(n_trips, dtype=np.int32)
    on_house_bill = np.array([container.is_on_house_bill for container in scenario.containers])
    return Trips(
        cell=everywhere * cell,
        voyage=everywhere * 0,
        foreign=everywhere * foreign,
        us=everywhere * us,
        carrier=everywhere * network.carriers[service, 0],
        foreign_call=everywhere * network.cell_foreign_call[cell],
        us_call=everywhere * network.cell_us_call[cell],
        kind=compact(np.where(on_house_bill, FORWARDED, REGULAR)),
        box=compact(boxes),
        length_ft=everywhere * LENGTH_FT,
        box_type=everywhere * DRY,
        number=container_numbers(boxes, no),
        has_wrong_digit=no,
        is_seal_missing=no,
        arrival=np.full(n_trips, scenario.arrived_at),
    )


def scenario_times(voyage: Voyages, trips: Trips, scenario: Scenario) -> TripTimes:
    """Time the containers; release and gate-out are those of an ordinary container.

    Parameters
    ----------
    voyage : Voyages
    trips : Trips
    scenario : Scenario

    Returns
    -------
    TripTimes
    """
    no = np.zeros(len(trips), dtype=bool)
    discharged = np.full(len(trips), scenario.discharged_at)
    left = voyage.foreign_departure[0, trips.foreign_call]
    return TripTimes(
        laded=minutes_after(left, -8.0),
        departed=voyage.last_departure[trips.voyage],
        first_arrival=voyage.first_arrival[trips.voyage],
        discharged=discharged,
        data_complete=minutes_after(trips.arrival, -24.0),
        released=minutes_after(discharged, 72.0),
        gated_out=minutes_after(discharged, 96.0),
        is_lading_unknown=no,
        is_discharge_unknown=no,
        is_release_unknown=no,
    )
