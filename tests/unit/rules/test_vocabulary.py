"""The closed vocabulary: what can be a column, and which word is near."""

import pytest

from models.rules import Vocabulary, VocabularyColumn


@pytest.mark.parametrize(
    ("name", "data_type", "message"),
    [
        ("Weight", "double", "lower snake_case"),
        ("weight kg", "double", "lower snake_case"),
        ("w\u00e9ight", "double", "lower snake_case"),
        ("between", "double", "a word of the rule language"),
        ("arrived_on", "date", "got type 'date', expected one of varchar"),
    ],
)
def test_columns_that_cannot_stand_in_a_rule(name: str, data_type: str, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        VocabularyColumn(name, data_type)


def test_columns_are_named_once() -> None:
    column = VocabularyColumn("weight_kg", "double")
    with pytest.raises(ValueError, match="'weight_kg' is listed twice"):
        Vocabulary.from_columns([column, column])
    with pytest.raises(ValueError, match="without columns"):
        Vocabulary.from_columns([])


@pytest.mark.parametrize(
    ("word", "nearest"),
    [
        ("wieght_kg", "weight_kg"),
        ("WEIGHTKG", "weight_kg"),
        ("port_of_loading", "port_of_lading"),
        ("betwen", "BETWEEN"),
        ("ilike", "LIKE"),
        ("xyzzy", None),
    ],
)
def test_nearest_word(word: str, nearest: str | None, vocabulary: Vocabulary) -> None:
    assert vocabulary.nearest(word) == nearest


def test_lookup(vocabulary: Vocabulary) -> None:
    assert vocabulary.names[0] == "port_of_lading"
    assert vocabulary.column("season_month").data_type == "bigint"
    assert [vocabulary.kind_of(name) for name in ("port_of_lading", "weight_kg", "is_reefer")] == [
        "text",
        "number",
        "truth",
    ]
    with pytest.raises(KeyError):
        vocabulary.kind_of("colour")
