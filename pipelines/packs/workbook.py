"""The workbook of a pack: a sheet each for figures, tables, definitions, restatements, manifest.

Cells hold numbers and days, not their words, so that a reader can sort and add; formats, widths
and notes make them readable. The same contents give the same bytes.
"""

import math
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from io import BytesIO
from pathlib import Path
from typing import Any

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from pipelines.editions.program_words import is_share
from pipelines.packs.contents import PackContents, PackTable
from pipelines.packs.page import heading_words, is_label
from pipelines.packs.plots import SCALE, Plot
from pipelines.packs.sheet_names import SheetNames
from pipelines.packs.workbook_columns import (
    DEFINITIONS,
    FIGURES,
    FORMATS,
    LAST_PRINTED,
    RESTATEMENTS,
    SOURCES,
    SYNTHETIC,
)

NARROWEST, WIDEST = 9, 55
SHARES = ("value", "low", "high", "value_unknown_low", "value_unknown_high")
NOTE_SIZE = {"x_scale": 2.4, "y_scale": 1.3}


def write_workbook(contents: PackContents, plots: Sequence[Plot], path: Path) -> None:
    """Write the workbook.

    Parameters
    ----------
    contents
        What the pack says.
    plots
        Its pictures.
    path
        File to write; one that stands there is replaced.

    Notes
    -----
    The day of making that the file carries is the edition's, never now.
    """
    published = contents.edition.manifest.created_at.astimezone(UTC).replace(tzinfo=None)
    with xlsxwriter.Workbook(str(path), {"remove_timezone": True}) as book:
        book.set_properties(
            {
                "title": f"{contents.program.title}: review pack",
                "subject": contents.asked,
                "comments": f"Edition {contents.edition.id}; real and synthetic rows stand apart.",
                "created": published.replace(microsecond=0),
            }
        )
        _Book(book, contents).write(plots)


