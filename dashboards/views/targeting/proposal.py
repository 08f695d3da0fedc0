"""Proposal: the weight diff with its reasons and evidence, its draft, and a threshold's cost."""

import time

import streamlit as st

from dashboards import edition_choice, figures, queries, sign_in, tables, tiles
from dashboards.targeting import (
    model_card_tables,
    proposal_charts,
    proposal_draft,
    proposal_queries,
    proposal_tables,
)
from models.evaluation.what_if import selected_by_threshold, what_if

ORIGIN = "synthetic"

person = sign_in.draw_sidebar()
edition = edition_choice.draw_heading(
    "Proposal",
    "Refined points for the human smuggling filter before the season, as a reviewable diff. "
    "Nothing is written to the targeting system.",
    [ORIGIN, "real"],
    "All below is of the synthetic stream, but for what is marked real.",
)
summary = queries.proposal_summary(edition)
proposal = queries.proposal(edition)
for row in summary.itertuples():
    figures.draw_proposal_verdict(row)

rules = proposal.query("origin == @ORIGIN").sort_values("bit")
if not rules.empty:
    edition_choice.mark(ORIGIN)
    tables.write(figures.proposal_table(rules))
    st.caption(
        "The points are ours and illustrative; the real ones are redacted in the sources. "
        "Incidents: confirmed incident containers that hit the rule; expected: under today's "
        "points. Interval: of a rule on the container itself, over all seasons; of what a port is "
        "worth in one season there is an sd alone. P(direction): of the move, by the posterior."
    )
    with st.expander("Reasons, rule by rule"):
        tables.write(figures.reason_table(rules))
    moved = rules[rules["points"] != rules["proposed_points"]]
    if not moved.empty:
        st.altair_chart(proposal_charts.points_before_and_after(moved))
        st.caption("Rules that change. Open circle: points today. Filled: points proposed.")
    proposal_draft.draw_draft(person, summary.query("origin == @ORIGIN").iloc[0], rules)

workload, incidents, findings = (
    proposal_queries.beside(edition, f"proposal_{name}", ORIGIN)
    for name in ("workload", "incidents", "findings")
)
work_tab, incident_tab, blind_tab, check_tab, real_tab = st.tabs(
    ["Exams and hours", "Incidents caught and missed", "Blind spots", "Checks", "Real history"]
)
with work_tab:
    if workload.empty:
        st.info("No earlier traffic, or no threshold, to count exams from.")
    else:
        tables.write(proposal_tables.workload_table(workload))
        st.caption(
            f"Season {workload['tried_season'].iloc[0]}, at the thresholds in force at its close; "
            "in brackets 95 % intervals, block bootstrap over weeks. Every selected container is "
            "imaged, a tenth opened: 15 and 180 minutes, stated and not measured. Within six hours "
            "so far: domestic exams that ended within six hours of discharge, of those with both "
            "times. Doable: as many a week as the port's best week did so; staff is not known."
        )
with incident_tab:
    if incidents.empty:
        st.info("No incident container of earlier seasons.")
    else:
        counted = incidents[~incidents["is_scenario"].astype(bool)]
        st.markdown(
            f"Of **{len(counted)}** incident containers of earlier seasons "
            f"**{int(counted['was_caught'].sum())}** reach the threshold today and "
            f"**{int(counted['is_caught'].sum())}** would under the proposed points."
        )
        tables.draw(proposal_tables.incident_table(incidents), tallest=420)
        st.caption(
            "Trained on these very incidents: what it would do on others is on Season backtest."
        )
with blind_tab:
    if findings.empty:
        st.info("Nothing was looked at.")
    else:
        tables.write(proposal_tables.blind_table(findings))
with check_tab:
    if findings.empty:
        st.info("Nothing was looked at.")
    else:
        if (findings["kind"] == "statute").any():
            st.error("The statute checks do not hold.")
        else:
            st.success("The statute checks hold.")
        checks = proposal_tables.check_table(findings)
        if not checks.empty:
            tables.write(checks)
with real_tab:
    history = proposal_queries.beside(edition, "proposal_history", "real")
    cards = proposal_queries.model_cards(edition)
    edition_choice.mark("real")
    st.markdown(
        "Incidents of the public record, without the manifests of ordinary "
        "containers: there is nothing to compare them with, so there are counts and clocks, and "
        "no odds ratio."
    )
    if "real" in cards:
        st.info(tables.plain(cards["real"]["reason"]))
        tables.write(model_card_tables.power_table(cards["real"]))
        st.caption("Smallest odds ratio that so many incidents show in four cases of five.")
    if not history.empty:
        tables.write(proposal_tables.history_table(history))

st.subheader("What if the threshold were …")
edition_choice.mark(ORIGIN)
season = queries.latest_season(edition)
if season is None or rules.empty:
    st.info("No traffic to select from.")
    st.stop()
rule_set = str(summary.query("origin == @ORIGIN").iloc[0]["rule_set"])
weights_choice, threshold_choice = st.columns([1, 3])
weights = weights_choice.radio("Points", ["today", "proposed"], horizontal=True)
points_column = "points" if weights == "today" else "proposed_points"
points = rules[points_column].to_numpy()
patterns = queries.pattern_weeks(edition, rule_set, int(season), "T2")

curve = selected_by_threshold(patterns, points)
threshold = threshold_choice.slider(
    "Threshold (points)",
    int(curve["threshold"].min()),
    int(curve["threshold"].max()),
    value=figures.threshold_near_share(curve, share=0.01),
)
started = time.perf_counter()
answer = what_if(patterns, points, threshold)
elapsed_ms = (time.perf_counter() - started) * 1000
ends = (
    "too few weeks for an interval"
    if answer.exams_per_week_low is None
    else f"95 % interval {answer.exams_per_week_low:,.1f} to {answer.exams_per_week_high:,.1f}, "
    f"busiest week {answer.busiest_week:,}"
)
tiles.draw_tiles(
    [
        (
            "Selected in the season",
            f"{answer.selected:,}",
            f"{answer.share or 0:.2%} of {answer.containers:,} container trips",
        ),
        ("Exams a week, all ports", f"{answer.exams_per_week or 0:,.1f}", ends),
        (
            "Patterns scored",
            f"{patterns['hits'].nunique():,}",
            f"answered in {elapsed_ms:.0f} ms, interval included",
        ),
    ]
)
st.caption(figures.whole_weeks(queries.trips_by_day(edition, [int(season)])))
st.altair_chart(proposal_charts.exams_by_threshold(curve, threshold))
st.caption(f"Exams a week per port, season {season}, synthetic stream")
tables.draw(figures.exams_per_port(answer.weeks, queries.port_names(edition)), tallest=260)
