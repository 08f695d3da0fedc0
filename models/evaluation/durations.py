"""Quantiles of durations when some cases are still open: Kaplan-Meier, many groups at once.

A case still open lasts at least as long as it has lasted: it is censored, not left out. Which
cases and groups there are is counted in ``dbt/``.
"""

from collections.abc import Mapping

import pandas as pd

QUANTILES = {"median_hours": 0.5, "p75_hours": 0.75, "p90_hours": 0.9}

_TOLERANCE = 1e-9
"""A product of fractions misses one half by rounding alone."""


def censored_quantiles(
    cases: pd.DataFrame, by: list[str], quantiles: Mapping[str, float] | None = None
) -> pd.DataFrame:
    """Kaplan-Meier quantiles of each group.

    Parameters
    ----------
    cases : DataFrame, one row per case
        The columns of ``by``, ``hours`` (hours taken, or lasted so far) and ``is_open``.
    by
        Columns that make a group.
    quantiles
        Share finished by name of the column it makes; None for median, P75 and P90.

    Returns
    -------
    DataFrame, one row per group
        ``by`` and one column a quantile, in hours: the shortest time by which at least that share
        is finished; NaN where the open cases leave it undecided.

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
    ordered = cases.sort_values(["hours", "is_open"], kind="stable")
    groups = ordered.groupby(by, sort=False, dropna=False)
    at_risk = groups["hours"].transform("size") - groups.cumcount()
    left = (1 - 1 / at_risk).where(~ordered["is_open"].astype(bool), 1.0)
    unfinished = left.groupby(
        [ordered[column] for column in by], sort=False, dropna=False
    ).cumprod()
    answer = groups.size().reset_index()[by]
    hours = ordered["hours"].astype(float)
    for name, share in wanted.items():
        reached = ordered.assign(hours=hours)[unfinished <= 1 - share + _TOLERANCE]
        first = reached.groupby(by, sort=False, dropna=False)["hours"].min().rename(name)
        answer = answer.merge(first.reset_index(), on=by, how="left")
    return answer
