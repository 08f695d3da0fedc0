"""Vessel assessment: the list of a day, the grid of an arrival, calibration, boardings, pace."""

import pandas as pd
import streamlit as st

from dashboards import queries, tables
from dashboards.programs import program_page, vessel_pictures
from pipelines.editions.programs import every_figure
from pipelines.editions.vessels import arrivals_of, grid_of, last_arrival_day, workload

page = program_page.draw(
    "vessels",
    "Targeters assess every vessel in five areas for seven risks before it arrives. A cell that "
    "nobody rated is unknown, never low.",
)
names = queries.port_names(page.edition)
newest = last_arrival_day(page.edition, origin=page.origin)
if newest is None:
    st.info(
        f"No arrival of origin {page.origin} at a port whose first day of the approach is stated: "
        "there is no grid to show."
    )
    st.stop()

st.subheader("The day's list for boarding teams")
day = st.date_input(
    "Day of arrival", value=page.as_of or newest, key=f"day_of_arrival_{page.as_of}"
)
arrivals = pd.DataFrame(arrivals_of(page.edition, day, origin=page.origin))
if arrivals.empty:
    st.info(f"No vessel in scope arrived on {day}. The newest day with arrivals is {newest}.")
else:
    tables.draw(vessel_pictures.day_table(arrivals, names), tallest=420)
    st.caption(
        "High first, then unknown: what nobody rated may hide a high one. High, unknown, medium: "
        "how many of an arrival's cells (a risk of an area) are so; unknown cells were rated by "
        "nobody before the arrival."
    )
    st.code(f"tallyman programs vessels --as-of {day}", language="shell")
    labels = {
        row["vessel_arrival_key"]: f"{row['vessel_imo']} {row['voyage_number']}, "
        f"{names.get(row['us_port_code'], row['us_port_code'])}: {row['highest_level']}"
        for _, row in arrivals.iterrows()
    }
    arrival = st.selectbox("Grid of", list(labels), format_func=labels.get)
    cells = pd.DataFrame(grid_of(page.edition, arrival, origin=page.origin))
    st.altair_chart(vessel_pictures.grid(cells))
    one = arrivals.set_index("vessel_arrival_key").loc[arrival]
    if one["unknown_count"]:
        st.markdown(
            f"**{one['unknown_count']} of {one['cell_count']} cells of this grid are unknown**: "
            "nobody rated that risk of that area before the arrival, which is not a low rating. "
            f"They are: {tables.plain(one['unknown_cells'])}."
        )

every = pd.DataFrame(
    [row for row in every_figure(page.edition, "vessels") if row["origin"] == page.origin]
)

st.subheader("Do ratings mean something?")
calibrated = every[every["figure"].str.startswith("VES.calibration")]
rated = calibrated.dropna(subset=["value"])
if not rated.empty:
    st.altair_chart(vessel_pictures.calibration(rated))
tables.write(vessel_pictures.verdicts(calibrated))
st.caption(
    "Arrivals with a known event of the risk, by the highest of the five areas. No find does not "
    "say that nothing was there: most arrivals are never searched. Exact 95 % intervals. This and "
    "what follows is of all years, whatever day is chosen above."
)

st.subheader("Boardings and patrols")
acts = every[(every["figure"] == "VES.activities") & (every["period_kind"] == "fiscal_year")]
if acts.empty:
    st.caption("No boarding, patrol or discharge check of this origin.")
else:
    st.altair_chart(vessel_pictures.activities(acts))
    st.caption("Activity, counted by its own day; never among exams.")

st.subheader("Pace and supervision of the targeting units")
pace = pd.DataFrame(workload(page.edition, origin=page.origin))
if pace.empty:
    st.caption("No shift of this origin.")
else:
    tables.write(vessel_pictures.workload_table(pace, names))
    st.caption(
        "Containers over the hours of the same shifts, with the exact Poisson interval of the "
        "count; shifts that lack either are not known and in neither."
    )
