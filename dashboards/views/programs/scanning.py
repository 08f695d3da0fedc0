"""Scanning abroad: what is scanned before lading, alarms, extensions, and all against by risk."""

from dataclasses import replace

import pandas as pd
import streamlit as st

from dashboards import tables, tiles
from dashboards.programs import beginning, program_page, scanning_pictures
from models.scanning import Assumption, AssumptionError, compare, trade_off
from pipelines.editions.programs import one_table, table_rows
from pipelines.editions.scanning import alarm_times, model_inputs

page = program_page.draw(
    "scanning",
    "U.S.-bound containers are to be imaged and measured for radiation before they are laded. What "
    "is scanned stands at the terminal and at the port: two shares, never one.",
)


def rows_of(table: str) -> pd.DataFrame:
    """Read a table of the program, of the origin shown."""
    found = one_table(page.program, table)
    rows = pd.DataFrame(
        table_rows(page.edition, found, as_of=page.as_of), columns=list(found.columns)
    )
    return rows[rows["origin"] == page.origin]


ports = rows_of("dim_scanning_ports")
names = dict(zip(ports["port_code"], ports["port_name"], strict=True))

st.subheader("At the terminal and at the port")
shares = page.figures(begins="SCAN.")
shares = shares[shares["figure"].isin(["SCAN.terminal", "SCAN.port"])] if len(shares) else shares
rated = shares.dropna(subset=["value"]) if len(shares) else shares
if rated.empty:
    st.info(
        beginning.missing(
            "No share to draw: no container of this origin laded where scanning ran is loaded, or "
            "fewer than 20 are known",
            "scans",
            page.as_of,
        )
    )
else:
    st.altair_chart(scanning_pictures.two_shares(rated))
    st.caption(
        "What is missing to 100 % at the port is the gap to the law. A limited port scans at one "
        "terminal, so its port share is low by design. Exact 95 % intervals."
    )

st.subheader("From alarm to resolution")
alarms = pd.DataFrame(alarm_times(page.edition, origin=page.origin))
if alarms.empty:
    st.info(beginning.missing(f"No alarm of origin {page.origin} is loaded", "scans", page.as_of))
else:
    tables.write(scanning_pictures.alarm_table(alarms, names))
    st.caption("An alarm still open counts as lasting at least as long as it has lasted.")

st.subheader("May the term be extended?")
checklist = rows_of("fct_extension_checklist")
if checklist.empty:
    st.info(
        beginning.missing(
            f"No port of origin {page.origin} is registered", "scanning_ports", page.as_of
        )
    )
else:
    tables.write(scanning_pictures.checklist_table(checklist))
    conditions = checklist.drop_duplicates("condition_number").sort_values("condition_number")
    needed = int(conditions["needed_count"].iloc[0])
    st.caption(
        f"{needed} of the {len(conditions)} conditions must be present. No evidence on file means "
        "unknown, never absent; a result is not decided while unknown conditions could still turn "
        "it.  \n"
        + "  \n".join(
            f"({row['condition_number']}) {tables.plain(row['condition_text'])}"
            for _, row in conditions.iterrows()
        )
        + f"  \nSource: {conditions['condition_source'].iloc[0]}"
    )

st.subheader("All containers, or those chosen by risk? A model, not a finding")
st.markdown(
    "The same readers look at fewer images thoroughly or at all of them in haste. The answer is as "
    "good as the inputs below, **most of which no text gives: they are assumed**. Move them. They "
    "are the same whichever origin is chosen: no row of either is counted here."
)
try:
    stated = model_inputs(page.edition, as_of=page.as_of)
except AssumptionError as error:
    st.info(
        beginning.missing(
            "Not every input of the model is stated", "scanning_assumptions", page.as_of
        )
    )
    st.caption(tables.plain(str(error)))
    st.stop()


def moved(one: Assumption, place: int, columns: list[object]) -> Assumption:
    """Let the reader move the most likely value within the range, and the range with it."""
    if one.low == one.high:
        return one
    scale = 100.0 if one.unit == "share" else 1.0
    unit = " (%)" if one.unit == "share" else ""
    top = min(one.high * 2, 1.0) if one.unit == "share" else one.high * 2
    low, high = columns[place % len(columns)].slider(  # type: ignore[attr-defined]
        f"{one.title}{unit}",
        min_value=round(one.low * scale / 2, 2),
        max_value=round(top * scale, 2),
        value=(round(one.low * scale, 2), round(one.high * scale, 2)),
        format="%g",
        key=f"input_{one.name}",
        help=f"{scanning_pictures.input_words(one)}. {one.source}",
    )
    best = min(max(one.best, low / scale), high / scale)
    return replace(one, low=low / scale, best=best, high=high / scale)


sliders = st.columns(3)
adjustable = [one for one in stated.values() if one.low < one.high]
chosen = stated | {
    one.name: moved(one, place, list(sliders)) for place, one in enumerate(adjustable)
}
answer = compare(chosen)
tiles.draw_tiles(
    [
        (
            "Found by risk",
            f"{answer.by_risk.found:.0%}",
            f"{answer.by_risk.low:.0%} to {answer.by_risk.high:.0%} · "
            f"{answer.by_risk.images_a_day:,.0f} images a day, "
            f"{answer.by_risk.minutes_an_image:,.1f} min each",
        ),
        (
            "Found if all are imaged",
            f"{answer.everything.found:.0%}",
            f"{answer.everything.low:.0%} to {answer.everything.high:.0%} · "
            f"{answer.everything.images_a_day:,.0f} images a day, "
            f"{answer.everything.minutes_an_image:,.2f} min each",
        ),
        (
            "All finds more in",
            f"{answer.everything_finds_more:.0%}",
            f"of {answer.draws:,} draws of the inputs (seed {answer.seed})",
        ),
        (
            "Minutes to equal",
            f"{answer.minutes_to_equal:,.0f}",
            "reader minutes a day at which imaging all finds as much, against "
            f"{chosen['reader_minutes_a_day'].best:,.0f} now",
        ),
    ]
)
st.altair_chart(
    scanning_pictures.trade_off_chart(trade_off(chosen), answer, chosen["chosen_share"].best)
)
st.caption(
    "Line: most likely inputs; band: the middle 95 % of the draws. Each slider holds the lowest "
    "and the highest value; the most likely one is the register's, kept inside."
)
tables.write(scanning_pictures.input_table(stated))
