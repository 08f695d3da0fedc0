"""Which containers the agency of the synthetic stream reviews and examines, and why.

Scores come from the rule sets that are in force, by the traits on arrival. What an examination
finds is in `exam_events.py`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from models.rules import RuleSet, Threshold
from models.simulation import calibration
from models.simulation.randomness import Bools, Ints, compact, generator
from models.simulation.smuggling import is_in_scope
from models.simulation.trips import Trips
from models.simulation.voyages import Voyages
from models.simulation.world import World

REASONS = (
    "mandatory_score", "review", "filter", "discretion", "random", "special_operation",
    "intelligence",
)  # fmt: skip
"""Reasons of selection, as the contract names them; a reason's place is its bit."""

MANDATORY, REVIEW, FILTER, DISCRETION, RANDOM, SPECIAL_OPERATION, INTELLIGENCE = range(7)

(
    EXAMINED, MITIGATED, WAIVED_EXCEPTION, WAIVED_REASON, DIVERTED, SEIZED, NOTHING_RECORDED
) = range(7)  # fmt: skip
"""What becomes of a container with a mandatory score."""

FILTER_FROM_LOS_ANGELES = np.datetime64("2005-10-01")
FILTER_FROM_ALL_PORTS = np.datetime64("2006-04-15")
"""OIG 740-748 and 925-931: the filter of Los Angeles/Long Beach and its team in the season from
October 2005. OIG 803-812: national filters within days of Seattle's, after 5 April 2006; the day is
chosen."""

_LEFT_OUT_OF_TEN = 4
"""An operation requires every container that meets its criteria to be examined (OIG 794). So
that a page has exceptions to show, the fourth of every ten is left out; chosen."""


@dataclass(slots=True)
class Selection:
    """What was decided on each container trip; all arrays have shape (n_trips,).

    Parameters
    ----------
    hits : mapping of str to ndarray of int64
        Masks by rule set.
    terrorism_score, smuggling_score : ndarray of int
    is_mandatory, is_in_review_band : ndarray of bool
        By the terrorism score and the thresholds in force at the port on the day of arrival.
    disposition : ndarray of int
        EXAMINED to NOTHING_RECORDED; -1 where the score is below the mandatory threshold.
    is_reviewed, is_escalated, is_flagged : ndarray of bool
        An officer reviewed it; the review ended in an exam; intelligence flagged it.
    reasons : ndarray of int
        Bits by `REASONS`; 0 where no exam was ordered.
    is_drawn : ndarray of bool
        Drawn at random, whatever became of it: a diverted box was drawn and has no reasons.
    """

    hits: Mapping[str, Ints]
    terrorism_score: Ints
    smuggling_score: Ints
    is_mandatory: Bools
    is_in_review_band: Bools
    disposition: Ints
    is_reviewed: Bools
    is_escalated: Bools
    is_flagged: Bools
    reasons: Ints
    is_drawn: Bools

    def has_reason(self, reason: int) -> Bools:
        """Say where a reason is among those of an exam."""
        return np.asarray((self.reasons >> reason) & 1 == 1)


