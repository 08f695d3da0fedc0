"""How well a version would have chosen in seasons whose outcomes are known.

Holds precision and recall at a threshold, and recall and lift at an exam budget, of counted scores.
It counts no container and knows no rule; scores come from ``models.rules``, counts from the marts.
"""

from collections.abc import Collection, Sequence

import numpy as np
import pandas as pd

from models.evaluation.rates import MINIMUM_KNOWN, RATE_COLUMNS, with_rates
from models.evaluation.recall import recall_in_top_share
from models.evaluation.traffic import check_one_origin

CONFIRMED = ("confirmed",)
"""Outcome that counts as found: a confirmed incident, however it was found."""

KNOWN_OUTCOMES = ("confirmed", "lesser_positive", "negative")
"""Outcomes that say what was in it; ``none`` was never examined, ``pending`` is still open."""

NOTE_NOT_ENOUGH = f"not enough evidence: fewer than {MINIMUM_KNOWN} incidents"

COUNT_COLUMNS = [
    "containers",
    "selected",
    "selected_unknown",
    "positives",
    "positives_selected",
    "budget_share",
    "positives_in_budget",
]


def backtest(
    scored: pd.DataFrame,
    budget_share: float,
    by: Sequence[str] = (),
    positive: Collection[str] = CONFIRMED,
) -> pd.DataFrame:
    """Precision, recall and lift of one version on past traffic.

    Parameters
    ----------
    scored : DataFrame, one row per pattern
        ``score`` (points), ``threshold`` (points; a score of at least this is selected),
        ``outcome``, ``container_count`` and the columns of ``by``; one origin.
    budget_share
        Exam budget as a share of the containers of each row of the result, within (0, 1].
    by
        Columns to group by; empty for one row of all.
    positive
        Outcomes that count as found.

    Returns
    -------
    DataFrame
        The columns of ``by``, the counts (``containers``, ``selected``, ``selected_unknown``,
        ``positives``, ``positives_selected``, ``budget_share``, ``positives_in_budget``), then
        ``precision``, ``recall``, ``recall_in_budget`` and ``lift``, each with ``_low`` and
        ``_high`` (95 %, exact), ``precision_unknown_low`` and ``_high``, and ``precision_note``
        and ``note`` (of recall and lift). Under the rule for small numbers a figure is missing,
        its counts are not.

    Raises
    ------
    ValueError
        If the budget is not within (0, 1], or the rows mix origins.

    Notes
    -----
    precision = positives selected / selected containers whose outcome is known. Only examined
    containers have one, so the bounds with every unknown out and in stand beside it. recall =
    positives selected / positives known; an incident nobody noticed is in neither. lift = recall
    within the budget / budget share: 1 is what a draw at random would find. At the score where the
    budget runs out containers are taken pro rata, so ``positives_in_budget`` need not be whole;
    its interval is the exact one read at that number.

    Examples
    --------
    Of 1,000 containers 100 score 10 and hold 30 of the 40 incidents. A budget of 5 % takes half
    of the 100, so 15 of the 40:

    >>> scored = pd.DataFrame(
    ...     {
    ...         "score": [10, 10, 0, 0],
    ...         "threshold": 10,
    ...         "outcome": ["confirmed", "negative", "confirmed", "none"],
    ...         "container_count": [30, 70, 10, 890],
    ...     }
    ... )
    >>> row = backtest(scored, budget_share=0.05).iloc[0]
    >>> [float(row[name]) for name in ("precision", "recall", "recall_in_budget", "lift")]
    [0.3, 0.75, 0.375, 7.5]
    """
    check_one_origin(scored)
    counted = [
        {**key, **_counts(rows, budget_share, positive)} for key, rows in _groups(scored, by)
    ]
    counts = pd.DataFrame(counted, columns=[*by, *COUNT_COLUMNS])
    return _with_figures(counts)


def _groups(
    scored: pd.DataFrame, by: Sequence[str]
) -> list[tuple[dict[str, object], pd.DataFrame]]:
    """Part the rows by their keys, in order of the keys."""
    if not by:
        return [({}, scored)]
    return [
        (dict(zip(by, key, strict=True)), rows)
        for key, rows in scored.groupby(list(by), sort=True, dropna=False)
    ]


def _counts(
    rows: pd.DataFrame, budget_share: float, positive: Collection[str]
) -> dict[str, float | int]:
    """Count one group."""
    count = rows["container_count"].to_numpy(dtype=np.int64)
    score = rows["score"].to_numpy(dtype=np.int64)
    is_selected = score >= rows["threshold"].to_numpy(dtype=np.int64)
    is_positive = rows["outcome"].isin(list(positive)).to_numpy(dtype=bool)
    is_known = rows["outcome"].isin(KNOWN_OUTCOMES).to_numpy(dtype=bool)
    found = count * is_positive
    recall = recall_in_top_share(score, count, found, budget_share)
    positives = int(found.sum())
    return {
        "containers": int(count.sum()),
        "selected": int(count[is_selected].sum()),
        "selected_unknown": int(count[is_selected & ~is_known].sum()),
        "positives": positives,
        "positives_selected": int(found[is_selected].sum()),
        "budget_share": budget_share,
        "positives_in_budget": recall * positives if positives else 0.0,
    }


def _with_figures(counts: pd.DataFrame) -> pd.DataFrame:
    """Add the rates and their intervals; the rates themselves are made in one place."""
    result = counts.copy()
    precision = with_rates(counts, "positives_selected", "selected", "selected_unknown")
    result["precision"], result["precision_low"], result["precision_high"] = (
        precision[name] for name in RATE_COLUMNS[:3]
    )
    result["precision_unknown_low"] = precision["value_unknown_low"]
    result["precision_unknown_high"] = precision["value_unknown_high"]
    result["precision_note"] = precision["note"]
    recall = with_rates(counts, "positives_selected", "positives", None)
    in_budget = with_rates(counts, "positives_in_budget", "positives", None)
    for name, suffix in (("value", ""), ("low", "_low"), ("high", "_high")):
        result[f"recall{suffix}"] = recall[name]
        result[f"recall_in_budget{suffix}"] = in_budget[name]
        result[f"lift{suffix}"] = in_budget[name] / counts["budget_share"]
    result["note"] = np.where(counts["positives"] < MINIMUM_KNOWN, NOTE_NOT_ENOUGH, "")
    return result
