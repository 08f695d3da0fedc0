"""Ledger: figures as first published against as now, what changed them, and restatements."""

import streamlit as st

from dashboards import edition_choice, queries, tables, tiles
from dashboards.measures import ledger_tables

EVERY = "every"

edition = edition_choice.draw_heading(
    "Ledger",
    "Every figure that changed since it was first published: the value then, the value now, and "
    "the cause. Editions published before are kept byte for byte.",
    ["real", "synthetic"],
    "A figure's origin stands beside it.",
)
found = ledger_tables.ledger_up_to(edition.id)
restated = [entry for entry in found.entries if entry.restatements]
tiles.draw_tiles(
    [
        ("Editions", f"{len(found.editions):,}", ""),
        ("Figures published", f"{found.figures:,}", ""),
        ("Changed since", f"{len(found.entries):,}", ""),
        ("Restated after final", f"{len(restated):,}", ""),
    ]
)
st.caption(
    "A figure is provisional until 45 days after its period's end (a setting), then final; a "
    "change after that is a restatement. Where an edition has no cut of its data, that is judged "
    "at the newest row it holds. Several causes at once are all named."
)

if len(found.editions) == 1:
    st.info(f"Edition {edition.id} is the first: every figure stands as first published.")
elif not found.entries:
    st.info(
        f"No figure differs between editions {found.editions[0]} and {found.editions[-1]}: each "
        "stands as first published."
    )
else:
    measure_column, cause_column, kind_column, only_column = st.columns([2, 2, 1, 1])
    measures = sorted({entry.measure for entry in found.entries})
    causes = sorted({cause for entry in found.entries for cause in ledger_tables.causes_of(entry)})
    kinds = sorted({entry.period_kind for entry in found.entries})
    measure = measure_column.selectbox("Measure", [EVERY, *measures])
    cause = cause_column.selectbox("Cause", [EVERY, *causes])
    kind = kind_column.selectbox("Kind of period", [EVERY, *kinds])
    only_restated = only_column.toggle("Only restatements")
    shown = [
        entry
        for entry in found.entries
        if measure in (EVERY, entry.measure)
        and (cause == EVERY or cause in ledger_tables.causes_of(entry))
        and kind in (EVERY, entry.period_kind)
        and (entry.restatements or not only_restated)
    ]
    st.subheader(f"As published and as now: {len(shown):,} figures")
    if shown:
        selection = tables.draw(
            ledger_tables.ledger_table(shown),
            tallest=420,
            on_select="rerun",
            selection_mode="single-row",
            column_config=ledger_tables.LEDGER_COLUMNS,
        )
        position = selection.selection.rows[0] if selection.selection.rows else 0
        chosen = shown[min(position, len(shown) - 1)]
        place = "all ports" if chosen.port == "*" else f"port {chosen.port}"
        unit = chosen.unit.replace("_", " ")
        st.subheader(f"{chosen.measure} by {unit}, {chosen.period}, {place}")
        edition_choice.mark(chosen.origin)
        tables.draw(ledger_tables.history_table(chosen))
        st.markdown("\n".join(f"- {line}" for line in ledger_tables.evidence_lines(chosen)))
        port = "" if chosen.port == "*" else f" --port {chosen.port}"
        st.code(
            f"tallyman ledger --measure {chosen.measure} --unit {chosen.unit} "
            f"--period {chosen.period}{port}",
            language="shell",
        )
    else:
        st.caption("No figure that changed fits.")

st.subheader("Bridged series")
bridged = queries.bridged_measures(edition)
if bridged.empty:
    st.caption("No definition has changed between editions so far.")
else:
    st.caption(
        "Where a definition changed, the season both editions have stands under both versions. "
        "Same data: both were counted from the same files, so the step is the definition's alone."
    )
    tables.draw(ledger_tables.bridge_table(bridged))
