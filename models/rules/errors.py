"""The one error of the rule language: where the text went wrong, and what may stand there.

Files, versions and rule sets have errors of their own (`pipelines/rulesets`); they do not belong
here.
"""

from __future__ import annotations

import unicodedata

_LONGEST_EXCERPT = 40


class RuleError(ValueError):
    r"""A rule's text is not in the rule language.

    Parameters
    ----------
    text : str
        The whole text of the rule.
    offset : int
        Where the fault begins, in characters from the start of `text`, the first being 0.
    found : str
        What stands there, as written.
    problem : str
        What is wrong with it, in words that follow "found ...".
    allowed : str
        What may stand there, or what to write instead.
    nearest : str, optional
        The known word closest to `found`.

    Attributes
    ----------
    offset, line, column : int
        Position of the fault; line and column count from 1.
    found, problem, allowed : str
        As given.
    nearest : str or None
        As given.

    Examples
    --------
    >>> error = RuleError("a\nand b;", 7, ";", "which ends a statement", "one condition", None)
    >>> (error.line, error.column)
    (2, 6)
    >>> print(error)
    line 2, column 6: found ';', which ends a statement. Allowed: one condition.
    """

    def __init__(
        self,
        text: str,
        offset: int,
        found: str,
        problem: str,
        allowed: str,
        nearest: str | None = None,
    ) -> None:
        self.offset = offset
        self.line = text.count("\n", 0, offset) + 1
        self.column = offset - (text.rfind("\n", 0, offset) + 1) + 1
        self.found = found
        self.problem = problem
        self.allowed = allowed
        self.nearest = nearest
        nearest_words = f"; nearest known word: {nearest}" if nearest else ""
        super().__init__(
            f"line {self.line}, column {self.column}: found {excerpt(found)}, {problem}"
            f"{nearest_words}. Allowed: {allowed}."
        )


def excerpt(found: str) -> str:
    r"""Show a piece of a rule in one printable ASCII line.

    Parameters
    ----------
    found : str
        The piece as written, of any length and any characters.

    Returns
    -------
    str
        The piece in single quotes, cut after 40 characters; a single character outside ASCII is
        named.

    Examples
    --------
    >>> excerpt("weight_kg")
    "'weight_kg'"
    >>> excerpt("\u0430")
    "'\\u0430' (U+0430 CYRILLIC SMALL LETTER A)"
    >>> excerpt("")
    'nothing'
    """
    if not found:
        return "nothing"
    shortened = found[:_LONGEST_EXCERPT] + ("..." if len(found) > _LONGEST_EXCERPT else "")
    shown = shortened.encode("ascii", "backslashreplace").decode("ascii")
    shown = "".join(
        character if character.isprintable() else repr(character)[1:-1] for character in shown
    )
    if len(found) == 1 and not (found.isascii() and found.isprintable()):
        name = unicodedata.name(found, "no name")
        return f"'{shown}' (U+{ord(found):04X} {name})"
    return f"'{shown}'"
