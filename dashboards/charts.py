"""Frame in, Altair chart out.

A chart shows what its frame holds: no counting, no estimating, no query.
"""

import altair as alt
import pandas as pd

INK = "#0b5d73"
RUST = "#b4532a"
MUTED = "#9aa5a4"
DARK = "#30383a"
UNRESOLVED = "unresolved"
ODDS_AXIS = (0.05, 500.0)
"""Odds ratios that the axis reaches; what lies beyond is drawn at its end."""
ODDS_TICKS = [0.05, 0.2, 1, 5, 20, 100, 500]
LEGEND_ROW_PIXELS = 18
TABLEAU = (
    "#4c78a8", "#9ecae9", "#f58518", "#ffbf79", "#54a24b", "#88d27a", "#b79a20", "#f2cf5b",
    "#439894", "#83bcb6", "#e45756", "#ff9d98", "#79706e", "#bab0ac", "#d67195", "#fcbfd2",
    "#b279a2", "#d6a5c9", "#9e765f", "#d8b5a5",
)  # fmt: skip
"""Twenty hues that are told apart (Tableau 20)."""


def arrivals(frame: pd.DataFrame) -> alt.Chart:
    """Stacked container trips per month by loading region.

    Parameters
    ----------
    frame
        Columns ``arrival_month``, ``loading_region``, ``container_trips``.
    """
    total = frame.groupby("loading_region")["container_trips"].sum()
    order = list(total.drop(UNRESOLVED, errors="ignore").sort_values(ascending=False).index)
    hues = [TABLEAU[place % len(TABLEAU)] for place in range(len(order))]
    if UNRESOLVED in total.index:
        order, hues = [*order, UNRESOLVED], [*hues, DARK]
    ranked = frame.assign(rank=frame["loading_region"].map(order.index))
    return (
        alt.Chart(ranked)
        .mark_area(interpolate="step-after")
        .encode(
            x=alt.X("arrival_month:T", title=None, axis=alt.Axis(format="%Y", tickCount="year")),
            y=alt.Y("container_trips:Q", title="container trips a month"),
            color=alt.Color(
                "loading_region:N",
                title="loading region, most container trips first",
                scale=alt.Scale(domain=order, range=hues),
                legend=alt.Legend(
                    orient="bottom", columns=3, symbolLimit=0, labelLimit=0, titleLimit=0
                ),
            ),
            order=alt.Order("rank:Q"),
            tooltip=["arrival_month:T", "loading_region:N", "container_trips:Q"],
        )
        .properties(height=280 + LEGEND_ROW_PIXELS * -(-len(order) // 3))
    )


def measure_over_time(frame: pd.DataFrame) -> alt.LayerChart:
    """Draw a rate with its exact interval, one point a period.

    Parameters
    ----------
    frame
        Columns ``period``, ``value``, ``low``, ``high``, ``numerator``, ``denominator`` and,
        where some are unknown, ``n_unknown``.
    """
    unknown = frame.get("n_unknown", 0)
    base = alt.Chart(frame.assign(known=frame["denominator"] - unknown, unknown=unknown)).encode(
        x=alt.X("period:O", title=None)
    )
    band = base.mark_rule(color=INK, strokeWidth=2, opacity=0.45).encode(
        y=alt.Y("low:Q", title="share", axis=alt.Axis(format="%")), y2="high:Q"
    )
    points = base.mark_circle(color=INK, size=46, opacity=1).encode(
        y="value:Q",
        tooltip=[
            "period:O",
            "numerator:Q",
            alt.Tooltip("known:Q", title="of known"),
            "unknown:Q",
            alt.Tooltip("value:Q", format=".2%"),
            alt.Tooltip("low:Q", format=".2%"),
            alt.Tooltip("high:Q", format=".2%"),
        ],
    )
    return (band + points).properties(height=260)


def counts_over_time(frame: pd.DataFrame) -> alt.Chart:
    """Draw a pure count, one bar a period.

    Parameters
    ----------
    frame
        Columns ``period`` and ``numerator``.
    """
    return (
        alt.Chart(frame)
        .mark_bar(color=INK)
        .encode(
            x=alt.X("period:O", title=None),
            y=alt.Y("numerator:Q", title="count"),
            tooltip=["period:O", "numerator:Q"],
        )
        .properties(height=260)
    )


def quantiles_over_time(frame: pd.DataFrame) -> alt.Chart:
    """Median, P75 and P90 of a duration, a point a period.

    Parameters
    ----------
    frame
        Columns ``period``, ``quantile``, ``hours``, ``n``, ``n_open``, ``n_unknown``.
    """
    colours = alt.Scale(domain=["P90", "P75", "median"], range=[RUST, MUTED, INK])
    return (
        alt.Chart(frame)
        .mark_line(point=True)
        .encode(
            x=alt.X("period:O", title=None, axis=alt.Axis(labelAngle=0, labelOverlap=True)),
            y=alt.Y("hours:Q", title="hours", scale=alt.Scale(zero=True)),
            color=alt.Color("quantile:N", title=None, scale=colours),
            tooltip=[
                "period:O",
                "quantile:N",
                alt.Tooltip("hours:Q", format=".1f"),
                alt.Tooltip("n:Q", title="finished", format=","),
                alt.Tooltip("n_open:Q", title="still open", format=","),
                alt.Tooltip("n_unknown:Q", title="unknown", format=","),
            ],
        )
        .properties(height=260)
    )


def parts_of_stay(frame: pd.DataFrame) -> alt.Chart:
    """Bars of the parts of the stay in their order, coloured by whom they wait for.

    Parameters
    ----------
    frame
        Columns ``part``, ``waits_for``, ``hours``, ``share``; rows in the order of the stay.
    """
    colours = alt.Scale(
        domain=["carrier and terminal", "trade", "customs"], range=[MUTED, RUST, INK]
    )
    return (
        alt.Chart(frame)
        .mark_bar()
        .encode(
            y=alt.Y("part:N", sort=list(frame["part"]), title=None, axis=alt.Axis(labelLimit=320)),
            x=alt.X("share:Q", title="share of the hours", axis=alt.Axis(format="%")),
            color=alt.Color("waits_for:N", title="waits for", scale=colours),
            tooltip=[
                "part:N",
                "waits_for:N",
                alt.Tooltip("hours:Q", format=",.0f"),
                alt.Tooltip("share:Q", format=".1%"),
            ],
        )
        .properties(height=60 + 30 * len(frame))
    )


def days_before_lading(frame: pd.DataFrame) -> alt.Chart:
    """Bills by whole days from manifest to lading, those later than the rule allows in rust.

    Parameters
    ----------
    frame
        Columns ``days``, below 0 after lading, and ``bills``.
    """
    return (
        alt.Chart(frame)
        .mark_bar()
        .encode(
            x=alt.X("days:O", title="whole days; -1: all after the lading, 14: and more"),
            y=alt.Y("bills:Q", title="bills"),
            color=alt.condition("datum.days < 1", alt.value(RUST), alt.value(INK)),
            tooltip=["days:O", "bills:Q"],
        )
        .properties(height=260)
    )


def cut_words(low: pd.Series, high: pd.Series, axis: tuple[float, float]) -> str:
    """Say how many intervals go on beyond an axis that ends before they do.

    Examples
    --------
    >>> cut_words(pd.Series([0.01, 2.0]), pd.Series([3.0, 90.0]), (0.05, 500))
    'The axis ends at 0.05 and 500: 1 of the 2 intervals goes on beyond it.'
    """
    ends = f"The axis ends at {axis[0]:g} and {axis[1]:g}"
    cut = int(((low < axis[0]) | (high > axis[1])).sum())
    if not cut:
        return f"{ends}: no interval goes beyond it."
    goes = "goes" if cut == 1 else "go"
    return f"{ends}: {cut} of the {len(low)} intervals {goes} on beyond it."


def odds_ratios(frame: pd.DataFrame) -> alt.LayerChart:
    """Odds ratios with exact intervals on a logarithmic axis, strongest first.

    Parameters
    ----------
    frame
        Columns ``wording``, ``odds_ratio``, ``odds_ratio_low``, ``odds_ratio_high``,
        ``is_resting_on_one_incident``.
    """
    bounds = frame.assign(
        low=frame["odds_ratio_low"].clip(*ODDS_AXIS),
        high=frame["odds_ratio_high"].clip(*ODDS_AXIS),
        odds_ratio=frame["odds_ratio"].clip(*ODDS_AXIS),
    )
    scale = alt.Scale(type="log", domain=list(ODDS_AXIS), nice=False)
    base = alt.Chart(bounds).encode(
        y=alt.Y(
            "wording:N",
            sort=list(bounds["wording"]),
            title=None,
            axis=alt.Axis(labelLimit=460, labelOverlap=False, labelFlush=False),
        )
    )
    rule = base.mark_rule(color=INK, strokeWidth=2, opacity=0.5).encode(
        x=alt.X(
            "low:Q",
            scale=scale,
            title="odds ratio against comparable traffic (log)",
            axis=alt.Axis(values=ODDS_TICKS, format="~g", labelOverlap=False),
        ),
        x2="high:Q",
    )
    point = base.mark_circle(size=70, opacity=1).encode(
        x=alt.X("odds_ratio:Q", scale=scale),
        color=alt.condition("datum.is_resting_on_one_incident", alt.value(RUST), alt.value(INK)),
        tooltip=["wording:N", "odds_ratio:Q", "low:Q", "high:Q"],
    )
    one = alt.Chart(pd.DataFrame({"x": [1]})).mark_rule(color=MUTED, strokeDash=[4, 3])
    return (one.encode(x="x:Q") + rule + point).properties(height=max(160, 22 * len(bounds)))


def incidents_by_place(frame: pd.DataFrame) -> alt.Chart:
    """Incidents by date and loading place: the ports move.

    Parameters
    ----------
    frame
        Columns ``discovered_on``, ``loading_place``, ``incident_id``.
    """
    return (
        alt.Chart(frame)
        .mark_circle(size=120, color=RUST, opacity=0.8)
        .encode(
            x=alt.X("discovered_on:T", title=None, axis=alt.Axis(format="%Y", tickCount="year")),
            y=alt.Y("loading_place:N", title="laded at", sort=None),
            tooltip=["incident_id:N", "discovered_on:T", "loading_place:N"],
        )
        .properties(height=180)
    )
