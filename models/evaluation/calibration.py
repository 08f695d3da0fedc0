"""Expected against observed incidents by class of score: whether the points mean what they say.

Takes scores, counts and expectations; what expects them is ``models.refinement``. Classes are cut
at scores, never through one.
"""

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from models.evaluation.rates import poisson_interval

CLASSES = 10
COLUMNS = [
    "score_low",
    "score_high",
    "containers",
    "expected",
    "observed",
    "observed_low",
    "observed_high",
]


def calibration_by_score(
    scores: ArrayLike,
    containers: ArrayLike,
    expected: ArrayLike,
    observed: ArrayLike,
    n_classes: int = CLASSES,
) -> pd.DataFrame:
    """Compare expected and observed incidents, lowest scores first.

    Parameters
    ----------
    scores : array of shape (n_patterns,)
        Score of each pattern in points.
    containers, expected, observed : array of shape (n_patterns,)
        Containers, incidents expected to become known, incidents that did.
    n_classes
        Classes of about as many containers each: deciles by default. Containers of one score
        stay together, so there may be fewer.

    Returns
    -------
    DataFrame, one row per class
        ``score_low``, ``score_high``, ``containers``, ``expected``, ``observed``, and
        ``observed_low`` and ``observed_high``, the exact Poisson interval (95 %) of the count.

    Examples
    --------
    >>> table = calibration_by_score([0, 10, 20], [50, 40, 10], [1.0, 2.0, 3.0], [1, 1, 4], 2)
    >>> table[["score_low", "score_high", "containers", "expected", "observed"]].values.tolist()
    [[0.0, 0.0, 50.0, 1.0, 1.0], [10.0, 20.0, 50.0, 5.0, 5.0]]
    """
    rows = pd.DataFrame(
        {
            "score": np.asarray(scores, dtype=np.int64),
            "containers": np.asarray(containers, dtype=np.float64),
            "expected": np.asarray(expected, dtype=np.float64),
            "observed": np.asarray(observed, dtype=np.float64),
        }
    )
    levels = rows.groupby("score", as_index=False).sum()
    if levels.empty:
        return pd.DataFrame(columns=COLUMNS)
    before = levels["containers"].cumsum() - levels["containers"]
    middle = (before + levels["containers"] / 2) / max(levels["containers"].sum(), 1.0)
    part = np.minimum(np.floor(middle * n_classes), n_classes - 1)
    table = levels.groupby(part.to_numpy()).agg(
        score_low=("score", "min"),
        score_high=("score", "max"),
        containers=("containers", "sum"),
        expected=("expected", "sum"),
        observed=("observed", "sum"),
    )
    table = table.reset_index(drop=True).astype({"containers": np.int64, "observed": np.int64})
    table["observed_low"], table["observed_high"] = poisson_interval(table["observed"])
    return table[COLUMNS]
