"""How well names were joined to parties where it is known whose each is: pairs right and wrong.

Precision: of the pairs of names that were joined, those of one firm. Recall: of the pairs of one
firm, those that were joined. Which names are joined is decided in `models.resolution`.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from models.evaluation.rates import with_rates


def pair_counts(joined: npt.ArrayLike, true: npt.ArrayLike) -> tuple[int, int, int]:
    """Count pairs of names: joined, of one firm, and both.

    Parameters
    ----------
    joined, true : array_like, shape (n_names,)
        Party that each name was joined to, and firm whose name it is.

    Returns
    -------
    tuple of int

    Examples
    --------
    >>> pair_counts(["P", "P", "P", "Q"], ["a", "a", "b", "b"])
    (3, 2, 1)
    """
    party = np.unique(np.asarray(joined), return_inverse=True)[1]
    firm = np.unique(np.asarray(true), return_inverse=True)[1]
    both = np.unique(np.stack([party, firm]), axis=1, return_counts=True)[1]
    return _pairs(np.bincount(party)), _pairs(np.bincount(firm)), _pairs(both)


def threshold_curve(
    firms: npt.ArrayLike,
    left: npt.ArrayLike,
    right: npt.ArrayLike,
    weights: npt.ArrayLike,
    thresholds: Sequence[float],
) -> pd.DataFrame:
    """Join the names at each threshold and count what is right.

    Parameters
    ----------
    firms : array_like, shape (n_names,)
        Firm whose name each is.
    left, right : array_like of int, shape (n_pairs,)
        Places of the names of each compared pair.
    weights : array_like of float, shape (n_pairs,)
        Match weights, bits.
    thresholds : sequence of float
        Weights from which a pair links, bits.

    Returns
    -------
    pandas.DataFrame
        Two rows a threshold (``what`` precision and recall) with ``numerator``, ``denominator``
        (pairs of names), and rate and exact interval from `rates.with_rates`. Pairs of one party
        hang together, so the interval is narrower than it would be for independent pairs.
    """
    true = np.asarray(firms)
    ends = np.asarray(left, dtype=np.int64), np.asarray(right, dtype=np.int64)
    weight = np.asarray(weights, dtype=np.float64)
    rows = []
    for threshold in thresholds:
        links = weight >= threshold
        graph = coo_array(
            (np.ones(int(links.sum()), dtype=np.int8), (ends[0][links], ends[1][links])),
            shape=(len(true), len(true)),
        )
        joined = connected_components(graph, directed=False)[1] if len(true) else true
        rows.extend(precision_and_recall(joined, true, threshold))
    return with_rates(pd.DataFrame(rows))


def precision_and_recall(
    joined: npt.ArrayLike, true: npt.ArrayLike, threshold: float
) -> list[dict[str, object]]:
    """Give the counts of both figures as rows for `rates.with_rates`."""
    n_joined, n_true, n_both = pair_counts(joined, true)
    return [
        {
            "threshold": threshold, "what": what, "numerator": n_both,
            "denominator": of, "n_unknown": 0,
        }
        for what, of in (("precision", n_joined), ("recall", n_true))
    ]  # fmt: skip


def _pairs(sizes: npt.NDArray[np.int64]) -> int:
    return int((sizes * (sizes - 1) // 2).sum())
