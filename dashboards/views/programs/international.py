"""International standards: phases, preconditions, the standards' evidence, joint rules, returns."""

import streamlit as st

from dashboards import edition_choice, tables
from dashboards.programs import international_tables as international
from dashboards.programs import program_page

page = program_page.draw(
    "international",
    "Mutual recognition, the joint committee with the EU, who adopted the SAFE standards and what "
    "here is evidence for them, a joint rule set against the national one, and partners' returns.",
)
edition = page.edition

if page.origin == "real":
    steps = international.columbus(page.figures(begins="INTL.columbus."))
    if not steps.empty:
        st.subheader("Columbus Program: from assessment to monitoring")
        st.altair_chart(international.columbus_chart(steps), width="stretch")
        days = "; ".join(f"{row['step'].lower()} {row['as of']}" for _, row in steps.iterrows())
        st.caption(f"Totals as printed; the source names no member. As of: {days}.")

    board = international.partner_board(edition, page.as_of)
    st.subheader("Mutual recognition: partners, phases and preconditions")
    if board.empty:
        st.info("No partner is told of as of this day.")
    else:
        tables.write(international.board_table(board))
        st.caption(
            f"As of {board['as_of_day'].iloc[0]:%Y-%m-%d}. A source that gives a month gives days "
            "only between two numbers. Implied: the source asks for all three preconditions before "
            "a declaration, and names none of them for this partner."
        )

    points = international.actions(edition, page.as_of)
    st.subheader("Ten points of the joint committee")
    if points.empty:
        st.info("Nothing is told of the points as of this day.")
    else:
        tables.write(points)

    matrix = international.evidence(edition)
    st.subheader("SAFE standards and their evidence")
    edition_choice.mark("real", "synthetic")
    counts = international.state_counts(edition)
    st.markdown(
        f"Of **{counts['standards']}** standards **{counts['present']}** present, "
        f"**{counts['partial']}** partial, **{counts['none']}** without evidence here."
    )
    tables.write(international.standards_table(matrix))
    st.caption(
        "It says what this edition holds, not what an administration does. Present: all that is "
        "named is counted or described, and something is counted. In brackets: what is missing. "
        "What is counted is mostly counted from synthetic rows; the table above names the origins."
    )

cells = international.joint_cells(edition, page.origin)
if not cells.empty:
    st.subheader("Joint rule set against the national one, on the same container trips")
    period_column, place_column = st.columns(2)
    period = period_column.selectbox("Fiscal year", cells["period"].unique())
    place = place_column.selectbox(
        "Loading region",
        cells["subject"].unique(),
        format_func=lambda subject: "all regions" if subject == "*" else subject,
    )
    shown = cells[(cells["period"] == period) & (cells["subject"] == place)]
    tables.write(international.joint_table(shown))
    first = shown.iloc[0]
    st.caption(
        f"{page.origin.capitalize()} rows: {int(first['denominator']):,} container trips in "
        f"scope, {int(first['n_unknown']):,} of them not known. Shares with exact 95 % intervals. "
        "Both rule sets are illustrative; the joint one is made of rules of the national terrorism "
        "rule set and counted from its stored masks."
    )

rows = international.compared(edition, page.origin)
if not rows.empty:
    st.subheader("Partners' returns against our requests")
    wrong = rows[rows["finding"] != international.AGREES]
    st.markdown(
        f"**{len(rows):,}** ports and months of {rows['country'].nunique()} partners compared: "
        f"**{len(wrong):,}** do not agree."
    )
    if not wrong.empty:
        st.caption(
            "Those that do not agree. Ours, theirs: exams made, of the requests of the month. "
            "Those that agree stand in the list above."
        )
        tables.draw(international.mismatch_table(wrong), tallest=420)
    st.code("tallyman return --check FILE", language="shell")
elif page.origin == "synthetic":
    st.info("No partner's return is landed. A return may be dropped as CSV: docs/returns.md.")
