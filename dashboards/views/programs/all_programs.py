"""All programs: what an edition tells of each, and where to read on."""

import streamlit as st

from dashboards import edition_choice, tables
from dashboards.programs import program_page
from pipelines.editions.program_words import exception_words
from pipelines.editions.published import SelectionError

edition = edition_choice.draw_heading(
    "Programs",
    "What is reviewed: each program's figures, registers, lists and exceptions, from one edition.",
    ["real", "synthetic"],
    "The column Origins names whose figures each program has.",
)
try:
    found = program_page.programs(edition.id)
except SelectionError as error:
    st.info(str(error))
    st.stop()
if found.empty:
    st.info("This edition tells of no program.")
    st.stop()
tables.draw(
    found.assign(
        origins=found["origins"].map(", ".join),
        exceptions=found["exceptions"].map(exception_words),
    )[["title", "figures", "tables", "exceptions", "origins", "program"]],
    column_config={
        "title": st.column_config.TextColumn("Program", width=250),
        "program": st.column_config.TextColumn("Name at the command line"),
        "exceptions": st.column_config.TextColumn("Rows of exceptions"),
    },
)
st.caption(
    "Figures are counted once each, whatever their periods and subjects. Real and synthetic rows "
    "never stand in one figure."
)
st.code("tallyman programs list\ntallyman pack NAME --out FOLDER", language="shell")
