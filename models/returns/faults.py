"""What a return must not say: faults with line, field, what stands there and what may.

How a file is read is in ``json_form`` and ``csv_form``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from models.returns.document import MISPLACED, StatisticalReturn

Place = tuple[str | int, ...]
"""Where a value stands: names of fields, and places in lists from 0."""


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


@dataclass(frozen=True)
class ReturnRead:
    """A return that was read.

    Attributes
    ----------
    document
        The return.
    exam_lines
        Line of each of its exams at request, in their order.
    """

    document: StatisticalReturn
    exam_lines: tuple[int, ...]


def fault_of(error: Mapping[str, Any], line: Callable[[Place], int]) -> Fault:
    """Word an error of the document's validation.

    Parameters
    ----------
    error
        As pydantic lists it.
    line
        Gives the line of a place.

    Returns
    -------
    Fault
        With the place in words, entries counted from 1.
    """
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


def _expected(error: Mapping[str, Any]) -> str:
    if error["type"] == "string_pattern_mismatch":
        return f"text of the form {error['ctx']['pattern']}"
    message: str = error["msg"].removeprefix("Input should be ").split(", unable")[0]
    return message[:1].lower() + message[1:]
