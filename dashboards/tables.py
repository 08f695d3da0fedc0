"""Frame in, table on the page out: column names in words, whole numbers grouped, dates as dates.

A table shows what its frame holds; which rows and columns belongs in ``queries``, wording of
single figures in ``figures``.
"""

import re
from typing import Any

import pandas as pd
import streamlit as st

ROW_PIXELS = 35
TALLEST_PIXELS = 700
NOTHING = "–"
YEARS = frozenset({"season", "fiscal_year", "calendar_year", "year", "before"})
"""Columns of whole numbers that are not grouped."""
MARKDOWN = re.compile(r"([\\`*_{}\[\]<>#$~|:!])")


def words(column: str) -> str:
    """Turn a column name into words.

    Examples
    --------
    >>> words("rows_quarantined")
    'Rows quarantined'
    """
    text = column.replace("_", " ")
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
    texts = [name for name in frame if pd.api.types.is_string_dtype(frame[name])]
    frame = frame.fillna(dict.fromkeys(texts, NOTHING)) if texts else frame
    height = min(ROW_PIXELS * (len(frame) + 1) + 3, tallest)
    return st.dataframe(frame, hide_index=True, height=height, column_config=columns, **options)


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
    st.table(styled, border="horizontal", hide_index=True)


def _column(name: str, values: pd.Series) -> Any:
    if pd.api.types.is_bool_dtype(values):
        return st.column_config.CheckboxColumn(words(name))
    if pd.api.types.is_numeric_dtype(values):
        is_year = name in YEARS
        return st.column_config.NumberColumn(words(name), format="%d" if is_year else "localized")
    if pd.api.types.is_datetime64_any_dtype(values):
        if (values.dropna() != values.dropna().dt.normalize()).any():
            return st.column_config.DatetimeColumn(words(name), format="YYYY-MM-DD HH:mm")
        return st.column_config.DateColumn(words(name), format="YYYY-MM-DD")
    return st.column_config.TextColumn(words(name))
