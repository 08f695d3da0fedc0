"""The catalogue of one edition as frames and words for its page.

What a measure is comes from the edition as it was published; nothing is computed here.
"""

from collections.abc import Mapping
from typing import Any

import pandas as pd
import streamlit as st

from dashboards.queries import select
from dashboards.tables import NOTHING, plain
from pipelines.editions import Edition, open_edition
from pipelines.editions.catalogue import (
    FAMILIES,
    SENSITIVITY_WORDS,
    capital,
    family_of,
    read_catalogue,
    read_vocabulary,
    target_scope,
    target_setter,
    target_words,
)
from pipelines.settings import get_settings

SAID = {
    "purpose": "Purpose",
    "formula": "Formula",
    "traps": "Traps",
    "known_limits": "Known limits",
}
"""What is told of a measure in sentences."""

FACTS = {
    "unit": "Unit",
    "denominator_label": "Counted among",
    "views": "View",
    "direction": "Reading",
    "owner_role": "Answers for it",
    "source": "Source",
    "sensitivity": "Sensitivity",
    "definition_version": "Definition version",
    "counted_in": "Figures in",
    "model": "Rows in",
}
"""What is told of it in a word or a line."""

CODES = ("counted_in", "model")
ALL_FAMILIES = "all"
COLUMNS = {
    "measure": st.column_config.TextColumn("Measure", width=195),
    "title": st.column_config.TextColumn("What", width=300),
    "unit": st.column_config.TextColumn("Unit", width=155),
    "of": st.column_config.TextColumn("Of", width=195),
    "target": st.column_config.TextColumn("Target", width=105),
}


@st.cache_data(show_spinner=False, max_entries=16)
def _catalogue(edition_id: str) -> list[dict[str, Any]]:
    return read_catalogue(open_edition(get_settings().editions, edition_id))


@st.cache_data(show_spinner=False, max_entries=16)
def _vocabulary(edition_id: str) -> list[dict[str, Any]]:
    return read_vocabulary(open_edition(get_settings().editions, edition_id))


def measures(edition: Edition) -> list[dict[str, Any]]:
    """Every measure line with its targets."""
    return _catalogue(edition.id)


def vocabulary(edition: Edition) -> list[dict[str, Any]]:
    """Read the vocabulary map, a row per word."""
    return _vocabulary(edition.id)


def family_label(family: str) -> str:
    """Words for the first part of an id.

    Examples
    --------
    >>> family_label("S8"), family_label("all"), family_label("XYZ")
    ('S8 · SAFE standard 8', 'all measures', 'XYZ')
    """
    if family == ALL_FAMILIES:
        return "all measures"
    return f"{family} · {FAMILIES[family]}" if family in FAMILIES else family


def found(rows: list[dict[str, Any]], family: str, words: str) -> list[dict[str, Any]]:
    """Choose the lines of a family in which every word that was typed stands somewhere.

    Examples
    --------
    >>> rows = [{"measure": "S8.3", "title": "High-risk examined"},
    ...         {"measure": "A24", "title": "Filed 24 hours before lading"}]
    >>> [row["measure"] for row in found(rows, "all", "examined HIGH")]
    ['S8.3']
    >>> [row["measure"] for row in found(rows, "A24", "")]
    ['A24']
    """
    wanted = words.lower().split()
    return [
        row
        for row in rows
        if family in (ALL_FAMILIES, family_of(row["measure"]))
        and all(
            any(word in str(text).lower() for name, text in row.items() if name != "targets")
            for word in wanted
        )
    ]


def table(rows: list[dict[str, Any]]) -> pd.DataFrame:
    """Columns a reader sees of the list."""
    return pd.DataFrame(
        {
            "measure": [row["measure"] for row in rows],
            "title": [row["title"] for row in rows],
            "unit": [row["unit"].replace("_", " ") for row in rows],
            "of": [row["denominator_label"] for row in rows],
            "target": [
                ", ".join(dict.fromkeys(target_words(one) for one in row["targets"])) or NOTHING
                for row in rows
            ],
        }
    )


def fact(row: Mapping[str, Any], name: str) -> str:
    """Write one fact of a measure as Markdown."""
    text = str(row[name])
    if name in CODES:
        return f"`{text}`"
    if name == "sensitivity":
        text = SENSITIVITY_WORDS.get(text, text)
    return plain(capital(text.replace("_", " ") if name == "unit" else text))


def target_lines(row: Mapping[str, Any]) -> list[str]:
    """Write each target of a measure as Markdown: what, which figures, who, when, why, source."""
    return [
        f"**{plain(target_words(one))}** · {plain(target_scope(one))}. "
        f"{plain(capital(one['reason']))}. {plain(capital(target_setter(one)))}. "
        f"{plain(one['source'])}"
        for one in row["targets"]
    ]


def newest_figures(edition: Edition, measure: str, origin: str) -> pd.DataFrame:
    """Figures of a measure in the newest season that has one, all ports together."""
    return select(
        edition,
        "from published.measures where measure = ? and origin = ? and port_code = '*' "
        "and period_kind = 'season' and period = (select max(period) from published.measures "
        "where measure = ? and origin = ? and period_kind = 'season' and port_code = '*') "
        'order by unit, "view" desc',
        measure,
        origin,
        measure,
        origin,
    )
