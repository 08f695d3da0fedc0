"""Ports of lading where a smuggling-like trait newly rises, against the same months before.

Holds z, the rule for small numbers and what looking at many ports costs. Containers are counted
where ``fct_port_shift_counts`` is; the yes-or-no trait ``port_rising`` of the rule language, known
when a season opens, is another thing and lies with the port rules.
"""

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import stats

from models.evaluation.rates import MINIMUM_KNOWN

Floats = NDArray[np.float64]

SEASONS_BEFORE = 2
"""Seasons before whose same months are compared with."""

OPENING_MONTH = 10
"""Calendar month in which a season opens, in the year before its label."""

LEAST_RISE = 1.15
"""A share rises when it is this many times what it was, and so many times what others' did."""

LEAST_EXPECTED = 5.0
"""Containers with and without the trait that each side should have, for z to be normal."""

FALSE_ALARMS = 0.1
"""False alarms to be expected in a period, over every port and trait looked at."""

LEAST_SPREAD_OVER = 10
"""Fewer comparisons than this say nothing of how much ports vary by themselves."""

LARGE_DISPERSION = 2.0
"""From this dispersion on a row says that z was lowered by it."""

RISING = "rising"
NO_RISE = "no clear rise"
NOT_ENOUGH = "not enough evidence"

_SERIES = ["origin", "rule_set", "rule_set_version", "rule"]
_PERIOD = ["season", "period_kind", "period"]
_COUNTED = ["containers_with", "containers"]


def port_shift(counts: pd.DataFrame) -> pd.DataFrame:
    """Compare each port's share of a trait with the same months of the two seasons before.

    Parameters
    ----------
    counts : DataFrame, one row per origin, rule, month in season and port of lading
        ``origin``, ``rule_set``, ``rule_set_version``, ``rule``, ``wording``, ``season``,
        ``arrival_month`` (datetime), ``lading_port_code``, ``containers_with``,
        ``containers_without``.

    Returns
    -------
    DataFrame, one row per origin, rule, period and port with traffic in it
        ``season``, ``period_kind`` (month or season), ``period`` (``2006-04``; ``2006``),
        ``containers_with``, ``containers``, ``share``, ``before_with``, ``before_containers``,
        ``before_share`` (same months of the seasons before), ``seasons_before`` (how many have
        traffic of the origin), ``others_share``, ``others_before_share`` (all other ports),
        ``ratio``, ``z``, ``dispersion``, ``compared`` (ports and traits with enough evidence in
        the period), ``z_needed``, ``expected_false_alarms``, ``state``, ``is_new``, ``note``;
        periods in order, in each the largest z first. Periods without a season before are left out.

    Notes
    -----
    z is that of two proportions, pooled, over the square root of the dispersion: containers of one
    consignee come together, so that shares vary more than by chance alone. The dispersion is the
    median z squared of all ports and months of a season over that of a normal (B. Devlin and
    K. Roeder, Biometrics 55 (1999)), at least 1. Rising: z above the bound that lets
    ``FALSE_ALARMS`` ports and traits of a period through by chance, a share more than 15 % up, and
    up by 15 % more than at the other ports together. New: not rising in an earlier month of the
    season (a season: in the season before).

    Examples
    --------
    Forty of 200 after twenty of 400, at one port in one April:

    >>> counts = pd.DataFrame({
    ...     "origin": "synthetic", "rule_set": "smuggling", "rule_set_version": 1, "rule": "new",
    ...     "wording": "New", "lading_port_code": "57018", "season": [2004, 2005, 2006],
    ...     "arrival_month": pd.to_datetime(["2004-04-01", "2005-04-01", "2006-04-01"]),
    ...     "containers_with": [12, 8, 40], "containers_without": [188, 192, 160]})
    >>> april = port_shift(counts).query("period == '2006-04'").iloc[0]
    >>> float(april["before_share"]), float(april["share"]), round(float(april["z"]), 2)
    (0.05, 0.2, 5.77)
    >>> april["state"], int(april["compared"]), round(float(april["z_needed"]), 2)
    ('rising', 1, 1.28)
    """
    months = _months(counts)
    periods = pd.concat([_of_months(months), _of_seasons(months)], ignore_index=True)
    rows = _with_others(periods)
    rows = rows[rows["containers"] > 0].merge(_wordings(counts), on=_SERIES)
    rows["share"] = _share(rows["containers_with"], rows["containers"])
    rows["before_share"] = _share(rows["before_with"], rows["before_containers"])
    rows["ratio"] = rows["share"] / rows["before_share"].where(rows["before_share"] > 0)
    rows = _with_z(rows)
    rows = _with_state(rows)
    return rows.sort_values(
        ["origin", *_PERIOD, "z", "lading_port_code", "rule"],
        ascending=[True, True, True, True, False, True, True],
        na_position="last",
        ignore_index=True,
    )


