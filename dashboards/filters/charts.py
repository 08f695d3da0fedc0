"""Charts of the filter pages: frame in, Altair chart out.

No counting, no estimating, no query.
"""

import altair as alt
import pandas as pd

from dashboards.charts import INK, MUTED, RUST


def weekly_exams(weeks: pd.DataFrame) -> alt.Chart:
    """Draw exams a week, as they are and as tried.

    Parameters
    ----------
    weeks
        Columns ``arrival_week``, ``selected``, ``selected_before``.
    """
    summed = weeks.groupby("arrival_week", as_index=False)[["selected", "selected_before"]].sum()
    long = summed.rename(columns={"selected": "tried", "selected_before": "before"}).melt(
        "arrival_week", var_name="points", value_name="exams"
    )
    return (
        alt.Chart(long)
        .mark_line(interpolate="step-after")
        .encode(
            x=alt.X("arrival_week:T", title=None),
            y=alt.Y("exams:Q", title="exams a week"),
            color=alt.Color(
                "points:N",
                title=None,
                scale=alt.Scale(domain=["before", "tried"], range=[MUTED, INK]),
            ),
            tooltip=["arrival_week:T", "points:N", "exams:Q"],
        )
        .properties(height=240)
    )


def overlap(rules: pd.DataFrame, counts: list[list[int]]) -> alt.Chart:
    """Draw how often pairs of rules hit the same container.

    Parameters
    ----------
    rules
        Column ``rule``, in the order of ``counts``.
    counts : list of list of int
        Container trips that both rules hit.
    """
    names = list(rules["rule"])
    frame = pd.DataFrame(
        [
            {
                "rule": names[row],
                "with": names[column],
                "container_trips": counts[row][column],
                "share": counts[row][column] / counts[row][row] if counts[row][row] else None,
            }
            for row in range(len(names))
            for column in range(len(names))
            if row != column
        ]
    )
    return (
        alt.Chart(frame)
        .mark_rect()
        .encode(
            x=alt.X(
                "with:N",
                sort=names,
                title=None,
                axis=alt.Axis(labelAngle=-60, labelLimit=220, labelOverlap=False),
            ),
            y=alt.Y(
                "rule:N", sort=names, title=None, axis=alt.Axis(labelLimit=220, labelOverlap=False)
            ),
            color=alt.Color(
                "share:Q",
                title="share of the row's hits",
                scale=alt.Scale(scheme="teals", domain=[0, 1]),
                legend=alt.Legend(format=".0%"),
            ),
            tooltip=["rule:N", "with:N", "container_trips:Q", alt.Tooltip("share:Q", format=".1%")],
        )
        .properties(height=26 * len(names) + 110)
    )


def waterfall(steps: pd.DataFrame, mandatory: int | None) -> alt.LayerChart:
    """Draw the points of a score, rule by rule, and the mandatory score.

    Parameters
    ----------
    steps
        Columns ``wording`` and ``points``, in order.
    mandatory
        Threshold in force; None for none.
    """
    ends = steps["points"].cumsum()
    frame = steps.assign(start=ends - steps["points"], end=ends)
    bars = (
        alt.Chart(frame)
        .mark_bar(height=14)
        .encode(
            x=alt.X("start:Q", title="points"),
            x2="end:Q",
            y=alt.Y(
                "wording:N",
                sort=list(frame["wording"]),
                title=None,
                axis=alt.Axis(labelLimit=420, labelOverlap=False),
            ),
            color=alt.condition("datum.points < 0", alt.value(RUST), alt.value(INK)),
            tooltip=["wording:N", "points:Q", "end:Q"],
        )
    )
    limit = pd.DataFrame({"points": [] if mandatory is None else [mandatory]})
    line = alt.Chart(limit).mark_rule(color=RUST, strokeDash=[4, 3]).encode(x="points:Q")
    return (bars + line).properties(height=26 * max(len(frame), 1) + 40)


def threshold_map(frame: pd.DataFrame) -> alt.LayerChart:
    """Draw each container's score beside the thresholds then in force and before.

    Parameters
    ----------
    frame
        Columns ``container``, ``what`` and ``points``, a row a mark.
    """
    order = list(dict.fromkeys(frame["container"]))
    kinds = ["score on arrival", "mandatory score in force then", "the one in force before"]
    whole = {"labelLimit": 420, "labelOverlap": False}
    base = alt.Chart(frame).encode(
        y=alt.Y("container:N", sort=order, title=None, axis=alt.Axis(**whole)),
        x=alt.X("points:Q", title="points", axis=alt.Axis(tickMinStep=1)),
        color=alt.Color(
            "what:N", title=None, scale=alt.Scale(domain=kinds, range=[INK, RUST, MUTED])
        ).legend(orient="top", labelLimit=300),
        tooltip=[alt.Tooltip("container:N"), alt.Tooltip("what:N"), alt.Tooltip("points:Q")],
    )
    limits = base.transform_filter(alt.datum.what != kinds[0]).mark_tick(thickness=3, size=22)
    scores = base.transform_filter(alt.datum.what == kinds[0]).mark_circle(size=120, opacity=1)
    return (limits + scores).properties(height=32 * len(order) + 110)


def share_by_season(frame: pd.DataFrame, what: str) -> alt.LayerChart:
    """Draw a share a season with its exact interval, of the version and the one in force.

    Parameters
    ----------
    frame
        Columns ``version``, ``season``, ``<what>``, ``<what>_low``, ``<what>_high``.
    what
        ``precision``, ``recall`` or ``recall_in_budget``.
    """
    shown = frame.dropna(subset=[what])
    percent = alt.Scale(domain=[0, 1])
    base = alt.Chart(shown).encode(
        x=alt.X("season:O", title=None, axis=alt.Axis(labelAngle=0)),
        xOffset="version:N",
        color=alt.Color(
            "version:N",
            title=None,
            scale=alt.Scale(domain=["in force", "candidate"], range=[MUTED, INK]),
        ),
    )
    ends = base.mark_rule(strokeWidth=2, opacity=0.5).encode(
        y=alt.Y(
            f"{what}_low:Q", title=what.replace("_", " "), scale=percent, axis=alt.Axis(format="%")
        ),
        y2=f"{what}_high:Q",
    )
    points = base.mark_circle(size=70, opacity=1).encode(
        y=alt.Y(f"{what}:Q", scale=percent),
        tooltip=["version:N", "season:O", alt.Tooltip(f"{what}:Q", format=".1%")],
    )
    return (ends + points).properties(height=260)
