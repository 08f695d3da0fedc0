"""Many traits looked at: p-values adjusted so that one false finding among them is unlikely.

Holds Holm's adjustment and nothing else; which comparisons belong together is decided in ``table``.
"""

import numpy as np
from numpy.typing import ArrayLike, NDArray


def holm(p_values: ArrayLike) -> NDArray[np.float64]:
    """Adjust p-values for the number of comparisons, step down.

    Parameters
    ----------
    p_values : array_like, shape (n,)
        Between 0 and 1; NaN where a comparison could not be made: it stays NaN and does not count.

    Returns
    -------
    ndarray of float, shape (n,)
        The chance that any true null among them is rejected stays below a level when those below
        the level are called findings.

    Raises
    ------
    ValueError
        If a p-value lies outside 0 to 1.

    Notes
    -----
    Source: S. Holm, Scandinavian Journal of Statistics 6 (1979).

    Examples
    --------
    Three comparisons: 3 x .01, then the larger of that and 2 x .02, then .04:

    >>> holm([0.04, 0.01, 0.02]).round(3).tolist()
    [0.04, 0.03, 0.04]
    """
    given = np.asarray(p_values, dtype=np.float64)
    adjusted = np.full(given.shape, np.nan)
    compared = np.flatnonzero(~np.isnan(given))
    if ((given[compared] < 0) | (given[compared] > 1)).any():
        raise ValueError(f"p-values: got {given[compared].tolist()}, expected 0 to 1")
    in_order = compared[np.argsort(given[compared], kind="stable")]
    factors = len(in_order) - np.arange(len(in_order))
    stepped = np.maximum.accumulate(given[in_order] * factors)
    adjusted[in_order] = np.minimum(stepped, 1.0)
    return adjusted
