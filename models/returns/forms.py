"""A return as JSON and as CSV: the same content, read with every fault at its line.

JSON holds one object; CSV one table whose rows say by ``record_type`` what they are and repeat what
tells the return, so that each row stands alone and the file can be landed as it is. What may stand
in a field belongs in ``document``.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from json.decoder import scanstring  # type: ignore[attr-defined]
from typing import Any

from pydantic import BaseModel, ValidationError

from models.returns.document import (
    MISPLACED,
    ClearanceTime,
    ExamAtRequest,
    MeasureLine,
    StatisticalReturn,
)

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
LONGEST_RETURN = 20_000_000
"""Characters: a year of a thousand ports with room to spare."""

Place = tuple[str | int, ...]


@dataclass(frozen=True)
class Fault:
    """One thing that a return must not say.

    Attributes
    ----------
    line
        Where in the file, from 1.
    field
        Field, with its list and place where it stands in one.
    got
        What stands there.
    expected
        What may.
    """

    line: int
    field: str
    got: str
    expected: str

    def __str__(self) -> str:
        """Say it in one line."""
        return f"line {self.line}, {self.field}: got {self.got}; expected {self.expected}"


class ReturnRefused(ValueError):  # noqa: N818  said to people, as the landing's refusals are
    """A file is no return; names every fault.

    Parameters
    ----------
    name : str
        The file.
    faults : sequence of Fault
        In the order of the lines.
    """

    def __init__(self, name: str, faults: Sequence[Fault]) -> None:
        self.faults = tuple(faults)
        told = "\n".join(f"- {fault}" for fault in self.faults)
        super().__init__(
            f"{name} is no return as docs/returns.md describes it ({len(self.faults)} found):\n"
            f"{told}\nAsk the sender to correct these and to send it again."
        )


def to_json(document: StatisticalReturn) -> str:
    """Write a return as JSON; what is not set is left out.

    Parameters
    ----------
    document
        The return.

    Returns
    -------
    str
        UTF-8 text with a line break at its end.
    """
    plain = document.model_dump(mode="json", exclude_none=True)
    return json.dumps(plain, indent=2, ensure_ascii=False) + "\n"


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


def read_return(text: str, name: str) -> StatisticalReturn:
    """Read a return from the text of a JSON or CSV file.

    Parameters
    ----------
    text
        The whole file.
    name
        Its name, for the message; the form is told from the first character.

    Returns
    -------
    StatisticalReturn
        The return.

    Raises
    ------
    ReturnRefused
        With every fault: line, field, what stands there and what may.
    """
    if len(text) > LONGEST_RETURN:
        got = f"{len(text)} characters"
        raise ReturnRefused(name, [Fault(1, "file", got, f"at most {LONGEST_RETURN}")])
    text = text.removeprefix("\ufeff")
    return _read_json(text, name) if text.lstrip()[:1] == "{" else _read_csv(text, name)


def _read_json(text: str, name: str) -> StatisticalReturn:
    try:
        content = json.loads(text, parse_constant=_no_constant, object_pairs_hook=_single_keys)
        places = dict(_positions(text))
        return StatisticalReturn.model_validate_json(json.dumps(content), strict=True)
    except json.JSONDecodeError as error:
        raise ReturnRefused(
            name, [Fault(error.lineno, "file", error.msg.lower(), "well-formed JSON")]
        ) from None
    except RecursionError:
        raise ReturnRefused(
            name, [Fault(1, "file", "JSON nested too deeply", "lists of entries in one object")]
        ) from None
    except ValidationError as error:

        def line(place: Place) -> int:
            while place not in places:
                place = place[:-1]
            return text.count("\n", 0, places[place]) + 1

        raise ReturnRefused(name, [_fault(one, line) for one in error.errors()]) from None
    except ValueError as error:
        raise ReturnRefused(name, [Fault(1, "file", str(error), "plain JSON")]) from None


def _no_constant(word: str) -> None:
    raise ValueError(f"{word}, which is no number of JSON")


def _single_keys(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        twice = next(key for n, (key, _) in enumerate(pairs) if key in dict(pairs[:n]))
        raise ValueError(f"the field {twice} twice in one object")
    return found


def _positions(text: str) -> Iterator[tuple[Place, int]]:
    """Find where every value of well-formed JSON begins."""
    decoder = json.JSONDecoder()
    blank = re.compile(r"[ \t\r\n]*")

    def after(at: int) -> int:
        found = blank.match(text, at)
        return found.end() if found else at

    def walk(at: int, place: Place) -> Iterator[tuple[Place, int]]:
        """Yield the values from here, and last the end of the value under an empty name."""
        yield place, at
        opened = text[at]
        if opened not in "{[":
            yield ("",), decoder.raw_decode(text, at)[1]
            return
        at, number = after(at + 1), 0
        while text[at] not in "}]":
            step: str | int = number
            if opened == "{":
                step, at = scanstring(text, at + 1)
                at = after(after(at) + 1)
            for found, start in walk(at, (*place, step)):
                if found == ("",):
                    at = after(start)
                else:
                    yield found, start
            at = after(at + 1) if text[at] == "," else at
            number += 1
        yield ("",), at + 1

    return (found for found in walk(after(0), ()) if found[0] != ("",))


def _read_csv(text: str, name: str) -> StatisticalReturn:
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


def _from_rows(
    rows: Sequence[Mapping[str, str]], lines: Sequence[int], name: str
) -> StatisticalReturn:
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

        faults += [_fault(one, line_of) for one in error.errors()]
    if faults:
        raise ReturnRefused(name, sorted(faults, key=lambda fault: fault.line))
    return document


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


def _fault(error: Any, line: Any) -> Fault:
    is_misplaced = error["type"] == MISPLACED
    place: Place = error["ctx"]["place"] if is_misplaced else error["loc"]
    told = "".join(f"[{s + 1}]" if isinstance(s, int) else f".{s}" for s in place)
    if error["type"] == "missing":
        got, expected = "nothing", "a value"
    elif error["type"] == "extra_forbidden":
        got, expected = "a field that is none of a return", "the fields of docs/returns.md alone"
    elif error["type"] == "value_error":
        got = "figures that do not go together" if place else "entries that do not go together"
        expected = error["msg"].removeprefix("Value error, ")
    elif is_misplaced:
        got, expected = repr(error["ctx"]["got"]), error["ctx"]["expected"]
    else:
        got = repr(error["input"])
        expected = _expected(error)
    return Fault(line(place), told.removeprefix(".") or "return", got[:120], expected)


def _expected(error: Any) -> str:
    if error["type"] == "string_pattern_mismatch":
        return f"text of the form {error['ctx']['pattern']}"
    message: str = error["msg"].removeprefix("Input should be ").split(", unable")[0]
    return message[:1].lower() + message[1:]
