"""Examinations: how each selected container is examined and what is found.

Detection is imperfect, and an event that came to light earlier leaves nothing to find. When
examinations take place is in `exam_times.py`; who is selected in `selection.py`.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from models.simulation import calibration
from models.simulation.exam_times import ExamTimes, draw_exam_times
from models.simulation.randomness import (
    Bools,
    Floats,
    Ints,
    Times,
    generator,
    minutes_after,
)
from models.simulation.selection import FILTER, MANDATORY, SPECIAL_OPERATION, Selection
from models.simulation.smuggling import Attempts, is_in_scope
from models.simulation.times import TripTimes
from models.simulation.trips import Trips
from models.simulation.world import World

METHODS = ("image", "radiation", "physical_tailgate", "physical_partial", "physical_full")
IMAGE, RADIATION, TAILGATE, PARTIAL, FULL = range(5)
LOCATIONS = ("foreign", "aboard", "domestic")
FOREIGN, ABOARD, DOMESTIC = range(3)
RESULTS = ("negative", "inconclusive", "positive_other", "positive_security")
NO_RESULT, NEGATIVE, INCONCLUSIVE, POSITIVE_OTHER, POSITIVE_SECURITY = -1, 0, 1, 2, 3
FINDINGS = ("person", "narcotics", "ipr", "agriculture", "misdeclaration", "other")
_LESSER_FINDING_SHARES = (0.0, 0.05, 0.2, 0.25, 0.4, 0.1)
_ABOARD_SHARE = 0.2
_CHUNK_CAP = 0.5


@dataclass(slots=True)
class ExamEvents:
    """Exam events of one month, in the order of the trips; all arrays have shape (n_events,).

    Parameters
    ----------
    trip : ndarray of int
    location, method : ndarray of int
        Places in `LOCATIONS` and `METHODS`.
    is_cancelled : ndarray of bool
    result, finding : ndarray of int
        Places in `RESULTS` and `FINDINGS`; -1 where there is none.
    hold, started, ended, lifted, recorded : ndarray of datetime64[s]
    """

    trip: Ints
    location: Ints
    method: Ints
    is_cancelled: Bools
    result: Ints
    finding: Ints
    hold: Times
    started: Times
    ended: Times
    lifted: Times
    recorded: Times

    def __len__(self) -> int:
        """Give the number of events."""
        return len(self.trip)


@dataclass(slots=True)
class Discoveries:
    """When each container with persons was discovered; all arrays have shape (n_containers,).

    Parameters
    ----------
    at : ndarray of datetime64[s]
        NaT where it never was. The same for all containers of an event.
    is_by_exam : ndarray of bool
        The event was found by an examination, of this container or of its companion.
    """

    at: Times
    is_by_exam: Bools


def draw_lesser_violations(
    world: World, trips: Trips, log_odds: Floats, month: np.datetime64
) -> Bools:
    """Choose the containers with a lesser violation, more often where the true log-odds are high.

    Parameters
    ----------
    world : World
    trips : Trips
    log_odds : ndarray of float, shape (n_trips,)
    month : datetime64[M]

    Returns
    -------
    ndarray of bool, shape (n_trips,)
    """
    rng = generator(world.config.seed, int(month.astype(int)), "lesser violations")
    pull = np.exp(0.4 * (log_odds - log_odds.mean()))
    chance = calibration.LESSER_POSITIVE_RATE.value * pull / pull.mean()
    return np.asarray(
        (rng.random(len(trips)) < np.minimum(chance, _CHUNK_CAP)) & is_in_scope(trips)
    )


def examine(
    world: World,
    trips: Trips,
    trip_times: TripTimes,
    selection: Selection,
    attempts: Attempts,
    has_lesser: Bools,
    month: np.datetime64,
) -> tuple[ExamEvents, Discoveries]:
    """Examine the selected containers of a month.

    Parameters
    ----------
    world, trips, trip_times, selection, attempts
        The month.
    has_lesser : ndarray of bool, shape (n_trips,)
    month : datetime64[M]

    Returns
    -------
    events : ExamEvents
    discoveries : Discoveries
    """
    rng = generator(world.config.seed, int(month.astype(int)), "exams")
    trip = np.flatnonzero(selection.reasons != 0)
    n_exams = len(trip)
    has_person = np.isin(trip, attempts.trip)
    lesser = has_lesser[trip] & ~has_person
    is_foreign = _is_foreign(world, trips, trip_times, selection, trip, rng) & ~has_person
    is_fast = ((selection.reasons[trip] >> FILTER) & 1) == 1
    is_cancelled = rng.random(n_exams) < calibration.CANCELLED_SHARE.value
    has_image = is_foreign | (
        (rng.random(n_exams) < calibration.IMAGE_FIRST_SHARE.value) & ~is_fast
    )
    image_finds = has_image & (
        (has_person & (rng.random(n_exams) < calibration.DETECTION_IMAGE.value))
        | (lesser & (rng.random(n_exams) < calibration.LESSER_DETECTION_IMAGE.value))
    )
    false_alarm = has_image & (
        rng.random(n_exams) < calibration.OPENED_AFTER_CLEAN_IMAGE_SHARE.value
    )
    two_place = is_foreign & (rng.random(n_exams) < calibration.TWO_PLACE_SHARE.value)
    is_opened = ~has_image | image_finds | false_alarm | two_place
    opening = _draw_openings(n_exams, image_finds, rng)
    opening_finds_person = (
        is_opened & has_person & (rng.random(n_exams) < calibration.DETECTION_PHYSICAL.value)
    )
    opening_finds_lesser = (
        is_opened & lesser & (rng.random(n_exams) < calibration.LESSER_DETECTION_PHYSICAL.value)
    )
    times = draw_exam_times(
        trip_times, trip, selection.reasons[trip], has_image, is_foreign, is_opened,
        opening == TAILGATE, is_fast, rng,
    )  # fmt: skip
    discoveries = _discover(attempts, trip, times, opening_finds_person & ~is_cancelled)
    is_too_late = _is_too_late(attempts, discoveries, trip, times)
    finds_person = opening_finds_person & ~is_cancelled & ~is_too_late
    result = np.where(
        finds_person,
        POSITIVE_SECURITY,
        np.where(opening_finds_lesser, POSITIVE_OTHER, NEGATIVE),
    )
    finding = np.where(
        finds_person,
        0,
        np.where(opening_finds_lesser, rng.choice(6, n_exams, p=_LESSER_FINDING_SHARES), -1),
    )
    location = np.full(n_exams, DOMESTIC)
    in_operation = ((selection.reasons[trip] >> SPECIAL_OPERATION) & 1) == 1
    location[in_operation & (rng.random(n_exams) < _ABOARD_SHARE)] = ABOARD
    inconclusive = rng.random(n_exams) < calibration.INCONCLUSIVE_SHARE.value
    image_result = np.where(
        image_finds,
        np.where(has_person, POSITIVE_SECURITY, POSITIVE_OTHER),
        np.where(inconclusive, INCONCLUSIVE, NEGATIVE),
    )
    has_radiation = rng.random(n_exams) < calibration.RADIATION_SHARE.value
    off = is_cancelled | is_too_late
    parts = (
        (has_image, np.full(n_exams, IMAGE), np.where(is_foreign, FOREIGN, location), image_result,
         times.image_started, times.image_ended, times.image_lifted),
        (is_opened, opening, location, result,
         times.opening_started, times.opening_ended, times.opening_lifted),
        (has_radiation & has_image & ~is_foreign, np.full(n_exams, RADIATION), location,
         np.full(n_exams, NO_RESULT), times.image_started, times.image_ended, times.image_lifted),
    )  # fmt: skip
    return _collect(parts, trip, off, finding, times, rng), discoveries


def _is_foreign(
    world: World,
    trips: Trips,
    trip_times: TripTimes,
    selection: Selection,
    trip: Ints,
    rng: np.random.Generator,
) -> Bools:
    """Say which containers are imaged abroad: a mandatory score, laded at a CSI port."""
    csi_from = world.network.foreign.csi_from[trips.foreign[trip]]
    in_csi = csi_from <= trip_times.laded[trip].astype("datetime64[D]")
    by_score = ((selection.reasons[trip] >> MANDATORY) & 1) == 1
    return np.asarray(
        in_csi & by_score & (rng.random(len(trip)) < calibration.FOREIGN_EXAM_SHARE.value)
    )


def _draw_openings(n_exams: int, image_finds: Bools, rng: np.random.Generator) -> Ints:
    """Draw kinds of openings; what an image showed is never followed by a mere tail-gate look."""
    tailgate, full = calibration.TAILGATE_SHARE.value, calibration.FULL_SHARE.value
    opening = TAILGATE + rng.choice(3, n_exams, p=[tailgate, 1 - tailgate - full, full])
    return np.asarray(np.where(image_finds & (opening == TAILGATE), FULL, opening), dtype=np.int64)


def _discover(attempts: Attempts, trip: Ints, times: ExamTimes, finds_person: Bools) -> Discoveries:
    """Find when each event came to light: the first of its exams that finds it, or by itself."""
    never = np.datetime64("9999-01-01T00:00:00", "s")
    found = np.full(len(attempts.trip), never)
    place = {int(t): i for i, t in enumerate(attempts.trip.tolist())}
    for exam in np.flatnonzero(finds_person).tolist():
        found[place[int(trip[exam])]] = times.opening_ended[exam]
    by_exam = np.full(attempts.n_events, never)
    np.minimum.at(by_exam, attempts.event, found)
    surfaced = np.where(np.isnat(attempts.surfaced_at), never, attempts.surfaced_at)
    at = np.minimum(by_exam[attempts.event], surfaced)
    is_by_exam = (by_exam[attempts.event] <= surfaced) & (at < never)
    return Discoveries(np.where(at < never, at, np.datetime64("NaT")), is_by_exam)


def _is_too_late(
    attempts: Attempts, discoveries: Discoveries, trip: Ints, times: ExamTimes
) -> Bools:
    """Say which exams were not over when their container had been discovered."""
    discovered = np.full(len(trip), np.datetime64("NaT"), dtype="datetime64[s]")
    order = np.argsort(attempts.trip, kind="stable")
    is_attempt = np.isin(trip, attempts.trip)
    place = order[np.searchsorted(attempts.trip[order], trip[is_attempt])]
    discovered[is_attempt] = discoveries.at[place]
    return np.asarray(times.last_ended > discovered)


def _collect(
    parts: tuple[tuple[Bools, Ints, Ints, Ints, Times, Times, Times], ...],
    trip: Ints,
    is_off: Bools,
    finding: Ints,
    times: ExamTimes,
    rng: np.random.Generator,
) -> ExamEvents:
    """Lay the events of all exams one after the other, each exam's together."""
    exam = np.concatenate([np.flatnonzero(part[0]) for part in parts])
    order = np.argsort(exam, kind="stable")
    method, location, result, started, ended, lifted = (
        np.concatenate([part[i][part[0]] for part in parts])[order] for i in range(1, 7)
    )
    exam = exam[order]
    off = is_off[exam]
    missing = np.datetime64("NaT")
    hold = times.hold[exam]
    last = np.where(np.isnat(lifted), ended, np.maximum(ended, lifted))
    done = np.where(off, hold + np.timedelta64(6 * 3600, "s"), last)
    return ExamEvents(
        trip=trip[exam],
        location=location,
        method=method,
        is_cancelled=off,
        result=np.where(off, NO_RESULT, result),
        finding=np.where(off | (result < POSITIVE_OTHER), -1, finding[exam]),
        hold=hold,
        started=np.where(off, missing, started),
        ended=np.where(off, missing, ended),
        lifted=np.where(off, missing, lifted),
        recorded=minutes_after(done, rng.uniform(0.2, 10, len(exam))),
    )
