"""The feeds of vessel assessment: ratings of arrivals, boardings and patrols, targeters' shifts.

A rating depends on nothing that lies hidden in the containers; for stowaways it follows the filter
score of what the vessel carries, which the agency sees. Where and how the stream assesses is told
once, in the columns of the registers of the real program.
"""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from models.simulation import calibration
from models.simulation.month import Month
from models.simulation.randomness import Ints, Times, minutes_after
from models.simulation.smuggling import is_in_scope
from models.simulation.texts import digits, fixed_width, pooled

_TIME = pa.timestamp("s")
_POOLED = pa.dictionary(pa.int16(), pa.string())

AREAS = ("vessel_type_history", "ports_of_call", "cargo", "crew", "passengers")
RISKS = (
    "terrorism", "narcotics", "stowaways", "deserters_absconders", "agricultural_bio_terrorism",
    "trade_fraud", "illegal_exports",
)  # fmt: skip
"""Sides of the grid, as the register vessel_grid names them (OIG 766-769)."""

LEVELS = ("low", "medium", "high")

RATING_SCHEMA = pa.schema(
    [
        ("vessel_imo", _POOLED),
        ("voyage_number", _POOLED),
        ("us_port_code", _POOLED),
        ("grid_version", pa.int32()),
        ("area", _POOLED),
        ("risk", _POOLED),
        ("level", _POOLED),
        ("rated_at", _TIME),
        ("recorded_at", _TIME),
    ]
)

ACTIVITY_SCHEMA = pa.schema(
    [
        ("activity_id", pa.string()),
        ("activity_type", _POOLED),
        ("us_port_code", _POOLED),
        ("vessel_imo", _POOLED),
        ("voyage_number", _POOLED),
        ("started_at", _TIME),
        ("ended_at", _TIME),
        ("officer_count", pa.int32()),
        ("finding_risk", _POOLED),
        ("recorded_at", _TIME),
    ]
)

TARGETER_SCHEMA = pa.schema(
    [
        ("us_port_code", pa.string()),
        ("shift_date", pa.date32()),
        ("shift", pa.string()),
        ("targeter_hours", pa.float64()),
        ("supervisor_count", pa.int32()),
        ("containers_reviewed", pa.int64()),
        ("recorded_at", _TIME),
    ]
)

ADOPTED_AFTER = {"2704": 2, "2709": 2, "1303": 8, "1101": 8}
"""Months from the begin of the stream, chosen; which port came first: OIG 760-771."""

_UNITS = {"2704": ("2704", "2709"), "3001": ("3001", "3002")}
"""Targeting units and the ports they work for: OIG 131-140."""

_SHIFTS = ("day", "evening", "night")
_TARGETERS = (4, 3, 2)
_ACTIVITIES = ("boarding", "patrol", "discharge_check")


def vessel_ratings(month: Month) -> pa.Table:
    """Write the ratings of the arrivals of a month at the ports that assess vessels.

    Parameters
    ----------
    month : Month

    Returns
    -------
    pyarrow.Table
        With the columns of `RATING_SCHEMA`; a cell may be missing, or rated twice.
    """
    voyage, us, arrived, score = _arrivals(month)
    rng = month.generator("vessel ratings table")
    level, is_there = _grid(score, rng)
    hours = -rng.uniform(5, 70, len(voyage))
    is_late = rng.random(len(voyage)) < calibration.RATED_LATE_SHARE.value
    rated = minutes_after(arrived, np.where(is_late, 3.0, hours))
    arrival, area, risk = np.nonzero(is_there)
    again = np.flatnonzero((rng.random(len(arrival)) < 0.01) & ~is_late[arrival])
    row = np.concatenate([np.arange(len(arrival)), again])
    is_second = np.arange(len(row)) >= len(arrival)
    arrival, area, risk = arrival[row], area[row], risk[row]
    told = level[arrival, area, risk]
    told = np.where(is_second & (told >= 0), np.minimum(told + 1, 2), told)
    at = minutes_after(rated[arrival], np.where(is_second, 2.0, 0.0))
    ports = month.world.network.united_states.codes.tolist()
    columns = {
        "vessel_imo": pooled(month.voyages.vessel[voyage[arrival]], month.world.ships.imo.tolist()),
        "voyage_number": pooled(voyage[arrival], month.voyages.number.tolist()),
        "us_port_code": pooled(us[arrival], ports),
        "grid_version": pa.array(np.ones(len(row), dtype=np.int32)),
        "area": pooled(area, AREAS),
        "risk": pooled(risk, RISKS),
        "level": pooled(np.maximum(told, 0), LEVELS, told < 0),
        "rated_at": pa.array(at),
        "recorded_at": pa.array(minutes_after(at, 0.2)),
    }
    return pa.table(columns).cast(RATING_SCHEMA)


