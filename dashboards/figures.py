"""How a figure is worded: tiles, labels, and tables whose columns a reader understands.

Words and layout of single figures only; a SELECT belongs in ``queries``, a picture in ``charts``.
"""

from typing import Any

import numpy as np
import pandas as pd
import streamlit as st

UNIT_LABELS = {
    "shipment": "shipment (lowest-level bill)",
    "container_trip": "container trip",
    "exam_episode": "exam episode",
}
MEASURE_COLUMNS = {
    "measure": st.column_config.TextColumn("Measure", width=170),
    "title": st.column_config.TextColumn("What it counts", width=270),
    "numerator": st.column_config.NumberColumn("Numerator", format="localized", width=80),
    "denominator": st.column_config.NumberColumn("Denominator", format="localized", width=90),
    "share": st.column_config.TextColumn("Share", width=70),
    "interval": st.column_config.TextColumn("95 % interval", width=135),
    "n_unknown": st.column_config.NumberColumn("Unknown", format="localized", width=70),
    "note": st.column_config.TextColumn("Note", width=90),
}


def unit_label(unit: str) -> str:
    """Words for a unit key."""
    return UNIT_LABELS.get(unit, unit)


def port_label(code: str, names: dict[str, str]) -> str:
    """Words for a port code; ``*`` is every port."""
    return "all ports" if code == "*" else f"{names.get(code) or 'unnamed'} ({code})"


def percent(share: float | None) -> str:
    """Word a share, with enough digits for a rare event."""
    if share is None or pd.isna(share):
        return "–"
    return f"{share:.2%}" if share >= 0.0005 or share == 0 else f"{share:.4%}"


def interval(low: float | None, high: float | None) -> str:
    """Word an interval, a dash where there is none."""
    if pd.isna(low) or pd.isna(high):
        return "–"
    return f"{percent(low)} to {percent(high)}"


def draw_measure_tile(column: Any, row: pd.Series) -> None:
    """Draw one headline figure with numerator, denominator and interval."""
    with column.container(border=True):
        st.caption(f"{row['measure']} · {UNIT_LABELS[row['unit']].split(' (')[0]}")
        if pd.isna(row["value"]) or pd.isna(row["denominator"]):
            st.markdown(f"### {int(row['numerator']):,}")
        else:
            st.markdown(f"### {percent(row['value'])}")
        st.markdown(f"**{row['title']}**")
        if pd.isna(row["denominator"]):
            st.caption(f"a count · {int(row['n_unknown']):,} unknown")
        else:
            st.caption(
                f"{int(row['numerator']):,} of {int(row['denominator']):,} · "
                f"{interval(row['low'], row['high'])} · {int(row['n_unknown']):,} unknown"
            )


def measure_table(frame: pd.DataFrame) -> pd.DataFrame:
    """Columns a reader sees of measure rows; a pure count has no share."""
    rated = frame[["value", "low", "high"]].where(frame["denominator"].notna())
    return pd.DataFrame(
        {
            "measure": frame["measure"],
            "title": frame["title"],
            "numerator": frame["numerator"],
            "denominator": frame["denominator"],
            "share": rated["value"].map(percent),
            "interval": [
                interval(low, high) for low, high in zip(rated["low"], rated["high"], strict=True)
            ],
            "n_unknown": frame["n_unknown"],
            "note": frame["note"].fillna(""),
        }
    )


def trace_command(row: pd.Series, side: str) -> str:
    """Write the command that lists the rows behind a measure row."""
    port = "" if row["port_code"] == "*" else f" --port {row['port_code']}"
    under = " --denominator" if side == "denominator" else ""
    return (
        f"tallyman trace {row['measure']} --unit {row['unit']} "
        f"--period {row['period']}{port}{under} --json"
    )


def draw_ladder_sentence(ladder: pd.DataFrame) -> None:
    """Say in one sentence what the ladder of itemised incident containers counts."""
    containers = len(ladder)
    held = int(ladder["held_before_discovery"].sum())
    by_exam = int(ladder["found_by_exam"].sum())
    st.markdown(
        f"Of **{containers}** incident containers whose events the OIG review tells in order, "
        f"**{held}** were held for examination before discovery and **{by_exam}** were found "
        "by an examination. The score was not the weak link; the clock was."
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


def _known(values: pd.Series) -> list[str]:
    """Yes, no, or unknown where a source does not say."""
    return ["unknown" if pd.isna(value) else "yes" if value else "no" for value in values]


def ladder_table(ladder: pd.DataFrame) -> pd.DataFrame:
    """Columns a reader sees of the detection ladder."""
    told = ladder["event_count"] > 0
    return pd.DataFrame(
        {
            "incident": ladder["incident_id"],
            "container": ladder["container_label"],
            "discovered": ladder["discovered_on"],
            "laded at": ladder["loading_place"],
            "stage": ladder["interception_stage"].str.replace("_", " "),
            "held before discovery": _known(ladder["held_before_discovery"].where(told)),
            "exam begun before": _known(ladder["exam_started_before_discovery"].where(told)),
            "found by": ladder["found_by"].fillna("unknown").str.replace("_", " "),
            "found by an exam": _known(ladder["found_by_exam"].where(told)),
        }
    )


def incident_table(incidents: pd.DataFrame) -> pd.DataFrame:
    """Columns a reader sees of incidents; unknown stays empty."""
    return pd.DataFrame(
        {
            "incident": incidents["incident_id"],
            "kind": incidents["kind"].str.replace("_", " "),
            "discovered": incidents["discovered_on"],
            "at": incidents["discovery_place"],
            "persons known": incidents["persons_known_count"],
            "detained": incidents["persons_detained_count"],
            "escaped": incidents["persons_escaped_count"],
            "containers told of": incidents["itemised_container_count"],
            "sources": incidents["source_count"],
            "sources differ on": incidents["conflicting_attributes"].fillna(""),
            "source": incidents["source"],
        }
    )


def commonality_table(frame: pd.DataFrame) -> pd.DataFrame:
    """Columns a reader sees of commonality rows."""
    return pd.DataFrame(
        {
            "trait": frame["wording"],
            "incident containers": [
                f"{with_} of {n}"
                for with_, n in zip(
                    frame["incident_containers_with"], frame["incident_containers"], strict=True
                )
            ],
            "comparable traffic": [
                f"{with_:,} of {n:,}" if n else "none"
                for with_, n in zip(frame["traffic_with"], frame["traffic_containers"], strict=True)
            ],
            "odds ratio": frame["odds_ratio"].map(_ratio),
            "95 % interval": [
                f"{_ratio(low)} to {_ratio(high)}"
                for low, high in zip(frame["odds_ratio_low"], frame["odds_ratio_high"], strict=True)
            ],
            "incidents with it": [
                f"{with_} of {n}"
                for with_, n in zip(frame["incidents_with"], frame["incidents"], strict=True)
            ],
            "verdict": frame["verdict"],
            "rests on one": frame["is_resting_on_one_incident"],
        }
    )


def _ratio(value: float) -> str:
    if pd.isna(value):
        return "–"
    return "∞" if np.isinf(value) else f"{value:,.1f}"


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
            "P(direction)": frame["probability_of_direction"].round(3),
            "decision": frame["decision"],
            "reason": frame["reason"],
        }
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
