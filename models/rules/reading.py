"""From a rule's text to the checked tree: cut, parsed by sqlglot, translated.

No node of the parser's tree goes any further than `translation.py`.
"""

from __future__ import annotations

from collections.abc import Mapping

from sqlglot.dialects.dialect import Dialect
from sqlglot.errors import ParseError, SqlglotError

from models.rules.conditions import Condition
from models.rules.errors import RuleError
from models.rules.lists import NamedList
from models.rules.scanning import ALLOWED, DEEPEST_NESTING, scan
from models.rules.translation import Translation
from models.rules.vocabulary import Vocabulary


def read_condition(text: str, vocabulary: Vocabulary, lists: Mapping[str, NamedList]) -> Condition:
    """Read a rule's text into the checked tree.

    Parameters
    ----------
    text : str
        The rule as an officer wrote it.
    vocabulary : Vocabulary
        The columns it may name.
    lists : mapping of str to NamedList
        The lists it may name, by name.

    Returns
    -------
    Condition
        The tree that everything else is made from.

    Raises
    ------
    RuleError
        If the text is not in the rule language.
    """
    tokens = scan(text, vocabulary)
    try:
        statements = Dialect.get_or_raise(None).parser().parse(tokens, text)
        if len(statements) != 1 or statements[0] is None:
            raise RuleError(text, 0, text, "which is not one condition", ALLOWED)
        return Translation(text, vocabulary, lists).condition(statements[0])
    except ParseError as error:
        raise _broken_off(text, error) from error
    except SqlglotError as error:
        raise RuleError(text, 0, text, "which cannot be read", ALLOWED) from error
    except RecursionError as error:
        raise RuleError(
            text, 0, text, "nested too deeply", f"at most {DEEPEST_NESTING} levels"
        ) from error


def _broken_off(text: str, error: ParseError) -> RuleError:
    """Turn the parser's complaint into one with the position of the word it stopped at."""
    first = error.errors[0] if error.errors else {}
    before = str(first.get("start_context") or "")
    word = str(first.get("highlight") or "")
    line, column = int(first.get("line") or 1), int(first.get("col") or 1)
    line_start = sum(len(piece) + 1 for piece in text.split("\n")[: line - 1])
    offset = min(max(line_start + column - max(len(word), 1), 0), len(text))
    if not text.startswith(word, offset):
        offset = max(text.find(before + word), 0) + len(before)
    return RuleError(
        text,
        offset,
        word,
        "where the condition breaks off or does not go on",
        "a column, an operator and a value; every parenthesis closed; AND or OR between conditions",
    )
