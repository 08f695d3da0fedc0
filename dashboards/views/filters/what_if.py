"""What if: other points or thresholds on past seasons, and keeping them as a draft."""

import pandas as pd
import streamlit as st

from dashboards import edition_choice, figures, queries, sign_in, tables, tiles
from dashboards.filters import answer_tables, charts, choice
from dashboards.filters import what_if_controls as controls
from pipelines.filters.patterns import seasons_with_traffic
from pipelines.filters.what_if import what_if
from pipelines.filters.what_if_answer import WhatIfError, WhatIfQuestion

person = sign_in.draw_sidebar()
desk = sign_in.desk()
edition = edition_choice.draw_heading(
    "What if",
    "Other points or thresholds, tried on whole past seasons from counted rule patterns: exams "
    "and hours a week at each port, incidents caught and missed, what is newly selected.",
    ["synthetic"],
)
of_it, version = choice.choose(desk)
baseline = controls.baseline_of(desk, of_it)
seasons = seasons_with_traffic(edition, "synthetic")
if not seasons:
    st.info("This edition has no traffic to try anything on.")
    st.stop()
when, where = st.columns(2)
tried_seasons = when.multiselect("Seasons", seasons, default=seasons[-1:])
tried_ports = controls.draw_ports(where, edition, version)
if not tried_seasons:
    st.info("Choose at least one season.")
    st.stop()

points = controls.draw_points(version)
limits = controls.draw_thresholds(desk, edition, version, max(tried_seasons), tried_ports)
exam_time = controls.draw_exam_time()
try:
    answer = what_if(
        edition,
        WhatIfQuestion(
            version.content,
            points=points,
            thresholds=limits,
            seasons=tried_seasons,
            ports=tried_ports,
            baseline=baseline.content,
            minutes_per_image_exam=exam_time.minutes_per_image_exam,
            minutes_per_physical_exam=exam_time.minutes_per_physical_exam,
            share_opened=exam_time.share_opened,
        ),
    )
except WhatIfError as error:
    st.warning(str(error))
    st.stop()

whole = answer.workload.iloc[0]
change = answer.selected - answer.selected_before
ends = (
    f"95 % interval {whole['exams_per_week_low']:,.1f} to {whole['exams_per_week_high']:,.1f}, "
    f"busiest week {int(whole['busiest_week']):,}"
    if pd.notna(whole["exams_per_week_low"])
    else "too few weeks for an interval"
)
tiles.draw_tiles(
    [
        (
            "Selected",
            f"{answer.selected:,}",
            f"of {answer.containers:,} container trips; before {answer.selected_before:,} "
            f"({change:+,})",
        ),
        (
            "Newly selected",
            f"{answer.newly_selected:,}",
            f"and {answer.newly_released:,} newly released",
        ),
        ("Exams a week, all ports", f"{whole['exams_per_week']:,.1f}", ends),
        (
            "Patterns scored",
            f"{answer.n_patterns:,}",
            f"counted over {answer.n_rows:,} rows; estimate {answer.estimate_ms:.0f} ms, "
            f"intervals {answer.interval_ms:.0f} ms",
        ),
    ]
)
st.caption(figures.whole_weeks(queries.trips_by_day(edition, tried_seasons, tried_ports)))
caught, was_caught = (
    sum(getattr(one, name) for one in answer.incidents) for name in ("is_caught", "was_caught")
)
staged = sum(one.is_scenario for one in answer.incidents)
if answer.incidents:
    st.markdown(
        f"Of **{len(answer.incidents)}** incident containers of these seasons ({staged} of them "
        f"staged as scenarios) **{caught}** would have been selected; before **{was_caught}**."
    )
else:
    st.markdown("No incident container arrived there in these seasons.")
st.caption(
    f"Tried: version {answer.version} with the changes above. Before: version "
    f"{answer.baseline_version} with the thresholds in force at the season's end. What an exam "
    "then finds, and how the trade would answer, no count of the past can say."
)

ports_tab, weeks_tab, incidents_tab, rules_tab, overlap_tab, sample_tab = st.tabs(
    ["Ports", "Weeks", "Incidents", "Rules", "Overlap", "Sample of what changes"]
)
with ports_tab:
    table = answer_tables.workload_table(answer)
    tables.write(table)
    others = len(answer.ports) - len(table) + 1
    nothing = f"Nothing is selected at the others with traffic ({others}). " if others else ""
    st.caption(f"{nothing}In brackets: 95 % intervals, block bootstrap over weeks.")
with weeks_tab:
    st.altair_chart(charts.weekly_exams(answer.weeks))
    st.caption("Container trips selected in each week of arrival, all ports.")
with incidents_tab:
    if answer.incidents:
        tables.write(answer_tables.incident_outcomes(answer))
        st.caption("A scenario is staged after the OIG review and never counts as an incident.")
    else:
        st.info("No incident container arrived in these seasons.")
with rules_tab:
    tables.write(answer_tables.rule_hits(answer))
with overlap_tab:
    st.altair_chart(charts.overlap(answer.rules, answer.overlap))
    st.caption("How much of what the rule at the left hits, the rule below hits too.")
with sample_tab:
    if answer.sample.empty:
        st.info("Nothing is newly selected or released.")
    else:
        tables.write(answer_tables.changed_sample(answer))
        st.caption("Drawn at random from what changes; any of them can be looked up on Replay.")

st.subheader("Keep as a draft")
controls.draw_keeping(person, version, points, limits)
