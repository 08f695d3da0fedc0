"""Charts of a proposal: points, seasons, calibration, what a threshold costs.

A chart shows what its frame holds: no counting, no estimating, no query. Charts of figures are in
``charts``.
"""

import altair as alt
import pandas as pd

from dashboards.charts import INK, MUTED, RUST


def points_before_and_after(frame: pd.DataFrame) -> alt.LayerChart:
    """Points of each rule today and as proposed.

    Parameters
    ----------
    frame
        Columns ``wording``, ``points``, ``proposed_points``.
    """
    base = alt.Chart(frame).encode(
        y=alt.Y(
            "wording:N",
            sort=list(frame["wording"]),
            title=None,
            axis=alt.Axis(labelLimit=460, labelOverlap=False, labelFlush=False),
        )
    )
    step = base.mark_rule(color=MUTED, strokeWidth=2).encode(
        x=alt.X("points:Q", title="points", scale=alt.Scale(domain=[-25, 25])),
        x2="proposed_points:Q",
    )
    today = base.mark_point(color=MUTED, size=70).encode(x="points:Q")
    proposed = base.mark_circle(color=INK, size=80, opacity=1).encode(
        x="proposed_points:Q", tooltip=["wording:N", "points:Q", "proposed_points:Q"]
    )
    return (step + today + proposed).properties(height=40 + 30 * len(frame))


def found_by_season(frame: pd.DataFrame) -> alt.Chart:
    """Draw incident containers within the budget, by season, a bar for each set of weights.

    Parameters
    ----------
    frame
        Columns ``season``, ``weights``, ``found``, ``positives``.
    """
    order = list(dict.fromkeys(frame["weights"]))
    return (
        alt.Chart(frame)
        .mark_bar()
        .encode(
            x=alt.X("season:O", title="season", axis=alt.Axis(labelAngle=0)),
            xOffset=alt.XOffset("weights:N", sort=order),
            y=alt.Y(
                "found:Q",
                title="incident containers found",
                scale=alt.Scale(domain=[0, max(1.0, frame["found"].max())]),
                axis=alt.Axis(tickMinStep=1, format="~g"),
            ),
            color=alt.Color(
                "weights:N",
                title=None,
                sort=order,
                scale=alt.Scale(domain=order, range=[MUTED, RUST, INK][: len(order)]),
                legend=alt.Legend(orient="top"),
            ),
            tooltip=[
                "season:O",
                "weights:N",
                alt.Tooltip("found:Q", format=".1f"),
                "positives:Q",
            ],
        )
        .properties(height=260)
    )


def expected_and_observed(frame: pd.DataFrame) -> alt.LayerChart:
    """Draw expected incidents beside the observed with their interval, by class of score.

    Parameters
    ----------
    frame
        Columns ``score_low``, ``score``, ``expected``, ``observed``, ``observed_low``,
        ``observed_high``.
    """
    order = list(frame.sort_values("score_low")["score"])
    base = alt.Chart(frame).encode(
        x=alt.X("score:N", sort=order, title="score", axis=alt.Axis(labelAngle=0))
    )
    bars = base.mark_rule(color=INK, strokeWidth=2, opacity=0.5).encode(
        y=alt.Y("observed_low:Q", title="incident containers"), y2="observed_high:Q"
    )
    seen = base.mark_circle(color=INK, size=70, opacity=1).encode(
        y="observed:Q", tooltip=["score:N", "observed:Q", alt.Tooltip("expected:Q", format=".1f")]
    )
    thought = base.mark_point(color=RUST, size=90, strokeWidth=2).encode(y="expected:Q")
    return (bars + seen + thought).properties(height=260)


def exams_by_threshold(frame: pd.DataFrame, chosen: int) -> alt.LayerChart:
    """Container trips selected at each threshold, with the chosen one marked.

    Parameters
    ----------
    frame
        Columns ``threshold`` and ``container_trips``.
    chosen
        The threshold the reader chose.
    """
    line = (
        alt.Chart(frame)
        .mark_line(color=INK, interpolate="step-after")
        .encode(
            x=alt.X("threshold:Q", title="threshold (points)"),
            y=alt.Y("container_trips:Q", title="container trips"),
            tooltip=["threshold:Q", "container_trips:Q"],
        )
    )
    mark = alt.Chart(pd.DataFrame({"threshold": [chosen]})).mark_rule(color=RUST, strokeWidth=2)
    return (line + mark.encode(x="threshold:Q")).properties(height=240)
