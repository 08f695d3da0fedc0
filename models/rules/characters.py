"""Characters of a rule's text: what may stand outside and within single quotes.

Look-alikes, invisible characters, comments and quotes left open are refused here, before the text
is cut into tokens (`scanning.py`).
"""

from __future__ import annotations

import re
import unicodedata

from models.rules.errors import RuleError

PLAIN_SPACE = " \t\r\n"
NO_COMMENT = "one condition and nothing beside it; say why in the rule's wording"
DOUBLE_QUOTE = "a double quote; column names stand bare and text stands in single quotes"

_INVISIBLE = frozenset({"Cc", "Cf", "Cs", "Cn", "Co", "Zl", "Zp"})
_ENCLOSED = re.compile(
    r"""(?P<text>'(?:[^']|'')*')|(?P<comment>--[^\n]*|/\*.*?(?:\*/|\Z))|(?P<quoted>"[^"]*"?)|'""",
    re.DOTALL,
)


def invisible_at(text: str) -> int | None:
    r"""Give the place of the first character nobody can see, or None.

    Examples
    --------
    >>> invisible_at("CN\u200bSHK"), invisible_at("CNSHK")
    (2, None)
    """
    for offset, character in enumerate(text):
        if unicodedata.category(character) in _INVISIBLE:
            return offset
    return None


def check_characters(text: str, allowed: str) -> None:
    """Refuse look-alikes outside texts, invisible characters within, and what is left open.

    Parameters
    ----------
    text : str
        The whole text of the rule.
    allowed : str
        What the rule language allows, for the refusal.

    Raises
    ------
    RuleError
        At the first such character.
    """
    position = 0
    for match in _ENCLOSED.finditer(text):
        _check_outside(text, position, match.start())
        position = match.end()
        if match["text"]:
            _check_inside(text, match.start() + 1, match.end() - 1)
        elif match["comment"]:
            raise RuleError(text, match.start(), match.group(), "a comment", NO_COMMENT)
        elif match["quoted"]:
            raise RuleError(text, match.start(), match.group(), DOUBLE_QUOTE, allowed)
        else:
            raise RuleError(
                text,
                match.start(),
                text[match.start() :],
                "a text that is not closed",
                "text between single quotes; a single quote within is written twice ('')",
            )
    _check_outside(text, position, len(text))


def _check_inside(text: str, start: int, end: int) -> None:
    """Refuse characters in a text that nobody can see."""
    place = invisible_at(text[start:end])
    if place is not None:
        raise RuleError(
            text,
            start + place,
            text[start + place],
            "an invisible character in a text",
            "printable characters in a text",
        )


def _check_outside(text: str, start: int, end: int) -> None:
    """Refuse anything but printable ASCII and plain white space between text literals."""
    for offset in range(start, end):
        character = text[offset]
        if character in PLAIN_SPACE or (character.isascii() and character.isprintable()):
            continue
        raise RuleError(
            text,
            offset,
            character,
            "a character outside plain ASCII; it may look like another",
            "ASCII letters, digits and signs outside single quotes",
        )
