"""How a figure is worded: labels, sentences, and tables whose columns a reader understands.

Words of single figures only; a figure drawn large is in ``tiles``, a SELECT in ``queries``, a
picture in ``charts``.
"""

import shlex
from typing import Any

import pandas as pd
import streamlit as st

from pipelines.filters.patterns import WEEKS_IN_WORDS

UNIT_LABELS = {
    "shipment": "shipment (lowest-level bill)",
    "container_trip": "container trip",
    "exam_episode": "exam episode",
    "incident": "incident",
    "incident_container": "incident container",
}
VIEW_LABELS = {"cohort": "cohort", "activity": "activity"}
GEOGRAPHY_LABELS = {"national": "national", "field_office": "field office", "port": "port"}
PERIOD_KINDS = {
    "season": "season",
    "fiscal_year": "fiscal year",
    "calendar_year": "calendar year",
    "month": "month",
}
TARGET_SIGNS = {"at_least": "≥", "at_most": "≤"}
MEASURE_COLUMNS = {
    "measure": st.column_config.TextColumn("Measure", width=134),
    "title": st.column_config.TextColumn("What it counts", width=268),
    "numerator": st.column_config.NumberColumn("Numerator", format="localized", width=76),
    "known": st.column_config.NumberColumn("Of known", format="localized", width=76),
    "share": st.column_config.TextColumn("Share", width=66),
    "interval": st.column_config.TextColumn("95 % interval", width=132),
    "n_unknown": st.column_config.NumberColumn("Unknown", format="localized", width=70),
    "state": st.column_config.TextColumn("State", width=74),
    "target": st.column_config.TextColumn("Target", width=76),
}


def unit_label(unit: str) -> str:
    """Words for a unit key."""
    return UNIT_LABELS.get(unit, unit)


def port_label(code: str, names: dict[str, str]) -> str:
    """Words for a port code; ``*`` is every port, ``FO:`` stands before a field office."""
    if code == "*" or code.startswith("FO:"):
        return "all ports" if code == "*" else names.get(code) or code.removeprefix("FO:")
    return f"{names.get(code) or 'unnamed'} ({code})"


def percent(share: float | None) -> str:
    """Word a share, with enough digits for a rare event."""
    if share is None or pd.isna(share):
        return "–"
    return f"{share:.2%}" if share >= 0.0005 or share == 0 else f"{share:.4%}"


def known(row: Any) -> int:
    """Count the units that a share is of: the denominator less what is unknown."""
    return int(row["denominator"]) - int(row["n_unknown"])


def counted(row: Any) -> str:
    """Word the counts of a share: of the known, what is unknown apart.

    Examples
    --------
    >>> counted({"numerator": 198, "denominator": 240, "n_unknown": 26})
    '198 of 214 known, 26 unknown'
    >>> counted({"numerator": 9, "denominator": 1354, "n_unknown": 0})
    '9 of 1,354'
    """
    of = f"{int(row['numerator']):,} of {known(row):,}"
    unknown = int(row["n_unknown"])
    return f"{of} known, {unknown:,} unknown" if unknown else of


def interval(low: float | None, high: float | None) -> str:
    """Word an interval, a dash where there is none."""
    if pd.isna(low) or pd.isna(high):
        return "–"
    return f"{percent(low)} to {percent(high)}"


def target(row: Any, *, with_setter: bool = True) -> str:
    """Word the target of a figure, who set it and when; a dash where none was set.

    Examples
    --------
    >>> target({"target": 1.0, "target_unit": "share", "target_direction": "at_least",
    ...         "target_set_by": "statute", "target_set_at": None})
    '≥ 100.00% · statute'
    >>> target({})
    '–'
    """
    value = row.get("target")
    if value is None or pd.isna(value):
        return "–"
    sign = TARGET_SIGNS.get(row["target_direction"], "")
    words = percent(value) if row["target_unit"] == "share" else f"{value:,g}"
    if not with_setter:
        return f"{sign} {words}"
    day = row["target_set_at"]
    when = "" if day is None or pd.isna(day) else f", {day:%Y-%m-%d}"
    return f"{sign} {words} · {row['target_set_by'] or 'unknown'}{when}"


def measure_table(frame: pd.DataFrame) -> pd.DataFrame:
    """Columns a reader sees of measure rows; where all are pure counts, no share of anything.

    Parameters
    ----------
    frame
        Rows of ``published.measures``.
    """
    rows = frame.to_dict("records")
    is_count = frame["denominator"].isna()
    table = pd.DataFrame(
        {
            "measure": frame["measure"],
            "title": frame["title"],
            "numerator": frame["numerator"],
            "known": frame["denominator"] - frame["n_unknown"],
            "share": [_share(row) for row in rows],
            "interval": [_interval(row) for row in rows],
            "n_unknown": frame["n_unknown"],
            "state": frame["state"].fillna("–"),
            "target": [target(row, with_setter=False) for row in rows],
        }
    )
    return table.drop(columns=["known", "share"]) if is_count.all() else table


def _share(row: dict[str, Any]) -> str:
    """Word a share; below 20 known units it says so, a pure count has none."""
    if pd.isna(row["denominator"]):
        return "–"
    if pd.isna(row["value"]):
        return "of < 20" if row["denominator"] else "–"
    return percent(row["value"])


