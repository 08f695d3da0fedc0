"""Filters in practice: life cycle, research, special operations, lanes, adoption."""

import streamlit as st

from dashboards import edition_choice, port_names, sign_in, tables
from dashboards.filters import answers, practice_tables

sign_in.draw_sidebar()
edition = edition_choice.draw_heading(
    "Filters in practice",
    "What became of the containers that filters hit, of special operations, of every filter over "
    "its life, and of each lane against its plan.",
    ["real", "synthetic"],
    "All is counted in the synthetic stream, but for the incidents of the public record on the tab "
    "Adoption.",
)


def draw_life() -> None:
    """Draw what each filter yielded, when it ends, and what moved under it."""
    report = answers.life_of(edition)
    st.markdown(
        "Container trips whose score reached the mandatory score while the version was in force, "
        "and what became of them. Yield: positive of the examined, with its exact 95 % interval."
    )
    tables.write(practice_tables.life_table(report))
    st.markdown("**Drift: each season against the one before** (population stability index, PSI)")
    drift = practice_tables.drift_table(report, by_port=False)
    moved = drift[~drift["reading"].isin([*practice_tables.READ_WELL, "small"])]
    if moved.empty:
        st.caption("No filter's score or ports moved by more than a little.")
    else:
        tables.write(moved)
    st.caption(
        "*By chance*: the PSI that traffic of this size reaches in one of twenty samples without "
        "any change. Only what lies above it is read as small or shifted."
    )
    with st.expander(f"Every season of every filter, moved or not ({len(drift)})"):
        tables.draw(drift, tallest=460)
    ports = practice_tables.drift_table(report, by_port=True)
    with st.expander(f"Ports of lading where the score moved more than by chance ({len(ports)})"):
        if ports.empty:
            st.caption("None.")
        else:
            tables.write(ports)


def draw_research() -> None:
    """Draw the checklist, how much of it was done, and its exceptions."""
    report = answers.research_of(edition)
    st.markdown("**The checklist**, for every container that a filter of human smuggling hits:")
    for factor in report.factors:
        whose = "" if factor.basis == "named" else " *(ours)*"
        st.markdown(f"{factor.ordinal}. {tables.plain(factor.question)}{whose}")
    if report.filters.empty:
        st.info("No filter has hit a container in this edition.")
        return
    tables.write(practice_tables.research_table(report))
    st.caption(
        "Answers are given with `tallyman filters research answer`, with the person and the time."
    )
    st.markdown(f"**Exceptions, one by one: {len(report.exceptions):,}**")
    if report.exceptions:
        tables.draw(practice_tables.research_exceptions(report.exceptions), tallest=460)


def draw_operations() -> None:
    """Draw, operation by operation, what met its criteria and what was examined."""
    found = answers.operations_of(edition)
    if not found:
        st.info("This edition knows no special operation.")
    for operation, report in found:
        st.markdown(f"**{operation['operation']}: {tables.plain(operation['title'])}**")
        ports = [code for code in operation["ports"] if code != port_names.ALL_PORTS]
        where = f"{len(ports)} ports" if ports else "all ports"
        st.caption(
            f"{operation['valid_from']:%Y-%m-%d} to {operation['valid_until']:%Y-%m-%d} (the end "
            f"not included), {where}. Why: {tables.plain(operation['reason'])}."
        )
        st.code(operation["criteria"], language=None, wrap_lines=True)
        tables.write(practice_tables.operation_ports(report))
        if report.exceptions.empty:
            st.success("No exception: all that met the criteria were examined before they left.")
        else:
            st.markdown(f"Exceptions, one by one: {len(report.exceptions):,}")
            tables.write(practice_tables.operation_exceptions(report))
        st.caption(f"Source: {tables.plain(operation['source'])}.")
        st.divider()


def draw_lanes() -> None:
    """Draw each lane's share of traffic beside its plan, a season at a time."""
    rows = answers.lanes_of(edition)
    if rows.empty:
        st.info("This edition has no traffic in season.")
        return
    left, right = st.columns(2)
    season = left.selectbox(
        "Season", sorted(rows["season"].unique(), reverse=True), format_func=str
    )
    of_it = rows[rows["season"] == season]
    busiest = of_it.groupby("us_port_code")["in_scope_trips"].max().sort_values(ascending=False)
    port = right.selectbox("Port", list(busiest.index), format_func=port_names.port)
    tables.write(practice_tables.lane_table(of_it[of_it["us_port_code"] == port]))
    for verdict, say in (("surely below minimum", st.warning), ("below minimum", st.info)):
        below = of_it[of_it["verdict"] == verdict]["us_port_code"]
        if not below.empty:
            listed = ", ".join(map(port_names.port, below))
            surely = "" if verdict.startswith("surely") else ", though not by more than chance"
            say(f"Below the floor of the random lane this season{surely}: {listed}.")
    st.caption(
        "The plan in force on the last day of the season counts. Rates and floors are ours, "
        "chosen. Under 20 container trips in scope no share is given."
    )


def draw_adoption() -> None:
    """Draw the days from each incident to the filters that followed it."""
    rows = answers.adoption_of(edition).rows
    st.markdown(
        "Days from an incident to the filters that came into force after it. What followed need "
        "not have answered it; days are as exact as the less exact of the two dates."
    )
    found = sorted(rows["incident_id"].unique())
    known = [one for one in found if "OIG" in one]
    chosen = st.multiselect("Incidents", found, default=known or found[:3])
    shown = rows[rows["incident_id"].isin(chosen)]
    if shown.empty:
        st.info("No filter followed an incident within a year, or none is chosen.")
        return
    for real, of_origin in shown.groupby(shown["origin"] == "real"):
        edition_choice.mark("real" if real else "synthetic")
        tables.write(practice_tables.adoption_table(of_origin))


life_tab, research_tab, operations_tab, lanes_tab, adoption_tab = st.tabs(
    ["Life cycle", "Research", "Special operations", "Lanes", "Adoption"]
)
for tab, draw in (
    (life_tab, draw_life),
    (research_tab, draw_research),
    (operations_tab, draw_operations),
    (lanes_tab, draw_lanes),
):
    with tab:
        edition_choice.mark("synthetic")
        draw()
with adoption_tab:
    draw_adoption()
