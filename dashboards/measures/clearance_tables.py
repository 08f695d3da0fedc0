"""Clearance times as frames for the page's tables and charts.

Wording and order of columns only; what a figure is belongs in ``published.clearance_times``.
"""

from collections.abc import Callable

import pandas as pd

from dashboards.figures import interval, percent
from dashboards.tables import NOTHING

SEGMENTS = {
    "clearance": "customs clearance, start to release",
    "before_hold": "1 start to hold",
    "waiting_for_exam": "2 hold to exam",
    "under_exam": "3 exam",
    "after_exam": "4 exam to release",
    "landing": "arrival to discharge",
    "data_late": "discharge to complete data",
    "pick_up": "release to exit",
    "arrival_to_exit": "arrival to exit (Time Release Study)",
    "arrival_to_release": "arrival to release",
    "hold_to_exam_start": "hold to exam start, as recorded",
    "exam_duration": "exam, as recorded",
    "exam_end_to_release": "exam end to release, as recorded",
}
"""Segments in the order of the page: the clearance, its cuts, the parts of the stay, the rest."""

PARTS = ("landing", "data_late", "clearance", "pick_up")
BREAKDOWNS = {
    "lane": "selection lane",
    "exam_method": "exam method",
    "partner_status": "partnership (C-TPAT)",
}
VALUES = {
    "*": "all",
    "none": "not selected",
    "not_selected": "not selected",
    "selected_not_examined": "selected, not examined",
    "image": "image only",
    "physical": "physical only",
    "both": "image and physical",
    "random": "random",
    "not_a_partner": "no partner",
}
FEW = "not enough evidence"
LEAST = 20
"""Cases below which a page prints no quantile."""


def value_words(value: str) -> str:
    """Word a lane, method or status."""
    return VALUES.get(value, value.replace("_", " "))


def hours(value: float | None) -> str:
    """Word hours: minutes below one hour, days from four days on.

    Examples
    --------
    >>> hours(0.5), hours(37.5), hours(180.0), hours(None)
    ('30 min', '37.5 h', '7.5 d', '–')
    """
    if value is None or pd.isna(value):
        return NOTHING
    if value < 1:
        return f"{value * 60:.0f} min"
    return f"{value:.1f} h" if value < 96 else f"{value / 24:,.1f} d"


def known_hours(value: float) -> str:
    """Word hours that so many cases take, as far as it is known."""
    return "not yet known" if pd.isna(value) else hours(value)


def quantile(row: pd.Series, name: str, words: Callable[[float], str] = known_hours) -> str:
    """Word one quantile, or why there is none."""
    return of_enough(row["n"] + row["n_open"], name, words(row[name]))


def of_enough(cases: float, name: str, words: str) -> str:
    """Give the words of a quantile; where the cases are too few the median says so alone.

    Examples
    --------
    >>> of_enough(20, "median_hours", "3.0 h"), of_enough(19, "median_hours", "3.0 h")
    ('3.0 h', 'not enough evidence')
    >>> of_enough(19, "p90_hours", "9.0 h")
    '–'
    """
    if cases >= LEAST:
        return words
    return FEW if name.startswith("median") else NOTHING


def times_table(rows: pd.DataFrame, what: pd.Series, heading: str) -> pd.DataFrame:
    """List counts, quantiles and extremes, a row per value of ``what``."""
    columns = {
        heading: what,
        "finished": rows["n"],
        "still open": rows["n_open"],
        "unknown": rows["n_unknown"],
    }
    for title, name in (
        ("median", "median_hours"),
        ("P75", "p75_hours"),
        ("P90", "p90_hours"),
        ("mean", "mean_hours"),
    ):
        columns[title] = rows.apply(quantile, axis=1, name=name) if len(rows) else []
    columns["shortest"] = rows["shortest_hours"].map(hours)
    columns["longest"] = rows["longest_hours"].map(hours)
    if rows["target_hours"].notna().any():
        columns["target"] = rows["target_hours"].map(hours)
        columns["within target"] = rows["within_target_value"].map(percent)
        columns["95 % interval"] = [
            interval(low, high)
            for low, high in zip(rows["within_target_low"], rows["within_target_high"], strict=True)
        ]
    return pd.DataFrame(columns).reset_index(drop=True)