def _interval(row: dict[str, Any]) -> str:
    """Word the interval of a share or of a count."""
    if pd.isna(row["denominator"]) and not pd.isna(row["low"]):
        return f"{row['low']:,.1f} to {row['high']:,.1f}"
    return interval(row["low"], row["high"])


def port_option(code: str) -> str:
    """Write the option of a command that chooses a port or a field office; all ports need none.

    Examples
    --------
    >>> port_option("2704"), port_option("FO:New York"), port_option("*")
    (' --port 2704', " --port 'New York'", '')
    """
    return "" if code == "*" else f" --port {shlex.quote(code.removeprefix('FO:'))}"


def trace_command(row: pd.Series, side: str) -> str:
    """Write the command that lists the rows behind a measure row."""
    port = port_option(row["port_code"])
    view = "" if row["view"] == "cohort" else f" --view {row['view']}"
    under = " --denominator" if side == "denominator" else ""
    return (
        f"tallyman trace {row['measure']} --unit {row['unit']} "
        f"--period {row['period']}{port}{view}{under} --json"
    )


def whole_weeks(by_day: int) -> str:
    """Say why a count in whole weeks is not the one by day of arrival, and what that one is.

    Examples
    --------
    >>> whole_weeks(37706)  # doctest: +ELLIPSIS
    'Counted in whole weeks: ... By day of arrival, as Measures counts, it is 37,706.'
    """
    return f"{WEEKS_IN_WORDS} By day of arrival, as Measures counts, it is {by_day:,}."


def draw_ladder_sentence(ladder: pd.DataFrame) -> None:
    """Say in one sentence what the ladder of itemised incident containers counts."""
    containers = len(ladder)
    held = int(ladder["held_before_discovery"].sum())
    by_exam = int(ladder["found_by_exam"].sum())
    st.markdown(
        f"Of **{containers}** incident containers whose events the OIG review tells in order, "
        f"**{held}** were held for examination before discovery and **{by_exam}** were found "
        "by an examination."
    )


def draw_identity(loads: pd.DataFrame) -> None:
    """Say whether rows read equal rows loaded and quarantined, per origin."""
    for origin, rows in loads.groupby("origin"):
        read, loaded, quarantined = (
            int(rows[column].sum()) for column in ("rows_read", "rows_loaded", "rows_quarantined")
        )
        sign = "=" if read == loaded + quarantined else "≠"
        st.markdown(
            f"**{str(origin).capitalize()}**: {read:,} rows read {sign} {loaded:,} loaded + "
            f"{quarantined:,} in quarantine, from {int(rows['files'].sum()):,} files."
        )


def draw_proposal_verdict(row: Any) -> None:
    """Say whether a season's proposal stands or was refused, and why."""
    head = f"**Season {row.season}, {row.rule_set}, {row.origin}.** "
    if row.refused:
        st.info(head + f"Refused: {row.reason}")
    else:
        st.success(head + str(row.reason))


def proposal_table(frame: pd.DataFrame) -> pd.DataFrame:
    """Columns a reader sees of proposal rows."""
    change = (frame["proposed_points"] - frame["points"]).astype(int)
    return pd.DataFrame(
        {
            "rule": frame["wording"],
            "today": frame["points"],
            "proposed": frame["proposed_points"],
            "change": change.map(lambda points: f"{points:+d}" if points else "·"),
            "sd": frame["sd_points"].round(1),
            "95_%_interval": _intervals(frame),
            "P(direction)": [
                "–" if pd.isna(one) else f"{one:.3f}" for one in frame["probability_of_direction"]
            ],
            "incidents": frame["confirmed_hit"].astype("Int64"),
            "expected": [
                "–" if pd.isna(one) else f"{one:.1f}" for one in frame["confirmed_expected"]
            ],
            "container_trips": frame["containers_hit"].astype("Int64"),
            "decision": frame["decision"],
        }
    )


def _intervals(frame: pd.DataFrame) -> list[str]:
    """Intervals in points; an edition from before they were published has none."""
    if "low_points" not in frame:
        return ["–"] * len(frame)
    return [
        "–" if pd.isna(low) else f"{low:.1f} to {high:.1f}"
        for low, high in zip(frame["low_points"], frame["high_points"], strict=True)
    ]


def reason_table(frame: pd.DataFrame) -> pd.DataFrame:
    """Give the reason of the decision on each rule."""
    return pd.DataFrame(
        {"rule": frame["wording"], "decision": frame["decision"], "reason": frame["reason"]}
    )


def threshold_near_share(curve: pd.DataFrame, share: float) -> int:
    """Lowest threshold that selects at most a share of the traffic."""
    total = curve["container_trips"].max()
    under = curve.loc[curve["container_trips"] <= share * total, "threshold"]
    return int(under.min() if not under.empty else curve["threshold"].max())


def exams_per_port(weeks: pd.DataFrame, names: dict[str, str]) -> pd.DataFrame:
    """Mean and largest weekly exams of each port, busiest port first."""
    by_port = weeks.groupby("port_code")["selected"]
    table = pd.DataFrame(
        {"exams a week": by_port.mean().round(2), "busiest week": by_port.max()}
    ).sort_values("exams a week", ascending=False)
    table.insert(0, "port", [port_label(code, names) for code in table.index])
    return table
