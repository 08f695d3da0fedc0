"""Parties: which names are one shipper, consignee or NVOCC, and why; merge and split by hand."""

import pandas as pd
import streamlit as st

from dashboards import edition_choice, sign_in, tables
from dashboards.filters.decisions import attempt, draw_notice
from dashboards.targeting import party_charts, party_tables
from pipelines.decisions import Person, decide_parties
from pipelines.editions import parties

SHOWN = 100
# Whose planted duplicates say how well names are joined.
MEASURED_ON = "synthetic"
ORDERS = {
    "names": "most names",
    "weakest": "least certain: weakest tie first",
    "nearest": "nearest to another party",
    "bills": "most bills",
}


def draw_decisions(person: Person, found: str, names: list[str]) -> None:
    """Draw splitting names off this party and merging it with another, as an author."""
    left, right = st.columns(2)
    with left, st.form(f"split_{found}"):
        st.markdown("**Split by hand**")
        st.multiselect("Names that leave", names, key="split_names")
        st.text_input("Reason", key="split_reason", placeholder="kept in the audit log")
        st.form_submit_button(
            "Split", on_click=_split, args=(person, found), disabled=len(names) < 2
        )
    with right, st.form(f"merge_{found}"):
        st.markdown("**Merge by hand**")
        st.text_input("Other party", key="merge_other", placeholder="its id, or one of its names")
        st.text_input("Reason", key="merge_reason", placeholder="kept in the audit log")
        st.form_submit_button("Merge", on_click=_merge, args=(person, found))


def _split(person: Person, found: str) -> None:
    asked = st.session_state

    def change() -> str:
        sides = parties.sides_of_split(edition, found, origin, list(asked["split_names"]))
        return _decided(person, "split", sides, asked["split_reason"])

    attempt(change)


def _merge(person: Person, found: str) -> None:
    asked = st.session_state

    def change() -> str:
        other = parties.find_party(edition, asked["merge_other"], origin)
        sides = parties.sides_of_merge(edition, found, other, origin)
        return _decided(person, "merge", sides, asked["merge_reason"])

    attempt(change)


def _decided(person: Person, kind: str, sides: tuple[list[str], list[str]], reason: str) -> str:
    desk = sign_in.desk()
    made = decide_parties(desk.store, desk.clock, person, kind, origin, *sides, reason=reason)
    return f"Decision {made.decision_id} is kept; it counts from the next build on."


edition = edition_choice.chosen_edition()
person = sign_in.draw_sidebar()
heading = st.container()
draw_notice()
origin_column, order_column = st.columns(2)
origin = origin_column.selectbox("Origin", ["synthetic", "real"])
order = order_column.selectbox("List", list(ORDERS), format_func=ORDERS.get)
counted = parties.count_parties(edition, origin)
with heading:
    edition_choice.draw_heading(
        "Parties",
        "The same firm is filed under many names. Which names are one party decides who is a "
        "first-time consignee; placeholders such as TO ORDER are no party.",
        list(dict.fromkeys([origin, MEASURED_ON] if counted["parties"] else [origin])),
    )
if not counted["parties"]:
    st.info(f"This edition has no {origin} bill that names a party.")
    st.stop()
edition_choice.mark(origin)
st.markdown(
    f"**{counted['names']:,}** {origin} names are **{counted['parties']:,}** parties, "
    f"**{counted['of_several_names']:,}** of them of more than one name."
)
listed = parties.read_parties(edition, origin, order, SHOWN)
if not listed:
    st.info("No party of this kind.")
    st.stop()
st.caption(
    f"The first {len(listed):,}. Ties in bits: log2 of the odds that two names are one party. "
    "Choose a row to see the party."
)
selection = tables.draw(
    party_tables.party_table(listed, order),
    tallest=360,
    on_select="rerun",
    selection_mode="single-row",
    key=f"parties_{origin}_{order}",
)
places = selection.selection.rows
chosen = listed[places[0] if places else 0]
found = chosen["party_id"]

st.subheader(chosen["party_name"])
names = parties.read_names(edition, found, origin)
tables.draw(party_tables.name_table(names), tallest=280)
pairs = parties.read_pairs(edition, found, origin)
evaluation = parties.read_evaluation(edition)
in_use = next((row["threshold"] for row in evaluation if row["is_in_use"]), None)
if pairs:
    st.markdown("**Pairs compared, and what each comparison adds, in bits**")
    tables.draw(party_tables.pair_table(pairs), tallest=280)
    place = st.selectbox(
        "Pair to explain",
        range(len(pairs)),
        format_func=lambda at: (
            f"{pairs[at]['party_l']}  –  {pairs[at]['party_r']} ({pairs[at]['match_weight']:.1f})"
        ),
    )
    st.altair_chart(party_charts.waterfall(pd.DataFrame(pairs[place]["steps"]), in_use))
else:
    st.caption("No other name came near enough to be compared.")
if person is None:
    st.caption("Sign in as an author to split or merge by hand.")
else:
    draw_decisions(person, found, [row["party"] for row in names])
st.code(f"tallyman parties show {found} --origin {origin}", language="shell")

st.subheader("How well names are joined")
edition_choice.mark(MEASURED_ON)
if evaluation:
    first = evaluation[0]
    st.caption(
        f"Measured on planted duplicates of the synthetic stream: {first['names']:,} names of "
        f"{first['firms']:,} firms ({first['names_left_out']:,} names were not planted, or by two "
        "firms). Precision: of the pairs joined, those of one firm; recall: of the pairs of one "
        "firm, those joined. How firms misspell was put in and is no finding; of real names whose "
        "each is nobody has written down. The dashed line is the threshold in use."
    )
    curve = pd.DataFrame([row for row in evaluation if row["basis"] == "by the model"])
    st.altair_chart(party_charts.threshold_curve(curve))
    tables.write(party_tables.evaluation_table(evaluation))
else:
    st.info("This edition was built without planted duplicates: there is nothing to measure on.")

st.subheader("What changed, and what was decided by hand")
edition_choice.mark(origin)
changes = parties.read_changes(edition, origin)
if changes:
    tables.draw(party_tables.change_table(changes), tallest=240)
else:
    st.caption("No name came to belong to another party in any build of this warehouse.")
decided = [row for row in parties.read_hand_decisions(edition) if row["origin"] == origin]
if decided:
    tables.write(party_tables.decision_table(decided))
else:
    st.caption("Nothing was merged or split by hand in this edition.")
