"""From a rule's text to tokens of the rule language, or a refusal where it leaves the language.

sqlglot cuts the text; this module lets through only what the language knows, so that the parser
never sees anything else. What the tokens mean together is checked in `reading.py`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import ClassVar

from sqlglot.errors import SqlglotError
from sqlglot.tokenizer_core import Token, TokenType
from sqlglot.tokens import Tokenizer

from models.rules.characters import DOUBLE_QUOTE, NO_COMMENT, PLAIN_SPACE, check_characters
from models.rules.errors import RuleError, excerpt
from models.rules.vocabulary import LANGUAGE_WORDS, Vocabulary

LONGEST_TEXT = 2_000
DEEPEST_NESTING = 50
LIST_MARK = "list:"
"""Stands before the name of a list where the parser reads a quoted name."""
ALLOWED = (
    "comparisons (=, <>, <, <=, >, >=), AND, OR, NOT, IN (...), IN LIST('name'), BETWEEN ... AND "
    "..., IS [NOT] NULL, LIKE, "
    "parentheses, true-or-false columns alone, and as values text in single quotes, numbers, "
    "true and false"
)
_ALLOWED_NUMBERS = "numbers such as 12, -3 or 0.62, of at most 15 digits"
_OPERATORS = frozenset({"=", "<>", "!=", "<", "<=", ">", ">="})
_NUMBER = re.compile(r"\d+(\.\d+)?", re.ASCII)
_MOST_DIGITS = 15
_SUBQUERY_WORDS = frozenset({"select", "with", "from", "exists", "values", "union", "table"})
_CAST_WORDS = frozenset({"cast", "try_cast", "convert"})
_LIST_CALL = [TokenType.L_PAREN, TokenType.STRING, TokenType.R_PAREN]
_SYMBOLS = {
    ";": "which ends a statement; a rule is one condition",
    "::": "a cast",
    "||": "text joined to text",
    '"': DOUBLE_QUOTE,
    "`": "a quoted name; column names stand bare",
    ".": "a point outside a number; columns stand without a table name",
    "==": "which is no operator here; write =",
    "+": "arithmetic",
    "-": "arithmetic",
    "*": "arithmetic",
    "/": "arithmetic",
    "//": "arithmetic",
    "%": "arithmetic",
    "^": "arithmetic",
}


class _RuleTokenizer(Tokenizer):
    """sqlglot's tokenizer with the words of the rule language only.

    Any other word is a name to it, so a column may be called like a word of SQL, and no word starts
    a command. Foreign operators are listed to be named whole in a refusal.
    """

    COMMANDS: ClassVar[set[TokenType]] = set()
    KEYWORDS: ClassVar[dict[str, TokenType]] = {
        **{word.upper(): TokenType[word.upper()] for word in LANGUAGE_WORDS},
        "<=": TokenType.LTE,
        ">=": TokenType.GTE,
        "<>": TokenType.NEQ,
        "!=": TokenType.NEQ,
        "==": TokenType.EQ,
        "<=>": TokenType.NULLSAFE_EQ,
        "::": TokenType.DCOLON,
        "||": TokenType.DPIPE,
        "//": TokenType.DIV,
    }


def scan(text: str, vocabulary: Vocabulary) -> list[Token]:
    """Cut a rule's text into tokens of the rule language.

    Parameters
    ----------
    text : str
        The rule as an officer wrote it.
    vocabulary : Vocabulary
        The columns it may name.

    Returns
    -------
    list of sqlglot Token
        Only known columns, words of the language, operators, constants, parentheses and commas; the
        names of columns are in lower case and quoted, so the parser reads nothing else into them.
        LIST('name') has become the quoted name `LIST_MARK` + name in parentheses; no column can
        be called like that.

    Raises
    ------
    RuleError
        At the first piece that is not in the language, or if the text is empty, longer than 2,000
        characters or nested deeper than 50.
    """
    if not text.strip(PLAIN_SPACE):
        raise RuleError(text, 0, "", "an empty rule", ALLOWED)
    if len(text) > LONGEST_TEXT:
        raise RuleError(
            text,
            LONGEST_TEXT,
            text[LONGEST_TEXT:],
            f"beyond the limit: the rule has {len(text):,} characters",
            f"at most {LONGEST_TEXT:,} characters; split the rule",
        )
    check_characters(text, ALLOWED)
    try:
        tokens = list(_RuleTokenizer().tokenize(text))
    except SqlglotError as error:
        raise RuleError(text, 0, text, "which cannot be cut into words", ALLOWED) from error
    _check_gaps(text, tokens)
    checked = [_check_token(text, tokens, index, vocabulary) for index in range(len(tokens))]
    _check_neighbours(text, checked)
    _check_nesting(text, checked)
    return list(_without_list_words(text, checked))


def source_of(text: str, token: Token) -> str:
    """Give the piece of the text that a token was cut from."""
    return text[token.start : token.end + 1]


def _check_gaps(text: str, tokens: Sequence[Token]) -> None:
    """Refuse comments and all else the tokenizer passes over between tokens."""
    position = 0
    for start, end in [*((token.start, token.end + 1) for token in tokens), (len(text), len(text))]:
        gap = text[position:start]
        passed_over = gap.strip(PLAIN_SPACE)
        if passed_over:
            offset = position + gap.index(passed_over)
            raise RuleError(text, offset, passed_over, "a comment", NO_COMMENT)
        position = end


def _check_token(text: str, tokens: Sequence[Token], index: int, vocabulary: Vocabulary) -> Token:
    """Let one token of the language through, columns in lower case; refuse all others."""
    token = tokens[index]
    source = source_of(text, token)
    if token.token_type == TokenType.STRING and source.startswith("'"):
        return token
    if source in _OPERATORS or source in {"(", ")", ","}:
        return token
    if token.token_type == TokenType.NUMBER:
        return _check_number(text, token)
    if source == "-" and _starts_number(text, tokens, index):
        return token
    word = source.lower()
    if (
        not (source[0].isalpha() or source[0] == "_")
        or token.token_type == TokenType.NATIONAL_STRING
    ):
        problem = (
            _SYMBOLS.get(source) or _SYMBOLS.get(source[0]) or "which is not in the rule language"
        )
        raise RuleError(text, token.start, source, problem, ALLOWED)
    if word in LANGUAGE_WORDS:
        return token
    if word in vocabulary:
        return Token(TokenType.IDENTIFIER, word, token.line, token.col, token.start, token.end)
    raise _unknown_word(text, tokens, index, vocabulary)


def _check_number(text: str, token: Token) -> Token:
    """Let through plain decimal numbers that a double holds exactly as written."""
    source = source_of(text, token)
    after = text[token.end + 1 : token.end + 2]
    written = source + (after if after.isalnum() or after in {"_", "."} else "")
    digits = source.replace(".", "")
    if written != source or not _NUMBER.fullmatch(source) or len(digits) > _MOST_DIGITS:
        raise RuleError(
            text, token.start, written, "a number not written in the plain way", _ALLOWED_NUMBERS
        )
    return token


def _starts_number(text: str, tokens: Sequence[Token], index: int) -> bool:
    """Whether the minus at this index is a sign: a number follows and no value stands before it."""
    if index + 1 == len(tokens) or tokens[index + 1].token_type != TokenType.NUMBER:
        return False
    before = tokens[index - 1] if index else None
    return before is None or not (_is_value(text, before) or source_of(text, before) == ")")


def _unknown_word(
    text: str, tokens: Sequence[Token], index: int, vocabulary: Vocabulary
) -> RuleError:
    """Say of a word outside the vocabulary what it is and what is near it."""
    token = tokens[index]
    source = source_of(text, token)
    word = source.lower()
    nearest = vocabulary.nearest(word)
    known = f"the columns {', '.join(vocabulary.names)}"
    if word in _SUBQUERY_WORDS:
        return RuleError(
            text,
            token.start,
            source,
            "the word of a query; a rule holds no subquery",
            ALLOWED,
            nearest,
        )
    if word in _CAST_WORDS:
        return RuleError(text, token.start, source, "a cast", ALLOWED, nearest)
    if index + 1 < len(tokens) and source_of(text, tokens[index + 1]) == "(":
        return RuleError(
            text, token.start, source, "a function; a rule calls none", ALLOWED, nearest
        )
    if source.startswith("$"):
        return RuleError(
            text, token.start, source, "which is not in the rule language", ALLOWED, nearest
        )
    return RuleError(text, token.start, source, "no column of the vocabulary", known, nearest)


def _check_neighbours(text: str, tokens: Sequence[Token]) -> None:
    """Refuse two values side by side: a parser reads them as a new name or as joined text."""
    for before, token in zip(tokens, tokens[1:], strict=False):
        if _is_value(text, before) and (_is_value(text, token) or source_of(text, token) == "("):
            raise RuleError(
                text,
                token.start,
                source_of(text, token),
                f"directly after {excerpt(source_of(text, before))}",
                "an operator or AND / OR between them",
            )


def _is_value(text: str, token: Token) -> bool:
    """Whether a token is a column or a constant."""
    if token.token_type in {TokenType.STRING, TokenType.NUMBER}:
        return True
    word = source_of(text, token).lower()
    return word[0].isalpha() and (word not in LANGUAGE_WORDS or word in {"true", "false", "null"})


def _check_nesting(text: str, tokens: Sequence[Token]) -> None:
    """Refuse parentheses and chains of NOT deeper than the limit, before a parser recurses."""
    negations = [0]
    for token in tokens:
        word = source_of(text, token).lower()
        if word == "(":
            negations.append(0)
        elif word == ")" and len(negations) > 1:
            negations.pop()
        elif word == "not":
            negations[-1] += 1
        elif word in {"and", "or"}:
            negations[-1] = 0
        if len(negations) - 1 + sum(negations) > DEEPEST_NESTING:
            raise RuleError(
                text,
                token.start,
                source_of(text, token),
                "nested too deeply",
                f"at most {DEEPEST_NESTING} levels of parentheses and NOT; split the rule",
            )


def _without_list_words(text: str, tokens: Sequence[Token]) -> Iterator[Token]:
    """Turn IN LIST ('name') into IN (a quoted name), which a parser reads as it reads a column."""
    words = [source_of(text, token).lower() for token in tokens]
    for place, token in enumerate(tokens):
        if words[place] == "list":
            following = [other.token_type for other in tokens[place + 1 : place + 4]]
            if words[max(place - 1, 0)] != "in" or following != _LIST_CALL:
                raise RuleError(
                    text,
                    token.start,
                    source_of(text, token),
                    "which does not stand in a test of a list",
                    "column IN LIST('name') and column NOT IN LIST('name')",
                )
        elif "list" in words[max(place - 2, 0) : place] and token.token_type == TokenType.STRING:
            name = LIST_MARK + token.text
            yield Token(TokenType.IDENTIFIER, name, token.line, token.col, token.start, token.end)
        else:
            yield token
