"""Where the records of a CSV file begin and end, for files whose lines are not their records.

Most files need none of this: every line is a record. A file comes here when DuckDB found fewer
records than the file has lines, or could not read it. What counts as one record:

- a line whose quotes are closed;
- several lines, where a quoted value holds line breaks, if the quotes close properly and the
  record then has the contract's number of columns. It counts once, at its first line;
- where a quote is opened and not closed like that, the first line alone, as a broken record:
  reading goes on with the next line, so one stray quote costs one row and not the rest of the file;
- a line with a carriage return inside it, or longer than DuckDB reads, as a broken record;
- a line with more values than columns whose last value is empty, as a broken record: DuckDB would
  drop the empty value and load the others one column off;
- a blank line is no record.

Values and types belong in ``staging``.
"""

import csv
import io
import re
from bisect import bisect_right
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from pipelines.landing.file_names import LandingFile
from pipelines.landing.survey import Stretch, open_text

LONGEST_LINE_BYTES = 1_900_000
"""Longer lines are broken records; DuckDB's own limit is 2,000,000 and some it drops silently."""
MOST_LINES_IN_A_RECORD = 200

# As DuckDB reads them: spaces around a quoted value do not count, and a quote inside a value that
# does not begin with one is an ordinary character.
_INSIDE = rb'[^"]*+(?:""[^"]*+)*+'
_FIELD = rb'(?: *+"' + _INSIDE + rb'" *+|(?! *")[^,\r\n]*+)'
_RECORD = re.compile(_FIELD + rb"(?:," + _FIELD + rb")*+")
_OPEN = re.compile(rb"(?:" + _FIELD + rb',)*+ *+"' + _INSIDE)


@dataclass
class Structure:
    """The records of a file.

    Attributes
    ----------
    record_count
        Records, broken ones included; rows read.
    broken
        Line and reason of each broken record, in order.
    spans
        Number of lines of each record that spans several, by its first line.
    breaks
        Pairs (n, shift): from the n-th unbroken record on, a record begins at line
        ``n + 1 + shift``.
    is_readable
        DuckDB can read the file as it is; else it reads a copy without the broken records.
    """

    record_count: int = 0
    broken: list[tuple[int, str]] = field(default_factory=list)
    spans: dict[int, int] = field(default_factory=dict)
    breaks: list[tuple[int, int]] = field(default_factory=list)
    is_readable: bool = True


def fields_of(text: str) -> list[str]:
    """Split one record into its values.

    Parameters
    ----------
    text
        A record without its last line feed.

    Returns
    -------
    list of str
        Values without their quotes.

    Examples
    --------
    >>> fields_of('7,"Los Angeles, California",')
    ['7', 'Los Angeles, California', '']
    """
    csv.field_size_limit(1 << 30)
    return next(csv.reader(io.StringIO(text, newline=""), skipinitialspace=True), [""])


class _Reader:
    """Lines of a file with their numbers; lines can be handed back."""

    def __init__(self, lines: Iterable[bytes]) -> None:
        self._lines = iter(lines)
        self._returned: deque[bytes] = deque()
        self.number = 1
        self.last = b""

    def take(self) -> bytes | None:
        line = self._returned.popleft() if self._returned else next(self._lines, None)
        self.number += line is not None
        self.last = line or self.last
        return line

    def hand_back(self, lines: list[bytes]) -> None:
        self._returned.extendleft(reversed(lines))
        self.number -= len(lines)


def examine(file: LandingFile, *, thoroughly: bool = False) -> Structure:
    """Find the records of a CSV file.

    Parameters
    ----------
    file
        A whole CSV file.
    thoroughly
        Look at every quote. Otherwise a line with an even number of quotes is taken to be closed,
        which is quicker and wrong only where a stray quote precedes a value over several lines.

    Returns
    -------
    Structure
        Its records.
    """
    with open_text(file) as stream:
        return _examine(iter(stream), len(file.contract.columns), thoroughly)


def _examine(lines: Iterator[bytes], column_count: int, thoroughly: bool) -> Structure:
    found = Structure()
    line_ends: set[bool | None] = {next(lines).endswith(b"\r\n")}  # the header's
    reader = _Reader(lines)
    shift, unbroken = 0, 0
    while (line := reader.take()) is not None:
        first = reader.number
        body = line.removesuffix(b"\n")
        body = body.removesuffix(b"\r")
        if not body:
            found.is_readable = False
            continue
        found.record_count += 1
        reason = _fault(body, thoroughly)
        if reason is _UNCLOSED:
            continued = _continuation(reader, body, column_count)
            if continued:
                reason = None
                found.spans[first] = continued + 1
        if reason is None and first not in found.spans:
            reason = _overlong(body, column_count)
        line_ends.add(reader.last.endswith(b"\r\n") if reason is None else None)
        if reason is not None:
            found.broken.append((first, reason))
            found.is_readable = False
            continue
        unbroken += 1
        if first - unbroken - 1 != shift:
            shift = first - unbroken - 1
            found.breaks.append((unbroken, shift))
    found.is_readable &= not {True, False} <= line_ends
    return found


