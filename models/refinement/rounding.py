"""Whole points from fitted weights: officers add up whole points.

Which weights are freed, and their refit, belong in ``gate``.
"""

from collections.abc import Callable

import numpy as np

from models.refinement.design import Floats

LEAST_GAIN = 1e-9
"""Nats by which a step must gain, so that rounding ends."""

MOST_LOST = 1.0
"""Nats of likelihood that whole points may lose where others lose less."""


def whole_points(
    points: Floats,
    gradient: Floats,
    hessian: Floats,
    lower: Floats,
    upper: Floats,
    centre: Floats,
    precision: float,
) -> Floats:
    """Round weights together: where rules hit together, one makes good what another loses.

    Parameters
    ----------
    points : ndarray of float, shape (n_rules,)
        Weights at the mode.
    gradient : ndarray of float, shape (n_rules,)
        Slope of the negative log posterior in points there; 0 where no bound is active.
    hessian : ndarray of float, shape (n_rules + 1, n_rules + 1)
        Its curvature in points, the intercept first.
    lower, upper : ndarray of float, shape (n_rules,)
        Bounds, whole points.
    centre : ndarray of float, shape (n_rules,)
        Prior means.
    precision
        Prior precision in points, the same for every rule.

    Returns
    -------
    ndarray of float, shape (n_rules,)
        Whole points. From each weight's nearest, one weight after another is moved by a point while
        the log posterior, taken for a parabola with the intercept at its best, gains by it. Where
        the incidents are then less likely than at the mode by more than a nat, weights are rounded
        the other way while that makes them likelier.

    Examples
    --------
    Two rules that nearly always hit together, at 0.45 and 0.40: to round both down would take away
    almost a point from every container they hit.

    >>> hessian = np.array([[1.0, 0.0, 0.0], [0.0, 1.0, 0.9], [0.0, 0.9, 1.0]])
    >>> ones, none = np.ones(2), np.zeros(2)
    >>> whole_points(np.array([0.45, 0.40]), none, hessian, -ones, ones, none, 0.5).tolist()
    [1.0, 0.0]
    """
    across = hessian[1:, 0]
    curvature = hessian[1:, 1:] - np.outer(across, across) / hessian[0, 0]
    steps = np.concatenate([np.eye(len(points)), -np.eye(len(points))])

    def lost(whole: Floats) -> Floats:
        away = whole - points
        return np.asarray(away @ gradient + 0.5 * ((away @ curvature) * away).sum(axis=-1))

    def unlikelier(whole: Floats) -> Floats:
        away = whole - points
        prior = away @ (points - centre) + 0.5 * (away * away).sum(axis=-1)
        return np.asarray(lost(whole) - precision * prior)

    def descended(best: Floats, loss: Callable[[Floats], Floats], reach: float) -> Floats:
        """Move one weight by a point, the one that lowers the loss most."""
        trials = best + steps
        allowed = (trials >= lower) & (trials <= upper) & (np.abs(trials - points) < reach)
        losses = np.where(allowed.all(axis=1), loss(trials), np.inf)
        nearest = int(np.argmin(losses))
        return trials[nearest] if losses[nearest] < loss(best) - LEAST_GAIN else best

    best: Floats = np.clip(np.rint(points), lower, upper)
    while (moved := descended(best, lost, np.inf)) is not best:
        best = moved
    while unlikelier(best) > MOST_LOST and (
        (moved := descended(best, unlikelier, 1.0)) is not best
    ):
        best = moved
    return best
