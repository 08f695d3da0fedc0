"""A return as CSV: one table whose rows say by ``record_type`` what they are.

Rows repeat what tells the return, so that each stands alone and the file can be landed as it is.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from typing import Any

from pydantic import BaseModel, ValidationError

from models.returns.document import ClearanceTime, ExamAtRequest, MeasureLine, StatisticalReturn
from models.returns.faults import Fault, Place, ReturnRead, ReturnRefused, fault_of

RECORD_TYPE = "record_type"
WHOLE = "return"
PARTS: dict[str, tuple[str, type[BaseModel]]] = {
    "measure": ("measures", MeasureLine),
    "clearance_time": ("clearance_times", ClearanceTime),
    "exam_at_request": ("exams_at_request", ExamAtRequest),
}
LISTS = tuple(name for name, _ in PARTS.values())
OF_THE_RETURN = tuple(name for name in StatisticalReturn.model_fields if name not in LISTS)
ON_EVERY_ROW = tuple(
    name for name in OF_THE_RETURN if name not in {"edition", "exams_at_request_recorded"}
)
CSV_COLUMNS = tuple(
    dict.fromkeys(
        [RECORD_TYPE, *OF_THE_RETURN, *(f for _, part in PARTS.values() for f in part.model_fields)]
    )
)


def to_csv(document: StatisticalReturn) -> str:
    """Write a return as CSV: a row for the return, then one for each entry of its lists.

    Parameters
    ----------
    document
        The return.

    Returns
    -------
    str
        With a head line; what is not set is empty.
    """
    plain = document.model_dump(mode="json", exclude_none=True)
    head = {name: plain[name] for name in ON_EVERY_ROW}
    rows = [{RECORD_TYPE: WHOLE} | {name: plain.get(name) for name in OF_THE_RETURN}]
    for record_type, (name, _) in PARTS.items():
        rows += [{RECORD_TYPE: record_type, **head, **entry} for entry in plain[name]]
    written = io.StringIO()
    writer = csv.DictWriter(written, CSV_COLUMNS, restval="", lineterminator="\n")
    writer.writeheader()
    writer.writerows({name: _as_text(value) for name, value in row.items()} for row in rows)
    return written.getvalue()


def _as_text(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return "" if value is None else str(value)


def read_csv(text: str, name: str) -> ReturnRead:
    """Read a return from CSV; ReturnRefused with every fault if it is none."""
    reader = csv.reader(io.StringIO(text), strict=True)
    try:
        head = next(reader, [])
        faults = _head_faults(head)
        if faults:
            raise ReturnRefused(name, faults)
        rows, lines = [], []
        for cells in reader:
            if len(cells) != len(head):
                got = f"{len(cells)} fields"
                raise ReturnRefused(
                    name, [Fault(reader.line_num, "row", got, f"{len(head)} as in the head line")]
                )
            rows.append({n: cell for n, cell in zip(head, cells, strict=True) if cell != ""})
            lines.append(reader.line_num)
    except csv.Error as error:
        raise ReturnRefused(
            name, [Fault(reader.line_num, "file", str(error), "well-formed CSV")]
        ) from None
    return _from_rows(rows, lines, name)


def _head_faults(head: Sequence[str]) -> list[Fault]:
    if not head:
        return [Fault(1, "file", "nothing", "a return as JSON or CSV")]
    missing = [name for name in CSV_COLUMNS if name not in head]
    more = [name for name in head if name not in CSV_COLUMNS]
    twice = sorted({name for name in head if head.count(name) > 1})
    said = (
        (missing, "no such column", "a column of this name"),
        (more, "a column that is none of a return", "the columns of docs/returns.md alone"),
        (twice, "the column twice", "one column of this name"),
    )
    return [Fault(1, name, got, expected) for names, got, expected in said for name in names]


def _from_rows(rows: Sequence[Mapping[str, str]], lines: Sequence[int], name: str) -> ReturnRead:
    wholes = [n for n, row in enumerate(rows) if row.get(RECORD_TYPE) == WHOLE]
    if len(wholes) != 1:
        at = lines[wholes[1]] if len(wholes) > 1 else 1
        got = f"{len(wholes)} rows {WHOLE}"
        raise ReturnRefused(name, [Fault(at, RECORD_TYPE, got, f"one row {WHOLE}")])
    whole = rows[wholes[0]]
    content: dict[str, Any] = {n: whole[n] for n in OF_THE_RETURN if n in whole}
    content |= {part: [] for part in LISTS}
    lines_of: dict[Place, int] = {(): lines[wholes[0]]}
    faults: list[Fault] = []
    for row, line in zip(rows, lines, strict=True):
        record_type = row.get(RECORD_TYPE, "")
        faults += _row_faults(row, whole, line)
        if record_type in PARTS:
            part, fields = PARTS[record_type]
            lines_of[part, len(content[part])] = line
            content[part].append({n: row[n] for n in fields.model_fields if n in row})
    try:
        document = StatisticalReturn.model_validate(content)
    except ValidationError as error:

        def line_of(place: Place) -> int:
            while place not in lines_of:
                place = place[:-1]
            return lines_of[place]

        faults += [fault_of(one, line_of) for one in error.errors()]
    if faults:
        raise ReturnRefused(name, sorted(faults, key=lambda fault: fault.line))
    exams = range(len(document.exams_at_request))
    return ReturnRead(document, tuple(lines_of["exams_at_request", place] for place in exams))


def _row_faults(row: Mapping[str, str], whole: Mapping[str, str], line: int) -> list[Fault]:
    record_type = row.get(RECORD_TYPE, "")
    if record_type != WHOLE and record_type not in PARTS:
        kinds = ", ".join([WHOLE, *PARTS])
        return [Fault(line, RECORD_TYPE, repr(record_type), f"one of {kinds}")]
    own = OF_THE_RETURN if record_type == WHOLE else PARTS[record_type][1].model_fields
    of_another = "nothing in a row " + record_type
    faults = [
        Fault(line, name, repr(cell), of_another)
        for name, cell in row.items()
        if name not in {RECORD_TYPE, *ON_EVERY_ROW, *own}
    ]
    for name in ON_EVERY_ROW:
        if row.get(name) != whole.get(name):
            same = f"{whole.get(name)!r}, as in the row {WHOLE}"
            faults.append(Fault(line, name, repr(row.get(name, "")), same))
    return faults
