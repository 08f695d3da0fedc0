"""Which containers carry persons, and which of those events come to light without an examination.

Containers are drawn by their planted log-odds (`planted.py`). What an examination finds is in
`exam_events.py`; how a discovery is told is in `incidents.py`.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from models.simulation import calibration
from models.simulation.configuration import is_in_season
from models.simulation.randomness import Bools, Floats, Ints, Times, generator, minutes_after
from models.simulation.times import TripTimes
from models.simulation.trips import EMPTY, ON_BOARD, Trips
from models.simulation.world import World, trips_in


@dataclass(slots=True)
class Attempts:
    """Smuggling events of one month, one entry a container; ordered by event.

    Parameters
    ----------
    event : ndarray of int, shape (n_containers,)
        Number of the event within the month, from 0.
    trip : ndarray of int, shape (n_containers,)
    persons : ndarray of int, shape (n_containers,)
    surfaced_at : ndarray of datetime64[s], shape (n_containers,)
        When the event would come to light without an examination; NaT where it would not. The same
        for all containers of an event.
    """

    event: Ints
    trip: Ints
    persons: Ints
    surfaced_at: Times

    @property
    def n_events(self) -> int:
        """Number of events."""
        return int(self.event.max()) + 1 if len(self.event) else 0


def is_in_scope(trips: Trips) -> Bools:
    """Say which trips carry cargo that arrives: neither empty nor remaining on board.

    Parameters
    ----------
    trips : Trips

    Returns
    -------
    ndarray of bool, shape (n_trips,)
    """
    return np.asarray((trips.kind != EMPTY) & (trips.kind != ON_BOARD))


def draw_attempts(
    world: World,
    trips: Trips,
    trip_times: TripTimes,
    log_odds: Floats,
    month: np.datetime64,
) -> Attempts:
    """Choose the containers that carry persons.

    The month's part of the season's events is spread over its containers in proportion to
    exp(log-odds), so the number of events does not depend on the volume.

    Parameters
    ----------
    world : World
    trips : Trips
    trip_times : TripTimes
    log_odds : ndarray of float, shape (n_trips,)
    month : datetime64[M]

    Returns
    -------
    Attempts
    """
    rng = generator(world.config.seed, int(month.astype(int)), "smuggling")
    scope = np.flatnonzero(is_in_scope(trips))
    expected = 0.0
    if is_in_season(month):
        part = trips_in(world.config, month) / world.config.trips_per_season
        confirmed = calibration.CONFIRMED_SHARE_EXPECTED.value
        expected = world.config.incidents_per_season / confirmed * part
    n_events = min(int(rng.poisson(expected)), len(scope) // 4)
    odds = np.exp(log_odds[scope] - log_odds[scope].max()) if len(scope) else np.zeros(0)
    first = scope[rng.choice(len(scope), n_events, replace=False, p=odds / odds.sum())]
    event, trip = _with_companions(trips, scope, odds, first, rng)
    surfaces = rng.random(n_events) < calibration.SURFACING.value
    hours = np.where(
        rng.random(n_events) < 0.35, rng.uniform(-8, 0, n_events), rng.exponential(20, n_events)
    )
    surfaced_at = minutes_after(trip_times.discharged[first], hours)
    surfaced_at[~surfaces] = np.datetime64("NaT")
    persons = np.maximum(2, rng.poisson(calibration.PERSONS_MEAN.value, len(trip)))
    return Attempts(event, trip, persons.astype(np.int64), surfaced_at[event])


def _with_companions(
    trips: Trips, scope: Ints, odds: Floats, first: Ints, rng: np.random.Generator
) -> tuple[Ints, Ints]:
    """Add a second container of the same voyage and ports to some events."""
    event, trip = list(range(len(first))), first.tolist()
    has_second = rng.random(len(first)) < calibration.TWO_CONTAINER_SHARE.value
    pick = rng.random(len(first))
    taken = set(trip)
    for number in np.flatnonzero(has_second).tolist():
        main = first[number]
        beside = (trips.voyage[scope] == trips.voyage[main]) & (
            trips.cell[scope] == trips.cell[main]
        )
        candidates = np.array([i for i in np.flatnonzero(beside) if int(scope[i]) not in taken])
        if len(candidates):
            cumulative = np.cumsum(odds[candidates])
            chosen = candidates[np.searchsorted(cumulative, pick[number] * cumulative[-1])]
            event.append(number)
            trip.append(int(scope[chosen]))
            taken.add(int(scope[chosen]))
    order = np.argsort(event, kind="stable")
    return np.array(event, dtype=np.int64)[order], np.array(trip, dtype=np.int64)[order]
