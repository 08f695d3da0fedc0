"""The plots of a pack: figures over their periods, and side by side by subject, as pictures.

Frame in, picture out: nothing is counted, and which plots there are follows from the rows alone.
"""

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import altair as alt
import pandas as pd
import vl_convert as vlc

from pipelines.editions.program_choice import AS_OF, KIND_ORDER
from pipelines.editions.program_words import is_share, period_words, subject_words, unit_words

INK = "#0b5d73"
RUST = "#b4532a"
MOST_PLOTS = 6
FEWEST_PERIODS = 3
FEWEST_SUBJECTS = 3
MOST_SUBJECTS = 25
FEWEST_COUNTED = 5
"""Counts none of which reaches this are read in the table at a glance."""
NO_INTERVAL = "What stands as of a day, or was printed by a source, has no interval."
WIDTH = 620
SCALE = 2.0
"""Pixels of the picture in the workbook for one of the page."""


@dataclass(frozen=True)
class Plot:
    """One picture.

    Attributes
    ----------
    title, caption
        What it shows, and how it is read.
    svg, png
        The picture for the page and for the workbook.
    """

    title: str
    caption: str
    svg: str
    png: bytes


def plots(series: Sequence[Mapping[str, Any]], chosen: Sequence[Mapping[str, Any]]) -> list[Plot]:
    """Draw the plots of a program.

    Parameters
    ----------
    series
        Every row of its figures, all periods.
    chosen
        Those that the pack's tables show.

    Returns
    -------
    list of Plot
        At most :data:`MOST_PLOTS`, shares before counts: of each figure and origin its values over
        the periods where there are three of them, and side by side by subject where there are
        three subjects; none of what is everywhere the same.
    """
    drawn: list[Plot] = []
    shares_first = sorted(chosen, key=lambda row: not is_share(row))
    for figure, origin in dict.fromkeys((row["figure"], row["origin"]) for row in shares_first):
        for rows, draw in (
            (_over_time(_of(series, figure, origin)), _time_chart),
            (_by_subject(_of(chosen, figure, origin)), _subject_chart),
        ):
            if _is_worth_drawing(rows) and len(drawn) < MOST_PLOTS:
                drawn.append(_plot(draw(rows), rows))
    return drawn


def _of(rows: Iterable[Mapping[str, Any]], figure: str, origin: str) -> list[Mapping[str, Any]]:
    return [
        row
        for row in rows
        if row["figure"] == figure and row["origin"] == origin and row["value"] is not None
    ]


def _over_time(rows: list[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """Keep one kind of period of the whole; nothing where there are too few periods."""
    of_all = [row for row in rows if row["subject"] == "*"]
    for kind in ("as_of", *KIND_ORDER):
        found = [row for row in of_all if row["period_kind"] == kind]
        if len({row["period"] for row in found}) >= FEWEST_PERIODS:
            geography = found[0]["geography"]
            return [row for row in found if row["geography"] == geography]
    return []


def _by_subject(rows: list[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """Keep subjects of one kind and period; nothing where they are too few, or too many to read."""
    subjects = [row for row in rows if row["subject"] != "*"]
    alike = Counter((row["geography"], row["period"]) for row in subjects)
    most = max(alike, key=lambda key: (alike[key], key), default=None)
    found = [row for row in subjects if (row["geography"], row["period"]) == most]
    return found if FEWEST_SUBJECTS <= len(found) <= MOST_SUBJECTS else []


def _is_worth_drawing(rows: list[Mapping[str, Any]]) -> bool:
    values = {row["value"] for row in rows}
    return len(values) > 1 and (is_share(rows[0]) or max(values) >= FEWEST_COUNTED)


def _frame(rows: list[Mapping[str, Any]]) -> pd.DataFrame:
    frame = pd.DataFrame(rows)[["period", "subject", "value", "low", "high"]]
    frame["subject"] = [subject_words(row) for row in rows]
    return frame.astype({"value": float, "low": float, "high": float})


def _value_axis(rows: list[Mapping[str, Any]]) -> tuple[str, alt.Axis]:
    if is_share(rows[0]):
        return "share", alt.Axis(format="%")
    return unit_words(rows[0]["unit"], 2), alt.Axis(format=",~f", tickMinStep=1)


def _time_chart(rows: list[Mapping[str, Any]]) -> alt.LayerChart:
    title, axis = _value_axis(rows)
    kind = str(rows[0]["period_kind"])
    across = (
        alt.X("period:T", title=None, axis=alt.Axis(format="%Y-%m", labelOverlap=True))
        if kind == AS_OF
        else alt.X(
            "period:O", title=kind.replace("_", " "), axis=alt.Axis(labelAngle=0, labelOverlap=True)
        )
    )
    base = alt.Chart(_frame(rows)).encode(x=across)
    band = base.mark_rule(color=INK, strokeWidth=2, opacity=0.45).encode(
        y=alt.Y("low:Q", title=title, axis=axis), y2="high:Q"
    )
    points = base.mark_circle(color=INK, size=46, opacity=1).encode(
        y=alt.Y("value:Q", title=title, axis=axis, scale=alt.Scale(zero=True))
    )
    chart: alt.LayerChart = (band + points).properties(width=WIDTH, height=200)
    return chart


def _subject_chart(rows: list[Mapping[str, Any]]) -> alt.LayerChart:
    title, axis = _value_axis(rows)
    frame = _frame(rows)
    largest_first = frame.sort_values(["value", "subject"], ascending=[False, True])["subject"]
    base = alt.Chart(frame).encode(
        y=alt.Y("subject:N", title=None, sort=[*largest_first], axis=alt.Axis(labelLimit=260))
    )
    band = base.mark_rule(color=RUST, strokeWidth=2, opacity=0.45).encode(
        x=alt.X("low:Q", title=title, axis=axis), x2="high:Q"
    )
    points = base.mark_circle(color=RUST, size=46, opacity=1).encode(
        x=alt.X("value:Q", title=title, axis=axis, scale=alt.Scale(zero=True))
    )
    height = max(90, 22 * len(rows))
    chart: alt.LayerChart = (band + points).properties(width=WIDTH, height=height)
    return chart


def _plot(chart: alt.LayerChart, rows: list[Mapping[str, Any]]) -> Plot:
    first = rows[0]
    periods = dict.fromkeys(str(row["period"]) for row in rows)
    over = "" if len(periods) > 1 else f", {period_words(first)}"
    specification = chart.configure_view(strokeOpacity=0).to_dict()
    has_interval = any(row["low"] is not None and not math.isnan(row["low"]) for row in rows)
    return Plot(
        title=f"{first['title']}{over} ({first['origin']})",
        caption="Points: the figure; lines: its 95 % interval." if has_interval else NO_INTERVAL,
        svg=str(vlc.vegalite_to_svg(specification)),
        png=vlc.vegalite_to_png(specification, scale=SCALE),
    )
