"""Intervals of counts in which every case stands for several: 1 / probability of its draw.

Takes weights and gives bounds of a number of containers; what was drawn does not matter here.
"""

import math

import numpy as np
from numpy.typing import ArrayLike
from scipy import stats

from models.evaluation.rates import LEVEL


def weighted_interval(
    weights: ArrayLike, largest_weight: float, level: float = LEVEL
) -> tuple[float, float]:
    """Interval of a sum of weights over the cases that were hit.

    Parameters
    ----------
    weights
        1 / probability of each draw with the outcome, in containers.
    largest_weight
        Largest weight any draw had, in containers.
    level
        Two-sided confidence level.

    Returns
    -------
    low, high : float
        Bounds of the number of containers.

    Raises
    ------
    ValueError
        If a weight is not above 0, or exceeds the largest.

    Notes
    -----
    Gamma interval of M. P. Fay and E. J. Feuer, Statistics in Medicine 16 (1997), 791-801, for a
    weighted sum of Poisson counts. With equal weights it is Garwood's exact interval times the
    weight, so that no hit gives 3.69 / probability (two-sided), and 3 / probability one-sided.

    Examples
    --------
    >>> [round(bound) for bound in weighted_interval([], 1000.0)]
    [0, 3689]
    >>> [round(bound) for bound in weighted_interval([1000.0, 1000.0], 1000.0)]
    [242, 7225]
    """
    given = np.asarray(weights, dtype=np.float64)
    if largest_weight <= 0 or (given <= 0).any() or (given > largest_weight * (1 + 1e-9)).any():
        raise ValueError(
            f"weights {given.tolist()[:5]}, largest {largest_weight}: expected weights above 0 and "
            "none above the largest; a weight is 1 / probability of the draw"
        )
    total, squares = float(given.sum()), float((given**2).sum())
    tail = (1.0 - level) / 2.0
    low = 0.0
    if total > 0:
        low = float(stats.gamma.ppf(tail, total**2 / squares, scale=squares / total))
    total, squares = total + largest_weight, squares + largest_weight**2
    return low, float(stats.gamma.ppf(1.0 - tail, total**2 / squares, scale=squares / total))


def bound_without_hit(probability: float, sensitivity: float = 1.0, level: float = LEVEL) -> float:
    """Containers that may have been missed where a lane with this probability had no hit.

    Parameters
    ----------
    probability
        Smallest probability of a responding draw.
    sensitivity
        Share of what is there that the exam finds.
    level
        One-sided confidence level.

    Returns
    -------
    float
        Containers, whatever the volume: -ln(1 - level) / (probability x sensitivity).

    Raises
    ------
    ValueError
        If a share lies outside (0, 1].

    Notes
    -----
    Rule of three (J. A. Hanley and A. Lippman-Hand, JAMA 249, 1983): -ln 0.05 is 3.0.

    Examples
    --------
    >>> round(bound_without_hit(0.001)), round(bound_without_hit(0.001, sensitivity=0.5))
    (2996, 5991)
    """
    for name, share in (("probability", probability), ("sensitivity", sensitivity)):
        if not 0.0 < share <= 1.0:
            raise ValueError(f"{name} {share}: expected a share above 0, at most 1")
    return -math.log1p(-level) / (probability * sensitivity)
