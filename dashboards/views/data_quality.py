"""Data quality: loads, the row identity, quarantine, unresolved ports, findings, exceptions."""

import streamlit as st

from dashboards import edition_choice, figures, queries, tables

edition = edition_choice.draw_heading(
    "Data quality",
    "Every row read is either loaded or in quarantine with its file, line and reason.",
    ["real", "synthetic"],
    "Every table says the origin of each row.",
)
loads = queries.loads_by_table(edition)
figures.draw_identity(loads)
tables.draw(loads, tallest=760)

refused = queries.refused_files(edition)
st.subheader(f"Files refused whole: {len(refused):,}")
if not refused.empty:
    tables.draw(refused)

st.subheader("Quarantine")
reasons = queries.quarantine_reasons(edition)
if reasons.empty:
    st.success("No row is in quarantine.")
else:
    st.caption(
        "A corrected file came again under its name: a later load took its place. Double-click a "
        "cell to read all of it."
    )
    tables.draw(reasons, tallest=260)
    table = st.selectbox("Rows of", sorted(reasons["table_name"].unique()))
    tables.draw(queries.quarantine(edition, table, 500), tallest=280)

left, right = st.columns(2)
with left:
    st.subheader("Port texts")
    st.caption("Exact name, then alias, then likeness; what stays unresolved stays visible.")
    tables.draw(queries.port_resolution(edition))
    st.markdown("**Unresolved, most rows first**")
    tables.draw(queries.unresolved_ports(edition), tallest=320)
with right:
    st.subheader("Findings")
    st.caption("Oddities that do not drop a row.")
    tables.draw(queries.findings(edition))
    st.subheader("Compliance exceptions")
    st.caption("Findings about what happened, not about the data; they never block an edition.")
    tables.draw(queries.exceptions(edition))
