"""Measures: SAFE standard 8 by unit, period and port, and the rows behind each number."""

import pandas as pd
import streamlit as st

from dashboards import charts, edition_choice, figures, queries, tables

# The page lists no more; the command it prints lists all.
LISTED_ROWS = 1000

edition = edition_choice.draw_heading(
    "Measures",
    "SAFE Framework standard 8, cohort view: a unit belongs to the period it arrived in, "
    "whenever its exam took place.",
    ["synthetic"],
)
frame = queries.measures(edition, "synthetic")
if frame.empty:
    st.info("This edition has no traffic: real incidents carry no manifests to count.")
    st.stop()

kind_column, period_column, port_column, unit_column = st.columns(4)
kind = kind_column.selectbox("Kind of period", ["season", "fiscal_year", "month"])
periods = sorted(frame.loc[frame["period_kind"] == kind, "period"].unique(), reverse=True)
period = period_column.selectbox("Period", periods)
ports = frame[["port_code", "port_name"]].drop_duplicates().sort_values("port_code")
names = dict(ports.itertuples(index=False))
port = port_column.selectbox(
    "Port of discharge", list(names), format_func=lambda code: figures.port_label(code, names)
)
unit = unit_column.selectbox(
    "Unit", ["container_trip", "shipment", "exam_episode"], format_func=figures.unit_label
)

chosen = frame.query(
    "period_kind == @kind and period == @period and port_code == @port and unit == @unit"
)
st.caption(
    "A share is printed with its exact 95 % interval (Clopper-Pearson); below 20 known units "
    "only the counts stand. Unknown units are shown, never counted as no. Click a row for the "
    "units behind it."
)
selection = tables.draw(
    figures.measure_table(chosen),
    on_select="rerun",
    selection_mode="single-row",
    column_config=figures.MEASURE_COLUMNS,
)
position = selection.selection.rows[0] if selection.selection.rows else 0
if len(chosen) > position:
    row = chosen.iloc[position]
    st.subheader(f"{row['measure']} · {row['title']}")
    st.markdown(
        f"**Formula.** {row['formula']}  \n**Unit.** {figures.unit_label(row['unit'])} · "
        f"**Definition version.** {row['definition_version']} · **Source.** {row['source']}"
    )
    series = frame.query(
        "period_kind == @kind and port_code == @port and unit == @unit and measure == @row.measure"
    )
    rated = series.dropna(subset=["value"])
    picture = charts.counts_over_time(series) if rated.empty else charts.measure_over_time(rated)
    st.altair_chart(picture)

    side = st.radio("Rows of the", ["numerator", "denominator"], horizontal=True)
    if pd.isna(row[side]):
        st.caption("A pure count has no denominator.")
    else:
        rows = queries.rows_behind(edition, row, denominator=side == "denominator")
        st.markdown(f"**Rows behind the {side}: {len(rows):,}**, as many as the figure says")
        tables.draw(rows.head(LISTED_ROWS), tallest=280)
        st.code(figures.trace_command(row, side), language="shell")

st.subheader("Clearance times (S8.7)")
if unit == "exam_episode":
    st.caption("Clearance times are counted for container trips and shipments.")
else:
    st.caption(
        "Hours from the later of discharge and complete data to customs release. Cases still open "
        "count as lasting at least as long as they have lasted (Kaplan-Meier); where they leave a "
        "quantile undecided it stays empty."
    )
    tables.draw(queries.clearance_times(edition, unit, period, port))
