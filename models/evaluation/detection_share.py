"""Which share of what is there the targeting reaches: the outside is known from random draws only.

Takes counts of targeted containers and random draws of the others. Who was targeted is counted in
``dbt/``.
"""

from dataclasses import dataclass

from numpy.typing import ArrayLike

from models.evaluation.random_lane import NOTHING, RATE, REFUSED, TOO_FEW, estimate_rate

AT_LEAST = "at least"
"""Verdict where the lane found nothing outside: a lower limit, never 100 %."""


@dataclass(frozen=True)
class DetectionShare:
    """Positives inside the targeted of all positives.

    Attributes
    ----------
    inside
        Containers found positive among the targeted.
    inside_unknown
        Targeted containers without a known result.
    outside, outside_low, outside_high
        Estimated positives among containers nobody targeted; None where the lane cannot say.
    draws_outside, hits_outside
        Random draws outside the targeted that responded, and those with the outcome.
    value, low, high
        inside / (inside + outside) with the interval of the outside; ``low`` alone where nothing
        was found outside.
    draws_needed
        Responding draws outside that would carry it; None where nothing is known to plan by.
    verdict
        ``rate``, ``at least``, ``refused``, ``too few`` or ``nothing drawn``.
    note
        Why it reads as it does; empty for a rate.
    """

    inside: int
    inside_unknown: int
    outside: float | None
    outside_low: float | None
    outside_high: float | None
    draws_outside: int
    hits_outside: int
    value: float | None
    low: float | None
    high: float | None
    draws_needed: int | None
    verdict: str
    note: str


def detection_share(
    inside: int,
    inside_unknown: int,
    probability: ArrayLike,
    outcome: ArrayLike,
    frame_outside: int,
    *,
    known_rate: float | None = None,
    sensitivity: float | None = None,
) -> DetectionShare:
    """Estimate the share of the positives that lie inside the targeted.

    Parameters
    ----------
    inside, inside_unknown
        Targeted containers found positive, and those whose result is not known.
    probability, outcome
        Of the random draws of containers that nobody targeted, as
        :func:`models.evaluation.random_lane.estimate_rate` takes them.
    frame_outside
        Discharged containers that nobody targeted.
    known_rate, sensitivity
        As for :func:`models.evaluation.random_lane.estimate_rate`.

    Returns
    -------
    DetectionShare

    Raises
    ------
    ValueError
        As :func:`models.evaluation.random_lane.estimate_rate`, or if a count is negative.

    Notes
    -----
    The inside is a count and taken as it is; the interval is that of the outside alone. Where no
    draw outside was positive the share is at least inside / (inside + 3 / probability), not 100 %.

    Examples
    --------
    30 found among the targeted; 2 in 1,000 draws of 1 in 100 outside stand for 200:

    >>> found = detection_share(30, 0, [0.01] * 1000, [1] * 2 + [0] * 998, 100_000)
    >>> found.outside, round(found.value, 4), round(found.low, 4), round(found.high, 4)
    (200.0, 0.1304, 0.0399, 0.5533)
    >>> none = detection_share(30, 0, [0.01] * 1000, [0] * 1000, 100_000)
    >>> none.verdict, none.value, round(none.low, 4)
    ('at least', None, 0.091)
    """
    if inside < 0 or inside_unknown < 0:
        raise ValueError(f"inside {inside}, unknown {inside_unknown}: expected counts of 0 or more")
    found = estimate_rate(
        probability, outcome, frame_outside, known_rate=known_rate, sensitivity=sensitivity
    )
    value = low = high = None
    verdict, note = found.verdict, found.note
    if verdict not in (REFUSED, TOO_FEW, NOTHING):
        if found.bound_containers is not None:
            verdict = AT_LEAST
            low = inside / (inside + found.bound_containers)
            note = f"nothing was found outside, which is not 100 %: {found.note}"
        elif found.containers and found.containers_low and found.containers_high:
            verdict = RATE
            value = inside / (inside + found.containers)
            low = inside / (inside + found.containers_high)
            high = inside / (inside + found.containers_low)
    return DetectionShare(
        inside=inside,
        inside_unknown=inside_unknown,
        outside=found.containers,
        outside_low=found.containers_low,
        outside_high=found.containers_high,
        draws_outside=found.responded,
        hits_outside=found.hits,
        value=value,
        low=low,
        high=high,
        draws_needed=found.draws_needed,
        verdict=verdict,
        note=note,
    )