_UNCLOSED = "a quote is opened and not closed properly"


def _fault(body: bytes, thoroughly: bool) -> str | None:
    """Say why a line is no record by itself; None where it is one.

    Examples
    --------
    >>> _fault(b'7,12" PIPE,x', True)
    >>> _fault(b'7,"PIPE,x', True)
    'a quote is opened and not closed properly'
    """
    if len(body) > LONGEST_LINE_BYTES:
        return f"the line is longer than {LONGEST_LINE_BYTES} bytes"
    has_return = b"\r" in body
    if not has_return and not (thoroughly and b'"' in body) and body.count(b'"') % 2 == 0:
        return None
    if _RECORD.fullmatch(body):
        return None
    if has_return and not _OPEN.fullmatch(body):
        return "a carriage return stands inside the line"
    return _UNCLOSED


def _overlong(body: bytes, column_count: int) -> str | None:
    """Say so where a line ends in an empty value past the last column.

    Examples
    --------
    >>> _overlong(b"7,BETA CO., ETC,", 3)
    '3 values were expected and 4 found: a comma inside a value needs quotes around it'
    >>> _overlong(b'7,"BETA CO., ETC",', 3)
    """
    if not body.endswith(b",") or body.count(b",") < column_count:
        return None
    found = len(fields_of(body.decode("utf-8", "replace")))
    if found <= column_count:
        return None
    return (
        f"{column_count} values were expected and {found} found: a comma inside a value needs "
        "quotes around it"
    )


def _continuation(reader: _Reader, body: bytes, column_count: int) -> int:
    """Count the further lines of a record; 0, with the lines handed back, where it never closes."""
    taken: list[bytes] = []
    record = body
    while _OPEN.fullmatch(record) and len(taken) < MOST_LINES_IN_A_RECORD:
        line = reader.take()
        if line is None:
            break
        taken.append(line)
        record += b"\n" + line.rstrip(b"\r\n")
        if b'"' in line and _RECORD.fullmatch(record):
            if len(fields_of(record.decode("utf-8", "replace"))) == column_count:
                return len(taken)
            break
    reader.hand_back(taken)
    return 0


def overlong_lines(
    file: LandingFile, stretches: Iterable[Stretch], column_count: int
) -> list[tuple[int, str]]:
    """Find lines that end in an empty value past the last column.

    Parameters
    ----------
    file
        A CSV file whose lines are its records.
    stretches
        Where to look.
    column_count
        Values a line should have.

    Returns
    -------
    list of tuple
        Line and reason, in order.
    """
    found = []
    with open_text(file) as stream:
        for stretch in stretches:
            stream.seek(stretch.offset)
            lines = stream.read(stretch.byte_count).split(b"\n")
            for number, line in enumerate(lines, start=stretch.first_line):
                if line.endswith((b",", b",\r")) and line.count(b",") >= column_count:
                    reason = _overlong(line.removesuffix(b"\r"), column_count)
                    found += [(number, reason)] if reason else []
    return found


def write_readable_copy(file: LandingFile, structure: Structure, target: Path) -> None:
    """Write a file without its broken records and blank lines, each record ended by a line feed.

    Parameters
    ----------
    file
        The file.
    structure
        Its records.
    target
        File to write.
    """
    broken = {line for line, _ in structure.broken}
    with open_text(file) as source, target.open("wb") as copy:
        copy.write(source.readline().rstrip(b"\r\n") + b"\n")
        remaining = 0
        for number, line in enumerate(source, start=2):
            if remaining == 0:
                if number in broken or not line.rstrip(b"\r\n"):
                    continue
                remaining = structure.spans.get(number, 1)
            remaining -= 1
            copy.write(line if remaining else line.rstrip(b"\r\n") + b"\n")


def raw_texts(
    file: LandingFile, stretches: Sequence[Stretch], lines: Iterable[int], spans: dict[int, int]
) -> Iterator[str]:
    r"""Read records as they stand in the file.

    Parameters
    ----------
    file
        A CSV file.
    stretches
        All of its lines; only those that hold a record asked for are read.
    lines
        First lines of the records, ascending.
    spans
        Number of lines of the records that span several.

    Yields
    ------
    str
        The record without its last line end; bytes that are no UTF-8 as ``\xe9``.
    """
    firsts = [stretch.first_line for stretch in stretches]
    with open_text(file) as stream:
        start, following, window = 0, 0, list[bytes]()
        for first in lines:
            end = first + spans.get(first, 1)
            if first >= start + len(window):
                following = bisect_right(firsts, first) - 1
                start, window = firsts[following], []
                stream.seek(stretches[following].offset)
            while end > start + len(window):
                text = stream.read(stretches[following].byte_count)
                window += text.removesuffix(b"\n").split(b"\n")
                following += 1
            record = b"\n".join(window[first - start : end - start])
            yield record.removesuffix(b"\r").decode("utf-8", "backslashreplace")
