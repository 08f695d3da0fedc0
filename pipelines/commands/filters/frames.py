"""Drawing a frame of an answer on the terminal: which columns, under which words.

Numbers are written as everywhere on the terminal (`pipelines.console`); nothing is computed.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd
from rich.markup import escape

from pipelines.console import count, percent, results, table

MOST_ROWS = 30


def draw_frame(
    title: str,
    frame: pd.DataFrame,
    columns: Mapping[str, str],
    *,
    origins: Sequence[str] = (),
    shares: Sequence[str] = (),
    most: int = MOST_ROWS,
) -> None:
    """Draw rows of a frame, and say how many more there are.

    Parameters
    ----------
    title
        What the rows are.
    frame
        The rows.
    columns : mapping of str to str
        Column to its heading, in order; one that begins with ``#`` is set to the right.
    origins
        Origins of the rows.
    shares
        Columns written as percentages.
    most
        Rows to draw.
    """
    made = table(title, list(columns.values()), origins=origins)
    for row in frame.head(most).to_dict("records"):
        made.add_row(*(_cell(row[name], name in shares) for name in columns))
    results().print(made)
    if len(frame) > most:
        results().print(f"[dim]… and {count(len(frame) - most)} more; --json lists all.[/]")


def _cell(value: Any, is_share: bool) -> str:
    """Write one value."""
    if value is None or (not isinstance(value, list | tuple) and pd.isna(value)):
        return "–"
    if is_share:
        return percent(float(value))
    if isinstance(value, float):
        return f"{value:,.1f}"
    if isinstance(value, int) and not isinstance(value, bool):
        return count(value)
    if isinstance(value, pd.Timestamp):
        return f"{value:%Y-%m-%d %H:%M}" if value != value.normalize() else f"{value:%Y-%m-%d}"
    return escape(str(value))
