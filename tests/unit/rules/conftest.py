"""A small vocabulary with every kind of column, for the tests of the rule language."""

import pytest

from models.rules import Vocabulary, VocabularyColumn


@pytest.fixture(scope="session")
def vocabulary() -> Vocabulary:
    return Vocabulary.from_columns(
        [
            VocabularyColumn("port_of_lading", "varchar"),
            VocabularyColumn("place_of_receipt", "varchar"),
            VocabularyColumn("description_length", "integer"),
            VocabularyColumn("season_month", "bigint"),
            VocabularyColumn("weight_kg", "double"),
            VocabularyColumn("weight_to_usual_ratio", "double"),
            VocabularyColumn("is_soft_top", "boolean"),
            VocabularyColumn("is_reefer", "boolean"),
        ]
    )
