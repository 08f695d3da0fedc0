"""Exams a week with an interval by block bootstrap over weeks, and the hours they take.

Takes weekly numbers; what selects the containers is ``traffic`` and the rule sets.
"""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]

BLOCK_WEEKS = 4
"""Length of a bootstrap block: weeks of one month resemble each other."""

RESAMPLES = 2000
SEED = 19981001
"""The resampling is part of the definition of the interval: same weeks, same interval."""

ALL_PORTS = "*"


@dataclass(frozen=True)
class ExamTime:
    """What an examination costs, as stated by whoever asks; there is no measured value in it.

    Attributes
    ----------
    minutes_per_image_exam
        Staff minutes of one image examination; every selected container gets one.
    minutes_per_physical_exam
        Staff minutes of opening and searching one container.
    share_opened
        Share of the imaged containers that are opened, from 0 to 1.

    Raises
    ------
    ValueError
        If a number of minutes is negative or the share lies outside 0 to 1.
    """

    minutes_per_image_exam: float = 15.0
    minutes_per_physical_exam: float = 180.0
    share_opened: float = 0.1

    def __post_init__(self) -> None:
        """Refuse what is no time and no share."""
        for name in ("minutes_per_image_exam", "minutes_per_physical_exam"):
            if getattr(self, name) < 0:
                raise ValueError(f"{name} {getattr(self, name)}: expected minutes, 0 or more")
        if not 0.0 <= self.share_opened <= 1.0:
            raise ValueError(f"share_opened {self.share_opened}: expected a share from 0 to 1")

    @property
    def image_hours(self) -> float:
        """Hours of image examination for each selected container."""
        return self.minutes_per_image_exam / 60.0

    @property
    def physical_hours(self) -> float:
        """Hours of physical examination for each selected container, opened or not."""
        return self.share_opened * self.minutes_per_physical_exam / 60.0


def resampled_means(weekly: ArrayLike, seasons: ArrayLike) -> Floats | None:
    """Means per week over resampled seasons.

    Parameters
    ----------
    weekly : array of shape (n_series, n_weeks)
        A number for each week.
    seasons : array of shape (n_weeks,)
        Season of each week; weeks are in order of time.

    Returns
    -------
    ndarray of float, shape (RESAMPLES, n_series), or None
        None where a season has fewer than two blocks of weeks: nothing to resample.

    Notes
    -----
    Circular block bootstrap (Politis and Romano, 1992) within each season, blocks of
    ``BLOCK_WEEKS`` weeks: a block never joins the end of one season to the next. All series are
    resampled with the same weeks, so that ports keep what they have in common.
    """
    numbers = np.atleast_2d(np.asarray(weekly, dtype=np.float64))
    labels = np.asarray(seasons)
    sizes = np.unique(labels, return_counts=True)[1]
    if not sizes.size or sizes.min() < 2 * BLOCK_WEEKS:
        return None
    drawn = _times_drawn(tuple(sizes.tolist()))
    return np.asarray(drawn @ numbers.T / labels.size, dtype=np.float64)


@lru_cache(maxsize=8)
def _times_drawn(sizes: tuple[int, ...]) -> Floats:
    """How often each week of seasons of these lengths is drawn, shape (RESAMPLES, n_weeks)."""
    generator = np.random.default_rng(SEED)
    seasons = []
    for size in sizes:
        blocks = -(-size // BLOCK_WEEKS)
        starts = generator.integers(0, size, size=(RESAMPLES, blocks, 1))
        drawn = ((starts + np.arange(BLOCK_WEEKS)) % size).reshape(RESAMPLES, -1)[:, :size]
        place = np.arange(RESAMPLES)[:, np.newaxis] * size + drawn
        times = np.bincount(place.ravel(), minlength=RESAMPLES * size)
        seasons.append(times.reshape(RESAMPLES, size).astype(np.float64))
    return np.hstack(seasons)


def weekly_interval(weekly: ArrayLike, seasons: ArrayLike) -> tuple[Floats, Floats, Floats]:
    """Mean per week and its 95 % interval, a value a series.

    Parameters
    ----------
    weekly, seasons
        As for :func:`resampled_means`.

    Returns
    -------
    mean, low, high : ndarray of float, shape (n_series,)
        NaN where there is no week; the bounds NaN where a season has fewer than two blocks.

    Examples
    --------
    A steady workload has an interval of no width:

    >>> mean, low, high = weekly_interval([[3] * 8, [0] * 8], [2006] * 8)
    >>> mean.tolist(), low.tolist(), high.tolist()
    ([3.0, 0.0], [3.0, 0.0], [3.0, 0.0])
    """
    numbers = np.atleast_2d(np.asarray(weekly, dtype=np.float64))
    nothing = np.full(numbers.shape[0], np.nan)
    mean = numbers.mean(axis=1) if numbers.shape[1] else nothing
    means = resampled_means(numbers, seasons)
    if means is None:
        return mean, nothing, nothing
    low, high = np.quantile(means, [0.025, 0.975], axis=0)
    return mean, low, high


def exam_workload(
    weekly: ArrayLike, ports: tuple[str, ...], seasons: ArrayLike, time: ExamTime
) -> pd.DataFrame:
    """Exams and hours a week at each port and at all together.

    Parameters
    ----------
    weekly : array of shape (n_ports, n_weeks)
        Containers selected, hence imaged.
    ports
        Ports in the order of the rows.
    seasons : array of shape (n_weeks,)
        Season of each week.
    time
        What an exam costs.

    Returns
    -------
    DataFrame
        ``port_code`` ('*' for all together, first), ``exams`` in all, then a week:
        ``exams_per_week``, ``image_hours``, ``physical_hours``, each with ``_low`` and ``_high``,
        and ``busiest_week`` (exams). Hours are per week; bounds NaN without an interval.

    Examples
    --------
    >>> table = exam_workload([[2] * 8], ("2704",), [2006] * 8, ExamTime(30, 120, 0.25))
    >>> table.loc[0, ["exams_per_week", "image_hours", "physical_hours"]].tolist()
    [2.0, 1.0, 1.0]
    """
    numbers = np.atleast_2d(np.asarray(weekly, dtype=np.int64))
    series = np.vstack([numbers.sum(axis=0), numbers])
    mean, low, high = weekly_interval(series, seasons)
    columns: dict[str, object] = {
        "port_code": [ALL_PORTS, *ports],
        "exams": series.sum(axis=1),
        "busiest_week": series.max(axis=1, initial=0),
    }
    for name, factor in (
        ("exams_per_week", 1.0),
        ("image_hours", time.image_hours),
        ("physical_hours", time.physical_hours),
    ):
        columns |= {name: mean * factor, f"{name}_low": low * factor, f"{name}_high": high * factor}
    return pd.DataFrame(columns)
