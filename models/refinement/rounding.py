"""Whole points from fitted weights: officers add up whole points.

Which weights are freed, and their refit, belong in ``gate``.
"""

import numpy as np

from models.refinement.design import Floats

LEAST_GAIN = 1e-9
"""Nats by which a step must gain, so that rounding ends."""


def whole_points(
    points: Floats, gradient: Floats, hessian: Floats, lower: Floats, upper: Floats
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

    Returns
    -------
    ndarray of float, shape (n_rules,)
        Whole points. From each weight's nearest, one weight after another is moved by a point while
        the log posterior, taken for a parabola with the intercept at its best, gains by it.

    Examples
    --------
    Two rules that nearly always hit together, at 0.45 and 0.40: to round both down would take away
    almost a point from every container they hit.

    >>> hessian = np.array([[1.0, 0.0, 0.0], [0.0, 1.0, 0.9], [0.0, 0.9, 1.0]])
    >>> whole_points(np.array([0.45, 0.40]), np.zeros(2), hessian, -np.ones(2), np.ones(2)).tolist()
    [1.0, 0.0]
    """
    across = hessian[1:, 0]
    curvature = hessian[1:, 1:] - np.outer(across, across) / hessian[0, 0]
    steps = np.concatenate([np.eye(len(points)), -np.eye(len(points))])

    def lost(whole: Floats) -> Floats:
        away = whole - points
        return np.asarray(away @ gradient + 0.5 * ((away @ curvature) * away).sum(axis=-1))

    best: Floats = np.clip(np.rint(points), lower, upper)
    while True:
        trials = best + steps
        allowed = ((trials >= lower) & (trials <= upper)).all(axis=1)
        losses = np.where(allowed, lost(trials), np.inf)
        nearest = int(np.argmin(losses))
        if losses[nearest] >= lost(best) - LEAST_GAIN:
            return best
        best = trials[nearest]
