"""Whether the traffic a filter sees is still the traffic it was made for.

Holds the population stability index (PSI) of two counted distributions and the bins of a score. It
does not say why traffic moved, and changes no weight.
"""

from collections.abc import Collection
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import stats

from models.evaluation.rates import LEVEL, MINIMUM_KNOWN

SMOOTHING = 0.5
"""Added to every bin of both sides, so that an empty bin has a logarithm; ours."""

MOVING, SHIFTED = 0.10, 0.25
"""Readings of a PSI beyond chance, customary for scorecards (N. Siddiqi, 2006)."""

NOT_ENOUGH = "not enough evidence"
SCORE_BINS = 10


@dataclass(frozen=True)
class Drift:
    """One comparison of traffic now with traffic before.

    Attributes
    ----------
    reference_count, current_count
        Container trips on either side.
    bins
        Classes compared.
    psi
        Population stability index; None with fewer than 20 container trips on a side.
    by_chance
        PSI that 95 of 100 pairs of samples of these sizes stay under when nothing moved.
    reading
        ``within chance``, ``small``, ``moving`` (0.10 and more), ``shifted`` (0.25 and more) or
        ``not enough evidence``.
    """

    reference_count: int
    current_count: int
    bins: int
    psi: float | None
    by_chance: float | None
    reading: str


def population_stability(reference: ArrayLike, current: ArrayLike) -> Drift:
    """Compare two counted distributions over the same classes.

    Parameters
    ----------
    reference, current : array of shape (n_classes,)
        Container trips of each class, before and now.

    Returns
    -------
    Drift
        The index and how it reads.

    Raises
    ------
    ValueError
        If the shapes differ or a count is negative.

    Notes
    -----
    PSI = sum of (q - p) ln(q / p) over the classes, p and q the shares before and now, after half
    a container is added to every class. Without any change it is distributed about as
    (1/n + 1/m) times a chi-square of (classes - 1) degrees of freedom (B. Yurdakul, Western
    Michigan University, 2018), so a small port moves by chance alone; that bound is given.

    Examples
    --------
    >>> same = population_stability([500, 500], [50, 50])
    >>> same.psi, same.reading
    (0.0, 'within chance')
    >>> moved = population_stability([900, 100], [600, 400])
    >>> round(moved.psi, 2), moved.reading
    (0.54, 'shifted')
    """
    before = np.asarray(reference, dtype=np.float64)
    now = np.asarray(current, dtype=np.float64)
    if before.shape != now.shape or before.ndim != 1:
        raise ValueError(
            f"reference of shape {before.shape}, current of shape {now.shape}: expected the counts "
            "of the same classes, one after the other"
        )
    if (before < 0).any() or (now < 0).any():
        raise ValueError("a class counts fewer than 0 container trips; expected counts")
    n, m = int(before.sum()), int(now.sum())
    if min(n, m) < MINIMUM_KNOWN:
        return Drift(n, m, before.size, None, None, NOT_ENOUGH)
    psi = float(stability_parts(before, now, n, m, before.size).sum())
    by_chance = float(bound_by_chance(n, m, before.size))
    return Drift(n, m, before.size, psi, by_chance, str(readings(psi, by_chance)))


def stability_parts(
    reference: ArrayLike, current: ArrayLike, n: ArrayLike, m: ArrayLike, bins: ArrayLike
) -> NDArray[np.float64]:
    """Give what each class adds to the index.

    Parameters
    ----------
    reference, current : array of shape (n_classes,)
        Container trips of each class, before and now.
    n, m, bins : number, or array of shape (n_classes,)
        Container trips before and now of all classes it is compared with, and their number.
    """
    added = SMOOTHING * np.asarray(bins)
    p = (np.asarray(reference) + SMOOTHING) / (np.asarray(n) + added)
    q = (np.asarray(current) + SMOOTHING) / (np.asarray(m) + added)
    parts: NDArray[np.float64] = (q - p) * np.log(q / p)
    return parts


def bound_by_chance(n: ArrayLike, m: ArrayLike, bins: ArrayLike) -> NDArray[np.float64]:
    """Give the index that samples of these sizes stay under in 95 of 100 when nothing moved."""
    quantile = stats.chi2.ppf(LEVEL, np.maximum(np.asarray(bins) - 1, 1))
    bound: NDArray[np.float64] = quantile * (1 / np.asarray(n) + 1 / np.asarray(m))
    return bound


def readings(psi: ArrayLike, by_chance: ArrayLike) -> NDArray[np.str_]:
    """Read indices beside what chance alone gives; not a number is not enough evidence."""
    index = np.asarray(psi)
    return np.select(
        [np.isnan(index), index <= np.asarray(by_chance), index < MOVING, index < SHIFTED],
        [NOT_ENOUGH, "within chance", "small", "moving"],
        default="shifted",
    )


def score_cuts(
    scores: ArrayLike, counts: ArrayLike, always: Collection[int] = (), bins: int = SCORE_BINS
) -> NDArray[np.int64]:
    """Cut a score into classes by the traffic before.

    Parameters
    ----------
    scores, counts : array of shape (n,)
        Scores in points, and the container trips that have them.
    always
        Scores at which a class begins whatever the traffic: the thresholds, since few containers
        lie above them and all the exams do.
    bins
        Classes of about equal traffic aimed at; fewer where one score holds many containers.

    Returns
    -------
    ndarray of int64
        Lowest score of every class but the first, ascending.

    Examples
    --------
    Nine of ten containers score 0, so deciles make one cut; the thresholds make two more:

    >>> score_cuts([0, 3, 30, 40], [900, 60, 30, 10], always=[31, 37]).tolist()
    [3, 31, 37]
    """
    values = np.asarray(scores, dtype=np.int64)
    weights = np.asarray(counts, dtype=np.float64)
    if weights.sum() == 0:
        return np.array(sorted(set(always)), dtype=np.int64)
    levels, group = np.unique(values, return_inverse=True)
    below = np.cumsum(np.bincount(group, weights=weights)) / weights.sum()
    wanted = np.arange(1, bins) / bins
    place = np.searchsorted(below, wanted - 1e-12) + 1
    quantiles = levels[place[place < levels.size]]
    return np.unique(np.concatenate((quantiles, np.array(list(always), dtype=np.int64))))


def score_drift(
    reference: tuple[ArrayLike, ArrayLike],
    current: tuple[ArrayLike, ArrayLike],
    always: Collection[int] = (),
) -> Drift:
    """Compare the scores of traffic now with those of traffic before.

    Parameters
    ----------
    reference, current : pair of arrays
        Scores in points and container trips of each score; the classes are cut by the reference.
    always
        As for :func:`score_cuts`.

    Returns
    -------
    Drift
        The index over the classes.

    Examples
    --------
    >>> score_drift(([0, 10], [90, 10]), ([0, 10], [45, 5])).reading
    'within chance'
    """
    cuts = score_cuts(*reference, always)
    return population_stability(_binned(*reference, cuts), _binned(*current, cuts))


def _binned(scores: ArrayLike, counts: ArrayLike, cuts: NDArray[np.int64]) -> NDArray[np.float64]:
    place = np.searchsorted(cuts, np.asarray(scores, dtype=np.int64), side="right")
    weights = np.asarray(counts, dtype=np.float64)
    binned = np.bincount(place, weights=weights, minlength=cuts.size + 1)
    return binned.astype(np.float64)
