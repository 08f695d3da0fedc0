"""Model card: what a proposal was trained on, assumes, fitted and would have predicted."""

import json

import pandas as pd
import streamlit as st

from dashboards import edition_choice, tables
from dashboards.targeting import (
    model_card_tables,
    proposal_charts,
    proposal_queries,
    proposal_tables,
)
from pipelines.editions.model_cards import card_html

TITLE = "Model card"
LEAD = (
    "Everything a reviewer needs beside the proposal: data, assumptions, fit, calibration, past "
    "seasons, and hashes of code and data."
)

edition = edition_choice.chosen_edition()
cards = proposal_queries.model_cards(edition)
if not cards:
    edition_choice.draw_heading(TITLE, LEAD, [])
    st.info("This edition is from before there were model cards.")
    st.stop()
heading = st.container()
origins = sorted(cards, reverse=True)
origin = st.radio("Records", origins, horizontal=True, format_func=str.capitalize)
with heading:
    edition_choice.draw_heading(TITLE, LEAD, [origin])
card = cards[origin]
head = f"**{tables.plain(card['rule_set'])} version {card['version']}, season {card['season']}.** "
draw = st.info if card["refused"] else st.success
draw(head + ("Refused: " if card["refused"] else "") + tables.plain(card["reason"]))
files = f"model_card_{origin}_{card['season']}"
with st.container(horizontal=True):
    st.download_button(
        "HTML",
        card_html(card, edition.id, edition.manifest.code_version),
        f"{files}.html",
        "text/html",
        icon=":material/download:",
    )
    st.download_button(
        "JSON",
        json.dumps(card, indent=1, ensure_ascii=False),
        f"{files}.json",
        "application/json",
        icon=":material/download:",
    )

st.subheader("Trained on")
tables.write(model_card_tables.training_table(card))
st.caption("SHA-256 of the patterns trained on, and of the method's code:")
st.code(model_card_tables.hash_lines(card), language=None)
st.subheader("Assumed of exposure")
assumed = card["assumptions"]
if assumed["surfacing"] is None:
    st.caption("Nothing was fitted, so nothing is assumed.")
else:
    st.markdown(
        f"A physical exam finds an incident with probability **{assumed['detection_physical']}**, "
        f"an image exam with **{assumed['detection_image']}**; one that no exam found becomes "
        f"known with **{assumed['surfacing']}**. None of the three is estimated."
    )
    tables.write(model_card_tables.sensitivity_table(card))
    st.caption("Points as fitted, be the proposal refused or not.")
fit = card["fit"]
if fit:
    st.subheader("Fit")
    tables.write(model_card_tables.fit_table(card))
    if card.get("told_seasons"):
        tables.write(model_card_tables.told_table(card))
        st.caption(
            "Every season told from those before it, as the coming one is: where its confirmed "
            "incidents lay, half by what such seasons say and half by the points in force."
        )
    with st.expander("Evidence over tau and rho"):
        tables.write(pd.DataFrame(fit["evidence"]))
if card["calibration"]:
    st.subheader("Calibration")
    classes = pd.DataFrame(card["calibration"])
    classes["score"] = [
        f"{low} to {high}"
        for low, high in zip(classes["score_low"], classes["score_high"], strict=True)
    ]
    st.altair_chart(proposal_charts.expected_and_observed(classes))
    st.caption("Filled with interval: observed. Open: expected. Within the training window.")
    with st.expander("In numbers"):
        tables.write(model_card_tables.calibration_table(card))
if card["walk_forward"]:
    st.subheader("Past seasons, each from those before it")
    tables.write(proposal_tables.season_table(pd.DataFrame(card["walk_forward"])))
st.subheader("What the incidents at hand could show")
tables.write(model_card_tables.power_table(card))
st.caption("Smallest odds ratio found in four cases of five; all rules: Bonferroni.")
st.code(f"tallyman model-card --origin {origin} --html card.html", language="shell")
