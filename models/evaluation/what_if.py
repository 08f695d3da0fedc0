"""What other points or another threshold would select, from pattern counts alone.

Holds scoring of stored bitmasks in NumPy and the workload of a threshold. It reads no table and
proposes no weight.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

CHUNK_BITS = 12
"""Rules scored at once through a table of all their combinations."""

BLOCK_WEEKS = 4
"""Length of a bootstrap block: weeks of one month resemble each other."""

RESAMPLES = 2000
SEED = 19981001
"""The resampling is part of the definition of the interval: same weeks, same interval."""


@dataclass(frozen=True)
class WhatIf:
    """What a threshold selects.

    Attributes
    ----------
    containers, selected
        Container trips counted, and those whose score reaches the threshold.
    share
        selected / containers; None without containers.
    weeks : DataFrame
        ``port_code`` (where given), ``arrival_week``, ``containers``, ``selected``; empty when
        the patterns carry no week.
    exams_per_week, exams_per_week_low, exams_per_week_high
        Mean of the weekly exams over all ports and its 95 % interval by block bootstrap over
        weeks; None without weeks, and the interval None with fewer than two blocks of weeks.
    busiest_week
        Largest weekly number of exams; None without weeks.
    confirmed, confirmed_selected
        Confirmed incidents in the patterns and those among the selected; None when the patterns
        carry no outcome.
    """

    containers: int
    selected: int
    share: float | None
    weeks: pd.DataFrame
    exams_per_week: float | None
    exams_per_week_low: float | None
    exams_per_week_high: float | None
    busiest_week: int | None
    confirmed: int | None
    confirmed_selected: int | None


def score_hits(hits: ArrayLike, points: ArrayLike) -> NDArray[np.int64]:
    """Score of stored bitmasks: the sum of the points of the rules hit.

    Parameters
    ----------
    hits : integer array of shape (n_patterns,)
        Bit j set where rule j hit.
    points : integer array of shape (n_rules,)
        Points of rule j, at most 62 rules.

    Returns
    -------
    ndarray of int64, shape (n_patterns,)

    Raises
    ------
    ValueError
        If a mask has a bit beyond the last rule; names the row.

    Examples
    --------
    >>> score_hits([0b000, 0b101, 0b111], [10, -4, 5]).tolist()
    [0, 15, 11]
    """
    masks = np.asarray(hits, dtype=np.int64)
    weights = np.asarray(points, dtype=np.int64)
    unknown = (masks >> weights.size) != 0
    if unknown.any():
        row = int(np.argmax(unknown))
        raise ValueError(
            f"row {row}: hits {masks[row]} has a bit beyond rule {weights.size - 1}; expected "
            f"masks of the rule-set version whose {weights.size} points were given"
        )
    scores = np.zeros(masks.shape, dtype=np.int64)
    for first in range(0, weights.size, CHUNK_BITS):
        part = weights[first : first + CHUNK_BITS]
        combinations = np.arange(1 << part.size)[:, np.newaxis]
        table = ((combinations >> np.arange(part.size)) & 1) @ part
        scores += table[(masks >> first) & (table.size - 1)]
    return scores


def selected_by_threshold(patterns: pd.DataFrame, points: ArrayLike) -> pd.DataFrame:
    """Container trips that each possible threshold would select.

    Parameters
    ----------
    patterns : DataFrame
        ``hits`` and ``container_count``, as for :func:`what_if`.
    points : integer array of shape (n_rules,)
        Points of rule j for bit j.

    Returns
    -------
    DataFrame
        ``threshold``, every whole number from the lowest score to the highest, and
        ``container_trips`` that score at least as much.

    Raises
    ------
    ValueError
        As :func:`what_if`.

    Examples
    --------
    >>> patterns = pd.DataFrame({"hits": [0, 1], "container_count": [90, 10]})
    >>> selected_by_threshold(patterns, [2]).to_numpy().tolist()
    [[0, 100], [1, 10], [2, 10]]
    """
    _check_one_origin(patterns)
    scores = score_hits(patterns["hits"].to_numpy(dtype=np.int64), points)
    if scores.size == 0:
        return pd.DataFrame({"threshold": [], "container_trips": []}, dtype=np.int64)
    lowest = int(scores.min())
    counted = np.bincount(scores - lowest, weights=patterns["container_count"].to_numpy(float))
    reaching = np.rint(np.cumsum(counted[::-1])[::-1]).astype(np.int64)
    return pd.DataFrame(
        {"threshold": np.arange(lowest, lowest + reaching.size), "container_trips": reaching}
    )


def what_if(patterns: pd.DataFrame, points: ArrayLike, threshold: int) -> WhatIf:
    """Containers a threshold would select under the given points, and the exams per week.

    Parameters
    ----------
    patterns : DataFrame
        Pattern counts of one rule-set version, snapshot and origin: ``hits``,
        ``container_count``; optionally ``arrival_week`` (with ``port_code``) for the exams per
        week and ``outcome`` for the incidents caught.
    points : integer array of shape (n_rules,)
        Points of rule j for bit j.
    threshold
        Smallest score that is selected.

    Returns
    -------
    WhatIf
        Counts, the weekly series and its interval.

    Raises
    ------
    ValueError
        If the patterns mix origins or a mask has an unknown bit.

    Examples
    --------
    >>> patterns = pd.DataFrame(
    ...     {"hits": [0, 1, 2, 3], "container_count": [900, 60, 30, 10]}
    ... )
    >>> answer = what_if(patterns, points=[10, 6], threshold=10)
    >>> answer.selected, answer.share
    (70, 0.07)
    """
    _check_one_origin(patterns)
    count = patterns["container_count"].to_numpy(dtype=np.int64)
    is_selected = score_hits(patterns["hits"].to_numpy(dtype=np.int64), points) >= threshold
    containers, selected = int(count.sum()), int(count[is_selected].sum())
    confirmed = confirmed_selected = None
    if "outcome" in patterns:
        is_confirmed = patterns["outcome"].eq("confirmed").to_numpy(dtype=bool)
        confirmed = int(count[is_confirmed].sum())
        confirmed_selected = int(count[is_confirmed & is_selected].sum())
    weeks = _weeks(patterns, count, is_selected)
    mean, low, high, busiest = _weekly_exams(weeks)
    return WhatIf(
        containers=containers,
        selected=selected,
        share=selected / containers if containers else None,
        weeks=weeks,
        exams_per_week=mean,
        exams_per_week_low=low,
        exams_per_week_high=high,
        busiest_week=busiest,
        confirmed=confirmed,
        confirmed_selected=confirmed_selected,
    )


def _check_one_origin(patterns: pd.DataFrame) -> None:
    if "origin" in patterns and patterns["origin"].nunique() > 1:
        raise ValueError(
            f"patterns of origins {sorted(patterns['origin'].unique())}: expected one origin; "
            "real and synthetic are never added up"
        )


def _weeks(
    patterns: pd.DataFrame, count: NDArray[np.int64], is_selected: NDArray[np.bool_]
) -> pd.DataFrame:
    keys = [name for name in ("port_code", "arrival_week") if name in patterns]
    if "arrival_week" not in keys:
        return pd.DataFrame(columns=["arrival_week", "containers", "selected"])
    counted = patterns[keys].assign(containers=count, selected=count * is_selected)
    return counted.groupby(keys, as_index=False, sort=True)[["containers", "selected"]].sum()


def _weekly_exams(
    weeks: pd.DataFrame,
) -> tuple[float | None, float | None, float | None, int | None]:
    if weeks.empty:
        return None, None, None, None
    exams = weeks.groupby("arrival_week")["selected"].sum().to_numpy(dtype=np.float64)
    mean, busiest = float(exams.mean()), int(exams.max())
    if exams.size < 2 * BLOCK_WEEKS:
        return mean, None, None, busiest
    blocks = -(-exams.size // BLOCK_WEEKS)
    starts = np.random.default_rng(SEED).integers(0, exams.size, size=(RESAMPLES, blocks, 1))
    drawn = (starts + np.arange(BLOCK_WEEKS)) % exams.size
    means = exams[drawn.reshape(RESAMPLES, -1)[:, : exams.size]].mean(axis=1)
    low, high = np.quantile(means, [0.025, 0.975])
    return mean, float(low), float(high), busiest