def select(
    world: World,
    rule_sets: Mapping[str, RuleSet],
    voyages: Voyages,
    trips: Trips,
    features: pd.DataFrame,
    month: np.datetime64,
) -> Selection:
    """Score the containers of a month and decide on them.

    Parameters
    ----------
    world : World
    rule_sets : mapping of str to RuleSet
        'terrorism' and 'human_smuggling'.
    voyages : Voyages
    trips : Trips
    features : pandas.DataFrame, shape (n_trips, n_columns)
    month : datetime64[M]

    Returns
    -------
    Selection
    """
    rng = generator(world.config.seed, int(month.astype(int)), "selection")
    n_trips = len(trips)
    hits = {name: rule_set.hits(features) for name, rule_set in rule_sets.items()}
    score = rule_sets["terrorism"].score(hits["terrorism"])
    smuggling_score = rule_sets["human_smuggling"].score(hits["human_smuggling"])
    day = voyages.first_arrival[trips.voyage].astype("datetime64[D]")
    scope = is_in_scope(trips)
    ports = world.network.united_states.codes
    mandatory, review = thresholds_in_force(world.thresholds, "terrorism", ports, trips.us, day)
    filter_at, _ = thresholds_in_force(world.thresholds, "human_smuggling", ports, trips.us, day)
    is_mandatory = scope & (score >= mandatory)
    in_band = scope & ~is_mandatory & (score >= review)
    disposition = np.where(is_mandatory, _draw_dispositions(n_trips, rng), -1)
    has_filter = (day >= FILTER_FROM_ALL_PORTS) | (
        (day >= FILTER_FROM_LOS_ANGELES) & (world.us_region[trips.us] == 1)
    )
    is_reviewed = (in_band & (rng.random(n_trips) < calibration.REVIEWED_SHARE.value)) | (
        (disposition >= EXAMINED)
        & (disposition <= MITIGATED)
        & (rng.random(n_trips) < calibration.REVIEWED_SHARE.value)
    )
    is_reviewed |= disposition == MITIGATED
    is_escalated = in_band & is_reviewed & (rng.random(n_trips) < calibration.ESCALATED_SHARE.value)
    is_flagged = scope & (rng.random(n_trips) < calibration.INTELLIGENCE_SHARE.value)
    chosen = [np.zeros(n_trips, dtype=bool) for _ in REASONS]
    chosen[MANDATORY] = disposition == EXAMINED
    chosen[REVIEW] = is_escalated
    chosen[FILTER] = scope & has_filter & (smuggling_score >= filter_at)
    chosen[DISCRETION] = scope & (rng.random(n_trips) < calibration.DISCRETION_SHARE.value)
    chosen[RANDOM] = scope & (rng.random(n_trips) < calibration.RANDOM_DRAW_PROBABILITY.value)
    chosen[SPECIAL_OPERATION] = operation_targets(world, trips.us, features, scope, day)
    chosen[INTELLIGENCE] = is_flagged
    is_gone = np.isin(disposition, (DIVERTED, SEIZED))
    reasons = np.zeros(n_trips, dtype=np.int64)
    for bit, is_chosen in enumerate(chosen):
        reasons |= (is_chosen & ~is_gone).astype(np.int64) << bit
    return Selection(
        hits=hits,
        terrorism_score=compact(score),
        smuggling_score=compact(smuggling_score),
        is_mandatory=is_mandatory,
        is_in_review_band=in_band,
        disposition=compact(disposition),
        is_reviewed=is_reviewed,
        is_escalated=is_escalated,
        is_flagged=is_flagged,
        reasons=compact(reasons),
        is_drawn=np.asarray(chosen[RANDOM]),
    )


def operation_targets(
    world: World, us: Ints, features: pd.DataFrame, scope: Bools, day: np.ndarray
) -> Bools:
    """Choose the containers that are examined because of a special operation.

    Parameters
    ----------
    world : World
    us : ndarray of int, shape (n_trips,)
        Port of discharge.
    features : pandas.DataFrame, shape (n_trips, n_columns)
    scope : ndarray of bool, shape (n_trips,)
    day : ndarray of datetime64[D], shape (n_trips,)
        Day of arrival.

    Returns
    -------
    ndarray of bool, shape (n_trips,)
        Nine of ten containers that meet the criteria of an operation.
    """
    codes = world.network.united_states.codes[us]
    chosen = np.zeros(len(us), dtype=bool)
    for operation in world.operations:
        at_its_ports = np.isin(codes, operation.port_codes) | ("*" in operation.port_codes)
        in_its_days = (day >= operation.starts_on) & (day <= operation.ends_on)
        meets = np.flatnonzero(
            scope & at_its_ports & in_its_days & operation.criteria.evaluate(features)
        )
        chosen[meets[np.arange(1, len(meets) + 1) % 10 != _LEFT_OUT_OF_TEN]] = True
    return chosen


def thresholds_in_force(
    thresholds: tuple[Threshold, ...],
    rule_set: str,
    port_codes: np.ndarray,
    port: Ints,
    day: np.ndarray,
) -> tuple[Ints, Ints]:
    """Find the thresholds in force: the port's own row, else that of '*', with the latest date.

    Parameters
    ----------
    thresholds : tuple of Threshold
    rule_set : str
    port_codes : ndarray of str, shape (n_ports,)
    port : ndarray of int, shape (n,)
        Index of the port.
    day : ndarray of datetime64[D], shape (n,)

    Returns
    -------
    mandatory, review : ndarray of int, shape (n,)
        So high that nothing reaches it where no row is in force.
    """
    never = np.iinfo(np.int32).max
    mandatory = np.full(len(port), never)
    review = np.full(len(port), never)
    rows = sorted(
        (row for row in thresholds if row.rule_set == rule_set),
        key=lambda row: (row.port_code != "*", row.effective_from),
    )
    for row in rows:
        applies = day >= np.datetime64(row.effective_from, "D")
        if row.port_code != "*":
            applies &= port_codes[port] == row.port_code
        mandatory[applies], review[applies] = row.mandatory, row.review
    return mandatory, review


def _draw_dispositions(n_trips: int, rng: np.random.Generator) -> Ints:
    shares = [
        calibration.MITIGATED_SHARE.value,
        calibration.WAIVED_EXCEPTION_SHARE.value,
        calibration.WAIVED_REASON_SHARE.value,
        calibration.DIVERTED_SHARE.value,
        calibration.SEIZED_SHARE.value,
        calibration.NOTHING_RECORDED_SHARE.value,
    ]
    return rng.choice(7, n_trips, p=[1 - sum(shares), *shares]).astype(np.int64)
