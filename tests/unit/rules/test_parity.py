"""SQL and NumPy say the same of random rule sets on random rows; DuckDB is asked directly."""

from collections.abc import Iterator
from typing import Any

import duckdb
import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.rules import RuleSet, Vocabulary, VocabularyColumn, parse_rule, score_sql
from tests.unit.rules.strategies import DUCKDB_TYPES, ROWS, RULES

VOCABULARY = Vocabulary.from_columns(
    VocabularyColumn(name, data_type) for name, data_type in DUCKDB_TYPES.items()
)
ARROW_TYPES = {
    "varchar": pa.string(),
    "integer": pa.int32(),
    "bigint": pa.int64(),
    "double": pa.float64(),
    "boolean": pa.bool_(),
}
SCHEMA = pa.schema([(name, ARROW_TYPES[type_name]) for name, type_name in DUCKDB_TYPES.items()])


@pytest.fixture(scope="module")
def con() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as connection:
        connection.execute("set threads = 1")
        yield connection


def ask(con: duckdb.DuckDBPyConnection, expression: str, table: pa.Table) -> list[Any]:
    """Give the value of a SQL expression on each row, in order."""
    con.register("trips", table)
    numbered = "(select *, row_number() over () as place from trips)"
    answers = con.execute(
        f"select {expression} from {numbered} order by place"  # noqa: S608
    ).fetchall()
    return [answer[0] for answer in answers]


def frame_of(rows: list[dict[str, Any]], is_nullable: bool) -> pd.DataFrame:
    """Give the rows as plain objects or in pandas' nullable types."""
    frame = pd.DataFrame(rows, columns=list(DUCKDB_TYPES), dtype=object)
    if not is_nullable:
        return frame
    return frame.astype(
        {
            "description_length": "Int32",
            "season_month": "Int64",
            "weight_kg": "Float64",
            "weight_to_usual_ratio": "Float64",
            "is_soft_top": "boolean",
            "is_reefer": "boolean",
        }
    )


def make_rule_set(texts: list[str], points: list[int]) -> RuleSet:
    """Make a rule set of texts, one rule each."""
    return RuleSet.from_mapping(
        {
            "rule_set": "random",
            "version": 1,
            "title": "Random rules",
            "owner_role": "tests",
            "risk": "none",
            "labelled": "illustrative",
            "rules": [
                {
                    "id": f"rule_{place}",
                    "wording": "A random rule",
                    "expression": text,
                    "points": rule_points,
                    "sign": 0,
                    "min_points": -50,
                    "max_points": 50,
                    "kind": "trait",
                    "source": "chosen",
                }
                for place, (text, rule_points) in enumerate(zip(texts, points, strict=True))
            ],
        },
        VOCABULARY,
    )


@settings(max_examples=300)
@given(text=RULES, rows=ROWS, is_nullable=st.booleans())
def test_expression_means_what_duckdb_reads(
    con: duckdb.DuckDBPyConnection, text: str, rows: list[dict[str, Any]], is_nullable: bool
) -> None:
    """The text as DuckDB itself reads it, the compiled SQL and NumPy agree."""
    table = pa.Table.from_pylist(rows, schema=SCHEMA)
    rule = parse_rule(text, VOCABULARY)
    hits = rule.evaluate(frame_of(rows, is_nullable)).tolist()
    assert hits == ask(con, rule.sql(), table)
    assert hits == ask(con, f"coalesce(({text}), false)", table)


@settings(max_examples=100)
@given(
    rules=st.lists(st.tuples(RULES, st.integers(-50, 50)), min_size=1, max_size=62),
    rows=ROWS,
    is_nullable=st.booleans(),
)
def test_masks_and_scores_agree(
    con: duckdb.DuckDBPyConnection,
    rules: list[tuple[str, int]],
    rows: list[dict[str, Any]],
    is_nullable: bool,
) -> None:
    rule_set = make_rule_set([text for text, _ in rules], [points for _, points in rules])
    table = pa.Table.from_pylist(rows, schema=SCHEMA)
    hits = rule_set.hits(frame_of(rows, is_nullable))
    assert hits.dtype == np.int64
    (word,) = rule_set.word_sql()
    assert hits.tolist() == ask(con, word, table)
    stored = pa.table({"hits": pa.array(hits.tolist(), type=pa.int64())})
    assert rule_set.score(hits).tolist() == ask(con, score_sql(rule_set, "hits"), stored)
    added_up = [
        sum(points for bit, (_, points) in enumerate(rules) if mask >> bit & 1)
        for mask in hits.tolist()
    ]
    assert rule_set.score(hits).tolist() == added_up


def test_all_62_bits(con: duckdb.DuckDBPyConnection) -> None:
    rule_set = make_rule_set(["is_reefer"] * 62, list(range(1, 63 - 12)) + [0] * 12)
    rows = [dict.fromkeys(DUCKDB_TYPES) | {"is_reefer": flag} for flag in (True, False, None)]
    table = pa.Table.from_pylist(rows, schema=SCHEMA)
    expected = [2**62 - 1, 0, 0]
    assert rule_set.hits(frame_of(rows, is_nullable=False)).tolist() == expected
    (word,) = rule_set.word_sql()
    assert ask(con, word, table) == expected
    assert ask(con, f"typeof({word})", table) == ["BIGINT"] * 3
    assert rule_set.score(expected).tolist() == [50 * 51 // 2, 0, 0]


def test_score_of_no_mask_is_unknown(con: duckdb.DuckDBPyConnection) -> None:
    rule_set = make_rule_set(["is_reefer", "is_soft_top"], [5, -3])
    stored = pa.table({"hits": pa.array([3, 2, 0, None], type=pa.int64())})
    assert ask(con, score_sql(rule_set, "hits"), stored) == [2, -3, 0, None]
    worthless = make_rule_set(["is_reefer"], [0])
    assert ask(con, score_sql(worthless, "hits"), stored.slice(2)) == [0, None]
