"""Three-valued logic and each kind of test, expected values worked out by hand."""

import numpy as np
import pandas as pd
import pytest

from models.rules import Vocabulary, parse_rule

# All nine pairs of true, false, unknown.
PAIRS = pd.DataFrame(
    {
        "is_soft_top": [True, True, True, False, False, False, None, None, None],
        "is_reefer": [True, False, None, True, False, None, True, False, None],
    },
    dtype=object,
)
# Where the expression is true / where its negation is true, over the nine pairs.
TABLES = [
    ("is_soft_top and is_reefer", "T........", ".T.TTT.T."),
    ("is_soft_top or is_reefer", "TTTT..T..", "....T...."),
    ("not is_soft_top", "...TTT...", "TTT......"),
    ("is_soft_top = is_reefer", "T...T....", ".T.T....."),
    ("is_soft_top <> is_reefer", ".T.T.....", "T...T...."),
    ("is_soft_top is null", "......TTT", "TTTTTT..."),
    ("is_soft_top is not null", "TTTTTT...", "......TTT"),
    ("is_soft_top = true", "TTT......", "...TTT..."),
    ("is_soft_top in (false)", "...TTT...", "TTT......"),
    ("is_soft_top and is_reefer is null", "..T......", "TT.TTTTT."),
    ("not (is_soft_top or is_reefer)", "....T....", "TTTT..T.."),
    ("not is_soft_top and is_reefer", "...T.....", "TTT.T..T."),
]


@pytest.mark.parametrize(("text", "true_at", "false_at"), TABLES, ids=[row[0] for row in TABLES])
def test_tables_of_three_valued_logic(
    text: str, true_at: str, false_at: str, vocabulary: Vocabulary
) -> None:
    # "... and is_reefer is null" is never unknown through is_reefer; unknown AND false is false.
    is_true = parse_rule(text, vocabulary).evaluate(PAIRS)
    is_false = parse_rule(f"not ({text})", vocabulary).evaluate(PAIRS)
    assert "".join("T" if hit else "." for hit in is_true) == true_at
    assert "".join("T" if hit else "." for hit in is_false) == false_at


FRAME = pd.DataFrame(
    {
        "port_of_lading": ["CNSHK", "CNSHA", "HKHKG", None, "cnshk", "C_S%K\\"],
        "place_of_receipt": ["CNSHK", "CNSHK", None, None, "CNSHK", "CNSHK"],
        "description_length": [0, 5, 12, -3, 7, 12],
        "weight_kg": [100.0, 0.5, np.nan, -20.25, 1e9, 100.0],
    }
)
TESTS = [
    ("port_of_lading = 'CNSHK'", "T....."),
    ("port_of_lading <> 'CNSHK'", ".TT.TT"),
    ("'CNSHK' = port_of_lading", "T....."),
    ("port_of_lading in ('CNSHK', 'HKHKG')", "T.T..."),
    ("port_of_lading not in ('CNSHK', 'HKHKG')", ".T..TT"),
    ("port_of_lading = place_of_receipt", "T....."),
    ("port_of_lading <> place_of_receipt", ".T..TT"),
    ("port_of_lading > 'CNSHA'", "T.T.TT"),
    ("port_of_lading between 'CNSHA' and 'CNSHK'", "TT...."),
    ("port_of_lading like 'CN%'", "TT...."),
    ("port_of_lading like 'CNSH_'", "TT...."),
    ("port_of_lading like '%SH%'", "TT...."),
    ("port_of_lading not like 'CN%'", "..T.TT"),
    ("not port_of_lading like 'CN%'", "..T.TT"),
    ("port_of_lading like '%\\'", ".....T"),
    ("port_of_lading like 'CNSHK'", "T....."),
    ("port_of_lading is null", "...T.."),
    ("weight_kg > 0.5", "T...TT"),
    ("weight_kg >= 0.5", "TT..TT"),
    ("0.5 < weight_kg", "T...TT"),
    ("weight_kg = -20.25", "...T.."),
    ("weight_kg between -20.25 and 100", "TT.T.T"),
    ("weight_kg not between -20.25 and 100", "....T."),
    ("weight_kg between 100 and -20.25", "......"),
    ("weight_kg in (100, 0.5)", "TT...T"),
    ("weight_kg not in (100, 0.5)", "...TT."),
    ("description_length < weight_kg", "T...TT"),
    ("description_length <= 5 or weight_kg is null", "TTTT.."),
    ("description_length <> 12 and not weight_kg > 1", ".T.T.."),
    ("description_length > 4.5", ".TT.TT"),
    ("(port_of_lading) = ('CNSHK')", "T....."),
    ("description_length = 5 or description_length = 7 and weight_kg < 1", ".T...."),
    ("(description_length = 5 or description_length = 7) and weight_kg < 1", ".T...."),
    ("description_length = 12 or description_length = 5 and weight_kg > 1", "..T..T"),
    ("(description_length = 12 or description_length = 5) and weight_kg > 1", ".....T"),
]


@pytest.mark.parametrize(("text", "hits"), TESTS, ids=[row[0] for row in TESTS])
def test_each_kind_of_test(text: str, hits: str, vocabulary: Vocabulary) -> None:
    found = parse_rule(text, vocabulary).evaluate(FRAME)
    assert found.dtype == np.bool_
    assert "".join("T" if hit else "." for hit in found) == hits


