"""What the random lane says of all discharged containers: a rate, a bound, or a refusal.

Holds the Horvitz-Thompson estimate, non-response and the rule by which a lane cannot carry a rate.
Who was drawn and what was found is counted in ``dbt/``; how many draws a question needs is in
``models.evaluation.sample_size``, the interval in ``models.evaluation.weighted_counts``.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from models.evaluation.rates import LEVEL, MINIMUM_KNOWN, clopper_pearson
from models.evaluation.sample_size import sample_size_for
from models.evaluation.weighted_counts import bound_without_hit, weighted_interval

Floats = NDArray[np.float64]

RATE, BOUND, REFUSED, TOO_FEW, NOTHING = (
    "rate", "bound", "refused", "too few", "nothing drawn",
)  # fmt: skip
"""What a lane can say of an outcome."""


@dataclass(frozen=True)
class LaneEstimate:
    """What the lane says of one outcome.

    Attributes
    ----------
    frame
        Discharged containers that could have been drawn.
    draws, responded, hits
        Draws within the frame; those with a known result; those with the outcome.
    response_share
        Share of the draws that responded, each weighted by 1 / probability; None without a draw.
    min_probability, max_probability
        Of the draws; None without a draw.
    containers, containers_low, containers_high
        Estimated containers with the outcome and its 95 % interval; None where no rate is given.
    value, low, high
        The same as shares of the frame.
    value_unknown_low, value_unknown_high
        Share of the frame if no draw without a result had the outcome, and if every one had.
    exact_value, exact_low, exact_high
        Hits of the responding draws with the Clopper-Pearson interval; None where probabilities
        differ, or where no rate is given.
    bound_containers, bound
        One-sided 95 % bound of what was missed if the lane had no hit: containers, and share of the
        frame; None without a draw, or with a hit.
    draws_needed
        Responding draws that would carry the rate; None where nothing is known to plan by.
    verdict
        ``rate``, ``bound``, ``refused``, ``too few`` or ``nothing drawn``.
    note
        Why it reads as it does, in a sentence; empty for a rate.
    """

    frame: int
    draws: int
    responded: int
    hits: int
    response_share: float | None
    min_probability: float | None
    max_probability: float | None
    containers: float | None
    containers_low: float | None
    containers_high: float | None
    value: float | None
    low: float | None
    high: float | None
    value_unknown_low: float | None
    value_unknown_high: float | None
    exact_value: float | None
    exact_low: float | None
    exact_high: float | None
    bound_containers: float | None
    bound: float | None
    draws_needed: int | None
    verdict: str
    note: str


def estimate_rate(
    probability: ArrayLike,
    outcome: ArrayLike,
    frame: int,
    *,
    known_rate: float | None = None,
    sensitivity: float | None = None,
) -> LaneEstimate:
    """Estimate the rate of an outcome among all discharged containers, or say why not.

    Parameters
    ----------
    probability : array of shape (n_draws,)
        Probability of each draw of a container of the frame, targeted ones too.
    outcome : array of shape (n_draws,)
        1 with the outcome, 0 without, NaN where the draw did not respond: refused, substituted,
        never examined, or examined without a result.
    frame
        Discharged containers.
    known_rate
        Rate known from elsewhere (incidents; it can only be too low), by which the lane is asked
        whether it could have seen one; None where a lane need not be asked.
    sensitivity
        Share of what is there that the exam finds; None where it is not known.

    Returns
    -------
    LaneEstimate

    Raises
    ------
    ValueError
        If shapes differ, a probability lies outside (0, 1], an outcome is not 0, 1 or NaN, or the
        frame holds fewer containers than were drawn.

    Notes
    -----
    D. G. Horvitz and D. J. Thompson, JASA 47 (1952): sum(y / probability) / frame. Draws that did
    not respond carry no y: the probabilities are multiplied by the weighted share that responded,
    as if those had been like the others; beside it stand the bounds with none and with all of them
    hit. A rare outcome is refused while the responding draws are fewer than would show one case
    with 95 % at the larger of the known rate and the lane's own lower limit: with fewer, the bound
    without a hit lies above the rate itself, so the lane tells nothing of it.

    Examples
    --------
    Of 10,000 containers 100 were drawn with 1 in 100; 4 had a discrepancy:

    >>> found = estimate_rate([0.01] * 100, [1] * 4 + [0] * 96, 10_000)
    >>> found.verdict, found.value, round(found.low, 4), round(found.high, 4)
    ('rate', 0.04, 0.0109, 0.1024)
    >>> round(found.exact_low, 4), round(found.exact_high, 4)
    (0.011, 0.0993)
    """
    chance, hit = _checked(probability, outcome, frame)
    known = ~np.isnan(hit)
    base = {"frame": frame, "draws": int(chance.size), "responded": int(known.sum())}
    hits = int(np.nansum(hit))
    if not known.any():
        note = f"none of {chance.size:,} draws has a result" if chance.size else "nothing was drawn"
        return _without_rate(base, hits, NOTHING, note)
    weight = 1.0 / chance
    response = float(weight[known].sum() / weight.sum())
    of_hits = weight[hit == 1.0] / response
    largest = float(weight.max()) / response
    low, high = weighted_interval(of_hits, largest)
    total = float(of_hits.sum())
    bound = None if hits else min(bound_without_hit(1.0 / largest, sensitivity or 1.0), frame)
    asked = _planned_by(known_rate, low / frame)
    needed = _needed(asked)
    verdict = _verdict(int(known.sum()), hits, needed)
    rated = verdict in (RATE, BOUND)
    exact = _exact(hits, base["responded"]) if rated and chance.min() == chance.max() else None
    unknown_low = total * response / frame
    unknown_high = unknown_low + float(weight[~known].sum()) / frame
    return LaneEstimate(
        **base,
        hits=hits,
        response_share=response,
        min_probability=float(chance.min()),
        max_probability=float(chance.max()),
        containers=total if rated else None,
        containers_low=low if rated else None,
        containers_high=min(high, frame) if rated else None,
        value=min(total / frame, 1.0) if rated else None,
        low=min(low / frame, 1.0) if rated else None,
        high=min(high / frame, 1.0) if rated else None,
        value_unknown_low=min(unknown_low, 1.0) if rated else None,
        value_unknown_high=min(unknown_high, 1.0) if rated else None,
        exact_value=None if exact is None else hits / base["responded"],
        exact_low=None if exact is None else exact[0],
        exact_high=None if exact is None else exact[1],
        bound_containers=bound,
        bound=None if bound is None else bound / frame,
        draws_needed=needed,
        verdict=verdict,
        note=_words(
            verdict,
            base["responded"],
            None if asked is None or needed is None else _asked(asked, needed, frame),
            _limit(hits, bound, frame, sensitivity),
        ),
    )


def _checked(probability: ArrayLike, outcome: ArrayLike, frame: int) -> tuple[Floats, Floats]:
    chance = np.asarray(probability, dtype=np.float64)
    hit = np.asarray(outcome, dtype=np.float64)
    if chance.shape != hit.shape or chance.ndim != 1:
        raise ValueError(
            f"probability of shape {chance.shape}, outcome of shape {hit.shape}: expected one of "
            "each a draw"
        )
    if ((chance <= 0) | (chance > 1) | np.isnan(chance)).any():
        raise ValueError("a draw has a probability outside (0, 1]: correct the log of draws")
    if not np.isin(hit[~np.isnan(hit)], (0.0, 1.0)).all():
        raise ValueError("an outcome is neither 0 nor 1; NaN where it is not known")
    if frame < chance.size:
        raise ValueError(
            f"frame {frame:,}, draws {chance.size:,}: expected at least as many containers as draws"
        )
    return chance, hit


def _exact(hits: int, responded: int) -> tuple[float, float]:
    low, high = clopper_pearson(hits, responded)
    return float(low), float(high)


def _planned_by(known_rate: float | None, lower_limit: float) -> float | None:
    """Rate a lane is asked to have been able to see: known, or found by the lane itself."""
    return None if known_rate is None else max(known_rate, min(lower_limit, 1.0))


def _needed(rate: float | None) -> int | None:
    """Responding draws that would show one case with 95 %."""
    if rate is None:
        return None
    return sample_size_for(rate, power=LEVEL) if 0.0 < rate < 1.0 else 1


def _verdict(responded: int, hits: int, needed: int | None) -> str:
    if needed is not None and responded < needed:
        return REFUSED
    if responded < MINIMUM_KNOWN:
        return TOO_FEW
    return RATE if hits else BOUND


def _asked(rate: float, needed: int, frame: int) -> str:
    """Say how many draws the rate takes."""
    one_in = f"1 in {1 / rate:,.0f}" if rate > 0 else "a rate of nought"
    beyond = ", more than the frame holds" if needed > frame else ""
    return f"to see one case with 95 % at {one_in} takes {needed:,} draws with a result{beyond}"


def _limit(hits: int, bound: float | None, frame: int, sensitivity: float | None) -> str:
    """Say what no hit bounds, and on which assumption."""
    if bound is None:
        return f"{hits:,} hit{'s' if hits > 1 else ''}: a count, not a rate"
    whole = ", here the whole frame" if bound >= frame else ""
    assumed = (
        "if the exam finds what is there"
        if sensitivity is None
        else f"where the exam finds {sensitivity:.0%} of what is there"
    )
    return (
        f"no hit bounds what was missed at {bound:,.0f} containers (3 / probability of a draw that "
        f"responds, whatever the volume{whole}), {assumed}"
    )


def _words(verdict: str, responded: int, asked: str | None, limit: str) -> str:
    """Say why there is a bound, or no rate."""
    if verdict == REFUSED:
        return f"refused: {asked}; the lane has {responded:,}; {limit}"
    if verdict == TOO_FEW:
        return f"fewer than {MINIMUM_KNOWN} draws with a result: no rate; {limit}"
    return limit if verdict == BOUND else ""


def _without_rate(base: dict[str, int], hits: int, verdict: str, note: str) -> LaneEstimate:
    missing = dict.fromkeys(name for name in LaneEstimate.__dataclass_fields__ if name not in base)
    return LaneEstimate(**{**missing, **base, "hits": hits, "verdict": verdict, "note": note})  # type: ignore[arg-type]
