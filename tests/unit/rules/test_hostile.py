"""Whatever text comes in, out comes a checked expression or a refusal, never anything else."""

import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from models.rules import RuleExpression, parse_rule
from tests.fuzz.properties import LISTS, VOCABULARY, check_document_text, check_rule_text
from tests.unit.rules.strategies import DUCKDB_TYPES, PIECES, RULES

REPOSITORY = Path(__file__).parents[3]


@settings(max_examples=500)
@given(st.text(max_size=60))
@example("'")
@example("\r")
@example("-")
def test_any_text(text: str) -> None:
    check_rule_text(text)


@settings(max_examples=1_000)
@given(st.lists(st.sampled_from(PIECES), max_size=14), st.sampled_from(["", " "]))
def test_pieces_of_sql_in_any_order(pieces: list[str], between: str) -> None:
    check_rule_text(between.join(pieces))


@settings(max_examples=300)
@given(RULES, st.data())
def test_rules_with_a_piece_put_in(text: str, data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(text)))
    check_rule_text(text[:place] + data.draw(st.sampled_from(PIECES)) + text[place:])


@settings(max_examples=200)
@given(RULES)
def test_the_engine_reads_the_checked_tree_and_nothing_else(text: str) -> None:
    assert isinstance(check_rule_text(text), RuleExpression)


@settings(max_examples=200)
@given(st.text(max_size=12), RULES)
def test_names_of_lists(name: str, text: str) -> None:
    """A name reaches no SQL: a known list gives its values, any other is refused."""
    quoted = "'" + name.replace("'", "''") + "'"
    outcome = check_rule_text(f"{text} or port_of_lading in list({quoted})")
    assert isinstance(outcome, RuleExpression) == (name in LISTS)


@settings(max_examples=200)
@given(RULES)
def test_compiled_sql_is_a_rule_again(text: str) -> None:
    """Without the quotes around names, the SQL of a condition reads back as the same condition."""
    rule = parse_rule(text, VOCABULARY, LISTS)
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
        "port_of_lading in list('" + "x" * 1_970 + "')",
        "list(" * 400,
        "port_of_lading in " + "list" * 490,
        " or ".join(["port_of_lading in list('odd_values')"] * 50),
    ],
    ids=lambda text: f"{text[:20]!r}...",
)
def test_long_texts(text: str) -> None:
    check_rule_text(text)


@settings(max_examples=300)
@given(st.text(max_size=60) | st.lists(st.sampled_from("{}[]:,-&*!|>'\"#\n a1~?%@")).map("".join))
@example("&a [*a]")
@example("? [a]\n: 1")
@example("2005-13-45")
@example("!!python/object:os.system {}")
@example("[" * 5_000)
@example('{"a":' * 5_000)
def test_any_text_as_a_document(text: str) -> None:
    check_document_text(text)


def test_fuzzing_guided_by_coverage() -> None:
    """A few thousand texts found by a fuzzer that sees which code they reach."""
    run = subprocess.run(
        [
            sys.executable,
            "-m",
            "tests.fuzz.rule_language",
            "-runs=3000",
            "-seed=1",
            "-len_control=0",
        ],
        cwd=REPOSITORY,
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stdout + run.stderr
    assert "Done 3000 runs" in run.stderr
