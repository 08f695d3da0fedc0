"""Whatever text comes in, out comes a checked expression or a RuleError, never anything else."""

import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from models.rules import RuleError, RuleExpression, Vocabulary, VocabularyColumn, parse_rule
from tests.unit.rules.strategies import DUCKDB_TYPES, RULES

VOCABULARY = Vocabulary.from_columns(
    VocabularyColumn(name, data_type) for name, data_type in DUCKDB_TYPES.items()
)
PIECES = [
    *DUCKDB_TYPES,
    *["and", "or", "not", "in", "between", "is", "null", "like", "true", "false", "escape", "any"],
    *["=", "<>", "!=", "<", "<=", ">", ">=", "==", "<=>", "::", "||", "->", "=>", ":=", "@", "#"],
    *["(", ")", ",", ";", "-", "--", "/*", "*/", "+", "*", "/", "%", ".", "[", "]", "{", "}", "$$"],
    *["'", "''", "'x'", '"', '"x"', "`", "\\", "E'\\''", "x'00'", "$1", "?", ":a", "\n", "\x00"],
    *["1", "-1", "0.5", "1e9", "1_0", "0x", "9" * 20, "1.", ".5", "select", "case", "when", "end"],
    *["interval", "date", "cast", "try_cast", "exists", "values", "array", "struct", "lambda"],
    *["\u0430", "\u00a0", "\u2019", "\uff1d", "\U0001f600", "\ud800", "\u202e", "\u0130"],
]


def outcome_of(text: str) -> RuleExpression | RuleError:
    """Read a text; any other exception than RuleError passes through and fails the test."""
    try:
        return parse_rule(text, VOCABULARY)
    except RuleError as error:
        return error


def check(text: str) -> None:
    outcome = outcome_of(text)
    if isinstance(outcome, RuleError):
        assert 0 <= outcome.offset <= len(text)
        assert text.startswith(outcome.found, outcome.offset)
        assert str(outcome).isascii()
        assert str(outcome).isprintable()
    else:
        assert outcome.columns
        assert set(outcome.columns) <= set(DUCKDB_TYPES)


@settings(max_examples=500, deadline=None)
@given(st.text(max_size=60))
@example("'")
@example("\r")
@example("-")
def test_any_text(text: str) -> None:
    check(text)


@settings(max_examples=1_500, deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=14), st.sampled_from(["", " "]))
def test_pieces_of_sql_in_any_order(pieces: list[str], between: str) -> None:
    check(between.join(pieces))


@settings(max_examples=500, deadline=None)
@given(RULES, st.data())
def test_rules_with_a_piece_put_in(text: str, data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(text)))
    check(text[:place] + data.draw(st.sampled_from(PIECES)) + text[place:])


@settings(max_examples=200, deadline=None)
@given(RULES)
def test_compiled_sql_is_a_rule_again(text: str) -> None:
    """Without the quotes around names, the SQL of a condition reads back as the same condition."""
    rule = parse_rule(text, VOCABULARY)
    inner = rule.sql().removeprefix("COALESCE(").removesuffix(", FALSE)")
    for name in DUCKDB_TYPES:
        inner = inner.replace(f'"{name}"', name)
    assume(len(inner) <= 2_000)
    assert parse_rule(inner, VOCABULARY).sql() == rule.sql()


@pytest.mark.parametrize(
    "text",
    [
        "(" * 2_000,
        ")" * 2_000,
        "not " * 500,
        "-" * 2_000,
        "'" * 1_999,
        "is_reefer and " * 142,
        "weight_kg in (" + "1," * 990 + "1)",
        "(" * 999 + "is_reefer" + ")" * 992,
        "is_reefer = " * 166,
        "\x00" * 2_000,
        "a" * 2_000,
        "a(" * 1_000,
        "port_of_lading like '" + "%a" * 980 + "'",
    ],
    ids=lambda text: f"{text[:20]!r}...",
)
def test_long_texts(text: str) -> None:
    check(text)
