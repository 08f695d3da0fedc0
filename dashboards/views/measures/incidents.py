"""Incidents and ladder: how far detection had come, who was told, and the hours before an exam."""

import streamlit as st

from dashboards import edition_choice, figures, port_names, tables
from dashboards.measures import (
    exam_clock_tables,
    incident_charts,
    incident_queries,
    incident_tables,
)
from dashboards.measures.clearance_tables import LEAST
from pipelines.editions import Edition

LISTED_ROWS = 200
RULE_COLUMNS = (
    "measure", "title", "numerator", "known", "share", "interval", "n_unknown", "note",
)  # fmt: skip
TRAFFIC = "synthetic"


def draw_incidents(edition: Edition, origin: str) -> None:
    """Draw the ladder, the incidents, the agencies and the ports of lading of one origin."""
    counts = incident_queries.rung_counts(edition, origin)
    if counts.empty:
        st.info("This edition has no confirmed incident of this origin.")
        return
    told, all_containers = int(counts["told_count"].max()), int(counts["container_count"].max())
    held, by_exam = (
        int(counts.loc[counts["rung"] == rung, "reached_count"].sum())
        for rung in ("held", "found_by_exam")
    )
    st.markdown(
        f"Of **{told}** incident containers whose events a source tells (of {all_containers} "
        f"with a row of their own), **{held}** were held before the discovery and **{by_exam}** "
        "were found by an examination."
    )
    st.altair_chart(incident_charts.ladder(incident_tables.rung_bars(counts)))
    tables.write(incident_tables.rung_table(counts))
    st.caption(
        f"Hours stand only where a source tells both moments to the minute; under {LEAST} of them "
        "there is no median. A container of which no source tells events is not known on every "
        "rung: that is not a no."
    )
    rungs = incident_queries.rungs(edition, origin)
    confirmed = rungs[~rungs["is_scenario"]]
    st.markdown("**Container by container**: the clock of each rung before the discovery")
    st.altair_chart(
        incident_charts.containers_on_the_ladder(incident_tables.container_rungs(confirmed))
    )
    with st.expander("Every clock, with its source"):
        tables.draw(incident_tables.clock_list(confirmed), tallest=400)
    if scenarios := rungs.loc[rungs["is_scenario"], "incident_id"].nunique():
        st.caption(f"{scenarios} labelled scenarios are not counted and not shown.")

    st.markdown("**Incidents, containers, persons: three units**")
    period = st.selectbox(
        "Period of discovery",
        incident_queries.incident_periods(edition, origin),
        format_func=lambda period: "all years" if period == "all" else period,
        key=f"period_{origin}",
        width=240,
    )
    tables.write(
        incident_tables.unit_table(incident_queries.incident_counts(edition, origin, period))
    )
    st.caption(
        "Intervals: exact Poisson, for incidents alone; containers and persons of one incident "
        "come together. Sums are over the incidents that tell."
    )
    st.markdown("**Incident by incident**, all years")
    listed = incident_queries.incidents(edition, origin).query("not is_scenario")
    tables.draw(incident_tables.incident_list(listed), tallest=460)

    st.markdown("**Who was told, and when**")
    tables.write(
        incident_tables.notification_table(incident_queries.notification_times(edition, origin))
    )
    st.caption(
        f"Minutes of fewer than {LEAST} incidents have no quantile; they stand one by one below. "
        "Presence at the opening is descriptive: nobody is required there before it is safe "
        "(OIG review, lines 1360-1364), so it has no target."
    )
    tables.draw(
        incident_tables.told_table(incident_queries.notifications(edition, origin)), tallest=290
    )
    st.markdown("**Ports of lading: new, or seen in an earlier season**")
    st.caption("A list and not a rate: a season has a handful of incidents.")
    tables.draw(
        incident_tables.loading_port_table(incident_queries.loading_ports(edition, origin)),
        tallest=320,
    )


