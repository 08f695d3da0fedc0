"""Season backtest: what the method's proposals of past seasons would have found, and lost."""

import streamlit as st

from dashboards import edition_choice, queries, tables
from dashboards.targeting import proposal_charts, proposal_queries, proposal_tables

ORIGIN = "synthetic"

edition = edition_choice.draw_heading(
    "Season backtest",
    "Every past season proposed for from the seasons before it alone: what the method would have "
    "found, beside today's points and those with stale ports expired. One stored version against "
    "another is on Backtest.",
    [ORIGIN],
)
by_season = proposal_queries.beside(edition, "season_backtest", ORIGIN)
if by_season.empty:
    st.info(
        "No past season could be tried: a season needs two before it, and editions from before "
        "there was a season backtest hold none."
    )
    st.stop()
budget = by_season["budget"].iloc[0]
seasons = by_season[by_season["grouped_by"] == "season"]
proposed = seasons[seasons["weights"] == "proposal"]
refused = int(proposed["is_refused"].astype(bool).sum())
switched = proposed.loc[proposed["is_switch_season"].astype(bool), "season"]
listed = ", ".join(f"{season:.0f}" for season in switched) or "none"
st.markdown(
    f"Seasons tried: **{len(proposed)}**, {budget:.0%} of each examined; the proposal was refused "
    f"in **{refused}** and then counts as today's points. Main loading port new in: {listed}."
)
st.altair_chart(proposal_charts.found_by_season(seasons))
st.caption("Confirmed incident containers within the exam budget, ties pro rata.")
tables.write(proposal_tables.season_table(by_season))
st.caption(
    "No percentage under 20 incident containers (n): the counts stand. Newly active: no incident "
    "laded there in the two seasons before. Confirmed incidents favour the weights of their day; "
    "what truly was there, and so the regret, cannot be known here."
)

moving = proposal_queries.beside(edition, "moving_port", ORIGIN)
if not moving.empty:
    st.subheader("If the smugglers had laded elsewhere")
    tables.write(proposal_tables.moving_table(moving))
    st.caption(
        f"The same {int(moving['incidents'].iloc[0]):,} incident containers of the tried seasons "
        "with their place of lading and receipt hidden, or moved: found within the budget, in "
        "brackets the change. Only rules on ports are judged anew. Named ports alone: today's "
        "points of the rules that name a port. Traits alone: those of rules that ask nothing of "
        "the port; they find as many wherever it was."
    )

left_out = proposal_queries.beside(edition, "left_out", ORIGIN)
if not left_out.empty:
    rules = queries.proposal(edition).query("origin == @ORIGIN")
    wording = dict(zip(rules["rule"], rules["wording"], strict=True))
    st.subheader("Without one port of lading")
    tables.write(proposal_tables.left_out_table(left_out, "port", wording))
    st.subheader("Without one incident")
    alone = left_out[left_out["by"] == "incident"]
    moved = alone[alone["largest_difference_points"] > 0]
    st.markdown(f"**{len(moved)}** of {len(alone)} incidents left out change a weight.")
    if not moved.empty:
        tables.write(proposal_tables.left_out_table(moved, "incident", wording))
    st.caption(
        "Incident containers of what is left out that lie within the budget of their season. The "
        "fits are those of the method, be the proposal refused or not; tau and rho stay as of the "
        "whole fit."
    )
st.code("tallyman backtest --moving-port", language="shell")
