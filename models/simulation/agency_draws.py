"""The feed random_draws: the log of the random lane, with the draws that came to no exam.

Which containers are drawn is decided in `selection.py`, what an exam found in `exams.py`. The log
draws its chances apart, so that no other feed changes because it is written.
"""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from models.simulation import calibration
from models.simulation.agency_schemas import DRAW_SCHEMA
from models.simulation.agency_trips import trip_columns
from models.simulation.exams import RADIATION
from models.simulation.month import Month
from models.simulation.randomness import Bools, Ints, Times, minutes_after
from models.simulation.selection import DIVERTED, RANDOM, SEIZED
from models.simulation.smuggling import is_in_scope
from models.simulation.texts import digits, fixed_width, pooled

OUTCOMES = (
    "drawn", "examined", "refused", "substituted", "not_examined", "not_discharged",
)  # fmt: skip
"""What becomes of a draw, as the contract names it."""

DRAWN, IS_EXAMINED, REFUSED, SUBSTITUTED, NOT_EXAMINED, NOT_DISCHARGED = range(6)

_SUBSTITUTED_SHARE, _REFUSED_SHARE = 0.4, 0.3
"""Of the draws whose exam was called off; the rest were let go. Chosen."""


def random_draws(month: Month) -> pa.Table:
    """Write the draws of a month, and the open state of those that are settled after the release.

    Parameters
    ----------
    month : Month

    Returns
    -------
    pyarrow.Table
        With the columns of `DRAW_SCHEMA`; draws settled after the release are in it too, under
        the same number as their open state.
    """
    rng = month.generator("random draws table")
    drawn = np.flatnonzero(month.selection.is_drawn)
    examined, recorded = _examined(month)
    arrived = month.trip_times.first_arrival[drawn]
    drawn_at = minutes_after(arrived, -rng.uniform(2, 12, len(drawn)))
    outcome, substitute = _outcomes(month, drawn, examined, rng)
    # An exam ordered for another reason may have been settled before the draw.
    last = np.where(np.isnat(recorded[drawn]), arrived, recorded[drawn])
    settled = minutes_after(np.maximum(last, drawn_at), rng.uniform(0.1, 30, len(drawn)))
    waits = np.flatnonzero((settled > month.stamp) & (drawn_at <= month.stamp))
    row = np.concatenate([np.arange(len(drawn)), waits])
    is_open = np.arange(len(row)) >= len(drawn)
    trip = drawn[row]
    ports = month.world.network.united_states.codes
    in_frame = np.bincount(month.trips.us[is_in_scope(month.trips)], minlength=len(ports))
    columns = {
        "draw_id": fixed_width(f"D{month.label}-".encode(), digits(row + 1, 6)),
        **trip_columns(month, trip),
        "drawn_at": pa.array(drawn_at[row]),
        "draw_probability": pa.array(
            np.full(len(row), calibration.RANDOM_DRAW_PROBABILITY.value, dtype=np.float64)
        ),
        "frame": pooled(month.trips.us[trip], [f"{port} {month.month}" for port in ports]),
        "frame_size": pa.array(in_frame[month.trips.us[trip]]),
        "seed": pa.array([f"{month.world.config.seed}-{month.label}"] * len(row)),
        "outcome": pooled(np.where(is_open, DRAWN, outcome[row]), OUTCOMES),
        "substitute_container_number": month.trips.number.take(
            pa.array(substitute[row], mask=is_open | (substitute[row] < 0))
        ),
        "recorded_at": pa.array(np.where(is_open, drawn_at[row], settled[row])),
    }
    return pa.table(columns).cast(DRAW_SCHEMA)


def _examined(month: Month) -> tuple[Bools, Times]:
    """Say which containers an exam looked into, and when the last event of each was recorded."""
    events = month.exams
    examined = np.zeros(len(month.trips), dtype=bool)
    examined[events.trip[~events.is_cancelled & (events.method != RADIATION)]] = True
    long_ago = np.datetime64("1900-01-01T00:00:00", "s")
    last = np.full(len(month.trips), long_ago)
    np.maximum.at(last, events.trip, events.recorded)
    return examined, np.where(last > long_ago, last, np.datetime64("NaT"))


def _outcomes(
    month: Month, drawn: Ints, examined: Bools, rng: np.random.Generator
) -> tuple[Ints, Ints]:
    """Settle every draw, and name the box examined in its stead: -1 where there is none."""
    chance = rng.random(len(drawn))
    outcome = np.full(len(drawn), NOT_EXAMINED)
    outcome[chance < _SUBSTITUTED_SHARE + _REFUSED_SHARE] = REFUSED
    substitute = np.full(len(drawn), -1)
    for place in np.flatnonzero(~examined[drawn] & (chance < _SUBSTITUTED_SHARE)).tolist():
        same_port = month.trips.us == month.trips.us[drawn[place]]
        others = np.flatnonzero(examined & same_port & ~month.selection.has_reason(RANDOM))
        if len(others):
            substitute[place] = others[int(rng.integers(len(others)))]
            outcome[place] = SUBSTITUTED
    outcome[examined[drawn]] = IS_EXAMINED
    disposition = month.selection.disposition[drawn]
    outcome[disposition == SEIZED] = REFUSED
    outcome[disposition == DIVERTED] = NOT_DISCHARGED
    substitute[outcome != SUBSTITUTED] = -1
    return outcome, substitute
