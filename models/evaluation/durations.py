"""Quantiles of durations when some cases are still open: Kaplan-Meier, many groups at once.

A case still open lasts at least as long as it has lasted: it is censored, not left out. Which
cases and groups there are is counted in ``dbt/``.
"""

from collections.abc import Mapping

import numpy as np
import pandas as pd

QUANTILES = {"median_hours": 0.5, "p75_hours": 0.75, "p90_hours": 0.9}

_TOLERANCE = 1e-9
"""A product of fractions misses one half by rounding alone."""


def censored_quantiles(
    cases: pd.DataFrame,
    by: list[str],
    quantiles: Mapping[str, float] | None = None,
    mean: str | None = None,
) -> pd.DataFrame:
    """Kaplan-Meier quantiles of each group.

    Parameters
    ----------
    cases : DataFrame, one row per case, or per ``case_count`` cases alike
        The columns of ``by``, ``hours`` (hours taken, or lasted so far), ``is_open`` and, where
        rows stand for several cases, ``case_count``.
    by
        Columns that make a group.
    quantiles
        Share finished by name of the column it makes; None for median, P75 and P90.
    mean
        Name of a column for the mean; None for none.

    Returns
    -------
    DataFrame, one row per group
        ``by`` and one column a quantile, in hours: the shortest time by which at least that share
        is finished; NaN where the open cases leave it undecided. The mean is the area under the
        share still unfinished; NaN where that share does not come to nought, for then the longest
        times are not known.

    Notes
    -----
    Kaplan and Meier (1958), product-limit estimate; an event at the time of a censoring comes
    first. SciPy's ``ecdf`` of censored data gives the same, one group a call.

    Examples
    --------
    Two of four finished, at 10 and 20 hours; two are open since 30: half is reached, P75 is not.

    >>> cases = pd.DataFrame(
    ...     {"port": "2704", "hours": [10, 20, 30, 30], "is_open": [False, False, True, True]}
    ... )
    >>> censored_quantiles(cases, ["port"])[["median_hours", "p75_hours"]].to_numpy().tolist()
    [[20.0, nan]]
    """
    wanted = QUANTILES if quantiles is None else quantiles
    answer, code = _groups(cases, by)
    if cases.empty:
        return answer.assign(**dict.fromkeys([*wanted, *([mean] if mean else [])], np.nan))
    hours = cases["hours"].to_numpy(dtype=np.float64)
    is_open = cases["is_open"].to_numpy(dtype=bool)
    weight = (
        cases["case_count"].to_numpy(dtype=np.float64)
        if "case_count" in cases
        else np.ones(len(cases))
    )
    order = np.lexsort((is_open, hours, code))
    hours, is_open, weight, code = hours[order], is_open[order], weight[order], code[order]
    starts = np.flatnonzero(np.r_[True, code[1:] != code[:-1]])
    size = np.diff(np.r_[starts, len(code)])
    before = np.cumsum(weight) - weight
    before -= np.repeat(before[starts], size)
    at_risk = np.repeat(np.add.reduceat(weight, starts), size) - before
    unfinished = _product_within(np.where(is_open, 1.0, 1.0 - weight / at_risk), starts, size)
    for name, share in wanted.items():
        is_reached = unfinished <= 1 - share + _TOLERANCE
        first = np.where(is_reached, hours, np.inf)
        found = np.minimum.reduceat(first, starts)
        answer[name] = np.where(np.isinf(found), np.nan, found)
    if mean:
        left = np.r_[1.0, unfinished[:-1]]
        left[starts] = 1.0
        waited = hours - np.r_[0.0, hours[:-1]]
        waited[starts] = hours[starts]
        ends_at_nought = unfinished[np.r_[starts[1:], len(code)] - 1] <= _TOLERANCE
        area = np.add.reduceat(left * waited, starts)
        answer[mean] = np.where(ends_at_nought, area, np.nan)
    return answer


def _groups(cases: pd.DataFrame, by: list[str]) -> tuple[pd.DataFrame, np.ndarray]:
    """Give the keys of the groups, and the number of each row's group among them."""
    grouped = cases.groupby(by, sort=False, dropna=False, observed=True)
    code = grouped.ngroup().to_numpy()
    first = ~pd.Series(code).duplicated().to_numpy()
    keys = cases.loc[first, by].iloc[np.argsort(code[first], kind="stable")]
    return keys.reset_index(drop=True), code


def _product_within(factors: np.ndarray, starts: np.ndarray, size: np.ndarray) -> np.ndarray:
    """Multiply up within each group; a factor of nought ends its group."""
    is_nought = factors <= 0
    logs = np.cumsum(np.log(np.where(is_nought, 1.0, factors)))
    logs -= np.repeat(np.r_[0.0, logs[starts[1:] - 1]], size)
    ended = np.cumsum(is_nought)
    ended = ended - np.repeat(np.r_[0, ended[starts[1:] - 1]], size)
    product: np.ndarray = np.where(ended > 0, 0.0, np.exp(logs))
    return product
