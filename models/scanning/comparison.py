"""What the readers find: images of those chosen by risk, or of all, with the same minutes.

The model, all of it. Readers have M minutes a day and share them evenly over the images; a look
is no longer than a thorough one (t minutes). A look of x minutes finds

    d (x / t) ** a,  x <= t,

where d is found in a thorough look and a is set so that a quarter of the minutes finds the share h
of that. Of N containers the share s that is imaged, highest risk first, holds the share

    s ** g

of the threats, where g is set by one point: the share q lies inside the share s0 that is chosen.
Found of all threats is the product. Everything is as good as its inputs: no text gives most of
them, and none is estimated here.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.stats import qmc

from models.scanning.assumptions import UNITS, Assumption, AssumptionError, Floats

SEED = 20080815
DRAWS = 4096
"""Draws of every input; a power of two keeps them evenly spread."""
LEVEL = 0.95
QUARTER = 0.25
"""Part of a thorough look at which the input hurried_found_share speaks."""


@dataclass(frozen=True)
class Review:
    """What one way of choosing comes to; of each the best values' answer and an interval.

    Attributes
    ----------
    images_a_day, minutes_an_image
        At the most likely inputs.
    thoroughness
        Share of a thorough look that an image gets, 0 to 1.
    found, low, high
        Share of all threats that the readers find, and the interval over the draws.
    """

    images_a_day: float
    minutes_an_image: float
    thoroughness: float
    found: float
    low: float
    high: float


@dataclass(frozen=True)
class Comparison:
    """Both ways with the same readers.

    Attributes
    ----------
    by_risk, everything
        The share chosen by risk, and all containers.
    everything_finds_more
        Share of the draws in which imaging all finds more.
    difference, difference_low, difference_high
        Found of all less found by risk, and its interval over the draws.
    minutes_to_equal
        Minutes of readers a day at which imaging all finds as much, at the most likely inputs.
    draws, seed
        How the intervals were drawn.
    """

    by_risk: Review
    everything: Review
    everything_finds_more: float
    difference: float
    difference_low: float
    difference_high: float
    minutes_to_equal: float
    draws: int
    seed: int


def compare(
    inputs: Mapping[str, Assumption], *, draws: int = DRAWS, seed: int = SEED
) -> Comparison:
    """Set imaging all containers against imaging those chosen by risk.

    Parameters
    ----------
    inputs : mapping of str to Assumption
        Every input of :data:`models.scanning.assumptions.UNITS`.
    draws : int
        Draws of the inputs, each from its triangle, independent of the others.
    seed : int
        The same seed gives the same answer.

    Returns
    -------
    Comparison

    Raises
    ------
    AssumptionError
        If an input is missing, or fewer than two draws are asked for.

    Notes
    -----
    Latin hypercube draws (M. McKay, R. Beckman, W. Conover, Technometrics 21, 1979); intervals
    are the middle 95 % of the draws. They say what the ranges of the inputs leave open, no more.

    Examples
    --------
    Enough minutes to look at all thoroughly: what all find is what a thorough look finds.

    >>> def fixed(name, value):
    ...     return Assumption(name, name, UNITS[name], value, value, value)
    >>> values = dict(zip(UNITS, [100, 0.1, 0.6, 1000, 10, 0.5, 0.7]))
    >>> answer = compare({name: fixed(name, value) for name, value in values.items()})
    >>> round(answer.everything.found, 6), round(answer.by_risk.found, 6)
    (0.5, 0.3)
    """
    missing = [name for name in UNITS if name not in inputs]
    if missing or draws < 2:
        raise AssumptionError(
            f"inputs {', '.join(missing) or 'complete'}, draws {draws}; expected every one of "
            f"{', '.join(UNITS)} and 2 draws or more."
        )
    best = {name: np.array([inputs[name].best]) for name in UNITS}
    chances = qmc.LatinHypercube(d=len(UNITS), rng=np.random.default_rng(seed)).random(draws)
    drawn = {name: inputs[name].drawn(chances[:, place]) for place, name in enumerate(UNITS)}
    all_of_it = np.ones(1)
    risk = _found(drawn, drawn["chosen_share"])
    every = _found(drawn, np.ones(draws))
    low, high = _interval(every - risk)
    by_risk = _review(best, best["chosen_share"], risk)
    everything = _review(best, all_of_it, every)
    return Comparison(
        by_risk=by_risk,
        everything=everything,
        everything_finds_more=float((every > risk).mean()),
        difference=everything.found - by_risk.found,
        difference_low=low,
        difference_high=high,
        minutes_to_equal=_minutes_to_equal(best, by_risk.found),
        draws=draws,
        seed=seed,
    )


def trade_off(
    inputs: Mapping[str, Assumption], shares: Floats | None = None, *, draws: int = DRAWS,
    seed: int = SEED,
) -> pd.DataFrame:  # fmt: skip
    """Follow the share found from a few images to all of them, with the same readers.

    Parameters
    ----------
    inputs : mapping of str to Assumption
    shares : ndarray of float, optional
        Shares of the containers imaged, above 0 and at most 1; None for 60 between 0.5 % and all.
    draws, seed
        As :func:`compare`.

    Returns
    -------
    DataFrame, one row a share
        ``imaged_share``, ``minutes_an_image``, ``thoroughness``, ``found``, ``low``, ``high``.

    Raises
    ------
    AssumptionError
        If a share is not above 0 and at most 1.
    """
    wanted = np.geomspace(0.005, 1.0, 60) if shares is None else np.asarray(shares, dtype=float)
    if not ((wanted > 0) & (wanted <= 1)).all():
        raise AssumptionError(
            f"shares imaged: got {wanted.min():g} to {wanted.max():g}; expected above 0, at most 1."
        )
    best = {name: np.array([inputs[name].best]) for name in UNITS}
    chances = qmc.LatinHypercube(d=len(UNITS), rng=np.random.default_rng(seed)).random(draws)
    drawn = {name: inputs[name].drawn(chances[:, place]) for place, name in enumerate(UNITS)}
    rows = []
    for share in wanted.tolist():
        one = _review(best, np.array([share]), _found(drawn, np.full(draws, share)))
        rows.append(
            {
                "imaged_share": share,
                "minutes_an_image": one.minutes_an_image,
                "thoroughness": one.thoroughness,
                "found": one.found,
                "low": one.low,
                "high": one.high,
            }
        )
    return pd.DataFrame(rows)


def _minutes_an_image(values: Mapping[str, Floats], share: Floats) -> Floats:
    return values["reader_minutes_a_day"] / (values["containers_a_day"] * share)


def _thoroughness(values: Mapping[str, Floats], share: Floats) -> Floats:
    return np.minimum(_minutes_an_image(values, share) / values["thorough_minutes"], 1.0)


def _exponent(values: Mapping[str, Floats]) -> Floats:
    return np.asarray(np.log(values["hurried_found_share"]) / np.log(QUARTER), dtype=np.float64)


def _found(values: Mapping[str, Floats], share: Floats) -> Floats:
    """Give the share of all threats found when this share is imaged, highest risk first."""
    chosen = values["chosen_share"]
    with np.errstate(divide="ignore", invalid="ignore"):
        power = np.log(values["threats_in_chosen_share"]) / np.log(chosen)
    # all chosen: what is imaged holds the threats in proportion
    inside = share ** np.where(chosen < 1, power, 1.0)
    look = _thoroughness(values, share) ** _exponent(values)
    return np.asarray(inside * values["thorough_found_share"] * look, dtype=np.float64)


def _review(best: Mapping[str, Floats], share: Floats, drawn: Floats) -> Review:
    low, high = _interval(drawn)
    return Review(
        images_a_day=float((best["containers_a_day"] * share)[0]),
        minutes_an_image=float(_minutes_an_image(best, share)[0]),
        thoroughness=float(_thoroughness(best, share)[0]),
        found=float(_found(best, share)[0]),
        low=low,
        high=high,
    )


def _minutes_to_equal(best: Mapping[str, Floats], found: float) -> float:
    """Solve the look at every image that finds as much, and give the minutes of all."""
    part = (found / best["thorough_found_share"]) ** (1 / _exponent(best))
    return float((part * best["thorough_minutes"] * best["containers_a_day"])[0])


def _interval(drawn: Floats) -> tuple[float, float]:
    tail = (1 - LEVEL) / 2
    low, high = np.quantile(drawn, [tail, 1 - tail])
    return float(low), float(high)
