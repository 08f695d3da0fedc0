"""When examinations take place, and when examined containers are released.

The days of trade press run from discharge to the end of the hold. Who is examined and how is in
`exams.py`.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from models.simulation import calibration
from models.simulation.randomness import Bools, Floats, Ints, Times, minutes_after
from models.simulation.selection import DISCRETION, RANDOM
from models.simulation.times import TripTimes

_CHOSEN_ON_THE_PIER = (1 << DISCRETION) | (1 << RANDOM)


@dataclass(slots=True)
class ExamTimes:
    """Times of the exams; all arrays have shape (n_exams,).

    Parameters
    ----------
    hold : ndarray of datetime64[s]
        Hold placed.
    image_started, image_ended, image_lifted : ndarray of datetime64[s]
        Without meaning where there is no image. The hold is lifted after the opening where there is
        one, so the image's is NaT then.
    opening_started, opening_ended, opening_lifted : ndarray of datetime64[s]
        Without meaning where there is no opening.
    last_ended : ndarray of datetime64[s]
        End of the exam's last event.
    """

    hold: Times
    image_started: Times
    image_ended: Times
    image_lifted: Times
    opening_started: Times
    opening_ended: Times
    opening_lifted: Times
    last_ended: Times


def draw_exam_times(
    trip_times: TripTimes,
    trip: Ints,
    reasons: Ints,
    has_image: Bools,
    is_foreign: Bools,
    is_opened: Bools,
    is_tailgate: Bools,
    is_fast: Bools,
    rng: np.random.Generator,
) -> ExamTimes:
    """Time the exams of a month.

    Parameters
    ----------
    trip_times : TripTimes
    trip, reasons : ndarray of int, shape (n_exams,)
    has_image, is_foreign, is_opened, is_tailgate, is_fast : ndarray of bool, shape (n_exams,)
        How each exam is done; fast: within six hours of discharge.
    rng : numpy.random.Generator

    Returns
    -------
    ExamTimes
    """
    n_exams = len(trip)
    discharged = trip_times.discharged[trip]
    before_arrival = minutes_after(trip_times.first_arrival[trip], -rng.uniform(6, 96, n_exams))
    on_the_pier = minutes_after(discharged, -rng.uniform(0, 12, n_exams))
    hold = np.where(reasons & ~_CHOSEN_ON_THE_PIER, before_arrival, on_the_pier)
    abroad = minutes_after(trip_times.laded[trip], -rng.uniform(8, 30, n_exams))
    hold = np.where(is_foreign, minutes_after(abroad, -rng.uniform(2, 12, n_exams)), hold)
    image_days = rng.uniform(
        calibration.IMAGE_LOW_DAYS.value, calibration.IMAGE_HIGH_DAYS.value, n_exams
    )
    image_started = minutes_after(discharged, 24 * image_days * rng.uniform(0.35, 0.8, n_exams))
    image_started = np.where(is_foreign, abroad, image_started)
    image_ended = minutes_after(image_started, rng.uniform(0.2, 3, n_exams))
    image_lifted = np.where(
        is_foreign,
        minutes_after(image_ended, rng.uniform(0.2, 3, n_exams)),
        minutes_after(discharged, 24 * image_days),
    )
    opening_lifted = minutes_after(discharged, 24 * _opening_days(is_tailgate, rng))
    earliest = np.where(has_image & ~is_foreign, minutes_after(image_ended, 20.0), discharged)
    opening_lifted = np.maximum(opening_lifted, minutes_after(earliest, 8.0))
    opening_started = np.maximum(
        minutes_after(opening_lifted, -rng.uniform(10, 40, n_exams)), minutes_after(earliest, -14.0)
    )
    opening_started = np.maximum(opening_started, minutes_after(discharged, 1.0))
    fast_start = minutes_after(
        discharged, rng.uniform(0.4, calibration.FILTER_EXAM_HOURS.value, n_exams)
    )
    opening_started = np.where(is_fast, fast_start, opening_started)
    opening_ended = minutes_after(opening_started, rng.uniform(0.8, 5, n_exams))
    opening_lifted = np.where(
        is_fast, minutes_after(opening_ended, rng.uniform(1, 6, n_exams)), opening_lifted
    )
    opening_lifted = np.maximum(opening_lifted, minutes_after(opening_ended, 1.0))
    stays_held = is_opened & ~is_foreign
    return ExamTimes(
        hold=hold,
        image_started=image_started,
        image_ended=image_ended,
        image_lifted=np.where(stays_held, np.datetime64("NaT"), image_lifted),
        opening_started=opening_started,
        opening_ended=opening_ended,
        opening_lifted=opening_lifted,
        last_ended=np.where(is_opened, opening_ended, image_ended),
    )


def delay_release(
    trip_times: TripTimes,
    event_trip: Ints,
    event_lifted: Times,
    rng: np.random.Generator,
) -> tuple[Times, Times]:
    """Release examined containers after their holds, and let them leave the terminal.

    Parameters
    ----------
    trip_times : TripTimes
    event_trip : ndarray of int, shape (n_events,)
    event_lifted : ndarray of datetime64[s], shape (n_events,)
        NaT where the event was cancelled, or the hold went on.
    rng : numpy.random.Generator

    Returns
    -------
    released, gated_out : ndarray of datetime64[s], shape (n_trips,)
        A few leave while still held: compliance failures that the platform is to publish.
    """
    n_trips = len(trip_times.released)
    long_ago = np.datetime64("1900-01-01T00:00:00", "s")
    lifted = np.full(n_trips, long_ago)
    happened = ~np.isnat(event_lifted)
    np.maximum.at(lifted, event_trip[happened], event_lifted[happened])
    is_held = lifted > long_ago
    released = np.where(
        is_held,
        np.maximum(trip_times.released, minutes_after(lifted, rng.uniform(0.5, 6, n_trips))),
        trip_times.released,
    )
    gated_out = released + (trip_times.gated_out - trip_times.released)
    slips_out = is_held & (rng.random(n_trips) < calibration.GATED_OUT_WHILE_HELD_SHARE.value)
    early = np.maximum(minutes_after(lifted, -5.0), minutes_after(trip_times.discharged, 1.0))
    return released, np.where(slips_out, early, gated_out)


def _opening_days(is_tailgate: Bools, rng: np.random.Generator) -> Floats:
    n_exams = len(is_tailgate)
    tailgate = rng.uniform(
        calibration.TAILGATE_LOW_DAYS.value, calibration.TAILGATE_HIGH_DAYS.value, n_exams
    )
    low, high = calibration.INTENSIVE_LOW_DAYS.value, calibration.INTENSIVE_HIGH_DAYS.value
    intensive = rng.triangular(low, low + 2, high, n_exams)
    return np.asarray(np.where(is_tailgate, tailgate, intensive), dtype=np.float64)
