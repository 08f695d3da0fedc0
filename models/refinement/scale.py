"""kappa: how many log-odds one point of the current filter is worth.

Holds the one-dimensional fit of the current score. Everything that is compared in points is
converted with this number.
"""

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize_scalar
from scipy.special import logsumexp

Floats = NDArray[np.float64]

WIDTH = 12.0
"""Half-width of the search for log kappa, in prior standard deviations."""


def fit_scale(
    score: Floats, target: Floats, exposure: Floats, median: float, spread: float
) -> float:
    """Fit the log-odds per point of a score.

    Parameters
    ----------
    score : ndarray of float, shape (n_patterns,)
        Score of each pattern in points.
    target, exposure : ndarray of float, shape (n_patterns,)
        Positives and exposure.
    median, spread
        Log-normal prior: log kappa is normal around log(median) with this standard deviation.

    Returns
    -------
    float
        kappa, in log-odds per point.

    Notes
    -----
    Poisson likelihood with the intercept profiled out; the mode is taken in log kappa.

    Examples
    --------
    Ten points multiply the rate by e; with ample data kappa is 0.1 whatever the prior:

    >>> round(fit_scale(np.array([0.0, 10.0]), np.array([1e6, 2718281.8]),
    ...                 np.array([1e9, 1e9]), median=0.3, spread=0.35), 4)
    0.1
    """
    used = exposure > 0
    log_exposure = np.log(exposure[used])
    score_used = score[used]
    total, weighted = float(target.sum()), float(target @ score)

    def loss(log_kappa: float) -> float:
        kappa = np.exp(log_kappa)
        fit = kappa * weighted - total * float(logsumexp(log_exposure + kappa * score_used))
        return float(0.5 * ((log_kappa - np.log(median)) / spread) ** 2 - fit)

    middle = float(np.log(median))
    found = minimize_scalar(
        loss,
        bounds=(middle - WIDTH * spread, middle + WIDTH * spread),
        method="bounded",
        options={"xatol": 1e-10},
    )
    return float(np.exp(found.x))