def activities(month: Month) -> pa.Table:
    """Write the boardings, patrols and discharge checks of a month.

    Parameters
    ----------
    month : Month

    Returns
    -------
    pyarrow.Table
        With the columns of `ACTIVITY_SCHEMA`.
    """
    voyage, us, arrived, score = _arrivals(month)
    rng = month.generator("activities table")
    is_high = _stowaway_level(score) == 2
    share = np.where(
        is_high,
        calibration.BOARDED_OF_HIGH_SHARE.value,
        calibration.BOARDED_OF_OTHER_SHARE.value,
    )
    boarded = np.flatnonzero(rng.random(len(voyage)) < share)
    checked = np.flatnonzero(rng.random(len(voyage)) < calibration.DISCHARGE_CHECK_SHARE.value)
    codes = month.world.network.united_states.codes
    ports = [int(np.flatnonzero(codes == port)[0]) for port in _adopted(month)]
    days = _days_in(month)
    patrols = np.repeat(np.array(ports, dtype=np.int64), days // 3)
    start = month.month.astype("datetime64[s]")
    began = np.concatenate(
        [
            minutes_after(arrived[boarded], rng.uniform(0.3, 3, len(boarded))),
            minutes_after(arrived[checked], rng.uniform(2, 10, len(checked))),
            minutes_after(
                np.full(len(patrols), start), rng.uniform(0, 24 * days - 9, len(patrols))
            ),
        ]
    )
    kind = np.repeat([0, 2, 1], [len(boarded), len(checked), len(patrols)])
    n_rows = len(kind)
    none = np.zeros(len(patrols), dtype=np.int64)
    who = np.concatenate([voyage[boarded], voyage[checked], none])
    place = np.concatenate([us[boarded], us[checked], patrols])
    ended = minutes_after(began, rng.uniform(0.5, 4, n_rows))
    found = (kind == 0) & (rng.random(n_rows) < calibration.BOARDING_FINDING_SHARE.value)
    columns = {
        "activity_id": fixed_width(
            f"B{month.label}-".encode(), digits(np.arange(1, n_rows + 1), 6)
        ),
        "activity_type": pooled(kind, _ACTIVITIES),
        "us_port_code": pooled(place, codes.tolist()),
        "vessel_imo": pooled(month.voyages.vessel[who], month.world.ships.imo.tolist(), kind == 1),
        "voyage_number": pooled(who, month.voyages.number.tolist(), kind == 1),
        "started_at": pa.array(began),
        "ended_at": pa.array(ended, mask=rng.random(n_rows) < 0.02),
        "officer_count": pa.array(rng.integers(2, 7, n_rows).astype(np.int32)),
        "finding_risk": pooled(rng.integers(0, len(RISKS), n_rows), RISKS, ~found),
        "recorded_at": pa.array(minutes_after(ended, 1.0)),
    }
    return pa.table(columns).cast(ACTIVITY_SCHEMA)


def targeter_hours(month: Month) -> pa.Table:
    """Write the shifts of the targeting units of a month.

    Parameters
    ----------
    month : Month

    Returns
    -------
    pyarrow.Table
        With the columns of `TARGETER_SCHEMA`; every manifest counts in the shift in which the
        container arrived.
    """
    rng = month.generator("targeter hours table")
    first = month.month.astype("datetime64[D]")
    days = _days_in(month)
    reviewed = np.flatnonzero(is_in_scope(month.trips))
    codes = month.world.network.united_states.codes[month.trips.us[reviewed]]
    hour = (month.trips.arrival[reviewed] - first.astype("datetime64[s]")).astype(np.int64) // 3600
    slot = np.clip(hour // 8, 0, 3 * days - 1)
    n_slots = 3 * days
    counts = [
        np.bincount(slot[np.isin(codes, ports)], minlength=n_slots) for ports in _UNITS.values()
    ]
    shift = np.tile(np.arange(n_slots), len(_UNITS))
    n_rows = len(shift)
    hours = 8.0 * (np.array(_TARGETERS)[shift % 3] + rng.integers(-1, 2, n_rows))
    lone = rng.random(n_rows) < calibration.SHIFT_WITHOUT_SUPERVISOR_SHARE.value
    day = first + (shift // 3).astype("timedelta64[D]")
    ends = minutes_after(day.astype("datetime64[s]"), 8.0 * (shift % 3 + 1))
    columns = {
        "us_port_code": pa.array(np.repeat(list(_UNITS), n_slots).tolist()),
        "shift_date": pa.array(day),
        "shift": pa.array(np.array(_SHIFTS)[shift % 3].tolist()),
        "targeter_hours": pa.array(hours, mask=rng.random(n_rows) < 0.01),
        "supervisor_count": pa.array(
            np.where(lone, 0, rng.integers(1, 3, n_rows)).astype(np.int32),
            mask=rng.random(n_rows) < 0.01,
        ),
        "containers_reviewed": pa.array(np.concatenate(counts)),
        "recorded_at": pa.array(minutes_after(ends, 1.0)),
    }
    return pa.table(columns).cast(TARGETER_SCHEMA)


def _days_in(month: Month) -> int:
    begin, end = (one.astype("datetime64[D]") for one in (month.month, month.month + 1))
    return int((end - begin).astype(np.int64))


def _adopted(month: Month) -> list[str]:
    """List the ports that assess vessels in this month."""
    since = month.world.config.months()[0]
    return [port for port, after in ADOPTED_AFTER.items() if month.month >= since + after]


def _arrivals(month: Month) -> tuple[Ints, Ints, Times, Ints]:
    """List the arrivals that are due for assessment, with the highest filter score aboard."""
    codes = month.world.network.united_states.codes
    trips = month.trips
    trip = np.flatnonzero(np.isin(codes, _adopted(month))[trips.us])
    place = trips.voyage[trip].astype(np.int64) * len(codes) + trips.us[trip]
    first, inverse = np.unique(place, return_index=True, return_inverse=True)[1:]
    score = np.full(len(first), -1)
    np.maximum.at(score, inverse, month.selection.smuggling_score[trip])
    chosen = trip[first]
    return trips.voyage[chosen], trips.us[chosen], trips.arrival[chosen], score


def _stowaway_level(score: Ints) -> Ints:
    """Rate the highest filter scores of the month high, as many again and half medium."""
    if not len(score):
        return np.zeros(0, dtype=np.int64)
    high = calibration.STOWAWAY_HIGH_SHARE.value
    at_high, at_medium = np.quantile(score, [1 - high, 1 - 2.5 * high])
    return np.where((score >= at_high) & (score > 0), 2, np.where(score >= at_medium, 1, 0))


def _grid(score: Ints, rng: np.random.Generator) -> tuple[Ints, np.ndarray]:
    """Draw the levels of every cell, -1 where none was settled, and which cells are there."""
    shape = (len(score), len(AREAS), len(RISKS))
    chance = rng.random(shape)
    high = calibration.HIGH_CELL_SHARE.value
    level = np.where(
        chance < high, 2, np.where(chance < high + calibration.MEDIUM_CELL_SHARE.value, 1, 0)
    )
    level[:, AREAS.index("cargo"), RISKS.index("stowaways")] = _stowaway_level(score)
    level[rng.random(shape) < calibration.UNSETTLED_CELL_SHARE.value] = -1
    is_rated = rng.random(len(score)) < calibration.RATED_ARRIVAL_SHARE.value
    is_full = rng.random(len(score)) < calibration.FULL_GRID_SHARE.value
    is_missing = rng.random(shape) < calibration.MISSING_CELL_SHARE.value
    return level, is_rated[:, None, None] & (is_full[:, None, None] | ~is_missing)