def draw_clocks(edition: Edition) -> None:
    """Draw the six-hour rule, the hours nobody covers, and images against openings."""
    clocks = incident_queries.exam_clocks(edition, TRAFFIC)
    if clocks.empty:
        st.info("This edition has no discharged container that had to be looked at.")
        return
    kinds = {"season": "season", "fiscal_year": "fiscal year", "calendar_year": "calendar year"}
    kind_column, period_column, port_column = st.columns(3)
    kind = kind_column.selectbox("Kind of period", list(kinds), format_func=kinds.get)
    of_kind = clocks[clocks["period_kind"] == kind]
    period = period_column.selectbox("Period", sorted(of_kind["period"].unique(), reverse=True))
    port = port_column.selectbox(
        "Port of discharge", sorted(of_kind["port_code"].unique()), format_func=port_names.port
    )
    chosen = of_kind[(of_kind["period"] == period) & (of_kind["port_code"] == port)]
    st.markdown("**The six-hour rule**: first exam within six hours of discharge")
    if chosen.empty:
        st.info("No such container was discharged at this port in this period.")
        return
    rule = incident_queries.six_hour_figures(edition, TRAFFIC, period, port)
    shown = figures.measure_table(rule)
    tables.draw(
        shown[[column for column in RULE_COLUMNS if column in shown]],
        column_config=figures.MEASURE_COLUMNS
        | {"measure": st.column_config.TextColumn("Measure", width=230)},
    )
    tables.write(exam_clock_tables.clock_table(chosen))
    st.caption(
        "Hours by Kaplan-Meier over all that were not examined before the discharge: what still "
        "waits counts as waiting until the data end, what is gone without an exam is never "
        "examined. Not reached: fewer than that share were ever examined. Unknown in the rule: "
        "six hours have not passed, or a moment is not known."
    )
    waiting = incident_queries.waiting(edition, TRAFFIC, port, LISTED_ROWS)
    if not waiting.empty:
        st.markdown(f"**Still waiting where the data end: {len(waiting):,}**, all periods")
        tables.draw(waiting.assign(port=waiting["port"].map(port_names.port)), tallest=240)

    hours = incident_queries.uncovered_hours(edition, TRAFFIC, period, port)
    st.markdown("**When nobody covers the quay**: high-risk discharges by hour of the day")
    bare, discharged, unknown = (
        int(hours[column].sum()) for column in ("numerator", "denominator", "n_unknown")
    )
    if discharged:
        st.altair_chart(incident_charts.discharges_by_hour(exam_clock_tables.hour_bars(hours)))
    st.caption(
        f"n = {discharged:,} discharges, {bare:,} of them followed by nothing, {unknown:,} not "
        "known. Covered: within six hours the port began an exam, placed a hold or closed a "
        "review, of whichever container. A port without any record that month is not told apart "
        "from one at rest; a month without a record of any port is not known."
    )

    st.markdown("**Images against openings of the same episode**")
    openings = incident_queries.image_openings(edition, TRAFFIC, period, port)
    if openings.empty:
        st.caption("No container was both imaged and opened in one episode here.")
        return
    left, right = st.columns([2, 3])
    with left:
        tables.write(exam_clock_tables.image_table(openings))
    with right:
        tables.write(exam_clock_tables.image_figure_table(openings))
    st.caption(
        "Only what was opened after all stands here: a cleared image that nobody opened says "
        "nothing about clears. A look from the tail-gate is no opening. The synthetic stream gives "
        "an image that led to an opening the opening's result, so that it never errs here."
    )


page_edition = edition_choice.draw_heading(
    "Incidents and ladder",
    "How far detection had come before persons were found, who was told and when, and how long "
    "containers that must be looked at wait between the quay and the exam.",
    ["real", "synthetic"],
)
if not incident_queries.has_clocks(page_edition):
    st.info("This edition was published before rungs and exam clocks were. Choose a newer one.")
    st.stop()

real_tab, synthetic_tab = st.tabs(["Real incidents", "Synthetic stream"])
with real_tab:
    edition_choice.draw_origin("real")
    st.markdown(
        "Public records. They name no manifests, so there are sequences and few clocks, and no "
        "traffic to count against."
    )
    draw_incidents(page_edition, "real")
    tables.write(incident_queries.reconciliation(page_edition))
    st.caption("The sources state more incidents than they tell one by one.")
with synthetic_tab:
    edition_choice.draw_origin(
        "synthetic", "These incidents were planted, at a rate far above the true one."
    )
    draw_incidents(page_edition, "synthetic")

st.subheader("From the quay to the exam")
edition_choice.draw_origin("synthetic")
draw_clocks(page_edition)
