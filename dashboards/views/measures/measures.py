"""Measures: every measure by unit, view, geography and period, and the rows behind each number."""

import pandas as pd
import streamlit as st

from dashboards import charts, edition_choice, figures, queries, tables, tiles
from dashboards.measures import measure_queries

ORIGIN = "synthetic"

edition = edition_choice.draw_heading(
    "Measures",
    "SAFE Framework standard 8 and what stands beside it. In the cohort view a unit belongs to the "
    "period it arrived in, whenever its exam took place; in the activity view the event does, by "
    "its own date at its U.S. port.",
    [ORIGIN],
)
choices = measure_queries.choices(edition, ORIGIN)
if choices.empty:
    st.info("This edition has no traffic: real incidents carry no manifests to count.")
    st.stop()


def offered(column: str, labels: dict[str, str]) -> list[str]:
    """Values of a column that can still be chosen, in the order of their labels."""
    left = set(choices[column])
    return [value for value in labels if value in left]


first, second = st.columns([2, 2, 2, 4]), st.columns([4, 2, 2, 2])
view = first[0].selectbox(
    "View", offered("view", figures.VIEW_LABELS), format_func=figures.VIEW_LABELS.get
)
choices = choices[choices["view"] == view]
unit = first[1].selectbox(
    "Unit",
    sorted(offered("unit", figures.UNIT_LABELS), key=lambda one: one != "container_trip"),
    format_func=figures.unit_label,
)
choices = choices[choices["unit"] == unit]
families = measure_queries.families(edition, ORIGIN, view, unit)
titles = dict(families.itertuples(index=False)) | {measure_queries.EVERY_MEASURE: "every measure"}
family = second[0].selectbox(
    "Measure",
    [measure_queries.EVERY_MEASURE, *families["family"]],
    format_func=lambda one: titles[one] if one == "all" else f"{one} · {titles[one]}",
)
kind = second[1].selectbox(
    "Kind of period",
    offered("period_kind", figures.PERIOD_KINDS),
    format_func=figures.PERIOD_KINDS.get,
)
period = second[2].selectbox("Period", measure_queries.periods(edition, ORIGIN, view, unit, kind))
geography = first[2].selectbox(
    "Geography",
    offered("geography", figures.GEOGRAPHY_LABELS),
    format_func=figures.GEOGRAPHY_LABELS.get,
)
names = measure_queries.places(edition, ORIGIN, geography)
place = "*"
if geography != "national":
    place = first[3].selectbox(
        figures.GEOGRAPHY_LABELS[geography].capitalize(),
        list(names),
        format_func=lambda code: figures.port_label(code, names),
    )

chosen = measure_queries.figures_of(
    edition, family, ORIGIN, view=view, unit=unit, period=period, port_code=place
)
if chosen.empty:
    st.info(
        f"No figure of {titles[family]} here in {period}: choose another period, place or unit."
    )
    st.stop()
st.caption(
    "A share is printed with its exact 95 % interval (Clopper-Pearson), a count with the exact "
    "interval of Poisson; below 20 known units only the counts stand. Unknown units are shown, "
    "never counted as no. Click a row for the units behind it."
)
selection = tables.draw(
    figures.measure_table(chosen),
    tallest=420,
    on_select="rerun",
    selection_mode="single-row",
    column_config=figures.MEASURE_COLUMNS,
)
picked = selection.selection.rows
position = picked[0] if picked and picked[0] < len(chosen) else 0
row = chosen.iloc[position]
st.subheader(f"{row['measure']} · {row['title']}")
tiles.draw_figure(row)
st.markdown(
    f"**Formula.** {tables.plain(row['formula'])}  \n"
    f"**Definition version.** {row['definition_version']} · "
    f"**Source.** {tables.plain(row['source'])}"
)
series = measure_queries.over_time(edition, row)
rated = series.dropna(subset=["value"])
is_count = pd.isna(row["denominator"]) or rated.empty
st.altair_chart(charts.counts_over_time(series) if is_count else charts.measure_over_time(rated))

sides = ["numerator"] if pd.isna(row["denominator"]) else ["numerator", "denominator"]
side = st.radio("Rows of the", sides, horizontal=True)
rows = queries.rows_behind(edition, row, denominator=side == "denominator")
said = "as many as the figure says" if side == "numerator" else "the known and the unknown together"
st.markdown(f"**Rows behind the {side}: {len(rows):,}**, {said}")
tables.draw_first(rows, tallest=280, rest="the command lists all")
st.code(figures.trace_command(row, side) + edition_choice.edition_option(edition), language="shell")
