"""Commonalities: what incident containers share, against the ordinary traffic matched with them."""

import streamlit as st

from dashboards import charts, edition_choice, tables
from dashboards.measures import incident_queries, incident_tables
from dashboards.targeting import commonality_cards, commonality_queries
from models.commonalities import PAIR_RULE

CARDS = 6
CHARTED = 15

edition = edition_choice.draw_heading(
    "Commonalities",
    "What the containers of incidents share, and how much more often than ordinary containers of "
    "the same loading region, U.S. ports and month of arrival.",
    ["synthetic", "real"],
)
synthetic_tab, real_tab = st.tabs(["Synthetic stream", "Real incidents"])

with synthetic_tab:
    edition_choice.draw_origin(
        "synthetic",
        "These incidents were planted, at a rate far above the true one; the page shows what the "
        "method can and cannot see.",
    )
    frame = commonality_queries.commonalities(edition, "synthetic")
    if frame.empty:
        st.info("No synthetic incident of this edition has comparison traffic.")
    else:
        era_column, kind_column, export_column = st.columns([2, 2, 1], vertical_alignment="bottom")
        names = list(frame["era"].unique())
        era = era_column.selectbox(
            "Era of the loading ports (by discovery)",
            names,
            format_func=lambda name: commonality_cards.ERAS.get(name, name),
        )
        kinds = commonality_cards.KINDS
        kind = kind_column.selectbox("Show", list(kinds), format_func=kinds.get)
        export_column.download_button(
            "Export (CSV)",
            frame.assign(edition=edition.id).to_csv(index=False),
            file_name=f"commonalities_{edition.id}_synthetic.csv",
            mime="text/csv",
            icon=":material/download:",
        )
        compared = frame[(frame["era"] == era) & ((frame["kind"] == kind) | (kind == "both"))]
        tables.write(
            commonality_cards.matching_table(
                commonality_queries.matching(edition, "synthetic", era)
            )
        )
        pairs = "" if kind == "trait" else f" {PAIR_RULE}"
        st.markdown(commonality_cards.compared_words(compared, kind) + pairs)
        commonality_cards.draw_cards(compared.head(CARDS), frame[frame["era"] != "*"])
        # A pair's name is too long for an axis where both are shown.
        shown = compared if kind != "both" else compared[compared["kind"] == "trait"]
        charted = shown.dropna(subset=["odds_ratio"]).head(CHARTED)
        if not charted.empty:
            st.subheader("Odds ratios with exact intervals")
            cut = charts.cut_words(
                charted["odds_ratio_low"], charted["odds_ratio_high"], charts.ODDS_AXIS
            )
            st.caption(
                f"The {len(charted)} strongest {'pairs' if kind == 'pair' else 'single traits'} by "
                "the lower bound; intervals are for each alone. "
                f"Rust: the finding rests on one single incident. {cut}"
            )
            st.altair_chart(charts.odds_ratios(charted))
        with st.expander(f"All {len(compared)} {kinds[kind]} looked at"):
            tables.draw(commonality_cards.commonality_table(compared))
        st.code(
            commonality_cards.command(era, kind) + edition_choice.edition_option(edition),
            language="shell",
        )

with real_tab:
    edition_choice.draw_origin("real")
    st.markdown(
        "The public record names no manifests for these incidents, so there is **no comparison "
        "traffic**: counts and clocks only, no odds ratio. *Unknown* means the source does not "
        "say: it is not *no*."
    )
    ladder = incident_queries.ladder(edition, "real")
    tables.draw(incident_tables.ladder_table(ladder))
    st.markdown("**What the sources say, side by side where they differ**")
    tables.draw(incident_tables.incident_table(incident_queries.incidents(edition, "real")))
    claims = commonality_queries.claims(edition, "real")
    if not claims.empty:
        counts = commonality_queries.claim_counts(edition, "real")
        before = int(counts["incidents_recorded_before"].sum())
        told = "None" if before == 0 else f"Only {before}"
        st.markdown(
            f"**Traits from the claims.** {told} of them was recorded before the discovery: what "
            "was written up afterwards is marked, and none is used for training. In how many "
            "incidents a source tells of them:"
        )
        tables.draw(commonality_cards.claim_count_table(counts), tallest=420)
        attribute = st.selectbox(
            "Side by side",
            list(counts["attribute"]),
            format_func=lambda name: str(name).replace("_", " "),
        )
        tables.write(commonality_cards.claim_table(claims[claims["attribute"] == attribute]))
        st.download_button(
            "Export claims (CSV)",
            claims.assign(edition=edition.id, origin="real").to_csv(index=False),
            file_name=f"claims_{edition.id}_real.csv",
            mime="text/csv",
            icon=":material/download:",
        )
    st.code(
        "tallyman commonalities --origin real" + edition_choice.edition_option(edition),
        language="shell",
    )
