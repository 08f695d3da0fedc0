"""Threshold map: the highest threshold that selects each past incident container, and its cost."""

import streamlit as st

from dashboards import edition_choice, sign_in, tables
from dashboards.filters import answers, case_tables, charts, choice

sign_in.draw_sidebar()
desk = sign_in.desk()
edition = edition_choice.draw_heading(
    "Threshold map",
    "For each past incident container: its score, the thresholds in force then and before, the "
    "highest threshold that still selects it, and the extra exams a season that costs.",
    ["synthetic"],
    "The scenarios among it are staged after real incidents.",
)
_, version = choice.choose(desk, first="terrorism")
only = st.toggle("Only the five containers of the OIG review, staged as scenarios", value=True)
found = answers.map_of(edition, version.content_sha256, version.content)
rows = case_tables.map_rows(found, scenarios_only=only)
st.caption(
    "A *scenario* is placed in the synthetic stream after the OIG review. The real scores are "
    "redacted; these are illustrative."
)
if not rows:
    st.info("No incident container has arrived in the traffic of this edition.")
    st.stop()
for row in rows:
    if row.is_held_in_force and row.is_held_before is False and row.in_force and row.before:
        st.success(
            f"**{case_tables.container_at(row)}** scored {row.score}: selected under the "
            f"{row.in_force.mandatory} in force there when it arrived, not under the "
            f"{row.before.mandatory} before ({tables.plain(row.in_force.reason)}).",
            icon=":material/straighten:",
        )
reached = sum(row.is_held_in_force is True for row in rows)
without = sum(row.is_held_in_force is None for row in rows)
st.markdown(
    f"**{reached} of {len(rows)}** containers reach the mandatory score of this filter that was in "
    "force when they arrived." + (f" For {without} there was none yet." if without else "")
)
st.altair_chart(charts.threshold_map(case_tables.map_points(rows)))
tables.write(case_tables.map_table(rows))
st.caption(
    "Highest threshold: the highest that still selects the container, its own score. Extra exams: "
    "of one season at that port under it, against the threshold in force then and against the one "
    "before; in brackets the 95 % interval of a block bootstrap over weeks."
)
