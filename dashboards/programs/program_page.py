"""What every program's page shows first: its figures by section, and its tables row by row.

A page calls :func:`draw` and adds its own pictures. Which figures there are is read by
``pipelines.editions.programs``, their words are in ``pipelines.editions.program_words``.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any

import pandas as pd
import streamlit as st

from dashboards import edition_choice, tables
from pipelines.editions import Edition, open_edition
from pipelines.editions.program_words import FIGURE_COLUMNS, NOTHING, figure_words, unit_words
from pipelines.editions.programs import (
    Program,
    ProgramTable,
    list_programs,
    one_table,
    read_program,
    table_rows,
)
from pipelines.editions.published import SelectionError
from pipelines.settings import get_settings

KIND_WORDS = {
    "exceptions": "Exceptions",
    "list": "Lists",
    "matrix": "Matrices",
    "register": "Registers",
}
COLUMNS = {
    "Figure": st.column_config.TextColumn(width=270),
    "Of": st.column_config.TextColumn(width=140),
    "Period": st.column_config.TextColumn(width=120),
    "Value": st.column_config.TextColumn(width=110),
    "95 % interval": st.column_config.TextColumn(width=125),
    "Counted": st.column_config.TextColumn(width=130),
    "Unknown": st.column_config.TextColumn(width=65),
    "State": st.column_config.TextColumn(width=80),
}
WRITTEN_ROWS = 16
"""Figures of a section that are written out in full; more of them scroll."""
NOTES_SHOWN = 5
"""Notes under a table; more of them stand with the definitions."""


@dataclass(frozen=True)
class ProgramPage:
    """What the reader chose on a program's page.

    Attributes
    ----------
    edition
        The edition shown.
    program
        The program as of the day chosen.
    origin
        The one origin that is shown.
    as_of
        The day chosen; None for the newest.
    """

    edition: Edition
    program: Program
    origin: str
    as_of: date | None

    def figures(self, *, begins: str = "") -> pd.DataFrame:
        """Give the figures shown, those whose id begins so, as a frame."""
        rows = [
            row
            for row in self.program.figures
            if row["origin"] == self.origin and str(row["figure"]).startswith(begins)
        ]
        return pd.DataFrame(rows)


def draw(name: str, lead: str) -> ProgramPage:
    """Draw a program's heading, figures and tables; stop where the edition has no such program.

    Parameters
    ----------
    name
        Id of the program.
    lead
        One sentence on what the program is and what is asked of it.

    Returns
    -------
    ProgramPage
        What the reader chose, for the page's own pictures.
    """
    edition = edition_choice.chosen_edition()
    try:
        newest = _read(edition.id, name, None)
    except SelectionError as error:
        edition_choice.draw_heading(name.upper(), lead, [])
        st.info(str(error))
        st.stop()
    heading, controls = st.container(), st.container()
    origin, as_of = _draw_choice(controls, newest)
    with heading:
        edition_choice.draw_heading(newest.title, lead, [origin])
        if origin == "real":
            st.caption("Real records: what published reviews say, each figure by its source.")
    program = newest if as_of is None else _read(edition.id, name, as_of)
    draw_figures(program, origin)
    draw_tables(edition, program, origin, as_of)
    st.code(f"tallyman pack {name}", language="shell")
    return ProgramPage(edition, program, origin, as_of)


def draw_figures(program: Program, origin: str) -> None:
    """Draw the figures of one origin, section by section, each with its notes and sources."""
    rows = [row for row in program.figures if row["origin"] == origin]
    if not rows:
        st.info(f"No figure of origin {origin} in this edition.")
    for section in program.sections:
        of_section = [row for row in rows if row["section"] == section]
        if of_section:
            st.subheader(section)
            _draw_figure_table(figure_table(of_section))
            _draw_definitions(of_section, {one.name: one.title for one in program.tables})


def figure_table(rows: list[dict[str, Any]]) -> pd.DataFrame:
    """Give the columns that a reader sees of figures; whose subject is all for all has none."""
    frame = pd.DataFrame([figure_words(row) for row in rows]).rename(columns=FIGURE_COLUMNS)
    alike = ["Of"] if (frame["Of"] == "all").all() else []
    alike += ["95 % interval"] if (frame["95 % interval"] == NOTHING).all() else []
    return frame.drop(columns=["Source", *alike])


def _draw_figure_table(frame: pd.DataFrame) -> None:
    if len(frame) <= WRITTEN_ROWS:
        tables.write(frame)
    else:
        tables.draw(frame, tallest=460, column_config=COLUMNS)


def _draw_definitions(rows: list[dict[str, Any]], titles: dict[str, str]) -> None:
    """Say under a table what a reader must know, where it is from, and what each figure counts."""
    said = [row for row in rows if row["note"] and row["note"] != row["subject"]]
    notes = list(dict.fromkeys(f"**{row['title']}**: {row['note']}" for row in said))
    if 0 < len(notes) <= NOTES_SHOWN:
        st.caption("  \n".join(notes))
    sources = dict.fromkeys(str(row["source"]) for row in rows)
    st.caption("Source: " + tables.plain("; ".join(sources)))
    with st.expander("What each figure counts"):
        defined = [*{row["figure"]: row for row in rows}.values()]
        columns = {"figure": "title", "counts": "formula", "source": "source"}
        frame = pd.DataFrame({words: [row[n] for row in defined] for words, n in columns.items()})
        tables.write(frame.assign(**{"rows in": [titles.get(row["rows_in"]) for row in defined]}))
        if len(notes) > NOTES_SHOWN:
            st.caption("  \n".join(notes))


def draw_tables(edition: Edition, program: Program, origin: str, as_of: date | None) -> None:
    """Draw the tables of a program by kind, closed, each with its number of rows."""
    for kind, words in KIND_WORDS.items():
        found = [table for table in program.tables if table.kind == kind]
        if not found:
            continue
        st.subheader(words)
        for table in found:
            _draw_table(edition, program, table, origin, as_of)


def _draw_table(
    edition: Edition, program: Program, table: ProgramTable, origin: str, as_of: date | None
) -> None:
    count = table.rows.get(origin, table.rows.get("", 0))
    others = [f"{n:,} {name}" for name, n in table.rows.items() if name not in {origin, ""}]
    beside = f" ({origin}; {', '.join(others)})" if others else ""
    with st.expander(f"{table.title}: {count:,} {unit_words('row', count)}{beside}"):
        st.caption(tables.plain(table.description))
        frame = _rows(edition.id, program.name, table.name, as_of)
        if "origin" in frame:
            frame = frame[frame["origin"] == origin]
        if frame.empty:
            told = f" There are {', '.join(others)}." if others else ""
            st.info(f"No row of origin {origin}.{told}")
            return
        tables.draw(_drawable(frame.head(tables.LISTED_ROWS)), tallest=420)
        tables.say_rest(len(frame), "the file holds all")
        st.download_button(
            "Download CSV",
            frame.to_csv(index=False).encode(),
            f"{table.name}.edition_{edition.id}.csv",
            "text/csv",
            key=f"download_{table.name}",
        )


def _drawable(frame: pd.DataFrame) -> pd.DataFrame:
    """Write days as text and leave out columns that say of every row the same origin."""
    days = {
        name: frame[name].map(lambda day: "" if pd.isna(day) else f"{day:%Y-%m-%d}")
        for name in frame
        if frame[name].map(lambda cell: isinstance(cell, date)).any()
        and not pd.api.types.is_datetime64_any_dtype(frame[name])
    }
    return frame.assign(**days).drop(columns=["origin"], errors="ignore")


def _draw_choice(controls: Any, program: Program) -> tuple[str, date | None]:
    """Let the reader choose the origin and the day."""
    origins = list(program.origins) or ["real"]
    origin_column, day_column = controls.columns([1, 1])
    origin = origin_column.segmented_control(
        "Origin", origins, default=origins[0], required=True, key=f"origin_{program.name}"
    )
    day = day_column.date_input(
        "As of",
        value=None,
        min_value=date(1990, 1, 1),
        help="Registers and figures as of this day; empty for the newest.",
        key=f"as_of_{program.name}",
    )
    return str(origin or origins[0]), day


@st.cache_data(show_spinner=False, max_entries=64)
def _read(edition_id: str, name: str, as_of: date | None) -> Program:
    return read_program(open_edition(get_settings().editions, edition_id), name, as_of=as_of)


@st.cache_data(show_spinner=False, max_entries=64)
def _rows(edition_id: str, name: str, table: str, as_of: date | None) -> pd.DataFrame:
    edition = open_edition(get_settings().editions, edition_id)
    found = one_table(_read(edition_id, name, as_of), table)
    return pd.DataFrame(table_rows(edition, found, as_of=as_of), columns=list(found.columns))


@st.cache_data(show_spinner=False, max_entries=16)
def programs(edition_id: str) -> pd.DataFrame:
    """List the programs of an edition, by its id."""
    return pd.DataFrame(list_programs(open_edition(get_settings().editions, edition_id)))
