"""What other points or another threshold would select, from pattern counts alone.

One threshold over one frame of counts. Thresholds per port and a comparison with what is in force
are ``traffic``; it reads no table and proposes no weight.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from models.evaluation.traffic import check_one_origin
from models.evaluation.workload import weekly_interval
from models.rules.scoring import score_hits


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
    check_one_origin(patterns)
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
    check_one_origin(patterns)
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
    means, lows, highs = weekly_interval(exams, np.zeros(exams.size))
    mean, low, high = float(means[0]), float(lows[0]), float(highs[0])
    if np.isnan(low):
        return mean, None, None, int(exams.max())
    return mean, low, high, int(exams.max())
