"""Replay: why a container was held, or why it was not."""

import pandas as pd
import streamlit as st

from dashboards import edition_choice, port_names, queries, sign_in, tables
from dashboards.filters import answers, case_tables, charts
from pipelines.filters.explanation import SNAPSHOT_WORDS
from pipelines.filters.replay import UnknownContainerTripError

sign_in.draw_sidebar()
edition = edition_choice.draw_heading(
    "Replay",
    "Which version and threshold was in force for a container, its score then and now, and the "
    "points it is made of. Scores of different filters are never added.",
    ["synthetic"],
)
examples = queries.replay_examples(edition)
labels = dict(zip(examples["container_trip_key"], examples["label"], strict=True))
left, right = st.columns(2)
chosen = left.selectbox("A container of a known case", list(labels), format_func=labels.get)
typed = right.text_input(
    "or any container trip", placeholder="container number|vessel IMO|voyage|U.S. port"
)
key = typed.strip() or chosen
if key is None:
    st.info("This edition has no incident container; type the key of a container trip.")
    st.stop()
try:
    found = answers.replay_of(edition, key)
except UnknownContainerTripError as error:
    st.error(tables.plain(str(error)))
    st.stop()

st.subheader("Why was it held?" if found.why.is_held else "Why was it not held?")
with st.container(border=True):
    st.markdown(f"**{tables.plain(found.why.sentence)}**")
facts = found.facts
arrived = "day not known" if facts["arrival_date"] is None else f"{facts['arrival_date']}"
st.markdown(
    f"Container trip `{found.container_trip_key}` · arrived {arrived} at "
    f"{port_names.port(facts['us_port_code'])} · laded at "
    f"{port_names.port(facts['lading_port_code'])}"
)
if found.incident:
    kind = (
        "a labelled scenario after the OIG review"
        if found.incident["is_scenario"]
        else ("an incident of the synthetic stream")
    )
    st.caption(
        f"{found.incident['incident_id']} {found.incident['container_label']}: {kind}, discovered "
        f"{found.incident['discovered_on']}. Scores are illustrative: the real ones are redacted."
    )

st.markdown("**What each filter in force said**")
readings = case_tables.reading_table(found)
if readings.empty:
    st.info("No filter was in force for it at either moment.")
else:
    tables.write(readings)
silent = case_tables.silent_filters(found)
if silent:
    st.caption("Not in force on arrival  \n" + "  \n".join(map(tables.plain, silent)))

scored = [one for one in found.rule_sets if one.waterfall]
if scored:
    st.markdown("**What the points are made of**")
    names = [f"{one.title}, {SNAPSHOT_WORDS[one.snapshot]}" for one in scored]
    # The reading that decided, else the nearest to an examination on arrival.
    first = min(
        range(len(scored)),
        key=lambda place: (
            scored[place].snapshot != "T2",
            scored[place].missing_points is None,
            scored[place].missing_points or 0,
        ),
    )
    picked = st.selectbox("Filter and moment", names, index=first)
    reading = scored[names.index(picked)]
    mandatory = reading.threshold.mandatory if reading.threshold else None
    steps = pd.DataFrame([{"wording": s.wording, "points": s.points} for s in reading.waterfall])
    st.altair_chart(charts.waterfall(steps, mandatory))
    limit = (
        "no mandatory score was in force"
        if mandatory is None
        else (f"dashed, the mandatory score of {mandatory} in force at its port at that moment")
    )
    st.caption(f"{reading.score} points in all under version {reading.version}; {limit}.")
st.markdown("**Exam episodes as recorded**")
if found.exams:
    tables.write(case_tables.exam_table(found.exams))
else:
    st.caption("None on record.")
