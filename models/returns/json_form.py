"""A return as JSON: one object, read with every fault at its line."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from json.decoder import scanstring  # type: ignore[attr-defined]
from typing import Any

from pydantic import ValidationError

from models.returns.document import StatisticalReturn
from models.returns.faults import Fault, Place, ReturnRead, ReturnRefused, fault_of


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


def read_json(text: str, name: str) -> ReturnRead:
    """Read a return from JSON; ReturnRefused with every fault if it is none."""
    places: dict[Place, int] = {}

    def line(place: Place) -> int:
        while place not in places:
            place = place[:-1]
        return text.count("\n", 0, places[place]) + 1

    try:
        content = json.loads(text, parse_constant=_no_constant, object_pairs_hook=_single_keys)
        places |= dict(_positions(text))
        document = StatisticalReturn.model_validate_json(json.dumps(content), strict=True)
    except json.JSONDecodeError as error:
        fault = Fault(error.lineno, "file", error.msg.lower(), "well-formed JSON")
        raise ReturnRefused(name, [fault]) from None
    except RecursionError:
        fault = Fault(1, "file", "JSON nested too deeply", "lists of entries in one object")
        raise ReturnRefused(name, [fault]) from None
    except ValidationError as error:
        raise ReturnRefused(name, [fault_of(one, line) for one in error.errors()]) from None
    except ValueError as error:
        raise ReturnRefused(name, [Fault(1, "file", str(error), "plain JSON")]) from None
    exams = range(len(document.exams_at_request))
    return ReturnRead(document, tuple(line(("exams_at_request", place)) for place in exams))


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
