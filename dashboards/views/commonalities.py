"""Commonalities: what incident containers share, against comparable ordinary traffic."""

import streamlit as st

from dashboards import charts, edition_choice, figures, queries, tables

edition = edition_choice.draw_heading(
    "Commonalities",
    "Each trait among incident containers and among ordinary containers of the same loading "
    "region, U.S. ports and month of arrival. Origins are never mixed.",
    [],
)
frame = queries.commonalities(edition)
synthetic_tab, real_tab = st.tabs(["Synthetic stream", "Real incidents"])

with synthetic_tab:
    st.warning(
        "**Synthetic.** These incidents were planted, at a rate far above the true one; the page "
        "shows what the method can and cannot see.",
        icon=":material/science:",
    )
    traits = frame.query("origin == 'synthetic'")
    compared = traits.dropna(subset=["odds_ratio"])
    if compared.empty:
        st.info("No synthetic incident of this edition has comparison traffic.")
    else:
        st.caption(
            f"n = {int(traits['incident_containers'].max())} incident containers of "
            f"{int(traits['incidents'].max())} incidents, against "
            f"{int(traits['traffic_containers'].max()):,} comparable containers. Exact 95 % "
            "intervals, one trait at a time. Rust: the finding rests on one single incident."
        )
        st.altair_chart(charts.odds_ratios(compared))
        tables.draw(figures.commonality_table(traits))

with real_tab:
    st.markdown(
        "The public record names no manifests for these incidents, so there is **no comparison "
        "traffic**: counts and clocks only, no odds ratio. *Unknown* means the source does not "
        "say: it is not *no*."
    )
    ladder = queries.ladder(edition).query("origin == 'real'")
    tables.draw(figures.ladder_table(ladder))
    st.markdown("**What the sources say, side by side where they differ**")
    tables.draw(figures.incident_table(queries.incidents(edition).query("origin == 'real'")))
