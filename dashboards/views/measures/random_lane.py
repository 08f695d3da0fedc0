"""Random lane: what random draws say of all containers, how good targeting is, a plan's cost."""

import pandas as pd
import streamlit as st

from dashboards import charts, edition_choice, figures, queries, tables
from dashboards.measures import lane_queries, lane_tables
from pipelines.filters.lane_plan import PlanError, plan_random_lane

ORIGIN = "synthetic"


def draw_reasons(rows: pd.DataFrame) -> None:
    """Say under a table why it says no more than it does, and of what."""
    for reason, outcomes in lane_tables.reasons(rows).items():
        st.caption(tables.plain(f"{outcomes.capitalize()}: {reason}."))


edition = edition_choice.draw_heading(
    "Random lane",
    "Containers drawn at random stand for all that were discharged: for what is common they give "
    "a rate, for what is rare a bound and no more.",
    [ORIGIN],
)
lane = lane_queries.random_lane(edition, ORIGIN)
if lane.empty:
    st.info("This edition has no discharged container: there is nothing to draw from.")
    st.stop()

kind_column, period_column, port_column = st.columns(3)
kinds = {"season": "season", "fiscal_year": "fiscal year", "calendar_year": "calendar year"}
kind = kind_column.selectbox("Kind of period", list(kinds), format_func=kinds.get)
of_kind = lane[lane["period_kind"] == kind]
period = period_column.selectbox("Period", sorted(of_kind["period"].unique(), reverse=True))
names = queries.port_names(edition)
port = port_column.selectbox(
    "Port of discharge",
    sorted(of_kind["port_code"].unique()),
    format_func=lambda code: figures.port_label(code, names),
)
chosen = of_kind[(of_kind["period"] == period) & (of_kind["port_code"] == port)]
if chosen.empty:
    st.info("No container was discharged at this port in this period.")
    st.stop()
one = chosen.iloc[0]
share = figures.percent(one["response_share"])
st.markdown(
    f"**{one['frame_trips']:,}** containers discharged, **{one['draws_in_frame']:,}** drawn, "
    f"**{one['responded']:,}** examined, **{one['responded'] - one['without_result']:,}** of them "
    f"with a result (response {share})."
)
tables.draw(lane_tables.lane_table(chosen))
for reason, outcomes in lane_tables.reasons(chosen).items():
    st.info(f"**{outcomes.capitalize()}**: {reason}.")
st.caption(
    "Horvitz-Thompson: each hit counts 1 / probability of its draw, over all discharged; interval "
    "of Fay and Feuer. Draws that did not respond are taken to be like those that did; "
    "the bounds beside it take none, and all of them, for hits."
)
left, right = st.columns([2, 3])
with left:
    tables.write(lane_tables.response_table(one))
with right:
    series = of_kind[(of_kind["port_code"] == port) & (of_kind["outcome"] == "any_discrepancy")]
    rated = series.dropna(subset=["value"])
    if rated.empty:
        st.caption("No period here has 20 draws with a result: there is no rate to draw.")
    else:
        st.markdown("**Any discrepancy, period by period**")
        st.altair_chart(
            charts.measure_over_time(
                rated.assign(numerator=rated["hits"], denominator=rated["draws_in_frame"])
            )
        )

st.subheader("Quality of targeting")
quality = lane_queries.targeting_quality(edition, period, port, ORIGIN)
outcome = st.selectbox(
    "Outcome", list(lane_tables.OUTCOMES), format_func=lambda name: lane_tables.OUTCOMES[name]
)
st.caption(
    "Hit rate = positive of the finished episodes with a reason; each: with this reason among "
    "others, exclusive: with this reason alone. Ports with different thresholds do not compare."
)
tables.draw(lane_tables.hit_rate_table(quality, outcome))
st.markdown("**Detection share: found inside the targeted, of all there is**")
tables.write(lane_tables.detection_table(quality))
draw_reasons(quality[quality["measure"] == "detection_share"])
lifts = lane_tables.lift_table(quality)
if not lifts.empty:
    st.markdown("**Lift at the exams each port did in each week**")
    tables.write(lifts)
    draw_reasons(quality[quality["measure"] == "lift"])

months = lane_queries.drift_months(edition, ORIGIN)
if months:
    st.markdown("**Drift: a month against the same month a year before (population stability)**")
    month_column, lading_column = st.columns(2)
    month = month_column.selectbox("Month of arrival", months)
    drift = lane_queries.drift(edition, month, ORIGIN)
    ladings = sorted(drift["lading_port_code"].unique())
    lading = lading_column.selectbox(
        "Port of lading", ladings, format_func=lambda code: "all ports" if code == "*" else code
    )
    tables.draw(lane_tables.drift_table(drift, lading), tallest=400)

st.subheader("Planning the lane")
rate_column, aim_column, precision_column, sensitivity_column = st.columns(4)
rate = rate_column.number_input("Rate, %", 0.00001, 99.0, 1.0, format="%.5g") / 100
aim = aim_column.selectbox("Aim", ["see one case", "know the rate"])
width = precision_column.number_input(
    "Half width, % of the rate", 1.0, 100.0, 20.0, disabled=aim == "see one case"
)
finds = sensitivity_column.number_input("The exam finds, %", 1.0, 100.0, 100.0) / 100
try:
    plans = plan_random_lane(
        edition,
        rates=[rate],
        power=0.95 if aim == "see one case" else None,
        precision=None if aim == "see one case" else rate * width / 100,
        season=int(period) if kind == "season" else None,
        port=port,
        origin=ORIGIN,
        sensitivity=finds,
    )
except PlanError as error:
    st.info(str(error))
else:
    st.caption(
        f"Season {plans.season}, {plans.frame:,} containers, {plans.draws_per_week:,.1f} draws a "
        f"week with probability {figures.percent(plans.probability)}; known rate of incidents "
        f"{figures.percent(plans.known_rate)}."
    )
    tables.draw(lane_tables.plan_table(plans))
command = f"tallyman lane plan --rate {rate:.6g} --port '{port}'"
if kind == "season":
    command += f" --season {period}"
if aim != "see one case":
    command += f" --precision {rate * width / 100:.6g}"
if finds < 1:
    command += f" --sensitivity {finds:.6g}"
st.code(command, language="shell")