def _months(counts: pd.DataFrame) -> pd.DataFrame:
    """Put beside each month's counts those of the same calendar month in the seasons before.

    A port without traffic now keeps what it had before: the season needs it.
    """
    key = [*_SERIES, "lading_port_code", "season", "calendar_month"]
    now = counts.assign(
        calendar_month=counts["arrival_month"].dt.month,
        containers=counts["containers_with"] + counts["containers_without"],
    )
    now = now.groupby(key, as_index=False)[_COUNTED].sum()
    later = [now.assign(season=now["season"] + back) for back in range(1, SEASONS_BEFORE + 1)]
    before = pd.concat(later, ignore_index=True).groupby(key, as_index=False)[_COUNTED].sum()
    before = before.rename(
        columns={"containers_with": "before_with", "containers": "before_containers"}
    )
    rows = now.merge(before, on=key, how="outer").merge(
        _seasons_before(now), on=["origin", "season", "calendar_month"]
    )
    numbers = [*_COUNTED, "before_with", "before_containers"]
    return rows.fillna(dict.fromkeys(numbers, 0)).astype(dict.fromkeys(numbers, "int64"))


def _wordings(counts: pd.DataFrame) -> pd.DataFrame:
    return counts[[*_SERIES, "wording"]].drop_duplicates(_SERIES)


def _seasons_before(now: pd.DataFrame) -> pd.DataFrame:
    """Count by calendar month the seasons before in which the origin has any traffic."""
    key = ["origin", "season", "calendar_month"]
    present = now[key].drop_duplicates()
    later = [
        present.assign(season=present["season"] + back) for back in range(1, SEASONS_BEFORE + 1)
    ]
    counted = pd.concat(later).groupby(key).size().rename("seasons_before").reset_index()
    return present.merge(counted, on=key)


def _of_months(months: pd.DataFrame) -> pd.DataFrame:
    number = months["calendar_month"]
    year = months["season"] - (number >= OPENING_MONTH).astype("int64")
    period = year.astype(str) + "-" + number.astype(str).str.zfill(2)
    return months.assign(period_kind="month", period=period)


def _of_seasons(months: pd.DataFrame) -> pd.DataFrame:
    """Add up the months of a season so far, and the same months before."""
    summed = [*_COUNTED, "before_with", "before_containers"]
    grouped = months.groupby([*_SERIES, "season", "lading_port_code"], as_index=False)
    rows = grouped.agg({**dict.fromkeys(summed, "sum"), "seasons_before": "max"})
    return rows.assign(period_kind="season", period=rows["season"].astype(str))


def _with_others(rows: pd.DataFrame) -> pd.DataFrame:
    """Add the shares of all other ports together, now and before."""
    of_period = rows.groupby([*_SERIES, *_PERIOD])
    for share, numerator, denominator in (
        ("others_share", "containers_with", "containers"),
        ("others_before_share", "before_with", "before_containers"),
    ):
        others = {
            name: of_period[name].transform("sum") - rows[name] for name in (numerator, denominator)
        }
        rows[share] = _share(others[numerator], others[denominator])
    return rows