class _Book:
    """One workbook while it is written."""

    def __init__(self, book: xlsxwriter.Workbook, contents: PackContents) -> None:
        self._book = book
        self._contents = contents
        self._names = SheetNames()
        self._formats = {
            (name, is_synthetic): book.add_format(
                {"valign": "top", "text_wrap": True} | look | (SYNTHETIC if is_synthetic else {})
            )
            for name, look in FORMATS.items()
            for is_synthetic in (False, True)
        }

    def write(self, plots: Sequence[Plot]) -> None:
        contents = self._contents
        self._cover()
        self._figures()
        if plots:
            self._plots(plots)
        exceptions = contents.kind("exceptions")
        if not exceptions:
            self._empty("Exceptions", "No table of this program holds exceptions.")
        for one in exceptions:
            self._table(one, f"Exceptions {one.table.title}")
        for one in contents.tables:
            if one.table.kind != "exceptions":
                self._table(one, one.table.title)
        self._sheet_of("Definitions", DEFINITIONS, contents.definitions())
        if contents.reports:
            self._sheet_of("Sources", SOURCES, contents.reports)
        changes = [vars(one) for one in contents.restatements]
        if changes:
            self._sheet_of("Restatements", RESTATEMENTS, changes)
        else:
            said = "No figure of this program was published otherwise by an earlier edition."
            self._empty("Restatements", said)
        self._manifest()

    def _cover(self) -> None:
        contents, sheet = self._contents, self._sheet("Pack")
        origins = contents.program.origins
        told = [
            f"Review pack of edition {contents.edition.id}: {contents.asked}.",
            "Origins: " + (", ".join(origins) or "no rows") + ".",
            *(
                ["Synthetic rows (yellow) are counted from a simulated stream: no real traffic."]
                if "synthetic" in origins
                else []
            ),
            "Exact 95 % intervals; no percentage where fewer than 20 are known.",
            "Unknown is counted neither as yes nor as no. An empty number is not 0.",
            "A note on a figure's name says what it counts.",
        ]
        sheet.set_column(0, 0, 100)
        sheet.write_string(0, 0, contents.program.title, self._look("title"))
        for line, text in enumerate(told, start=2):
            sheet.write_string(line, 0, text, self._look("plain"))

    def _figures(self) -> None:
        rows = self._contents.program.figures
        sheet = self._sheet_of("Figures", FIGURES, rows)
        title = list(FIGURES).index("title")
        sheet.print_area(0, 0, max(len(rows), 1), list(FIGURES).index(LAST_PRINTED))
        for line, row in enumerate(rows, start=1):
            sheet.write_comment(line, title, f"{row['formula']}\n{row['source']}", NOTE_SIZE)

    def _table(self, one: PackTable, name: str) -> None:
        sheet = self._sheet_of(
            name, {column: heading_words(column) for column in one.table.columns}, one.rows
        )
        if one.table.columns:
            sheet.write_comment(0, 0, one.table.description, NOTE_SIZE)
        if one.left_out:
            told = f"{one.left_out:,} more rows stand in edition {self._contents.edition.id}."
            sheet.write_string(len(one.rows) + 2, 0, told, self._look("plain"))

    def _plots(self, plots: Sequence[Plot]) -> None:
        sheet, line = self._sheet("Plots"), 0
        for number, plot in enumerate(plots):
            sheet.write_string(line, 0, plot.title, self._look("title"))
            sheet.write_string(line + 1, 0, plot.caption, self._look("plain"))
            sheet.insert_image(
                line + 2,
                0,
                f"plot_{number}.png",
                {
                    "image_data": BytesIO(plot.png),
                    "description": plot.title,
                    "x_scale": 1 / SCALE,
                    "y_scale": 1 / SCALE,
                },
            )
            line += 4 + math.ceil(_height(plot.png) / SCALE / 20)

    def _manifest(self) -> None:
        rows = [
            {"what": heading_words(name), "value": _flat(value)}
            for name, value in self._contents.manifest().items()
        ]
        self._sheet_of("Manifest", {"what": "What", "value": "Value"}, rows)

    def _empty(self, name: str, said: str) -> None:
        sheet = self._sheet(name)
        sheet.set_column(0, 0, 100)
        sheet.write_string(0, 0, said, self._look("plain"))

    def _sheet(self, name: str) -> Worksheet:
        sheet = self._book.add_worksheet(self._names.unique(name))
        sheet.set_landscape()
        sheet.set_paper(1)
        sheet.fit_to_pages(1, 0)
        sheet.set_footer(
            f"&L{self._contents.program.title}&CEdition {self._contents.edition.id}&R&P of &N"
        )
        return sheet

    def _sheet_of(
        self, name: str, columns: Mapping[str, str], rows: Sequence[Mapping[str, Any]]
    ) -> Worksheet:
        """Write rows under headings that stay in sight, as wide as they need."""
        sheet = self._sheet(name)
        sheet.freeze_panes(1, 0)
        sheet.repeat_rows(0)
        for place, heading in enumerate(columns.values()):
            sheet.write_string(0, place, heading, self._look("head"))
        for line, row in enumerate(rows, start=1):
            is_synthetic = row.get("origin") == "synthetic"
            for place, column in enumerate(columns):
                self._cell(sheet, line, place, column, row, is_synthetic)
        for place, (column, heading) in enumerate(columns.items()):
            longest = max([len(heading) + 3, *(_length(row[column]) for row in rows)])
            sheet.set_column(place, place, min(max(longest + 1, NARROWEST), WIDEST))
        if rows:
            sheet.autofilter(0, 0, len(rows), len(columns) - 1)
        return sheet

    def _cell(
        self,
        sheet: Worksheet,
        line: int,
        place: int,
        column: str,
        row: Mapping[str, Any],
        is_synthetic: bool,
    ) -> None:
        value = row[column]
        if value is None or value != value:  # noqa: PLR0124  not a number
            said = _why_empty(column, row)
            sheet.write_string(line, place, said, self._look("missing", is_synthetic))
        elif isinstance(value, bool):
            said = "yes" if value else "no"
            sheet.write_string(line, place, said, self._look("text", is_synthetic))
        elif isinstance(value, int | float):
            look = self._look(_number_format(column, row), is_synthetic)
            sheet.write_number(line, place, value, look)
        elif isinstance(value, datetime):
            sheet.write_datetime(line, place, value, self._look("moment", is_synthetic))
        elif isinstance(value, date):
            sheet.write_datetime(line, place, value, self._look("day", is_synthetic))
        else:
            sheet.write_string(line, place, str(value), self._look("text", is_synthetic))

    def _look(self, name: str, is_synthetic: bool = False) -> Format:
        return self._formats[name, is_synthetic]


def _why_empty(column: str, row: Mapping[str, Any]) -> str:
    """Say in the column of the value why a figure has none; other cells stay empty."""
    return str(row.get("value_note") or "") if column == "value" else ""


def _number_format(column: str, row: Mapping[str, Any]) -> str:
    """Choose the format of a number: a share, one with decimals, a count, or a year or code."""
    value = row[column]
    of_figure = column in SHARES and "denominator" in row
    if (of_figure and is_share(row)) or column.endswith("_share"):
        return "share"
    if isinstance(value, float) and not value.is_integer():
        return "number"
    return "label" if is_label(column) else "count"


def _length(value: Any) -> int:
    if isinstance(value, float):
        return NARROWEST
    return max((len(line) for line in str(value).splitlines()), default=0)


def _height(png: bytes) -> int:
    """Read the height of a picture, pixels, from its header."""
    return int.from_bytes(png[20:24], "big")


def _flat(value: Any) -> str:
    if isinstance(value, Mapping):
        return "\n".join(f"{key}: {_flat(item) or 'no rows'}" for key, item in value.items())
    if isinstance(value, list | tuple):
        return ", ".join(map(str, value)) or "none"
    return "" if value is None else f"{value:,}" if isinstance(value, int) else str(value)
