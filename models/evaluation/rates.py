"""The one place where a count becomes a rate with an exact interval.

Holds the scalar and the frame form of the same computation and the rule for small numbers. It
defines no measure: numerators, denominators and unknowns come counted from the marts.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray
from scipy import stats

Floats = NDArray[np.float64]

LEVEL = 0.95
"""Confidence level of every published interval."""

MINIMUM_KNOWN = 20
"""Smallest known denominator for which a percentage is published (measures, small numbers)."""

NOTE_TOO_FEW = "fewer than 20"
NOTE_NOTHING = "nothing to count from"
NOTE_COUNT = "count"

RATE_COLUMNS = ["value", "low", "high", "value_unknown_low", "value_unknown_high", "note"]


@dataclass(frozen=True)
class Rate:
    """A rate, or a plain count, with its interval.

    Attributes
    ----------
    numerator, denominator, n_unknown
        The counts as given; ``denominator`` is None for a plain count.
    value, low, high
        numerator / (denominator - n_unknown) and its interval; for a plain count the count and
        its exact Poisson interval. None where no percentage may be given.
    value_unknown_low, value_unknown_high
        The rate with every unknown counted out, and with every unknown counted in. For a count:
        the count without and with its unknowns.
    note
        Empty, or why the row reads as it does.
    """

    numerator: int
    denominator: int | None
    n_unknown: int
    value: float | None
    low: float | None
    high: float | None
    value_unknown_low: float | None
    value_unknown_high: float | None
    note: str


def clopper_pearson(
    numerator: ArrayLike, denominator: ArrayLike, level: float = LEVEL
) -> tuple[Floats, Floats]:
    """Exact binomial interval, elementwise.

    Parameters
    ----------
    numerator, denominator
        Counts, broadcast against each other; 0 <= numerator <= denominator.
    level
        Two-sided confidence level; each tail holds at most half of the rest.

    Returns
    -------
    low, high : ndarray of float
        Bounds of the proportion; 0 and 1 where the denominator is 0.

    Notes
    -----
    Source: C. J. Clopper and E. S. Pearson, Biometrika 26 (1934).

    Examples
    --------
    >>> low, high = clopper_pearson([0, 10], [20, 20])
    >>> low.round(4).tolist(), high.round(4).tolist()
    ([0.0, 0.272], [0.1684, 0.728])
    """
    count, total = np.broadcast_arrays(
        np.asarray(numerator, dtype=np.float64), np.asarray(denominator, dtype=np.float64)
    )
    tail = (1.0 - level) / 2.0
    low, high = np.zeros(count.shape), np.ones(count.shape)
    some, rest = count > 0, count < total
    low[some] = stats.beta.ppf(tail, count[some], (total - count + 1.0)[some])
    high[rest] = stats.beta.ppf(1.0 - tail, (count + 1.0)[rest], (total - count)[rest])
    return low, high


def poisson_interval(count: ArrayLike, level: float = LEVEL) -> tuple[Floats, Floats]:
    """Exact interval of the mean of a Poisson count, elementwise.

    Parameters
    ----------
    count
        Counts, 0 or more.
    level
        Two-sided confidence level.

    Returns
    -------
    low, high : ndarray of float
        Bounds of the expected count.

    Notes
    -----
    Source: F. Garwood, Biometrika 28 (1936).

    Examples
    --------
    >>> low, high = poisson_interval([0, 29])
    >>> low.round(2).tolist(), high.round(2).tolist()
    ([0.0, 19.42], [3.69, 41.65])
    """
    number = np.atleast_1d(np.asarray(count, dtype=np.float64))
    tail = (1.0 - level) / 2.0
    low = np.zeros(number.shape)
    some = number > 0
    low[some] = stats.gamma.ppf(tail, number[some])
    return low, np.asarray(stats.gamma.ppf(1.0 - tail, number + 1.0), dtype=np.float64)


def with_rates(
    counts: pd.DataFrame,
    numerator: str = "numerator",
    denominator: str = "denominator",
    n_unknown: str | None = "n_unknown",
    level: float = LEVEL,
) -> pd.DataFrame:
    """Add value, interval, bounds under the unknowns and a note to a frame of counts.

    Parameters
    ----------
    counts : DataFrame, one row per figure
        Holds the count columns; a null denominator marks a plain count.
    numerator, denominator, n_unknown
        Names of the count columns; ``n_unknown`` None where nothing is unknown.
    level
        Confidence level of the intervals.

    Returns
    -------
    DataFrame
        A copy with the columns ``value``, ``low``, ``high``, ``value_unknown_low``,
        ``value_unknown_high`` and ``note``. Rates are shares from 0 to 1.

    Raises
    ------
    ValueError
        If a count is negative or missing, or numerator + unknown exceeds the denominator; names
        the first such row.

    Notes
    -----
    rate = numerator / (denominator - unknown), beside the bounds with the unknowns all out and
    all in; exact intervals; no percentage when fewer than 20 known units stand in the
    denominator (the bounds need 20 units, known or not). The counts stand in any case.

    Examples
    --------
    >>> counts = pd.DataFrame(
    ...     {"numerator": [40, 3, 29], "denominator": [110, 15, None], "n_unknown": [10, 0, 0]}
    ... )
    >>> with_rates(counts)[["value", "low", "high", "note"]].round(3)
       value     low    high           note
    0    0.4   0.303   0.503
    1    NaN     NaN     NaN  fewer than 20
    2   29.0  19.422  41.649          count
    """
    count = counts[numerator].to_numpy(dtype=np.float64, na_value=np.nan)
    total = counts[denominator].to_numpy(dtype=np.float64, na_value=np.nan)
    unknown = (
        np.zeros(len(counts))
        if n_unknown is None
        else counts[n_unknown].to_numpy(dtype=np.float64, na_value=np.nan)
    )
    is_count = np.isnan(total)
    names = (numerator, denominator, n_unknown or "unknown")
    _check_counts(counts, count, total, unknown, names)

    known = total - unknown
    has_rate = ~is_count & (known >= MINIMUM_KNOWN)
    has_bounds = ~is_count & (total >= MINIMUM_KNOWN)
    result = counts.copy()
    columns = {name: np.full(len(counts), np.nan) for name in RATE_COLUMNS[:-1]}
    columns["value"][has_rate] = count[has_rate] / known[has_rate]
    columns["low"][has_rate], columns["high"][has_rate] = clopper_pearson(
        count[has_rate], known[has_rate], level
    )
    columns["value_unknown_low"][has_bounds] = count[has_bounds] / total[has_bounds]
    columns["value_unknown_high"][has_bounds] = (count + unknown)[has_bounds] / total[has_bounds]
    columns["value"][is_count] = columns["value_unknown_low"][is_count] = count[is_count]
    columns["value_unknown_high"][is_count] = (count + unknown)[is_count]
    columns["low"][is_count], columns["high"][is_count] = poisson_interval(count[is_count], level)
    for name, values in columns.items():
        result[name] = values
    result["note"] = np.select(
        [is_count, ~is_count & (total == 0), ~is_count & ~has_rate],
        [NOTE_COUNT, NOTE_NOTHING, NOTE_TOO_FEW],
        default="",
    )
    return result


def rate(numerator: int, denominator: int | None, n_unknown: int = 0, level: float = LEVEL) -> Rate:
    """Scalar form of :func:`with_rates`.

    Parameters
    ----------
    numerator, denominator, n_unknown
        Counts; ``denominator`` None for a plain count.
    level
        Confidence level of the interval.

    Returns
    -------
    Rate
        The figure with its interval and note.

    Raises
    ------
    ValueError
        As :func:`with_rates`.

    Examples
    --------
    >>> figure = rate(40, 110, 10)
    >>> figure.value, round(figure.low, 3), round(figure.value_unknown_high, 3)
    (0.4, 0.303, 0.455)
    >>> rate(3, 15).value is None, rate(3, 15).note
    (True, 'fewer than 20')
    """
    frame = pd.DataFrame(
        {
            "numerator": [numerator],
            "denominator": [np.nan if denominator is None else denominator],
            "n_unknown": [n_unknown],
        }
    )
    row = with_rates(frame, level=level).iloc[0]
    value, low, high, out, into = (
        None if pd.isna(row[name]) else float(row[name]) for name in RATE_COLUMNS[:-1]
    )
    return Rate(
        numerator=numerator,
        denominator=denominator,
        n_unknown=n_unknown,
        value=value,
        low=low,
        high=high,
        value_unknown_low=out,
        value_unknown_high=into,
        note=str(row["note"]),
    )


def _check_counts(
    counts: pd.DataFrame, count: Floats, total: Floats, unknown: Floats, names: tuple[str, str, str]
) -> None:
    """Refuse counts that cannot be: the first offending row is named."""
    missing = np.isnan(count) | np.isnan(unknown)
    negative = (count < 0) | (unknown < 0) | (total < 0)
    too_many = count + unknown > total
    bad = missing | negative | too_many
    if not bad.any():
        return
    position = int(np.argmax(bad))
    labels = counts.drop(columns=list(names), errors="ignore").iloc[position].to_dict()
    raise ValueError(
        f"row {counts.index[position]} {labels or ''}: {names[0]} {count[position]:g}, "
        f"{names[1]} {total[position]:g}, {names[2]} {unknown[position]:g}; expected whole "
        f"numbers >= 0 with {names[0]} + {names[2]} <= {names[1]}. Count a unit whose answer is "
        f"unknown in {names[2]} only, never in {names[0]} as well"
    )
