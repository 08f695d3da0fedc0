"""Recommendations: how they stand, what closes them, what falls due, which figures contradict."""

import streamlit as st

from dashboards import edition_choice, sign_in, tables
from dashboards.programs import beginning, oversight_tables, program_page
from pipelines.decisions import OpenRecommendation, Recommendations
from pipelines.editions.programs import read_program
from pipelines.oversight import (
    asked_for,
    history,
    read_reconciliation,
    read_registers,
    recommendation_of,
    reminders,
    standings,
)

# Whose commonality cards evidence is held against; real incidents have no traffic to make any.
CARDS = "synthetic"

page = program_page.draw(
    "recommendations",
    "What oversight reports recommend, what evidence closes it, which reports fall due, and where "
    "published figures contradict each other.",
)
desk = sign_in.desk()


def draw_awareness() -> None:
    """Draw who knows which protocol, by port."""
    figures = page.figures(begins="REC.awareness.")
    st.subheader("Awareness by port")
    if figures.empty:
        st.info(
            beginning.missing(
                f"No acknowledgement of origin {page.origin} is loaded",
                "protocol_acknowledgements",
                page.as_of,
            )
        )
        return
    for (_figure, title), rows in figures.groupby(["figure", "title"]):
        st.markdown(f"**{tables.plain(title)}**")
        rated = rows[rows["value"].notna()]
        if not rated.empty:
            st.altair_chart(oversight_tables.awareness_chart(rated), width="stretch")
        without = len(rows) - len(rated)
        if without:
            st.caption(f"{without} ports with fewer than 20 answers are given no percentage.")


def draw_what_closes(asked: OpenRecommendation, told: list[dict[str, object]]) -> None:
    """Draw what the evidence must contain, who must have received it, and what happened."""
    st.markdown("**What the evidence must contain**")
    if f"({CARDS})" in asked.held_against:
        edition_choice.mark("real", CARDS)
    tables.write(oversight_tables.contents_table(asked))
    st.caption(tables.plain(f"Held against {asked.held_against}."))
    if asked.ports:
        st.caption(f"Receipts are wanted of {len(asked.ports)} ports: {', '.join(asked.ports)}.")
    st.markdown("**What happened**")
    tables.write(oversight_tables.history_table(told))
    st.code(
        f"tallyman recommendations evidence {asked.recommendation_id} --text bulletin.txt "
        f"--receipts receipts.csv --reason '...'\n"
        f"tallyman recommendations close {asked.recommendation_id} --account second_officer "
        "--reason '...'",
        language="shell",
    )


def draw_status() -> None:
    """Draw the recommendations as they stand, and the calendar."""
    as_of = page.as_of or desk.clock.now().date()
    registers = read_registers(page.edition, as_of)
    kept = Recommendations(desk.store, desk.clock)
    evidence, closings = kept.evidence(), kept.closings()
    stand = standings(registers, evidence, closings)
    st.subheader(f"Status as of {as_of}")
    st.caption(
        "As the reports state it, and with what was handed in and closed here since. Days are "
        "counted from the report; what a report closed itself has none."
    )
    if stand:
        tables.write(oversight_tables.standing_table(stand))
    else:
        st.info(
            beginning.missing(
                "No recommendation is registered: no report of the register was published",
                "recommendations",
                as_of,
            )
        )
    for row in registers.none_made:
        st.caption(tables.plain(f"{row['report']}: {row['summary']} ({row['source']})."))
    for one in stand:
        row = recommendation_of(registers, one.recommendation_id)
        with st.expander(f"{one.recommendation_id}: {one.status}"):
            for words, name in (
                ("Answer", "response"),
                ("Analysis", "analysis"),
                ("Wanted", "evidence_wanted"),
                ("Note", "note"),
            ):
                if row[name]:
                    st.markdown(f"**{words}.** {tables.plain(str(row[name]))}")
            asked = asked_for(
                page.edition, registers, one.recommendation_id, desk.settings.reference, CARDS
            )
            closing = closings.get(one.recommendation_id)
            draw_what_closes(asked, history(row, evidence, closing, as_of))
    st.subheader("Calendar")
    due = reminders(registers, evidence)
    for one in due:
        if one.state in ("overdue", "due"):
            said = (
                f"{len(one.overdue)} terms passed without a recorded delivery"
                if one.overdue
                else f"due on {one.next_due}"
            )
            st.warning(tables.plain(f"{one.title}: {said}."), icon=":material/event_busy:")
    if due:
        tables.write(oversight_tables.reminder_table(due))
    else:
        st.info(beginning.missing("No duty to report is registered", "oversight_duties", as_of))


def draw_contradictions() -> None:
    """Draw the figures of the ledger, what its rules found, and ours beside what is printed."""
    found = read_reconciliation(page.edition, page.as_of)
    st.subheader("Published figures that contradict each other")
    st.caption(
        f"Found by rule among {found.printings:,} printings of figures and dates; none is typed in."
    )
    if found.contradictions:
        tables.write(oversight_tables.finding_table(found.contradictions))
    else:
        st.info("No rule finds a contradiction among the reports published by then.")
    if found.not_comparable:
        st.markdown("**Not comparable: two definitions**")
        tables.write(oversight_tables.finding_table(found.not_comparable))
    st.subheader("Published figures beside ours")
    st.caption("Both real: a synthetic count is never held against a report.")
    if found.compared:
        tables.write(oversight_tables.comparison_table(found.compared))
    with st.expander(f"{len(found.uncounted):,} printed figures of which no real data is loaded"):
        tables.draw(oversight_tables.uncounted_table(found.uncounted), tallest=420)
    with st.expander("Figures of the ledger of published figures"):
        ledger = read_program(page.edition, "oversight", as_of=page.as_of)
        program_page.draw_figures(ledger, "real")
    st.code("tallyman reconcile", language="shell")


if page.origin == "real":
    draw_status()
    draw_contradictions()
else:
    draw_awareness()
