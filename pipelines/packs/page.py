"""The page of a pack: HTML that needs nothing beside itself.

Words and layout are in ``pack.html``, in the style of the model card.
"""

from collections.abc import Sequence
from datetime import datetime
from itertools import groupby
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined

from pipelines.editions.program_words import NOTHING, code_words, figure_words
from pipelines.packs.contents import PackContents
from pipelines.packs.plots import Plot

MOST_SUBJECTS = 15
"""Subjects of one figure that are all told on the page, whether they have a value or not."""
SHOWN_ROWS = 50
"""Rows of one table on the page; the workbook holds more."""


def pack_html(contents: PackContents, plots: Sequence[Plot]) -> str:
    """Draw a pack as one page without scripts or addresses; pictures stand in it.

    Parameters
    ----------
    contents
        What the pack says.
    plots
        Its pictures.

    Returns
    -------
    str
    """
    environment = Environment(
        loader=PackageLoader("pipelines.packs", "."),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {"cell": cell_words, "heading": heading_words}
    return environment.get_template("pack.html").render(
        pack=contents,
        program=contents.program,
        manifest=contents.manifest(),
        sections=_sections(contents),
        plots=plots,
        table_titles={one.table.name: one.table.title for one in contents.tables},
        shown=SHOWN_ROWS,
    )


def _sections(contents: PackContents) -> list[dict[str, Any]]:
    """Give the figures by section and origin, each worded; real and synthetic stay apart."""
    found = []
    for section in contents.program.sections:
        rows = [row for row in contents.program.figures if row["section"] == section]
        for origin in sorted({row["origin"] for row in rows}):
            of_origin = [row for row in rows if row["origin"] == origin]
            found.append(
                {
                    "title": section,
                    "origin": origin,
                    "by_subject": any(row["subject"] != "*" for row in of_origin),
                    "figures": [_folded(group) for group in _in_groups(of_origin)],
                    "notes": list(
                        dict.fromkeys(
                            (row["title"], row["note"]) for row in of_origin if row["note"]
                        )
                    ),
                }
            )
    return found


def _in_groups(rows: list[dict[str, Any]]) -> list[list[dict[str, Any]]]:
    """Put the rows of one figure and one source under each other, so that both are told once."""
    return [
        list(group) for _, group in groupby(rows, key=lambda row: (row["title"], row["source"]))
    ]


def _folded(rows: list[dict[str, Any]]) -> dict[str, Any]:
    """Word the rows of a figure; of many subjects those without a value stand in the workbook."""
    subjects = sum(row["subject"] != "*" for row in rows)
    shown = [row for row in rows if row["subject"] == "*" or row["value"] is not None]
    shown = rows if subjects <= MOST_SUBJECTS else shown or rows
    return {"rows": [figure_words(row) for row in shown], "folded": len(rows) - len(shown)}


def heading_words(column: str) -> str:
    """Put the name of a column in words.

    Examples
    --------
    >>> heading_words("as_of_date")
    'As of date'
    """
    words = column.replace("_", " ")
    return words[:1].upper() + words[1:]


def is_label(column: str) -> bool:
    """Say whether a column of whole numbers holds years or codes, which nobody adds up.

    Examples
    --------
    >>> is_label("fiscal_year"), is_label("container_count")
    (True, False)
    """
    return column.endswith(("year", "season", "code", "version", "_id", "load_id", "line"))


def cell_words(value: Any, column: str = "") -> str:
    """Word one cell of a table; nothing as a dash, a year without a comma.

    Examples
    --------
    >>> cell_words(None), cell_words(True), cell_words(12345), cell_words(0.25)
    ('–', 'yes', '12,345', '0.25')
    >>> cell_words(datetime(2008, 7, 31, 6, 5)), cell_words(2006, "season")
    ('2008-07-31 06:05', '2006')
    """
    if value is None or value != value:  # noqa: PLR0124  not a number
        return NOTHING
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int):
        return str(value) if is_label(column) else f"{value:,}"
    if isinstance(value, float):
        return f"{value:,.6g}"
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d %H:%M}"
    return code_words(str(value))
