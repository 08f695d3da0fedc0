"""Dirt in the files: repeated lines, and lines that no reader can take as they stand.

Rates are in `calibration.py`. Null shares, spellings, units and Deleted records are not dirt: they
are how the release is, with or without dirt. A dirty line replaces the row it came from.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import pyarrow as pa

from models.simulation import calibration

Values = list[Any]
_TEXT_WITH_COMMA = {
    "ams_header": "port_of_unlading",
    "ams_cargodesc": "description_text",
    "ams_shipper": "shipper_party_name",
    "ams_consignee": "consignee_name",
}
_WRONG_TYPE = {
    "ams_header": ("weight", "N/A"),
    "ams_container": ("container_length", "40FT"),
    "ams_cargodesc": ("piece_count", "12 CTN"),
    "ams_tariff": ("harmonized_value", "USD 1200"),
}
_DATE_COLUMN = {
    "ams_header": "estimated_arrival_date",
    "ams_billgen": "trade_update_date",
    "manifest_events": "received_at",
}
_BAD_DATES = ("2005-02-30", "0000-00-00", "17.10.05", "20051017")
_REPEATED = ("ams_cargodesc", "ams_container", "ams_marksnumbers")


def repeat_lines(table: pa.Table, name: str, rng: np.random.Generator) -> pa.Table:
    """Repeat some lines of the tables in which lines repeat, most once, a few up to 46 times.

    Parameters
    ----------
    table : pyarrow.Table
    name : str
        Contract name.
    rng : numpy.random.Generator

    Returns
    -------
    pyarrow.Table
        The repeats stand at the end.
    """
    if name not in _REPEATED:
        return table
    chosen = np.flatnonzero(rng.random(table.num_rows) < calibration.DUPLICATE_LINE_SHARE.value)
    most = int(calibration.LONGEST_REPEAT.value) - 1
    again = np.minimum(1 + (rng.pareto(1.6, len(chosen))).astype(np.int64), most)
    return pa.concat_tables([table, table.take(pa.array(np.repeat(chosen, again)))])


def dirty_lines(table: pa.Table, name: str, rng: np.random.Generator) -> dict[int, str]:
    """Spoil some lines of a table.

    Parameters
    ----------
    table : pyarrow.Table
    name : str
        Contract name.
    rng : numpy.random.Generator

    Returns
    -------
    dict of int to str
        Place of the row to the line that stands there instead, without its line feed.
    """
    spoil: list[tuple[float, Callable[[Values, Mapping[str, int]], str]]] = [
        (calibration.TRUNCATED_LINE_SHARE.value, _truncated)
    ]
    if name in _TEXT_WITH_COMMA:
        column = _TEXT_WITH_COMMA[name]
        spoil.append(
            (calibration.UNESCAPED_COMMA_SHARE.value, lambda v, at: _unescaped(v, at[column]))
        )
    if name in _WRONG_TYPE:
        wrong, text = _WRONG_TYPE[name]
        spoil.append(
            (calibration.WRONG_TYPE_SHARE.value, lambda v, at: _replaced(v, at[wrong], text))
        )
    if name in _DATE_COLUMN:
        dated, bad = _DATE_COLUMN[name], _BAD_DATES[int(rng.integers(0, len(_BAD_DATES)))]
        spoil.append((calibration.BAD_DATE_SHARE.value, lambda v, at: _replaced(v, at[dated], bad)))
    if name.startswith("ams_"):
        spoil.append((calibration.ROUNDED_IDENTIFIER_SHARE.value, _rounded))
    place_of = {column: place for place, column in enumerate(table.column_names)}
    lines: dict[int, str] = {}
    for share, change in spoil:
        for row in rng.choice(
            max(table.num_rows, 1), min(rng.poisson(share * table.num_rows), table.num_rows), False
        ).tolist():
            values = list(table.slice(row, 1).to_pylist()[0].values())
            lines[row] = change(values, place_of)
    return lines


def csv_line(values: Values) -> str:
    """Write one row as the release does.

    Examples
    --------
    >>> csv_line([17, "Los Angeles, California", None, True])
    '17,"Los Angeles, California",,true'
    """
    texts = ["" if v is None else str(v).lower() if isinstance(v, bool) else v for v in values]
    buffer = io.StringIO()
    csv.writer(buffer, lineterminator="").writerow(texts)
    return buffer.getvalue()


def _truncated(values: Values, _: Mapping[str, int]) -> str:
    """Break the line off in the middle."""
    line = csv_line(values[: max(2, len(values) // 2)])
    return line[:-1] if line.endswith(",") else line


def _unescaped(values: Values, place: int) -> str:
    """Leave a comma without quotes, so that the line has a field too many."""
    text = str(values[place] or "GOODS, ASSORTED").replace('"', "")
    text = text if "," in text else f"{text}, ETC"
    return ",".join([csv_line(values[:place]), text, csv_line(values[place + 1 :])])


def _replaced(values: Values, place: int, text: str) -> str:
    return csv_line([*values[:place], text, *values[place + 1 :]])


def _rounded(values: Values, _: Mapping[str, int]) -> str:
    """Round the identifier as a spreadsheet does."""
    return csv_line([round(int(values[0]), -9), *values[1:]])