def breakdown_table(rows: pd.DataFrame, breakdown: str, segment: str) -> pd.DataFrame:
    """List one segment by the values of one breakdown, all units first."""
    chosen = rows[
        (rows["segment"] == segment) & rows["breakdown"].isin(["all", breakdown])
    ].sort_values(["breakdown", "n"], key=_all_first, kind="stable")
    return times_table(chosen, chosen["breakdown_value"].map(value_words), BREAKDOWNS[breakdown])


def segment_table(rows: pd.DataFrame) -> pd.DataFrame:
    """List every segment, all units together."""
    order = {name: place for place, name in enumerate(SEGMENTS)}
    chosen = rows[rows["breakdown"] == "all"].sort_values(
        "segment", key=lambda names: names.map(order)
    )
    return times_table(chosen, chosen["segment"].map(SEGMENTS), "segment")


def parts_frame(rows: pd.DataFrame) -> pd.DataFrame:
    """Parts of the stay in their order, for the bar."""
    parts = rows[(rows["breakdown"] == "all") & rows["segment"].isin(PARTS)]
    order = {name: place for place, name in enumerate(PARTS)}
    parts = parts.assign(place=parts["segment"].map(order)).sort_values("place")
    return pd.DataFrame(
        {
            "part": parts["segment"].map(SEGMENTS),
            "waits_for": parts["attributed_to"].astype(str),
            "hours": parts["hours_so_far"],
            "share": parts["share_of_stay"],
        }
    ).dropna(subset=["share"])


def parts_table(parts: pd.DataFrame) -> pd.DataFrame:
    """List the parts of the stay with hours and share."""
    return pd.DataFrame(
        {
            "part of the stay": parts["part"],
            "waits for": parts["waits_for"],
            "hours so far": parts["hours"].round(0).astype("int64"),
            "share": parts["share"].map(percent),
        }
    )


def quantile_frame(rows: pd.DataFrame) -> pd.DataFrame:
    """Median, P75 and P90 by period in long form; periods with few cases left out."""
    enough = rows[rows["n"] + rows["n_open"] >= LEAST]
    long = enough.melt(
        id_vars=["period", "n", "n_open", "n_unknown"],
        value_vars=["median_hours", "p75_hours", "p90_hours"],
        var_name="quantile",
        value_name="hours",
    )
    names = {"median_hours": "median", "p75_hours": "P75", "p90_hours": "P90"}
    return long.assign(quantile=long["quantile"].map(names)).dropna(subset=["hours"])


def longest_table(rows: pd.DataFrame, names: dict[str, str]) -> pd.DataFrame:
    """List the longest clearances with what they waited for."""
    return pd.DataFrame(
        {
            "row": rows["row_key"],
            "port": rows["us_port_code"].map(lambda code: names.get(code) or code),
            "started (UTC)": rows["started_at"].dt.strftime("%Y-%m-%d %H:%M"),
            "took": rows["hours"].map(hours).mask(rows["is_open"], "still open"),
            "to hold": rows["before_hold_hours"].map(hours),
            "to exam": rows["waiting_for_exam_hours"].map(hours),
            "exam": rows["under_exam_hours"].map(hours),
            "to release": rows["after_exam_hours"].map(hours),
            "selected, examined": _selection(rows),
            "partnership": rows["partner_status"].map(value_words),
        }
    )


def _selection(rows: pd.DataFrame) -> list[str]:
    """Word lane and method together; what was not selected was not examined either."""
    return [
        value_words(lane) if lane in ("none", method) else f"{value_words(lane)}, {method_words}"
        for lane, method, method_words in zip(
            rows["lane"],
            rows["exam_method"],
            rows["exam_method"].map(value_words).str.replace("selected, ", ""),
            strict=True,
        )
    ]


def _all_first(values: pd.Series) -> pd.Series:
    return values != "all" if values.name == "breakdown" else -values
