"""Backtest and shadow: a version on past seasons, and beside the live one, with outcomes."""

import streamlit as st

from dashboards import edition_choice, sign_in, tables
from dashboards.filters import answer_tables, answers, charts, choice
from models.evaluation.rates import MINIMUM_KNOWN
from pipelines.decisions import Shadows
from pipelines.filters.backtest import BacktestError
from pipelines.filters.shadow import ShadowError

sign_in.draw_sidebar()
desk = sign_in.desk()
edition = edition_choice.draw_heading(
    "Backtest",
    "A version on past seasons with their outcomes, beside the version in force: precision, "
    "recall and lift at the exam budget, with exact intervals.",
    ["synthetic"],
)


def draw_backtest() -> None:
    """Draw how the chosen version would have chosen, or why that cannot be said."""
    try:
        found = answers.backtest_of(edition, version.rule_set, version.version)
    except BacktestError as error:
        st.info(tables.plain(str(error)))
        return
    figures = found.figures
    if found.live_version is None:
        st.caption("No other version is in force beside it: this one stands alone.")
    else:
        st.caption(f"Version {found.version} beside version {found.live_version}, in force now.")
    if found.hindsight_seasons:
        listed = ", ".join(map(str, found.hindsight_seasons))
        st.warning(f"Written after seasons {listed}: what it learned there it cannot prove there.")
    seasons = figures[figures["grouped_by"] == "season"]
    if seasons["recall_in_budget"].notna().any():
        st.markdown("**Recall within the exam budget, season by season**")
        st.altair_chart(charts.share_by_season(seasons, "recall_in_budget"))
    shown = figures[figures["grouped_by"].isin(["all", "season"])]
    tables.write(answer_tables.backtest_table(found, shown, by_port=False))
    st.caption(
        f"Positive: a confirmed incident. Exam budget: {found.budget_share:.2%} of the container "
        f"trips in scope, ties pro rata. Under {MINIMUM_KNOWN} known cases (n) no "
        "percentage is given: the counts stand. Precision counts the examined of the selected."
    )
    with st.expander("Port by port"):
        at_ports = figures[(figures["grouped_by"] == "port") & (figures["selected"] > 0)]
        tables.write(answer_tables.backtest_table(found, at_ports, by_port=True))
        st.caption("Ports where nothing is selected are left out.")
    if not found.agreement.empty:
        st.markdown("**Who selects what, by outcome** (container trips)")
        tables.write(answer_tables.who_selects(found.agreement))


def draw_shadow() -> None:
    """Draw the newest shadow of the chosen filter beside the live version."""
    shadowed = Shadows(desk.store, desk.clock, desk.vocabulary).all(version.rule_set)
    if not shadowed:
        st.info(
            "No version of this filter was ever in shadow. A submitted version is set in shadow "
            "with `tallyman filters shadows begin`."
        )
        return
    try:
        report = answers.shadow_of(edition, version.rule_set, shadowed[-1].version)
    except ShadowError as error:
        st.info(tables.plain(str(error)))
        return
    live = ", ".join(map(str, report.live_versions)) or "none"
    st.markdown(
        f"Version **{report.version}** in shadow, **{report.state}**: "
        f"{report.starts_at:%Y-%m-%d} to {report.ends_at:%Y-%m-%d}. Live in that time: version "
        f"{live}. {report.containers:,} container trips in scope arrived."
    )
    if not report.containers:
        st.info("No arrivals of its time in this edition yet: nothing to compare.")
        return
    tables.write(answer_tables.who_selects(report.outcomes))
    with st.expander("Port by port"):
        tables.write(answer_tables.who_selects(report.ports))
    with st.expander("Rule by rule"):
        tables.write(answer_tables.shadow_rules(report))


_, version = choice.choose(desk)
draw_backtest()
st.subheader("Shadow")
draw_shadow()
