"""Lift of a score where each port has its own exams each week: found in the budget against chance.

Takes counts by port, week and score. What counts as found, and how many exams a port did in a week,
is counted in ``dbt/``.
"""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from models.evaluation.rates import MINIMUM_KNOWN, clopper_pearson

NOTE_NOT_ENOUGH = f"not enough evidence: fewer than {MINIMUM_KNOWN} found"


def lift_at_weekly_budget(
    scored: pd.DataFrame, by: Sequence[str], cell: Sequence[str] = ("port_code", "arrival_week")
) -> pd.DataFrame:
    """Lift of a score at the exams of each port and week, over groups of them.

    Parameters
    ----------
    scored : DataFrame, one row per port, week and score
        The columns of ``by`` and ``cell``; ``score`` (points, NaN where there was none),
        ``container_count``, ``examined_count`` (their sum over a cell is its budget) and ``found``
        (containers with the outcome, or their weights).
    by
        Columns to group by; empty for one row of all.
    cell
        Columns that make the place and time a budget is for.

    Returns
    -------
    DataFrame, one row per group
        The columns of ``by``, ``containers``, ``budget`` (exams), ``found``, ``found_in_budget``,
        ``expected_in_budget``, ``lift`` with ``lift_low`` and ``lift_high`` (95 %), ``note``.

    Raises
    ------
    ValueError
        If a cell has more exams than containers.

    Notes
    -----
    Within a cell the containers are taken from the highest score down to its budget, pro rata at
    the score where it runs out; a container without a score comes first, since missing information
    is itself a route to high risk. expected = sum of found x budget / containers over the cells,
    what a draw at random would find with the same exams; lift = found in the budget / expected. The
    interval is the exact one of found in the budget among found, divided by the expected share.
    Under 20 found no lift is given.

    Examples
    --------
    One port-week: 100 containers, 10 exams; 40 found, 20 of them among the 10 highest scores:

    >>> scored = pd.DataFrame(
    ...     {
    ...         "port_code": "2704",
    ...         "arrival_week": "2006-01-02",
    ...         "score": [50, 5],
    ...         "container_count": [20, 80],
    ...         "examined_count": [10, 0],
    ...         "found": [16, 24],
    ...     }
    ... )
    >>> row = lift_at_weekly_budget(scored, []).iloc[0]
    >>> [float(row[name]) for name in ("budget", "found_in_budget", "expected_in_budget", "lift")]
    [10.0, 8.0, 4.0, 2.0]
    """
    keys = [*by, *(name for name in cell if name not in by)]
    rows = scored.assign(_score=scored["score"].astype("float64").fillna(np.inf))
    rows = rows.groupby([*keys, "_score"], as_index=False, dropna=False)[
        ["container_count", "examined_count", "found"]
    ].sum()
    rows = rows.sort_values([*keys, "_score"], ascending=[True] * len(keys) + [False])
    in_cell = rows.groupby(keys, sort=False, dropna=False)
    size = rows["container_count"].to_numpy(dtype=np.float64)
    total = in_cell["container_count"].transform("sum").to_numpy(dtype=np.float64)
    budget = in_cell["examined_count"].transform("sum").to_numpy(dtype=np.float64)
    if (budget > total).any():
        first = rows.loc[budget > total, keys].iloc[0].to_dict()
        raise ValueError(f"{first}: more exams than containers; count examined containers")
    before = in_cell["container_count"].cumsum().to_numpy(dtype=np.float64) - size
    taken = np.clip(budget - before, 0.0, size)
    found = rows["found"].to_numpy(dtype=np.float64)
    rows = rows.assign(
        containers=size,
        budget=rows["examined_count"],
        found_in_budget=np.divide(taken, size, out=np.zeros_like(size), where=size > 0) * found,
        expected_in_budget=np.divide(budget, total, out=np.zeros_like(size), where=total > 0)
        * found,
    )
    columns = ["containers", "budget", "found", "found_in_budget", "expected_in_budget"]
    if by:
        summed = rows.groupby(list(by), as_index=False, dropna=False)[columns].sum()
    else:
        summed = rows[columns].sum().to_frame().T
    return _with_lift(summed)


def _with_lift(summed: pd.DataFrame) -> pd.DataFrame:
    """Add lift and interval where enough was found."""
    found = summed["found"].to_numpy(dtype=np.float64)
    inside = np.minimum(summed["found_in_budget"].to_numpy(dtype=np.float64), found)
    expected = summed["expected_in_budget"].to_numpy(dtype=np.float64)
    enough = (found >= MINIMUM_KNOWN) & (expected > 0)
    lift, low, high = (np.full(len(summed), np.nan) for _ in range(3))
    share = expected[enough] / found[enough]
    lift[enough] = inside[enough] / expected[enough]
    bounds = clopper_pearson(inside[enough], found[enough])
    low[enough], high[enough] = bounds[0] / share, bounds[1] / share
    return summed.assign(
        lift=lift,
        lift_low=low,
        lift_high=high,
        note=np.where(enough, "", NOTE_NOT_ENOUGH),
    )