def _with_z(rows: pd.DataFrame) -> pd.DataFrame:
    n, m = (rows[name].to_numpy(np.float64) for name in ("containers", "before_containers"))
    having = rows["containers_with"].to_numpy(np.float64) + rows["before_with"].to_numpy(np.float64)
    with np.errstate(divide="ignore", invalid="ignore"):
        pooled = having / (n + m)
        rise = rows["share"].to_numpy(np.float64) - rows["before_share"].to_numpy(np.float64)
        raw = rise / np.sqrt(pooled * (1 - pooled) * (1 / n + 1 / m))
        fewest = np.minimum(n, m) * np.minimum(pooled, 1 - pooled)
    enough = (np.minimum(n, m) >= MINIMUM_KNOWN) & (fewest >= LEAST_EXPECTED)
    rows["z"] = np.where(enough, raw, np.nan)
    squares = rows["z"] ** 2
    spread = squares.groupby([rows[name] for name in (*_SERIES, "season", "period_kind")])
    dispersion = spread.transform("median") / stats.chi2.median(1)
    is_told = spread.transform("count") >= LEAST_SPREAD_OVER
    rows["dispersion"] = dispersion.where(is_told, 1.0).clip(lower=1.0)
    rows["z"] /= np.sqrt(rows["dispersion"])
    return rows


def _with_state(rows: pd.DataFrame) -> pd.DataFrame:
    compared = rows.groupby(["origin", *_PERIOD])["z"].transform("count")
    rows["compared"] = compared
    share = (FALSE_ALARMS / compared.where(compared > 0)).to_numpy(np.float64)
    rows["z_needed"] = stats.norm.isf(np.minimum(share, 0.5))
    rows["expected_false_alarms"] = np.where(compared > 0, np.minimum(FALSE_ALARMS, compared), 0.0)
    others = rows["others_share"] / rows["others_before_share"].where(
        rows["others_before_share"] > 0
    )
    least = LEAST_RISE * others.fillna(1.0).clip(lower=1.0)
    # From nought upwards every ratio is passed; z asks whether nought was meant.
    ratio = rows["ratio"].where(rows["before_share"] != 0, np.inf)
    is_rising = (rows["z"] > rows["z_needed"]) & (ratio > least)
    rows["state"] = np.select([rows["z"].isna(), is_rising], [NOT_ENOUGH, RISING], NO_RISE)
    rows["is_new"] = is_rising & ~_rose_before(rows, is_rising)
    rows["note"] = _notes(rows)
    return rows


def _rose_before(rows: pd.DataFrame, is_rising: "pd.Series[bool]") -> NDArray[np.bool_]:
    """Say where the same port and trait rose earlier in the season, or in the season before."""
    key = [*_SERIES, "lading_port_code"]
    risen = rows[is_rising]
    months, seasons = (risen[risen["period_kind"] == kind] for kind in ("month", "season"))
    first = months.groupby([*key, "season"])["period"].min()
    since = rows[[*key, "season"]].merge(
        first.rename("first").reset_index(), on=[*key, "season"], how="left"
    )["first"]
    earlier = since.fillna("9999").to_numpy(str) < rows["period"].to_numpy(str)
    last = pd.MultiIndex.from_frame(seasons.assign(season=seasons["season"] + 1)[[*key, "season"]])
    again = pd.MultiIndex.from_frame(rows[[*key, "season"]]).isin(last)
    return np.where(rows["period_kind"] == "month", earlier, again)


def _notes(rows: pd.DataFrame) -> NDArray[np.object_]:
    """Say why there is no z, that one season stands before, or how far z was lowered."""
    n, m = (rows[name].to_numpy(np.float64) for name in ("containers", "before_containers"))
    notes = np.select(
        [m == 0, np.minimum(n, m) < MINIMUM_KNOWN],
        ["no traffic in the same months before", f"fewer than {MINIMUM_KNOWN} containers"],
        f"fewer than {LEAST_EXPECTED:.0f} containers expected with, or without, the trait",
    )
    varies = [
        f"shares vary {spread:.0f} times as much as by chance" for spread in rows["dispersion"]
    ]
    remarks = np.select(
        [rows["seasons_before"] < SEASONS_BEFORE, rows["dispersion"] >= LARGE_DISPERSION],
        [np.full(len(rows), "one season before only"), varies],
        "",
    )
    return np.asarray(np.where(rows["z"].isna(), notes, remarks), dtype=object)


def _share(numerator: "pd.Series[float]", denominator: "pd.Series[float]") -> "pd.Series[float]":
    return numerator / denominator.where(denominator > 0)
