"""Frame in, Altair chart out, for the page of C-TPAT: no counting, no estimating, no query."""

import altair as alt
import pandas as pd

from dashboards.charts import INK, MUTED, RUST

STATUSES = {
    "CTPAT.census.validated": "validated",
    "CTPAT.census.certified_only": "certified, not validated",
    "CTPAT.census.applied": "applicants",
    "CTPAT.census.suspended": "suspended",
}
MOMENTS = (
    "incident", "told of duties", "plan delivered", "duty done", "due and not done", "suspended",
    "reinstatement agreed", "reinstated",
)  # fmt: skip
RATIO_AXIS = (0.0, 4.0)
"""Ratios that the axis reaches; what lies beyond is drawn at its end."""
RATIOS = {"raw": "raw: mixes risk with credit", "standardised": "standardised"}


def census(frame: pd.DataFrame) -> alt.Chart:
    """Draw members by status at the end of each month.

    Parameters
    ----------
    frame
        Columns ``day``, ``status``, ``members``.
    """
    order = list(STATUSES.values())
    return (
        alt.Chart(frame)
        .mark_area(interpolate="step-after")
        .encode(
            x=alt.X("day:T", title=None, axis=alt.Axis(format="%Y", tickCount="year")),
            y=alt.Y("members:Q", title="members at month end", axis=alt.Axis(tickMinStep=1)),
            color=alt.Color(
                "status:N",
                title=None,
                sort=order,
                scale=alt.Scale(domain=order, range=[INK, "#7fb0bd", MUTED, RUST]),
                legend=alt.Legend(orient="bottom"),
            ),
            order=alt.Order("rank:Q"),
            tooltip=["day:T", "status:N", "members:Q"],
        )
        .properties(height=280)
    )


def shares(frame: pd.DataFrame, *, by: str, title: str) -> alt.LayerChart:
    """Draw shares with their exact intervals, a point a period, coloured by what they are of.

    Parameters
    ----------
    frame
        Columns ``period``, ``value``, ``low``, ``high``, ``numerator``, ``denominator``,
        ``n_unknown`` and the one named by ``by``.
    by
        Column that tells the series apart.
    title
        Title of the axis.
    """
    series = list(dict.fromkeys(frame[by]))
    offset = alt.XOffset(f"{by}:N", sort=series)
    colour = alt.Color(
        f"{by}:N",
        title=None,
        sort=series,
        scale=alt.Scale(range=[INK, RUST, MUTED]),
        legend=alt.Legend(orient="bottom", labelLimit=600),
    )
    base = alt.Chart(frame).encode(
        x=alt.X("period:N", title=None, axis=alt.Axis(labelAngle=0)), xOffset=offset, color=colour
    )
    rules = base.mark_rule(strokeWidth=2, opacity=0.5).encode(
        y=alt.Y("low:Q", title=title, axis=alt.Axis(format="%"), scale=alt.Scale(domain=[0, 1])),
        y2="high:Q",
    )
    points = base.mark_circle(size=60, opacity=1).encode(
        y="value:Q",
        tooltip=[
            "period:N",
            f"{by}:N",
            alt.Tooltip("value:Q", format=".1%"),
            alt.Tooltip("low:Q", format=".1%"),
            alt.Tooltip("high:Q", format=".1%"),
            "numerator:Q",
            alt.Tooltip("denominator:Q", title="of"),
            alt.Tooltip("n_unknown:Q", title="unknown"),
        ],
    )
    return (rules + points).properties(height=280)


def credit_bands(frame: pd.DataFrame) -> alt.Chart:
    """Draw bills by points off as a share of the threshold.

    Parameters
    ----------
    frame
        Columns ``subject``, ``period``, ``numerator``.
    """
    order = [
        "0 to 5 %", "over 5 to 10 %", "over 10 to 15 %", "over 15 to 20 %", "over 20 %",
        "threshold not known",
    ]  # fmt: skip
    return (
        alt.Chart(frame)
        .mark_bar()
        .encode(
            x=alt.X(
                "subject:N",
                title="points off as a share of the threshold",
                sort=order,
                scale=alt.Scale(domain=order),
                axis=alt.Axis(labelAngle=0, labelLimit=160),
            ),
            y=alt.Y("sum(numerator):Q", title="bills"),
            color=alt.condition(alt.datum.subject == "over 20 %", alt.value(RUST), alt.value(INK)),
            tooltip=["subject:N", alt.Tooltip("sum(numerator):Q", title="bills", format=",")],
        )
        .properties(height=240)
    )


