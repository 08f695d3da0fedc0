"""Pictures of page Incidents and ladder: frame in, Altair chart out.

A chart shows what its frame holds: no counting, no estimating, no query.
"""

import textwrap

import altair as alt
import pandas as pd

from dashboards.charts import INK, MUTED, RUST

ROW_PIXELS = 34
RUNG_CHARACTERS, RUNG_PADDING = 14, 34
"""Longest line of a rung's name above its column, and pixels for the lines under the first."""
ANSWERS = alt.Scale(domain=["yes", "no", "not known"], range=[INK, RUST, "#dfe4e2"])
COVER = alt.Scale(
    domain=["nothing within six hours", "covered", "not known"], range=[RUST, INK, "#dfe4e2"]
)


def ladder(frame: pd.DataFrame) -> alt.LayerChart:
    """Containers on each rung of the ladder: reached before the discovery, not, not known.

    Parameters
    ----------
    frame
        Columns ``rung``, ``answer``, ``containers`` and ``order``, rungs in the order climbed.
    """
    base = alt.Chart(frame).encode(
        y=alt.Y(
            "rung:N",
            sort=None,
            title=None,
            axis=alt.Axis(labelLimit=260, labelOverlap=False),
        ),
        order=alt.Order("order:Q"),
    )
    bars = base.mark_bar().encode(
        x=alt.X("containers:Q", stack="zero", title="incident containers", axis=_whole(frame)),
        color=alt.Color(
            "answer:N", scale=ANSWERS, title="before the discovery", legend=_legend_above()
        ),
        tooltip=["rung:N", "answer:N", "containers:Q"],
    )
    counts = (
        base.transform_filter("datum.containers > 0")
        .mark_text(fontWeight="bold")
        .encode(
            x=alt.X("containers:Q", stack="zero", bandPosition=0.5),
            text="containers:Q",
            color=alt.condition(
                "datum.answer == 'not known'", alt.value("#333333"), alt.value("#ffffff")
            ),
        )
    )
    return (bars + counts).properties(height=ROW_PIXELS * 5 + 110)


def containers_on_the_ladder(frame: pd.DataFrame) -> alt.LayerChart:
    """Each container on each rung, with the clock or the finder written beside the mark.

    Parameters
    ----------
    frame
        Columns ``container``, ``rung``, ``answer`` and ``says``, rungs in the order climbed.
    """
    lines = frame.assign(rung=[textwrap.fill(rung, RUNG_CHARACTERS) for rung in frame["rung"]])
    base = alt.Chart(lines).encode(
        x=alt.X(
            "rung:N",
            sort=None,
            title=None,
            axis=alt.Axis(
                orient="top",
                labelAngle=0,
                labelExpr="split(datum.label, '\\n')",
                labelOverlap=False,
                labelPadding=RUNG_PADDING,
                domain=False,
                ticks=False,
            ),
        ),
        y=alt.Y(
            "container:N", sort=None, title=None, axis=alt.Axis(labelLimit=220, labelOverlap=False)
        ),
    )
    marks = base.mark_circle(size=150, opacity=1, xOffset=-42).encode(
        color=alt.Color("answer:N", scale=ANSWERS, legend=None),
        stroke=alt.condition("datum.answer == 'not known'", alt.value(MUTED), alt.value(None)),
        tooltip=["container:N", "rung:N", "answer:N", "says:N"],
    )
    words = base.mark_text(align="left", dx=-30).encode(text="says:N")
    return (marks + words).properties(height=ROW_PIXELS * frame["container"].nunique() + 40)


def discharges_by_hour(frame: pd.DataFrame) -> alt.Chart:
    """High-risk discharges by local hour of the day, and after how many nobody came.

    Parameters
    ----------
    frame
        Columns ``hour`` (0 to 23), ``answer``, ``discharges`` and ``order``.
    """
    return (
        alt.Chart(frame)
        .mark_bar()
        .encode(
            x=alt.X(
                "hour:O",
                title="hour of the discharge, clocks of the port",
                scale=alt.Scale(domain=list(range(24))),
                axis=alt.Axis(labelAngle=0),
            ),
            y=alt.Y("discharges:Q", stack="zero", title="discharges", axis=_whole(frame)),
            color=alt.Color(
                "answer:N", scale=COVER, title="the port's next six hours", legend=_legend_above()
            ),
            order=alt.Order("order:Q"),
            tooltip=["hour:O", "answer:N", "discharges:Q"],
        )
        .properties(height=280)
    )


def _whole(frame: pd.DataFrame) -> alt.Axis:
    """Tick at whole numbers only."""
    largest = int(frame.select_dtypes("number").drop(columns=["order"]).to_numpy().max(initial=1))
    return alt.Axis(format=",d", tickMinStep=1, tickCount=min(10, max(largest, 1)))


def _legend_above() -> alt.Legend:
    return alt.Legend(orient="top", titleLimit=260, labelLimit=260)
