"""Frame in, table on the page out: column names in words, whole numbers grouped, dates as dates.

A table shows what its frame holds; which rows and columns belongs in ``queries``, wording of
single figures in ``figures``.
"""

from typing import Any

import pandas as pd
import streamlit as st

ROW_PIXELS = 35
TALLEST_PIXELS = 700


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
    height = min(ROW_PIXELS * (len(frame) + 1) + 3, tallest)
    return st.dataframe(frame, hide_index=True, height=height, column_config=columns, **options)


def _column(name: str, values: pd.Series) -> Any:
    if pd.api.types.is_bool_dtype(values):
        return st.column_config.CheckboxColumn(words(name))
    if pd.api.types.is_numeric_dtype(values):
        return st.column_config.NumberColumn(words(name), format="localized")
    if pd.api.types.is_datetime64_any_dtype(values):
        return st.column_config.DateColumn(words(name), format="YYYY-MM-DD")
    return st.column_config.TextColumn(words(name))
