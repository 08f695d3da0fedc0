"""Catalogue: what each measure is for, counts and is held against; and the words in use."""

import streamlit as st

from dashboards import edition_choice, figures, tables
from dashboards.measures import catalogue
from pipelines.editions.catalogue import capital, family_of
from pipelines.editions.published import SelectionError

edition = edition_choice.draw_heading(
    "Catalogue",
    "What each measure is for, what it counts, where its definition comes from, who answers for "
    "it and what it is held against.",
    ["synthetic"],
    "Definitions hold for every origin.",
)
try:
    rows = catalogue.measures(edition)
except SelectionError as error:
    st.info(str(error))
    st.stop()

search_column, family_column = st.columns([3, 1])
words = search_column.text_input("Search", placeholder="words of any part: gate-out, filter, 24")
families = [catalogue.ALL_FAMILIES, *dict.fromkeys(family_of(row["measure"]) for row in rows)]
family = family_column.selectbox("Family", families, format_func=catalogue.family_label)
found = catalogue.found(rows, family, words)
st.caption(
    f"{len(found)} of {len(rows)} measure lines. Click a row to read all of it; a line inherits "
    "from its headline what it does not say itself."
)
if not found:
    st.info("No measure has all of these words. Take one away, or choose all measures.")
else:
    selection = tables.draw(
        catalogue.table(found),
        tallest=390,
        on_select="rerun",
        selection_mode="single-row",
        column_config=catalogue.COLUMNS,
    )
    position = selection.selection.rows[0] if selection.selection.rows else 0
    row = found[position if position < len(found) else 0]
    st.subheader(f"{row['measure']} · {row['title']}")
    text_column, fact_column = st.columns([3, 2], gap="large")
    with text_column:
        for name, heading in catalogue.SAID.items():
            st.markdown(f"**{heading}**  \n{tables.plain(capital(row[name]) or 'None known.')}")
        st.markdown("**Target**")
        targets = catalogue.target_lines(row)
        st.markdown("\n".join(f"- {line}" for line in targets) if targets else "None set.")
    with fact_column:
        st.markdown(
            "\n\n".join(
                f"**{heading}**  \n{catalogue.fact(row, name)}"
                for name, heading in catalogue.FACTS.items()
            )
        )
    newest = catalogue.newest_figures(edition, row["measure"], "synthetic")
    if not newest.empty:
        st.markdown(f"**Season {newest['period'].iloc[0]}, all ports together**")
        shown = figures.measure_table(newest).drop(columns=["measure", "title"])
        shown.insert(0, "unit", newest["unit"].str.replace("_", " "))
        shown.insert(1, "view", newest["view"])
        tables.draw(shown, column_config=figures.MEASURE_COLUMNS)
    st.code(f"tallyman catalogue {row['measure']}", language="shell")

st.subheader("Vocabulary map")
st.caption(
    "The SAFE Framework and the law of the United States use the same words for different acts. "
    "In every report the words mean what stands here."
)
for entry in catalogue.vocabulary(edition):
    with st.container(border=True):
        word_column, meaning_column = st.columns([1, 3])
        word_column.markdown(f"**{capital(entry['term'])}**")
        word_column.caption(entry["said_in"])
        meaning_column.markdown(
            f"{tables.plain(capital(entry['means']))}  \n"
            f"**Counted as** {tables.plain(entry['tallyman_counts_as'])}  \n"
            f"**Never** {tables.plain(entry['never'])}"
        )
        meaning_column.caption(tables.plain(entry["source"]))
