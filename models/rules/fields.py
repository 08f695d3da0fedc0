"""Names and lines: the two kinds of text that rules, lists and thresholds carry.

The text of a rule itself is read in `scanning.py`.
"""

from __future__ import annotations

from typing import Annotated

from pydantic import AfterValidator, StringConstraints

from models.rules.characters import invisible_at


def _visible(line: str) -> str:
    """Refuse characters nobody can see: they may turn round what is read around them."""
    offset = invisible_at(line)
    if offset is not None:
        raise ValueError(
            f"character {offset + 1} is the invisible U+{ord(line[offset]):04X}; use printable "
            "characters"
        )
    return line


Name = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$", max_length=60)]
"""Lower snake_case."""

Line = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=300, pattern=r"^[^\r\n]*$"),
    AfterValidator(_visible),
]
"""One line for people, 1 to 300 characters, all of them to be seen."""
