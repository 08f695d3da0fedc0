"""Port-shift watch: loading ports where a smuggling-like trait newly rises, and the rows behind."""

import streamlit as st

from dashboards import edition_choice, tables
from dashboards.targeting import port_watch_tables
from models.evaluation.port_shift import NO_RISE, NOT_ENOUGH, RISING
from pipelines.editions import port_watch

ORIGIN = "synthetic"
NEAREST = 5
STATES = {RISING: "rising", NO_RISE: NO_RISE, NOT_ENOUGH: NOT_ENOUGH}

edition = edition_choice.draw_heading(
    "Port-shift watch",
    "Ports of lading where a smuggling-like trait rises against the same months of the two seasons "
    "before: smugglers change ports, and first-time consignees come before the incidents do.",
    [ORIGIN],
)
seasons = port_watch.read_seasons(edition, ORIGIN)
if not seasons:
    st.info("This edition has no season with a season before it: there is nothing to compare with.")
    st.stop()

season_column, state_column = st.columns(2)
season = season_column.selectbox("Season", seasons)
state = state_column.selectbox("List", list(STATES), format_func=STATES.get)
periods = port_watch_tables.periods(edition, ORIGIN, season)
watched = port_watch_tables.watched(edition, ORIGIN, season)
listed = watched[watched["state"] == state].sort_values("z", ascending=False)
rising = watched[watched["state"] == RISING]
newly = int(rising["is_new"].sum())
months = periods[periods["period_kind"] == "month"]
st.markdown(
    f"Season **{season}**: **{newly}** newly rising (**{len(rising)}** with those that went on), "
    f"of **{int(periods['compared'].sum()):,}** ports and traits with enough evidence in "
    f"{len(months)} months and the season as a whole; "
    f"**{float(periods['expected_false_alarms'].sum()):.1f}** false alarms are to be expected "
    f"among them. Of {int(periods['not_enough'].sum()):,} it reads *{NOT_ENOUGH}*."
)
if listed.empty:
    st.info(f"Season {season}: no port and trait reads “{STATES[state]}”.")
    chosen = None
    nearest = watched[watched["state"] == NO_RISE].nlargest(NEAREST, "z")
    if state == RISING and not nearest.empty:
        st.caption(f"The {len(nearest)} that come nearest to it, none of them a clear rise:")
        tables.draw(
            port_watch_tables.watch_table(nearest),
            column_config=port_watch_tables.WATCH_COLUMNS,
        )
else:
    st.caption("Choose a row to see the containers behind it.")
    selection = tables.draw(
        port_watch_tables.watch_table(listed),
        tallest=420,
        column_config=port_watch_tables.WATCH_COLUMNS,
        on_select="rerun",
        selection_mode="single-row",
        key=f"watch_{season}_{state}",
    )
    places = selection.selection.rows
    chosen = listed.iloc[places[0] if places else 0]
if chosen is not None:
    what = {
        "port": chosen["lading_port_code"],
        "rule": chosen["rule"],
        "period": chosen["period"],
    }
    st.markdown(
        f"**{int(chosen['containers_with']):,} containers behind the "
        f"{'first row' if not places else 'chosen row'}**: "
        f"{tables.plain(str(chosen['port_name'] or chosen['lading_port_code']))}, "
        f"{chosen['period']}. {tables.plain(str(chosen['wording']))}"
        f"{'; ' if chosen['note'] else ''}{tables.plain(str(chosen['note'] or ''))}."
    )
    behind = port_watch.containers_behind(edition, ORIGIN, **what)
    tables.draw(port_watch_tables.container_table(behind), tallest=300)
    st.code(
        f"tallyman ports rows --port {what['port']} --trait {what['rule']} "
        f"--period {what['period']}",
        language="shell",
    )

st.subheader("What was looked at")
st.caption(
    "z of two proportions, lowered by how much shares vary between ports by themselves. It is "
    "needed so high that one false alarm is expected in ten periods; the share must also be more "
    "than 15 % up, and more than at all other ports together. Fewer than 20 containers on a side, "
    "or fewer than 5 expected with or without the trait: not enough evidence."
)
tables.draw(port_watch_tables.period_table(periods))
