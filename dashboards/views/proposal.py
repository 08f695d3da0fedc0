"""Proposal: the weight diff with its reasons, and what a threshold would cost in exams."""

import time

import streamlit as st

from dashboards import charts, edition_choice, figures, queries, tables
from models.evaluation.what_if import selected_by_threshold, what_if

edition = edition_choice.draw_heading(
    "Proposal",
    "Refined points for the human smuggling filter before the season, as a reviewable diff. "
    "Nothing is written to the targeting system.",
    ["synthetic"],
)
summary = queries.proposal_summary(edition)
proposal = queries.proposal(edition)
for row in summary.itertuples():
    figures.draw_proposal_verdict(row)

rules = proposal.query("origin == 'synthetic'")
if not rules.empty:
    tables.draw(figures.proposal_table(rules))
    st.caption("The points are ours and illustrative; the real ones are redacted in the sources.")
    moved = rules[rules["points"] != rules["proposed_points"]]
    if not moved.empty:
        st.altair_chart(charts.points_before_and_after(moved))
        st.caption("Rules that change. Open circle: points today. Filled: points proposed.")

st.subheader("What if the threshold were …")
season = queries.latest_season(edition)
if season is None or rules.empty:
    st.info("No traffic to select from.")
    st.stop()
rule_set = str(summary.query("origin == 'synthetic'").iloc[0]["rule_set"])
weights_choice, threshold_choice = st.columns([1, 3])
weights = weights_choice.radio("Points", ["today", "proposed"], horizontal=True)
points_column = "points" if weights == "today" else "proposed_points"
points = rules.sort_values("bit")[points_column].to_numpy()
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
one, two, three = st.columns(3)
one.metric("Selected in the season", f"{answer.selected:,}")
one.caption(f"{answer.share or 0:.2%} of {answer.containers:,} container trips")
two.metric("Exams a week, all ports", f"{answer.exams_per_week or 0:,.1f}")
two.caption(
    "too few weeks for an interval"
    if answer.exams_per_week_low is None
    else f"95 % interval {answer.exams_per_week_low:,.1f} to {answer.exams_per_week_high:,.1f}, "
    f"busiest week {answer.busiest_week:,}"
)
three.metric("Patterns scored", f"{patterns['hits'].nunique():,}")
three.caption(f"answered in {elapsed_ms:.0f} ms, interval included")
left, right = st.columns([3, 2])
with left:
    st.altair_chart(charts.exams_by_threshold(curve, threshold))
with right:
    st.caption(f"Exams a week per port, season {season}, synthetic stream")
    tables.draw(figures.exams_per_port(answer.weeks, queries.port_names(edition)), tallest=260)
