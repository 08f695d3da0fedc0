"""Advance data: what was told before lading and arrival, how it was amended, who was unlisted."""

import streamlit as st

from dashboards import charts, edition_choice, figures, queries, tables
from dashboards.measures import advance_data, measure_queries

edition = edition_choice.draw_heading(
    "Advance data",
    "The 24-hour rule against the actual lading, amendments by phase, entry data, the Importer "
    "Security Filing, and stow plans against manifest and tally.",
    ["synthetic"],
)
names = {"*": "all ports"} | measure_queries.places(edition, "synthetic", "port")
kind_column, period_column, port_column = st.columns(3)
kind = kind_column.selectbox(
    "Kind of period", list(figures.PERIOD_KINDS), format_func=figures.PERIOD_KINDS.get
)
port = port_column.selectbox(
    "Port of discharge", list(names), format_func=lambda code: figures.port_label(code, names)
)
frame = queries.measures(
    edition, "synthetic", unit="shipment", view="cohort", period_kind=kind, port_code=port
)
frame = frame[frame["measure"].str.split(".").str[0].isin(list(advance_data.MEASURES))]
if frame.empty:
    st.info("No bill is counted here: real incidents carry no manifests.")
    st.stop()
period = period_column.selectbox("Period", sorted(frame["period"].unique(), reverse=True))
chosen = frame[frame["period"] == period]
st.caption(
    "Bills (lowest level). The 24-hour rule and the security filing count in the month of lading, "
    "amendments and entry data in the month of arrival. T0 is 24 hours before lading, T1 the "
    "departure from the last foreign port, T2 the arrival, T3 a day later."
)
for measure, words in advance_data.MEASURES.items():
    st.subheader(words)
    rows = chosen[chosen["measure"].str.split(".").str[0] == measure]
    if rows.empty and measure == "ISF":
        st.info(
            "**Not applicable.** The filing was required of cargo laded from 26 January 2009 on "
            "(73 FR 71730); nothing counted here was. That is not a rate of 0."
        )
        continue
    if rows.empty:
        st.caption("No bill counts here in this period and port.")
        continue
    tables.draw(figures.measure_table(rows), column_config=figures.MEASURE_COLUMNS)

left, right = st.columns(2)
with left:
    st.subheader("Filed in time, over time")
    series = frame[frame["measure"] == "A24"]
    rated = series.dropna(subset=["value"])
    st.altair_chart(
        charts.counts_over_time(series) if rated.empty else charts.measure_over_time(rated)
    )
with right:
    st.subheader("Days from manifest to lading")
    st.caption(
        "All periods and ports. Below 1 is later than the rule allows, below 0 after lading."
    )
    st.altair_chart(charts.days_before_lading(advance_data.filing_hours(edition)))

late = advance_data.late_amendments(edition)
st.subheader(f"Amended after amendments had closed: {len(late):,}")
st.caption("There must be none. All periods and ports, one row each; a material one counts above.")
if not late.empty:
    tables.draw_first(late, tallest=320)

st.subheader("Manifest, stow plan and discharge tally")
calls = advance_data.vessel_calls(edition)
if calls.empty:
    st.info(
        "No stow plan and no discharge tally was loaded, so nothing can be said of containers over "
        "or short. Drop BAPLIE files and the feed discharge_tally into a landing folder."
    )
else:
    st.caption(
        "Over: tallied and not manifested. Short: manifested and not tallied. An empty cell: there "
        "was no such list for the call."
    )
    tables.draw_first(calls, tallest=320)
    differing = advance_data.containers_that_differ(edition)
    st.markdown(f"**Containers that stand on one list and not on another: {len(differing):,}**")
    tables.draw_first(differing, tallest=320)
