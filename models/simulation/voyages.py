"""When the ships of the synthetic trade sail: voyages, their calls and delays, the ships.

A voyage's times are a function of the seed, the service and the week, so every month sees the same
voyage. What the ships carry is in `trips.py`.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from models.simulation.network import FLAGS, Network
from models.simulation.randomness import (
    Bools,
    Ints,
    Texts,
    Times,
    hashed_normal,
    hashed_uniform,
    minutes_after,
    mixed,
)

_EPOCH = np.datetime64("1997-01-06T00:00:00", "s")
_WEEK = np.timedelta64(7 * 24 * 3600, "s")
_DAYS_BETWEEN_FOREIGN_CALLS = 2.2
_DAYS_IN_FOREIGN_PORT = 0.7
_DAYS_BETWEEN_US_CALLS = 1.9
_LONGEST_ROTATION_DAYS = 60

_SHIP_FIRST = (
    "ALTIVAR", "BRENOVA", "CORVINDA", "DELMARQ", "ELVANOR", "FARQUIN", "GALVENOR", "HESTIVAR",
    "IVENDOR", "JORVALIS", "KELVANDA", "LORINDEL", "MARVENTO", "NOVINDRA", "ORLANDEK",
    "PELVANOR", "QUERVAN", "RAVELIND", "SOLVANTA", "TERVANDO", "ULVENGAR", "VORINDAL",
    "WESTAVIN", "XELVARIS", "YORVANE", "ZEPHANOR",
)  # fmt: skip
_SHIP_SECOND = (
    "STAR", "BRIDGE", "PIONEER", "SPIRIT", "HORIZON", "TRADER", "LEADER", "DAWN", "CREST",
    "VENTURE",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Voyages:
    """The voyages that call at a U.S. port in one month; f and u are the longest rotations.

    Parameters
    ----------
    service, week, vessel : ndarray of int, shape (n,)
    foreign_arrival, foreign_departure : ndarray of datetime64[s], shape (n, f)
        NaT beyond the service's last call.
    last_departure : ndarray of datetime64[s], shape (n,)
        Departure from the last foreign port (T1).
    first_arrival : ndarray of datetime64[s], shape (n,)
        Arrival at the first U.S. port (T2).
    us_arrival : ndarray of datetime64[s], shape (n, u)
        NaT beyond the service's last call.
    number : ndarray of str, shape (n,)
        Voyage number as filed.
    """

    service: Ints
    week: Ints
    vessel: Ints
    foreign_arrival: Times
    foreign_departure: Times
    last_departure: Times
    first_arrival: Times
    us_arrival: Times
    number: Texts

    def __len__(self) -> int:
        """Give the number of voyages."""
        return len(self.service)


@dataclass(frozen=True, slots=True)
class Ships:
    """Every ship of the trade, in the order of its index.

    Parameters
    ----------
    imo, name, flag : ndarray of str
    first_of_service : ndarray of int
        Index of the first ship of each service.
    """

    imo: Texts
    name: Texts
    flag: Texts
    first_of_service: Ints


def build_ships(network: Network, seed: int) -> Ships:
    """Name the ships and number them with valid IMO numbers.

    Parameters
    ----------
    network : Network
    seed : int

    Returns
    -------
    Ships
    """
    first = np.concatenate([[0], np.cumsum(network.fleet_sizes)]).astype(np.int64)
    index = np.arange(first[-1])
    stems = 900_000 + (index * 613 + seed * 7919) % 99_991
    pairs = [f"{first} {second}" for second in _SHIP_SECOND for first in _SHIP_FIRST]
    names = [
        pairs[place % len(pairs)] + (" II" if place >= len(pairs) else "")
        for place in index.tolist()
    ]
    flags = mixed(seed, index, 11) % np.uint64(len(FLAGS))
    return Ships(
        imo=imo_numbers(stems),
        name=np.array(names),
        flag=np.array(FLAGS)[flags.astype(np.int64)],
        first_of_service=first[:-1],
    )


def imo_numbers(stems: Ints) -> Texts:
    """Add the check digit to the first six digits of IMO numbers.

    The seventh digit is the last digit of the sum of the six, weighted 7 to 2.

    Parameters
    ----------
    stems : ndarray of int
        Six digits each.

    Returns
    -------
    ndarray of str

    Examples
    --------
    >>> imo_numbers(np.array([934541])).tolist()
    ['9345415']
    """
    digits = stems[:, None] // 10 ** np.arange(5, -1, -1) % 10
    check = (digits * np.arange(7, 1, -1)).sum(axis=1) % 10
    return np.char.add(stems.astype(str), check.astype(str))


def voyages_of(network: Network, ships: Ships, month: np.datetime64, seed: int) -> Voyages:
    """Find the voyages that call at a U.S. port in a month.

    Parameters
    ----------
    network : Network
    ships : Ships
    month : datetime64[M]
    seed : int

    Returns
    -------
    Voyages
        In the order of the first U.S. call.
    """
    month_start = month.astype("datetime64[s]")
    month_end = (month + 1).astype("datetime64[s]")
    first_week = int((month_start - _EPOCH) // _WEEK) - _LONGEST_ROTATION_DAYS // 7 - 1
    last_week = int((month_end - _EPOCH) // _WEEK) + 1
    n_services = len(network.foreign_calls)
    service, week = (
        grid.ravel()
        for grid in np.meshgrid(
            np.arange(n_services), np.arange(first_week, last_week + 1), indexing="ij"
        )
    )
    foreign_arrival = _foreign_arrivals(network, service, week, seed)
    foreign_departure = minutes_after(foreign_arrival, 24 * _DAYS_IN_FOREIGN_PORT)
    n_foreign = np.array([len(calls) for calls in network.foreign_calls])
    last_departure = foreign_departure[np.arange(len(service)), n_foreign[service] - 1]
    us_arrival = _us_arrivals(network, service, week, last_departure, seed)
    in_month = (us_arrival >= month_start) & (us_arrival < month_end)
    keep = np.flatnonzero(in_month.any(axis=1))
    keep = keep[np.argsort(us_arrival[keep, 0], kind="stable")]
    fleet = network.fleet_sizes[service]
    vessel = ships.first_of_service[service] + week % fleet
    direction = np.array(["E", "W", "N", "S"])[np.arange(n_services) % 4]
    number = np.char.add(np.char.zfill((week // fleet).astype(str), 3), direction[service])
    return Voyages(
        service=service[keep],
        week=week[keep],
        vessel=vessel[keep],
        foreign_arrival=foreign_arrival[keep],
        foreign_departure=foreign_departure[keep],
        last_departure=last_departure[keep],
        first_arrival=us_arrival[keep, 0],
        us_arrival=us_arrival[keep],
        number=number[keep],
    )


def begins_in(voyages: Voyages, month: np.datetime64) -> Bools:
    """Say which voyages reach their first U.S. port in the month.

    Parameters
    ----------
    voyages : Voyages
    month : datetime64[M]

    Returns
    -------
    ndarray of bool
    """
    return np.asarray(voyages.first_arrival.astype("datetime64[M]") == month)


def _foreign_arrivals(network: Network, service: Ints, week: Ints, seed: int) -> Times:
    longest = max(len(calls) for calls in network.foreign_calls)
    n_calls = np.array([len(calls) for calls in network.foreign_calls])[service]
    hour_of_week = hashed_uniform(seed, service, 1) * 7 * 24
    start = minutes_after(_EPOCH + week * _WEEK, hour_of_week)
    call = np.arange(longest)
    hours = 24 * (
        _DAYS_BETWEEN_FOREIGN_CALLS * call
        + 0.12 * hashed_normal(seed, service[:, None], week[:, None], call, 2)
    )
    arrivals = minutes_after(start[:, None], hours)
    arrivals[call >= n_calls[:, None]] = np.datetime64("NaT")
    return arrivals


def _us_arrivals(
    network: Network, service: Ints, week: Ints, last_departure: Times, seed: int
) -> Times:
    longest = max(len(calls) for calls in network.us_calls)
    n_calls = np.array([len(calls) for calls in network.us_calls])[service]
    weather_days = -0.35 * np.log(hashed_uniform(seed, service, week, 3))
    slack_days = np.clip(0.3 * hashed_normal(seed, service, week, 4), -0.5, 2.0)
    crossing = network.crossing_days[service] + weather_days + slack_days
    call = np.arange(longest)
    hours = 24 * (crossing[:, None] + _DAYS_BETWEEN_US_CALLS * call)
    arrivals = minutes_after(last_departure[:, None], hours)
    arrivals[call >= n_calls[:, None]] = np.datetime64("NaT")
    return arrivals
