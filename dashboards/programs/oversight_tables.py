"""Recommendations, reminders and contradictions as frames and pictures for their page.

What they say is read in ``pipelines.oversight``; nothing is decided or counted here.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import altair as alt
import pandas as pd

from dashboards import port_names
from dashboards.charts import INK
from pipelines.decisions import OpenRecommendation
from pipelines.oversight import Reminder, Standing

STATES = {
    "overdue": "overdue",
    "due": "due within 60 days",
    "upcoming": "upcoming",
    "not_stated": "not stated",
}
TERMS_SHOWN = 3


def standing_table(stand: Sequence[Standing]) -> pd.DataFrame:
    """Give a row per recommendation: how it stands, for how long, and what was handed in."""
    return pd.DataFrame(
        {
            "recommendation": [one.recommendation_id for one in stand],
            "status": [one.status for one in stand],
            "days_open": pd.array([one.days_open for one in stand], dtype="Int64"),
            "directed_to": [one.addressee for one in stand],
            "what": [one.summary for one in stand],
            "evidence": [
                f"{one.accepted_count} accepted, {one.refused_count} refused" for one in stand
            ],
            "source": [one.source for one in stand],
        }
    )


def contents_table(asked: OpenRecommendation) -> pd.DataFrame:
    """Give a row per element that the evidence must contain."""
    return pd.DataFrame(
        {
            "element": [one.element for one in asked.elements],
            "words": [
                one.words.replace("|", " or ").replace(";", "; ").replace("*", "…")
                for one in asked.elements
            ],
            "kind": [one.kind for one in asked.elements],
            "asked_for_by": [one.source for one in asked.elements],
        }
    )


def history_table(told: Sequence[Mapping[str, Any]]) -> pd.DataFrame:
    """Give a row per event of a recommendation."""
    frame = pd.DataFrame(told, columns=["on", "what", "by", "note"])
    return frame.assign(on=frame["on"].map(str))


def reminder_table(due: Sequence[Reminder]) -> pd.DataFrame:
    """Give a row per recurring report: its state and terms."""
    return pd.DataFrame(
        {
            "report": [one.title for one in due],
            "of": [one.duty_of for one in due],
            "every": [f"{one.every_months} months" for one in due],
            "state": [STATES[one.state] for one in due],
            "next_due": [str(one.next_due or "first term not stated") for one in due],
            "without_a_recorded_delivery": [_terms(one) for one in due],
            "source": [one.source for one in due],
        }
    )


def finding_table(rows: Sequence[Mapping[str, Any]]) -> pd.DataFrame:
    """Give a row per finding, both statements side by side."""
    return pd.DataFrame(
        {
            "quantity": [row["title"] for row in rows],
            "rule": [row["rule"] for row in rows],
            "first_statement": [_statement(row, "first") for row in rows],
            "second_statement": [_statement(row, "second") for row in rows],
            "would_settle_it": [row["settled_by"] for row in rows],
        }
    )


def comparison_table(rows: Sequence[Mapping[str, Any]]) -> pd.DataFrame:
    """Give a row per printed figure beside which there is a count of ours."""
    return pd.DataFrame(
        {
            "figure": [row["title"] for row in rows],
            "printed": pd.array([int(row["published_value"]) for row in rows], dtype="Int64"),
            "ours": pd.array([int(row["our_value"]) for row in rows], dtype="Int64"),
            "comparison": [row["comparison"] for row in rows],
            "what_ours_is": [row["note"] for row in rows],
            "source": [row["source"] for row in rows],
        }
    )


def uncounted_table(rows: Sequence[Mapping[str, Any]]) -> pd.DataFrame:
    """Give a row per printed figure beside which nothing real is loaded."""
    return pd.DataFrame(
        {
            "figure": [row["title"] for row in rows],
            "printed": [f"{row['published_value']:,.10g}" for row in rows],
            "said": [row["qualifier"].replace("_", " ") for row in rows],
            "unit": [row["unit"] for row in rows],
            "comparison": [row["comparison"] for row in rows],
            "source": [row["source"] for row in rows],
        }
    )


def awareness_chart(figures: pd.DataFrame) -> alt.LayerChart:
    """Draw the share of staff who know a protocol with its exact interval, one line a port.

    Parameters
    ----------
    figures
        Rows of one protocol: ``subject``, ``value``, ``low``, ``high``, ``numerator``,
        ``denominator``, ``n_unknown``.
    """
    frame = figures.assign(
        port=figures["subject"].map(port_names.port),
        known=figures["denominator"] - figures["n_unknown"],
    )
    frame["label"] = [f"{row.port}, n {row.known:,.0f}" for row in frame.itertuples(index=False)]
    order = list(frame.sort_values("value", ascending=False)["label"])
    base = alt.Chart(frame).encode(
        y=alt.Y("label:N", title=None, sort=order, axis=alt.Axis(labelLimit=260, labelFlush=False))
    )
    rules = base.mark_rule(color=INK, strokeWidth=2, opacity=0.45).encode(
        x=alt.X(
            "low:Q",
            title="share of the staff with an answer who know it, 95 % interval",
            axis=alt.Axis(format="%"),
            scale=alt.Scale(domain=[0, 1]),
        ),
        x2="high:Q",
    )
    points = base.mark_circle(color=INK, size=60, opacity=1).encode(
        x="value:Q",
        tooltip=[
            alt.Tooltip("port:N"),
            alt.Tooltip("numerator:Q", title="know it"),
            alt.Tooltip("known:Q", title="with an answer"),
            alt.Tooltip("n_unknown:Q", title="without an answer"),
            alt.Tooltip("value:Q", format=".0%"),
        ],
    )
    return (rules + points).properties(height=24 * len(frame) + 40)


def _statement(row: Mapping[str, Any], side: str) -> str:
    as_of = row[f"{side}_as_of"]
    when = "as-of date not stated" if as_of == "not stated" else f"as of {as_of}"
    when = as_of if as_of.startswith("FY") else when
    return f"{row[f'{side}_said']} ({when}): {row[f'{side}_wording']}. {row[f'{side}_source']}"


def _terms(one: Reminder) -> str:
    if one.next_due is None:
        return "not stated"
    shown = ", ".join(str(day) for day in one.overdue[-TERMS_SHOWN:])
    more = len(one.overdue) - TERMS_SHOWN
    return f"{shown or 'none'}{f' and {more} before' if more > 0 else ''}"
