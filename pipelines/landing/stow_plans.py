"""Stow plans in EDIFACT: from the segments of a BAPLIE interchange to rows of their contract.

The elements of a segment are parted by ``pydifact``; what the segments mean is here. A file with a
fault is refused whole, with the line: half a stow plan would show containers as missing. Where the
rows go belongs in ``appending``.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, NoReturn

import duckdb
import pyarrow as pa
from pydifact.exceptions import EDISyntaxError
from pydifact.parser import Parser
from pydifact.tokenizer import Tokenizer

from pipelines.landing.file_names import LandingFile
from pipelines.landing.refusals import FileRefused
from pipelines.landing.staging import FILE, STAGED, Staged, drop_staging

_TYPES = {
    "VARCHAR": pa.string(),
    "TIMESTAMP": pa.timestamp("us"),
    "BOOLEAN": pa.bool_(),
    "DOUBLE": pa.float64(),
}
_TIME_FORMATS = {"101": "%y%m%d", "102": "%Y%m%d", "201": "%y%m%d%H%M", "203": "%Y%m%d%H%M"}
_KILOGRAMS = {"KGM": 1.0, "LBR": 0.45359237, "TNE": 1000.0}
_FULL = {"5": True, "4": False}
_PLACES = {"5": "departure_unlocode", "61": "next_unlocode"}
_CARGO_PLACES = {"9": "lading_unlocode", "11": "discharge_unlocode"}
_IMO_QUALIFIER = "146"
_FORMAT = "an EDIFACT interchange (UNB to UNZ) of BAPLIE messages"


@dataclass(frozen=True)
class StowPlan:
    """The containers of a stow plan.

    Attributes
    ----------
    rows
        One row a container, with the contract's columns and types.
    lines
        Line of the file at which each row's position begins.
    """

    rows: pa.Table
    lines: list[int]


@dataclass(frozen=True)
class _Segment:
    line: int
    tag: str
    elements: list[Any]

    def part(self, element: int, component: int = 0) -> str | None:
        """Give one component; None where it is missing or empty."""
        if element >= len(self.elements):
            return None
        found = self.elements[element]
        parts = found if isinstance(found, list) else [found]
        return (parts[component].strip() or None) if component < len(parts) else None


@dataclass
class _Message:
    """What is known while a message is read."""

    segment_count: int = 0
    head: dict[str, Any] = field(default_factory=dict)
    position: dict[str, Any] | None = None
    position_line: int = 0


def read_stow_plan(file: LandingFile) -> StowPlan:
    """Read a BAPLIE interchange.

    Parameters
    ----------
    file
        A recognised ``.edi`` file.

    Returns
    -------
    StowPlan
        Its containers, weights in kilograms, times as written.

    Raises
    ------
    FileRefused
        If it is no whole BAPLIE interchange; names the line.

    Notes
    -----
    Segments as in BAPLIE version 1.5 and 2 (UN/EDIFACT D.95B, SMDG user manual): TDT 20 the vessel,
    LOC 147 the cell, EQD CN the container in it, LOC 9 and 11 its ports.
    """
    reader = _Reader(file)
    for segment in _segments(file):
        reader.take(segment)
    return reader.finish()


def stage_stow_plan(con: duckdb.DuckDBPyConnection, plan: StowPlan) -> Staged:
    """Put a stow plan's rows into the temporary table, typed as its contract says.

    Parameters
    ----------
    con
        Connection to the warehouse.
    plan
        The plan.

    Returns
    -------
    Staged
        Every row.
    """
    drop_staging(con)
    con.execute("set preserve_insertion_order = true")
    con.register("landing_rows", plan.rows)
    try:
        con.execute(
            f"create temp table {STAGED} as select *, 0 as {FILE} from landing_rows"  # noqa: S608
        )
    finally:
        con.unregister("landing_rows")
    return Staged(0, plan.rows.num_rows)


class _Reader:
    """Takes segments in order and gathers rows."""

    def __init__(self, file: LandingFile) -> None:
        self._file = file
        self._rows: list[dict[str, Any]] = []
        self._lines: list[int] = []
        self._message: _Message | None = None
        self._is_open = False
        self._is_closed = False
        self._message_count = 0
        self._last_line = 1

    def take(self, segment: _Segment) -> None:
        self._last_line = segment.line
        if self._is_closed:
            self._refuse(segment, f"{segment.tag} after the interchange had ended", _FORMAT)
        if self._is_open == (segment.tag == "UNB"):
            self._refuse(segment, segment.tag, "UNB once, before anything else")
        self._is_open = True
        if segment.tag == "UNH":
            self._open_message(segment)
        elif segment.tag == "UNZ":
            self._close_interchange(segment)
        elif segment.tag != "UNB":
            if self._message is None:
                self._refuse(segment, f"{segment.tag} outside any message", "UNH before it")
            self._message.segment_count += 1
            self._take_within(self._message, segment)

    def finish(self) -> StowPlan:
        if not self._is_closed:
            _refuse(self._file, self._last_line, "no UNZ at the end: truncated", _FORMAT)
        columns = {
            c.name: pa.array([row.get(c.name) for row in self._rows], _TYPES[c.type])
            for c in self._file.contract.columns
        }
        return StowPlan(pa.table(columns), self._lines)

    def _open_message(self, segment: _Segment) -> None:
        if segment.part(1) != "BAPLIE":
            self._refuse(segment, f"message type {segment.part(1)}", "BAPLIE")
        if self._message is not None:
            self._refuse(segment, "a message within a message", "UNT before the next UNH")
        self._message = _Message(1, {"plan_reference": segment.part(0)})
        self._message_count += 1

    def _close_interchange(self, segment: _Segment) -> None:
        if self._message is not None:
            self._refuse(segment, "UNZ within a message", "UNT before UNZ")
        if segment.part(0) != str(self._message_count):
            counted = f"{self._message_count} messages, while UNZ counts {segment.part(0)}"
            self._refuse(segment, counted, "the number of messages that UNZ names")
        self._is_closed = True

    def _take_within(self, message: _Message, segment: _Segment) -> None:
        if segment.tag == "UNT":
            self._close_message(message, segment)
        elif segment.tag == "LOC" and segment.part(0) == "147":
            self._close_position(message)
            if not {"vessel_imo", "voyage_number"} <= {*message.head}:
                self._refuse(segment, "a cell before vessel and voyage", "TDT 20 before LOC 147")
            message.position = {"stow_position": segment.part(1)}
            message.position_line = segment.line
        elif message.position is None:
            self._take_head(message.head, segment)
        else:
            self._take_position(message.position, segment)

    def _close_message(self, message: _Message, segment: _Segment) -> None:
        if segment.part(0) != str(message.segment_count):
            counted = f"{message.segment_count} segments, while UNT counts {segment.part(0)}"
            self._refuse(segment, counted, "the number of segments that UNT names")
        self._close_position(message)
        self._message = None

    def _close_position(self, message: _Message) -> None:
        if message.position is not None and "container_number" in message.position:
            self._rows.append(message.head | message.position)
            self._lines.append(message.position_line)
        message.position = None

    def _take_head(self, head: dict[str, Any], segment: _Segment) -> None:
        qualifier = segment.part(0)
        if segment.tag == "BGM":
            head["plan_reference"] = segment.part(1) or head["plan_reference"]
        elif segment.tag == "DTM" and qualifier == "137":
            head["prepared_at"] = self._time(segment)
        elif segment.tag == "TDT" and qualifier == "20":
            if segment.part(7, 1) != _IMO_QUALIFIER:
                got = f"vessel {segment.part(7)} with qualifier {segment.part(7, 1)}"
                self._refuse(segment, got, f"an IMO number, qualifier {_IMO_QUALIFIER}")
            head["voyage_number"] = segment.part(1)
            head["operator_code"] = segment.part(4)
            head["vessel_imo"] = segment.part(7)
            head["vessel_name"] = segment.part(7, 3)
        elif segment.tag == "LOC" and qualifier in _PLACES:
            head[_PLACES[qualifier]] = segment.part(1)
        elif segment.tag == "EQD":
            self._refuse(segment, "a container without a cell", "LOC 147 before EQD")

    def _take_position(self, position: dict[str, Any], segment: _Segment) -> None:
        qualifier = segment.part(0)
        if segment.tag == "LOC" and qualifier in _CARGO_PLACES:
            position[_CARGO_PLACES[qualifier]] = segment.part(1)
        elif segment.tag == "EQD" and qualifier == "CN":
            position["container_number"] = segment.part(1)
            position["size_type"] = segment.part(2)
            position["is_full"] = _FULL.get(segment.part(5) or "")
        elif segment.tag == "MEA" and qualifier in {"WT", "VGM"}:
            position["weight_kg"] = self._weight(segment)
        elif segment.tag == "NAD" and qualifier == "CA":
            position["container_operator"] = segment.part(1)
        elif segment.tag == "DGS":
            position.setdefault("hazmat_class", segment.part(1))

    def _time(self, segment: _Segment) -> datetime:
        text, code = segment.part(0, 1) or "", segment.part(0, 2) or ""
        try:
            moment = datetime.strptime(text, _TIME_FORMATS[code])  # noqa: DTZ007  UTC, see below
        except (KeyError, ValueError):
            self._refuse(segment, f"time {text!r}, format {code!r}", "formats 101, 102, 201, 203")
        return moment.replace(tzinfo=UTC).replace(tzinfo=None)

    def _weight(self, segment: _Segment) -> float:
        unit, text = segment.part(2) or "", segment.part(2, 1) or ""
        try:
            return round(float(text.replace(",", ".")) * _KILOGRAMS[unit], 3)
        except (KeyError, ValueError):
            self._refuse(segment, f"weight {text!r} {unit}", f"a number of {', '.join(_KILOGRAMS)}")

    def _refuse(self, segment: _Segment, got: str, expected: str) -> NoReturn:
        _refuse(self._file, segment.line, got, expected)


def _segments(file: LandingFile) -> Iterator[_Segment]:
    """Cut the text into segments with their lines, and have each one's elements parted."""
    text = file.path.read_bytes().decode("latin-1")
    start = len("UNA") + 6 if text.startswith("UNA") else 0
    signs = Parser.get_control_characters(text)
    if signs is None or not text.startswith(("UNA", "UNB")):
        _refuse(file, 1, f"{text[:40]!r}", "UNA or UNB first")
    end, release = re.escape(signs.segment_terminator), re.escape(signs.escape_character)
    line = 1 + text.count("\n", 0, start)
    position = start
    for found in re.finditer(rf"\s*((?:{release}.|[^{end}{release}])*){end}", text[start:], re.S):
        first = start + found.start(1)
        line += text.count("\n", position, first)
        position = first
        try:
            tokens = Tokenizer().get_tokens(text[first : start + found.end()], signs)
            tag, *elements = next(iter(Parser().convert_tokens_to_raw_segments(tokens)))
        except (EDISyntaxError, StopIteration) as error:
            _refuse(file, line, str(error) or "an empty segment", "a segment with a tag")
        yield _Segment(line, str(tag), elements)
        position = start + found.end()
        line += text.count("\n", first, position)
    if text[position:].strip():
        line += text.count("\n", position, len(text.rstrip()))
        got = f"{text[position:].strip()[:40]!r} without the sign that ends a segment"
        _refuse(file, line, got, "every segment ended: truncated, or no EDIFACT")


def _refuse(file: LandingFile, line: int, got: str, expected: str) -> NoReturn:
    raise FileRefused.because(
        "The stow plan cannot be read",
        where=f"{file.name}, line {line}",
        got=got,
        expected=expected,
        do="Ask the carrier for the plan again; the other files are not affected.",
    ) from None
