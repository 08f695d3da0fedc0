"""Drift of many features and ports at once: this month against the same month of last year.

The index itself is defined in ``models.evaluation.drift``; this computes it for a whole table of
counts. Month against the month before would take the season for drift.
"""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from models.evaluation.drift import bound_by_chance, readings, score_cuts, stability_parts
from models.evaluation.rates import MINIMUM_KNOWN


def drift_by_month(counts: pd.DataFrame, by: Sequence[str]) -> pd.DataFrame:
    """Compare every month with the same month of the year before.

    Parameters
    ----------
    counts : DataFrame, one row per month and class
        The columns of ``by``, ``month`` (datetime), ``class`` and ``container_count``.
    by
        Columns that make a series: feature, port of lading.

    Returns
    -------
    DataFrame, one row per series and month whose month a year before has traffic
        ``by``, ``month``, ``before_month``, ``reference_count``, ``current_count``, ``bins``,
        ``psi``, ``by_chance`` and ``reading``, as of :class:`models.evaluation.drift.Drift`.

    Notes
    -----
    As :func:`models.evaluation.drift.population_stability`, over the classes that either month has.

    Examples
    --------
    >>> counts = pd.DataFrame(
    ...     {
    ...         "feature": "is_late",
    ...         "month": pd.to_datetime(["2005-04-01", "2005-04-01", "2006-04-01", "2006-04-01"]),
    ...         "class": ["no", "yes", "no", "yes"],
    ...         "container_count": [900, 100, 600, 400],
    ...     }
    ... )
    >>> row = drift_by_month(counts, ["feature"]).iloc[0]
    >>> round(float(row["psi"]), 2), row["reading"]
    (0.54, 'shifted')
    """
    series = [*by, "month"]
    now = counts.groupby([*series, "class"], as_index=False)[["container_count"]].sum()
    before = now.assign(month=now["month"] + pd.DateOffset(years=1))
    has_both = now[series].drop_duplicates().merge(before[series].drop_duplicates(), on=series)
    rows = now.rename(columns={"container_count": "current"}).merge(
        before.rename(columns={"container_count": "reference"}), on=[*series, "class"], how="outer"
    )
    rows = rows.merge(has_both, on=series).fillna({"current": 0.0, "reference": 0.0})
    grouped = rows.groupby(series, sort=True)
    n, m = (grouped[name].transform("sum") for name in ("reference", "current"))
    bins = grouped["class"].transform("size")
    rows = rows.assign(part=stability_parts(rows["reference"], rows["current"], n, m, bins))
    table = rows.groupby(series, as_index=False, sort=True).agg(
        reference_count=("reference", "sum"),
        current_count=("current", "sum"),
        bins=("class", "size"),
        psi=("part", "sum"),
    )
    return _read(table.astype({"reference_count": "int64", "current_count": "int64"}))


def _read(table: pd.DataFrame) -> pd.DataFrame:
    """Set what chance alone would give beside the index, and read it."""
    n, m = table["reference_count"], table["current_count"]
    enough = np.minimum(n, m) >= MINIMUM_KNOWN
    chance = pd.Series(bound_by_chance(n, m, table["bins"]), table.index).where(enough)
    psi = table["psi"].where(enough)
    return table.assign(
        before_month=table["month"] - pd.DateOffset(years=1),
        psi=psi,
        by_chance=chance,
        reading=readings(psi, chance),
    )


def with_score_classes(scores: pd.DataFrame, by: Sequence[str]) -> pd.DataFrame:
    """Class scores by the deciles of the series, so that every month of it has the same classes.

    Parameters
    ----------
    scores : DataFrame
        The columns of ``by``, ``score`` (points) and ``container_count``.
    by
        Columns that make a series: rule set and version.

    Returns
    -------
    DataFrame
        A copy with ``class``: the lowest score of the class, as text.

    Examples
    --------
    >>> scores = pd.DataFrame({"rule_set": "x", "score": [0, 3, 40]})
    >>> scores["container_count"] = [80, 10, 10]
    >>> with_score_classes(scores, ["rule_set"])["class"].tolist()
    ['lowest', '3', '40']
    """
    parts = []
    for _, rows in scores.groupby(list(by), sort=True):
        points = rows["score"].to_numpy(dtype=np.int64)
        cuts = score_cuts(points, rows["container_count"].to_numpy())
        names = np.array(["lowest", *cuts.astype(str)])
        parts.append(rows.assign(**{"class": names[np.searchsorted(cuts, points, side="right")]}))
    return pd.concat(parts) if parts else scores.assign(**{"class": pd.Series(dtype=str)})
