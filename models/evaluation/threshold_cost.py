"""What a threshold costs at one port: exams a season more or fewer than under another.

Takes traffic and the scores of its masks. Which containers the thresholds are held against, and
which threshold was in force, belongs to ``pipelines.filters.threshold_map``.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from models.evaluation.traffic import PatternTraffic
from models.evaluation.workload import weekly_interval


@dataclass(frozen=True)
class ThresholdCost:
    """Exams of one port and season under a threshold, beside another.

    Attributes
    ----------
    exams, exams_instead
        Container trips that reach the threshold, and that reach the other one.
    extra_exams
        exams - exams_instead; negative where the threshold is the higher one.
    extra_exams_low, extra_exams_high
        95 % interval by block bootstrap over the weeks of the season; None where the season has
        fewer than two blocks of weeks.
    """

    exams: int
    exams_instead: int
    extra_exams: int
    extra_exams_low: float | None
    extra_exams_high: float | None


@dataclass(frozen=True, eq=False)
class PortCurve:
    """Container trips of one port and season that reach each score, week by week.

    Attributes
    ----------
    lowest
        Lowest score that occurs.
    reaching : ndarray of int64, shape (n_levels, n_weeks)
        Container trips scoring at least ``lowest + i`` in each week.
    """

    lowest: int
    reaching: NDArray[np.int64]

    def weekly(self, threshold: int) -> NDArray[np.int64]:
        """Container trips a week that reach a threshold, shape (n_weeks,)."""
        level = max(threshold - self.lowest, 0)
        if level >= len(self.reaching):
            return np.zeros(self.reaching.shape[1], dtype=np.int64)
        weekly: NDArray[np.int64] = self.reaching[level]
        return weekly

    def cost(self, threshold: int, instead_of: int) -> ThresholdCost:
        """Exams under one threshold instead of another.

        Parameters
        ----------
        threshold, instead_of
            Smallest scores that are examined.

        Returns
        -------
        ThresholdCost
        """
        under, instead = self.weekly(threshold), self.weekly(instead_of)
        difference = under - instead
        _, low, high = weekly_interval(difference, np.zeros(difference.size))
        has_interval = bool(np.isfinite(low[0]))
        return ThresholdCost(
            exams=int(under.sum()),
            exams_instead=int(instead.sum()),
            extra_exams=int(difference.sum()),
            extra_exams_low=float(low[0]) * difference.size if has_interval else None,
            extra_exams_high=float(high[0]) * difference.size if has_interval else None,
        )


def port_curve(traffic: PatternTraffic, scores: ArrayLike, port: str, season: int) -> PortCurve:
    """Count the container trips that reach each score at a port in a season.

    Parameters
    ----------
    traffic
        The container trips.
    scores : array of int, shape (n_patterns,)
        Score of each mask.
    port
        Schedule D code.
    season
        Label of the season.

    Returns
    -------
    PortCurve
        Without a level where the port had no traffic in the season.

    Examples
    --------
    >>> import pandas as pd
    >>> frame = pd.DataFrame({
    ...     "hits": [0, 1, 1], "port_code": "3001", "season": 2006, "container_count": [90, 6, 4],
    ...     "arrival_week": pd.to_datetime(["2006-04-03", "2006-04-03", "2006-04-10"])})
    >>> curve = port_curve(PatternTraffic.from_frame(frame), [0, 2], "3001", 2006)
    >>> curve.reaching.tolist()
    [[96, 4], [6, 4], [6, 4]]
    >>> curve.cost(2, instead_of=3).extra_exams
    10
    """
    weeks = np.flatnonzero(traffic.seasons == season)
    here = traffic.port == (traffic.ports.index(port) if port in traffic.ports else -1)
    rows = np.flatnonzero(here & np.isin(traffic.week, weeks))
    if not rows.size:
        return PortCurve(0, np.zeros((0, weeks.size), dtype=np.int64))
    reached = np.asarray(scores, dtype=np.int64)[traffic.pattern[rows]]
    lowest = int(reached.min())
    levels = int(reached.max()) - lowest + 1
    cell = (reached - lowest) * weeks.size + traffic.week[rows] - weeks[0]
    counted = np.bincount(cell, weights=traffic.count[rows], minlength=levels * weeks.size)
    counted = np.rint(counted).astype(np.int64).reshape(levels, weeks.size)
    return PortCurve(lowest, np.cumsum(counted[::-1], axis=0)[::-1])
