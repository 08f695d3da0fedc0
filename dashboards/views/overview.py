"""Overview: what this edition holds, the headline measures, and the incidents that happened."""

import streamlit as st

from dashboards import charts, edition_choice, figures, queries, tables, tiles
from dashboards.measures import incident_queries

HEADLINE = {
    "S8.1a": "container_trip",
    "S8.1b": "container_trip",
    "S8.2": "container_trip",
    "S8.3": "container_trip",
    "S8.8": "exam_episode",
}

edition = edition_choice.draw_heading(
    "Overview",
    "What the manifests, examinations and incidents of this edition say, in one page.",
    ["real", "synthetic"],
)

season = queries.latest_season(edition)
if season is not None:
    st.subheader(f"Season {season} (October {int(season) - 1} to May {season})")
    edition_choice.mark("synthetic")
    st.caption("All ports; a unit belongs to the season it arrived in.")
    national = queries.measures(edition, "synthetic", period=season, port_code="*", view="cohort")
    with st.container(horizontal=True):
        for code, unit in HEADLINE.items():
            rows = national[(national["measure"] == code) & (national["unit"] == unit)]
            if not rows.empty:
                tiles.draw_measure_tile(rows.iloc[0])

    st.subheader("Arrivals")
    for origin, frame in queries.arrivals_by_region(edition).groupby("origin"):
        edition_choice.mark(str(origin))
        st.caption("Container trips in scope per month of arrival, by region of lading.")
        st.altair_chart(charts.arrivals(frame))

st.subheader("Incidents that happened")
edition_choice.mark("real")
st.caption("From public sources; no synthetic incident is in this section.")
ladder = incident_queries.ladder(edition, "real")
figures.draw_ladder_sentence(ladder.query("event_count > 0"))
st.altair_chart(charts.incidents_by_place(ladder))
st.caption("One dot a container: the loading port moves, so a port-keyed filter is late.")
tables.write(incident_queries.reconciliation(edition))
st.caption(
    "The sources count more incidents than they tell one by one: the remainder is shown, not "
    "filled in."
)

st.subheader("Rows")
edition_choice.mark("real", "synthetic")
figures.draw_identity(queries.loads_by_table(edition))
