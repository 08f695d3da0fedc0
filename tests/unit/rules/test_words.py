"""Masks of more than 62 rules and what is counted on masks; expected values by Python's ints."""

from collections.abc import Iterator
from typing import Any

import duckdb
import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.rules import (
    RuleSet,
    co_occurrence,
    hit_counts,
    rules_hit,
    score_hits,
    score_sql,
    stack_words,
)
from models.rules.scoring import words_for
from tests.unit.rules.test_parity import make_rule_set


@pytest.fixture(scope="module")
def con() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as connection:
        connection.execute("set threads = 1")
        yield connection


def numbered_rules(n_rules: int) -> RuleSet:
    """Give rules that hit a month each: rule i where the month is i."""
    return make_rule_set(
        [f"season_month = {place}" for place in range(n_rules)],
        [place % 101 - 50 for place in range(n_rules)],
    )


def as_one_int(mask: Any) -> int:
    """Give a mask of one or several words as one whole number, bit i for rule i."""
    words = np.atleast_1d(mask).tolist()
    return sum(word << (62 * place) for place, word in enumerate(words))


@pytest.mark.parametrize("n_rules", [62, 63, 100, 124, 125, 620])
def test_each_rule_has_its_bit(n_rules: int) -> None:
    rule_set = numbered_rules(n_rules)
    months = [0, 61, n_rules - 1, n_rules]
    hits = rule_set.hits(pd.DataFrame({"season_month": months}))
    assert rule_set.word_count == words_for(n_rules) == -(-n_rules // 62)
    assert hits.shape == ((4,) if n_rules == 62 else (4, rule_set.word_count))
    assert [as_one_int(mask) for mask in hits] == [1, 1 << 61, 1 << (n_rules - 1), 0]
    expected = [-50, 61 - 50, (n_rules - 1) % 101 - 50, 0]
    assert rule_set.score(hits).tolist() == expected


@pytest.mark.parametrize("n_rules", [62, 63, 130, 620])
def test_words_and_scores_in_sql_are_those_in_numpy(
    con: duckdb.DuckDBPyConnection, n_rules: int
) -> None:
    """As tables keep them: word 0 in hits, the others in more_hits, a list that is never null."""
    rule_set = make_rule_set(
        [f"season_month >= {place}" for place in range(n_rules)],
        [place % 7 - 3 for place in range(n_rules)],
    )
    months = [-1, 0, 3, 61, 62, 124, n_rules]
    con.register("trips", pa.table({"season_month": pa.array([*months, None], type=pa.int64())}))
    first, *more = rule_set.word_sql()
    con.execute(
        f"create or replace table stored as select rowid as place, {first} as hits, "  # noqa: S608
        f"[{', '.join(more)}]::bigint[] as more_hits from (select *, row_number() over () as rowid "
        "from trips)"
    )
    stored = con.execute("select hits, more_hits from stored order by place").fetchall()
    hits = stack_words([row[0] for row in stored], [row[1] for row in stored])
    assert np.array_equal(hits, rule_set.hits(pd.DataFrame({"season_month": [*months, None]})))
    con.execute("insert into stored values (99, null, [])")
    score = score_sql(rule_set, rule_set.hits_columns)
    answers = con.execute(f"select {score} from stored order by place").fetchall()  # noqa: S608
    by_hand = [sum(place % 7 - 3 for place in range(n_rules) if month >= place) for month in months]
    assert [answer[0] for answer in answers] == [*by_hand, 0, None]
    assert rule_set.score(hits).tolist() == [*by_hand, 0]


def test_names_of_the_columns_of_words() -> None:
    assert numbered_rules(62).hits_columns == ("hits",)
    two = numbered_rules(63)
    assert two.hits_columns == ("hits", "more_hits[1]")
    assert '"t"."more_hits"[1]' in score_sql(two, ["t.hits", "t.more_hits[1]"])
    assert "`more_hits`[0]" in score_sql(two, two.hits_columns, dialect="spark")
    with pytest.raises(ValueError, match=r"1 hits columns \['hits'\] for the 2 word"):
        score_sql(two, "hits")
    for name in ["more_hits[0]", "more_hits[1", "more_hits[1]; drop", "more_hits[-1]", "f(hits)"]:
        with pytest.raises(ValueError, match="expected a plain column name"):
            score_sql(two, ["hits", name])


MASKS = st.integers(1, 130).flatmap(
    lambda n_rules: st.tuples(
        st.just(n_rules),
        st.lists(st.integers(0, (1 << n_rules) - 1) | st.just((1 << n_rules) - 1), max_size=12),
        st.lists(st.integers(-(10**6), 10**6), min_size=n_rules, max_size=n_rules),
    )
)


def words_of(masks: list[int], n_rules: int) -> np.ndarray:
    word_count = -(-n_rules // 62)
    words = [[mask >> (62 * place) & (2**62 - 1) for place in range(word_count)] for mask in masks]
    return np.array(words, dtype=np.int64).reshape(len(masks), word_count)


@settings(max_examples=100)
@given(MASKS, st.data())
def test_scores_and_counts_by_hand(
    drawn: tuple[int, list[int], list[int]], data: st.DataObject
) -> None:
    n_rules, masks, points = drawn
    words = words_of(masks, n_rules)
    counts = data.draw(st.lists(st.integers(0, 10**9), min_size=len(masks), max_size=len(masks)))
    flags = [[bool(mask >> bit & 1) for bit in range(n_rules)] for mask in masks]
    scored = [sum(each for each, flag in zip(points, row, strict=True) if flag) for row in flags]
    together = [
        [
            sum(count for count, row in zip(counts, flags, strict=True) if row[one] and row[other])
            for other in range(n_rules)
        ]
        for one in range(n_rules)
    ]
    assert score_hits(words, points).tolist() == scored
    assert rules_hit(words, n_rules).tolist() == flags
    assert co_occurrence(words, counts, n_rules).tolist() == together
    expected = [together[place][place] for place in range(n_rules)]
    assert hit_counts(words, counts, n_rules).tolist() == expected
    if n_rules <= 62:
        assert score_hits(words[:, 0], points).tolist() == scored


def test_more_rows_than_are_worked_on_at_once() -> None:
    masks = np.arange(100_000, dtype=np.int64) % 8
    assert score_hits(masks, [1, 2, 4]).tolist() == masks.tolist()
    assert hit_counts(masks, np.ones(100_000), 3).tolist() == [50_000] * 3
    assert co_occurrence(masks, np.ones(100_000), 3)[0].tolist() == [50_000, 25_000, 25_000]


@pytest.mark.parametrize(
    ("hits", "n_rules", "message"),
    [
        ([0, 16], 4, "row 1: hits 16 has a bit beyond rule 3"),
        ([-1], 4, "row 0: hits -1 has a bit beyond rule 3"),
        ([1 << 62], 62, "has a bit beyond rule 61"),
        ([[0, 0], [0, 2]], 63, "row 1: hits 2 has a bit beyond rule 62"),
        ([[1 << 62, 0]], 63, "row 0: .* a bit beyond rule 61"),
        ([0, 1], 63, r"masks of shape \(2,\); 63 rules need 2 word"),
        ([[0, 1]], 62, r"masks of shape \(1, 2\); 62 rules need 1 word"),
        (5, 4, r"masks of shape \(\)"),
        ([1.0], 4, "whole numbers, got float64"),
        ([1, None], 4, "whole numbers, got object"),
        ([True], 4, "whole numbers, got bool"),
    ],
)
def test_masks_of_other_rules_are_refused(hits: Any, n_rules: int, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        score_hits(hits, [1] * n_rules)
    with pytest.raises(ValueError, match=message):
        hit_counts(hits, [1], n_rules)
    with pytest.raises(ValueError, match=message):
        rules_hit(hits, n_rules)


def test_one_count_a_mask() -> None:
    with pytest.raises(ValueError, match=r"counts of shape \(1,\) beside 2 masks"):
        hit_counts([0, 1], [5], 1)
    with pytest.raises(ValueError, match=r"counts of shape \(3,\) beside 2 masks"):
        co_occurrence([0, 1], [5, 5, 5], 1)


def test_stacking_rows_of_two_rule_sets_is_refused() -> None:
    with pytest.raises(ValueError, match=r"2 of more_hits, which have \[0, 1\] words"):
        stack_words([1, 2], [[], [3]])
    with pytest.raises(ValueError, match="1 rows of hits beside 2 of more_hits"):
        stack_words([1], [[3], [4]])
    assert stack_words([], []).tolist() == []
    assert score_hits(stack_words([], []), [1] * 100).tolist() == []
