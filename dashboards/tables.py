"""Frame in, table on the page out: column names in words, whole numbers grouped, dates as dates.

A table shows what its frame holds; which rows and columns belongs in ``queries``, wording of
single figures in ``figures``. A missing value is a dash, whatever its type: not 0, not "no".
"""

import re
from typing import Any

import pandas as pd
import streamlit as st

ROW_PIXELS = 35
TALLEST_PIXELS = 700
LISTED_ROWS = 1000
"""Rows of a long table that a page lists."""
NOTHING = "–"
YEARS = frozenset({"season", "fiscal_year", "calendar_year", "year", "before"})
"""Columns of whole numbers that are not grouped."""
WORDS = {
    "cbp": "CBP",
    "csi": "CSI",
    "ctpat": "C-TPAT",
    "imo": "IMO",
    "isf": "ISF",
    "itag": "ITAG",
    "nvocc": "NVOCC",
    "oig": "OIG",
    "psi": "PSI",
    "scac": "SCAC",
    "sfi": "SFI",
    "unlocode": "UN/LOCODE",
    "us": "U.S.",
    "utc": "UTC",
}
"""Parts of column names that a reader knows spelt otherwise."""
ENDINGS = {"_kg": " (kg)", "_pct": " (%)", "_key": ""}
"""Endings of column names that say a unit, or nothing to a reader."""
SHORT_WORDS, LONG_WORDS, CELL_EDGES = 16, 26, 3
SENTENCE = 40
"""Characters that a column of words, or of sentences, keeps on a narrow page, and beside them; and
from how many on a text is a sentence. A column of shorter words does not wrap; a table too wide
for the page scrolls."""
MARKDOWN = re.compile(r"([\\`*_{}\[\]<>#$~|:!])")


def words(column: str) -> str:
    """Turn a column name into words, with its unit where the name says one.

    Examples
    --------
    >>> words("rows_quarantined"), words("us_port_code"), words("weight_kg")
    ('Rows quarantined', 'U.S. port code', 'Weight (kg)')
    >>> words("laded_at"), words("container_trip_key"), words("is_high_risk")
    ('Laded at', 'Container trip', 'High risk')
    """
    name = column.removeprefix("is_") if column.islower() else column
    ending = next((one for one in ENDINGS if name.endswith(one) and name != one), "")
    stem = name.removesuffix(ending) if ending else name
    text = " ".join(WORDS.get(part, part) for part in stem.split("_")) + ENDINGS.get(ending, "")
    return text[:1].upper() + text[1:]


def draw(frame: pd.DataFrame, *, tallest: int = TALLEST_PIXELS, **options: Any) -> Any:
    """Draw a frame as a table as tall as its rows.

    Parameters
    ----------
    frame
        What to show, in the order to show it.
    tallest
        Pixels after which the table scrolls.
    **options
        Passed to ``streamlit.dataframe``.

    Returns
    -------
    The selection state where ``on_select`` was asked for, else an element.
    """
    configured = options.pop("column_config", {})
    columns = {name: _column(name, frame[name]) for name in frame.columns} | configured
    height = min(ROW_PIXELS * (len(frame) + 1) + 3, tallest)
    return st.dataframe(
        frame,
        hide_index=True,
        height=height,
        column_config=columns,
        placeholder=NOTHING,
        **options,
    )


def draw_first(frame: pd.DataFrame, *, tallest: int, rest: str = "") -> None:
    """Draw the first rows of a long frame, and say so where there are more.

    Parameters
    ----------
    frame
        What to show, in the order to show it.
    tallest
        Pixels after which the table scrolls.
    rest
        Where the others are, as in "the file holds all".
    """
    draw(frame.head(LISTED_ROWS), tallest=tallest)
    say_rest(len(frame), rest)


def say_rest(row_count: int, rest: str = "") -> None:
    """Say under the first rows of a table how many there are, and where the others are."""
    if row_count > LISTED_ROWS:
        where = f"; {rest}" if rest else ""
        st.caption(f"The first {LISTED_ROWS:,} of {row_count:,} rows{where}.")


def plain(text: str) -> str:
    r"""Give a text that says the same where Markdown is read, whoever wrote it.

    Examples
    --------
    >>> plain("nvocc_house_bill")
    'nvocc\\_house\\_bill'
    """
    return MARKDOWN.sub(r"\\\1", text)


def write(frame: pd.DataFrame, *, code: tuple[str, ...] = ()) -> None:
    """Write a short frame out in full: words wrap, nothing is cut, nothing scrolls.

    Parameters
    ----------
    frame
        What to show, in the order to show it; a missing value becomes a dash. Columns of numbers
        stand to the right.
    code
        Columns to show sign by sign, such as expressions.
    """
    numbers = [name for name in frame if pd.api.types.is_numeric_dtype(frame[name])]
    whole = [name for name in numbers if pd.api.types.is_integer_dtype(frame[name])]
    texts = [name for name in frame if name not in numbers]
    shown = frame.reset_index(drop=True)
    for name in texts:
        as_is = (lambda text: f"`{text}`") if name in code else plain
        shown[name] = [NOTHING if pd.isna(cell) else as_is(str(cell)) for cell in frame[name]]
    styled = (
        shown.rename(columns=words)
        .style.format("{:,}", subset=[words(name) for name in whole], na_rep=NOTHING)
        .format("{:,.1f}", subset=[words(n) for n in numbers if n not in whole], na_rep=NOTHING)
        .set_properties(subset=[words(name) for name in numbers], **{"text-align": "right"})
    )
    for name in texts:
        longest = shown[name].map(len).max() if len(shown) else 0
        least = longest + CELL_EDGES
        if longest > SHORT_WORDS:
            least = LONG_WORDS if longest > SENTENCE else SHORT_WORDS
        styled = styled.set_properties(subset=[words(name)], **{"min-width": f"{least}ch"})
    st.table(styled, border="horizontal", hide_index=True)


def _column(name: str, values: pd.Series) -> Any:
    if pd.api.types.is_bool_dtype(values):
        return st.column_config.CheckboxColumn(words(name))
    if pd.api.types.is_numeric_dtype(values):
        is_year = name in YEARS
        return st.column_config.NumberColumn(words(name), format="%d" if is_year else "localized")
    if pd.api.types.is_datetime64_any_dtype(values):
        if (values.dropna() != values.dropna().dt.normalize()).any():
            stem = words(name.removesuffix("_at"))
            moment = stem if "UTC" in stem else f"{stem} (UTC)"
            return st.column_config.DatetimeColumn(moment, format="YYYY-MM-DD HH:mm")
        return st.column_config.DateColumn(words(name), format="YYYY-MM-DD")
    return st.column_config.TextColumn(words(name))
