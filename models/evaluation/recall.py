"""Recall at an exam budget: the share of the incidents among the highest scores.

Takes scores and counts; what the scores come from does not matter here.
"""

import numpy as np
from numpy.typing import ArrayLike


def recall_in_top_share(
    scores: ArrayLike, containers: ArrayLike, positives: ArrayLike, share: float = 0.05
) -> float:
    """Share of the positives within the top ``share`` of containers by score.

    Parameters
    ----------
    scores : array of shape (n_patterns,)
        Score of each pattern in points.
    containers, positives : array of shape (n_patterns,)
        Containers and positives (or true risk) of each pattern.
    share
        The budget, as a share of all containers.

    Returns
    -------
    float
        Recall from 0 to 1; NaN when there is no positive.

    Raises
    ------
    ValueError
        If ``share`` is not within (0, 1].

    Notes
    -----
    Containers of the score at which the budget runs out are taken pro rata: a tie gives no order,
    so none is assumed.

    Examples
    --------
    Ten containers score 3 and hold one incident, ninety score 1 and hold one. A budget of 55 %
    takes the ten and half of the ninety:

    >>> recall_in_top_share([3, 1], [10, 90], [1, 1], share=0.55)
    0.75
    """
    if not 0.0 < share <= 1.0:
        raise ValueError(f"share {share}: expected a share of the containers within (0, 1]")
    levels, group = np.unique(np.asarray(scores), return_inverse=True)
    group = levels.size - 1 - group
    size = np.bincount(group, weights=np.asarray(containers, dtype=np.float64))
    found = np.bincount(group, weights=np.asarray(positives, dtype=np.float64))
    if found.sum() == 0:
        return float("nan")
    before = np.concatenate(([0.0], np.cumsum(size)[:-1]))
    taken = np.clip(share * size.sum() - before, 0.0, size)
    part = np.divide(taken, size, out=np.zeros_like(size), where=size > 0)
    return float((part * found).sum() / found.sum())