@pytest.mark.parametrize("data_type", ["object", "str", "category", "string[pyarrow]"])
def test_texts_in_any_column_type(data_type: str, vocabulary: Vocabulary) -> None:
    frame = pd.DataFrame({"port_of_lading": pd.Series(["CNSHK", None, "HKHKG"]).astype(data_type)})
    hits = parse_rule("port_of_lading <> 'HKHKG'", vocabulary).evaluate(frame)
    assert hits.tolist() == [True, False, False]


@pytest.mark.parametrize(
    "values",
    [
        pd.Series([3, None, 9], dtype=object),
        pd.Series([3, None, 9], dtype="Int16"),
        pd.Series([3.0, None, 9.0]),
        pd.Series([3.0, None, 9.0], dtype="Float32"),
        pd.Series([3, None, 9], dtype="int64[pyarrow]"),
    ],
    ids=lambda values: str(values.dtype),
)
def test_numbers_in_any_column_type(values: pd.Series, vocabulary: Vocabulary) -> None:
    rule = parse_rule("season_month < 4", vocabulary)
    assert rule.evaluate(pd.DataFrame({"season_month": values})).tolist() == [True, False, False]


@pytest.mark.parametrize("data_type", ["object", "boolean", "bool[pyarrow]"])
def test_flags_in_any_column_type(data_type: str, vocabulary: Vocabulary) -> None:
    frame = pd.DataFrame({"is_reefer": pd.Series([True, None, False], dtype=data_type)})
    assert parse_rule("is_reefer", vocabulary).evaluate(frame).tolist() == [True, False, False]
    assert parse_rule("not is_reefer", vocabulary).evaluate(frame).tolist() == [False, False, True]


def test_large_whole_numbers_stay_exact(vocabulary: Vocabulary) -> None:
    frame = pd.DataFrame({"season_month": [2**53, 2**53 + 1], "description_length": [2**53] * 2})
    rule = parse_rule("season_month > description_length", vocabulary)
    assert rule.evaluate(frame).tolist() == [False, True]


def test_empty_and_all_unknown_frames(vocabulary: Vocabulary) -> None:
    rule = parse_rule("port_of_lading like 'CN%' or weight_kg > 5 or is_reefer", vocabulary)
    columns = ["port_of_lading", "weight_kg", "is_reefer"]
    assert rule.evaluate(pd.DataFrame(columns=columns)).tolist() == []
    assert rule.evaluate(pd.DataFrame({name: [None, None] for name in columns})).sum() == 0


def test_missing_column_is_named(vocabulary: Vocabulary) -> None:
    with pytest.raises(ValueError, match="no column 'weight_kg'.*add it to the frame"):
        parse_rule("weight_kg > 5", vocabulary).evaluate(pd.DataFrame({"is_reefer": [True]}))


@pytest.mark.parametrize(
    ("text", "column", "values"),
    [
        ("port_of_lading = 'x'", "port_of_lading", [1, 2]),
        ("weight_kg > 5", "weight_kg", ["7", "8"]),
        ("weight_kg > 5", "weight_kg", [True, False]),
        ("weight_kg > 5", "weight_kg", [True, None]),
        ("is_reefer", "is_reefer", [1, 0]),
        ("is_reefer", "is_reefer", ["true", None]),
    ],
)
def test_values_of_another_kind_are_refused(
    text: str, column: str, values: list[object], vocabulary: Vocabulary
) -> None:
    with pytest.raises(ValueError, match=f"column '{column}' of the frame holds .* of kind"):
        parse_rule(text, vocabulary).evaluate(pd.DataFrame({column: values}))


def test_columns_are_listed_once_in_order(vocabulary: Vocabulary) -> None:
    rule = parse_rule("weight_kg > 5 and (is_reefer or weight_kg < description_length)", vocabulary)
    assert rule.columns == ("weight_kg", "is_reefer", "description_length")


WORDS = [
    ("place_of_receipt is null", "place of receipt is not known"),
    ("place_of_receipt is not null", "place of receipt is known"),
    ("weight_kg <= -0.5", "weight kg is at most -0.5"),
    ("port_of_lading <> place_of_receipt", "port of lading is other than place of receipt"),
    ("season_month between 1 and 4", "season month is from 1 to 4"),
    ("port_of_lading not in ('A', 'B')", "port of lading is neither 'A' nor 'B'"),
    ("port_of_lading not like 'CN%'", "port of lading does not match 'CN%'"),
    ("port_of_lading like 'CN%'", "port of lading matches 'CN%'"),
    ("is_reefer = false", "is reefer is false"),
    ("not weight_kg > 5", "not: weight kg is above 5"),
    (
        "is_reefer and (is_soft_top or weight_kg >= 5)",
        "is reefer, and (is soft top, or weight kg is at least 5)",
    ),
]


@pytest.mark.parametrize(("text", "words"), WORDS, ids=[row[0] for row in WORDS])
def test_plain_words(text: str, words: str, vocabulary: Vocabulary) -> None:
    assert parse_rule(text, vocabulary).describe() == words


def test_sql_of_another_dialect(vocabulary: Vocabulary) -> None:
    rule = parse_rule("port_of_lading = 'O''Hare' and not is_reefer", vocabulary)
    assert rule.sql() == (
        "COALESCE((\"port_of_lading\" = 'O''Hare' AND NOT (\"is_reefer\")), FALSE)"
    )
    assert rule.sql("spark") == (
        "COALESCE((`port_of_lading` = 'O\\'Hare' AND NOT (`is_reefer`)), FALSE)"
    )