def exam_ratios(frame: pd.DataFrame) -> alt.LayerChart:
    """Draw the raw ratio beside the standardised one with their intervals; 1 is no difference.

    Parameters
    ----------
    frame
        Columns ``period``, ``ratio``, ``value``, ``low``, ``high``, ``member_exam_count``,
        ``expected_exam_count``.
    """
    order = list(RATIOS.values())
    periods = list(dict.fromkeys(frame["period"]))
    frame = frame.assign(
        lowest=frame["low"].clip(*RATIO_AXIS),
        highest=frame["high"].clip(*RATIO_AXIS),
        place=frame["value"].clip(*RATIO_AXIS),
    )
    base = alt.Chart(frame).encode(
        y=alt.Y("period:N", title=None, sort=periods),
        yOffset=alt.YOffset("ratio:N", sort=order),
        color=alt.Color(
            "ratio:N",
            title=None,
            sort=order,
            scale=alt.Scale(domain=order, range=[MUTED, INK]),
            legend=alt.Legend(orient="bottom", labelLimit=400),
        ),
    )
    axis = alt.X(
        "lowest:Q",
        title="exam rate of members / of others",
        scale=alt.Scale(domain=list(RATIO_AXIS)),
    )
    rules = base.mark_rule(strokeWidth=3, opacity=0.55).encode(x=axis, x2="highest:Q")
    points = base.mark_circle(size=80, opacity=1).encode(
        x="place:Q",
        tooltip=[
            "period:N",
            "ratio:N",
            alt.Tooltip("value:Q", format=".2f"),
            alt.Tooltip("low:Q", format=".2f"),
            alt.Tooltip("high:Q", format=".2f"),
            alt.Tooltip("member_exam_count:Q", title="exams of members"),
            alt.Tooltip("expected_exam_count:Q", title="at the rates of others", format=".1f"),
        ],
    )
    one = alt.Chart(pd.DataFrame({"one": [1.0]})).mark_rule(color=RUST, strokeDash=[4, 4])
    return (one.encode(x="one:Q") + rules + points).properties(height=60 + 60 * len(periods))


def moments(frame: pd.DataFrame) -> alt.LayerChart:
    """Draw what happened after incidents, a line a case.

    Parameters
    ----------
    frame
        Columns ``case``, ``what``, ``day``, ``detail``, in the order of the cases.
    """
    cases = list(dict.fromkeys(frame["case"]))
    shown = [what for what in MOMENTS if (frame["what"] == what).any()]
    colours = {
        "incident": "#222222", "told of duties": MUTED, "plan delivered": "#7fb0bd",
        "duty done": INK, "due and not done": RUST, "suspended": "#8c1c13",
        "reinstatement agreed": "#d9a441", "reinstated": "#3b7d4f",
    }  # fmt: skip
    shapes = {
        "incident": "diamond", "told of duties": "square", "suspended": "triangle-down",
        "reinstated": "triangle-up", "reinstatement agreed": "triangle-up",
        "due and not done": "cross",
    }  # fmt: skip
    base = alt.Chart(frame).encode(
        y=alt.Y(
            "case:N",
            title=None,
            sort=cases,
            axis=alt.Axis(labelLimit=360, labelOverlap=False, labelFlush=False),
        )
    )
    spans = base.mark_rule(color=MUTED, opacity=0.5).encode(x="min(day):T", x2="max(day):T")
    points = base.mark_point(filled=True, size=90, opacity=1).encode(
        x=alt.X("day:T", title=None, axis=alt.Axis(format="%b %Y")),
        color=alt.Color(
            "what:N",
            title=None,
            scale=alt.Scale(domain=shown, range=[colours[what] for what in shown]),
            legend=alt.Legend(orient="bottom", columns=3),
        ),
        shape=alt.Shape(
            "what:N",
            title=None,
            scale=alt.Scale(domain=shown, range=[shapes.get(what, "circle") for what in shown]),
            legend=alt.Legend(orient="bottom", columns=3),
        ),
        tooltip=["case:N", "what:N", alt.Tooltip("day:T", format="%Y-%m-%d"), "detail:N"],
    )
    return (spans + points).properties(height=80 + 26 * len(cases))
