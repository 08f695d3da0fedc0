"""Clearance times: how long customs took, what it waited for, and the longest cases."""

import streamlit as st

from dashboards import charts, edition_choice, figures, queries, tables, tiles
from dashboards.measures import clearance_queries, clearance_tables

ORIGIN = "synthetic"

edition = edition_choice.draw_heading(
    "Clearance times",
    "From the later of discharge and complete data to customs release. A case still open counts as "
    "lasting at least as long as it has lasted (Kaplan-Meier); none is left out.",
    [ORIGIN],
)
if not clearance_queries.has_segments(edition):
    st.info("This edition was published before clearance times were cut into segments.")
    st.stop()
if not clearance_queries.periods(edition, ORIGIN, "season"):
    st.info("This edition has no clearance times.")
    st.stop()

unit_column, kind_column, period_column = st.columns(3)
geography_column, place_column = st.columns([1, 2])
units = ["container_trip", "shipment"]
unit = unit_column.selectbox("Unit", units, format_func=figures.unit_label)
kinds = {
    "season": "season",
    "month": "month",
    "fiscal_year": "fiscal year",
    "calendar_year": "calendar year",
}
kind = kind_column.selectbox("Kind of period", list(kinds), format_func=kinds.get)
period = period_column.selectbox("Period", clearance_queries.periods(edition, ORIGIN, kind))
geographies = {"national": "all ports", "field_office": "field office", "port": "port"}
geography = geography_column.selectbox("Where", list(geographies), format_func=geographies.get)
names = clearance_queries.places(edition, ORIGIN, geography)
place = place_column.selectbox("Place", list(names), format_func=names.get)

rows = clearance_queries.times_of_period(edition, ORIGIN, unit, kind, period, place)
whole = rows[(rows["segment"] == "clearance") & (rows["breakdown"] == "all")]
if whole.empty:
    st.info("No unit in scope arrived here in this period.")
    st.stop()
one = whole.iloc[0]
quantiles = {
    "Median": "median_hours",
    "Three quarters within": "p75_hours",
    "Nine tenths within": "p90_hours",
}
counts = {"Finished": "n", "Still open": "n_open", "Unknown": "n_unknown"}
tiles.draw_tiles(
    [(title, clearance_tables.quantile(one, name), "") for title, name in quantiles.items()]
    + [(title, f"{int(one[name]):,}", "") for title, name in counts.items()]
)
if one["target_hours"] == one["target_hours"]:
    st.markdown(
        f"Target **{clearance_tables.hours(one['target_hours'])}**, set by {one['target_set_by']}: "
        f"**{figures.percent(one['within_target_value'])}** within it."
    )
else:
    st.caption("No target in hours is set for S8.7, so no share within one is given.")

st.subheader("By selection, method and partnership")
breakdown_column, segment_column = st.columns(2)
breakdown = breakdown_column.selectbox(
    "Breakdown",
    list(clearance_tables.BREAKDOWNS),
    format_func=clearance_tables.BREAKDOWNS.get,
)
offered = ["clearance"] if geography == "port" else list(clearance_tables.SEGMENTS)
segment = segment_column.selectbox("Segment", offered, format_func=clearance_tables.SEGMENTS.get)
tables.write(clearance_tables.breakdown_table(rows, breakdown, segment))
st.caption(
    "Random stays random whatever was done. Partnership is the status of the consignee's name in "
    "the register on arrival, importers only; unknown where nobody is named or no register speaks "
    "of the day. By month, and away from the national figures, the breakdowns are published for "
    "the clearance alone, at a port not by month."
)

st.subheader(f"{clearance_tables.SEGMENTS[segment].capitalize()}, period by period")
series = clearance_tables.quantile_frame(
    clearance_queries.times_of_place(edition, ORIGIN, unit, kind, place, segment)
)
if series.empty:
    st.caption("No period here has 20 cases: there is no quantile to draw.")
else:
    st.altair_chart(charts.quantiles_over_time(series))

st.subheader("Segments")
tables.write(clearance_tables.segment_table(rows))
st.caption(
    "1 to 4 cut the clearance of what was held for an exam in the United States and add up to it. "
    "Quantiles of parts do not add up to the quantile of the whole. Hours stand on steps, always "
    "up: a minute to 6 hours, five minutes to 3 days, half an hour to 20 days."
)

st.subheader("Whom the stay waits for")
parts = clearance_tables.parts_frame(rows)
if parts.empty:
    st.caption("The clocks from arrival to exit are not all known here.")
else:
    st.altair_chart(charts.parts_of_stay(parts))
    tables.write(clearance_tables.parts_table(parts))
    st.caption(
        "Hours waited so far, open cases included, in the order of a Time Release Study (WCO): to "
        "the discharge for carrier and terminal, for complete data and for the pick-up for the "
        "trade, in between for customs."
    )

st.subheader("Longest cases")
longest = clearance_queries.longest(edition, ORIGIN, unit, kind, period, geography, place)
st.caption("The ten open longest and the ten longest finished: listed, not dropped.")
tables.draw(clearance_tables.longest_table(longest, queries.port_names(edition)), tallest=420)
st.code(
    f"tallyman measures --measure S8.7 --unit {unit} --period {period}"
    f"{figures.port_option(place)}{edition_choice.edition_option(edition)}",
    language="shell",
)
