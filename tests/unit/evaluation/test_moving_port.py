"""The moving adversary on a filter of three rules, by hand."""

import numpy as np
import pandas as pd
import pytest

from models.evaluation.moving_port import (
    AS_LADED,
    keyed_points,
    laded_at,
    moved_masks,
    moving_port_table,
)
from models.rules import RuleSet, Vocabulary
from models.rules.vocabulary import VocabularyColumn

VOCABULARY = Vocabulary.from_columns(
    [
        VocabularyColumn("port_of_lading", "text"),
        VocabularyColumn("place_of_receipt", "text"),
        VocabularyColumn("is_soft_top", "boolean"),
        VocabularyColumn("is_port_rising", "boolean"),
    ]
)
SOFT_TOP, HONG_KONG, RISING = 1, 2, 4


def rule_set() -> RuleSet:
    usual = {"sign": 0, "min_points": -25, "max_points": 25, "source": "chosen", "wording": "As is"}
    rules = [
        {"id": "soft_top", "expression": "is_soft_top", "points": 6, "kind": "trait"},
        {
            "id": "hong_kong",
            "expression": "port_of_lading = 'HKHKG' or place_of_receipt = 'HKHKG'",
            "points": 10,
            "kind": "port_identity",
            "port_code": "58201",
        },
        {"id": "rising", "expression": "is_port_rising", "points": 3, "kind": "port_general"},
    ]
    content = {
        "rule_set": "example", "version": 1, "title": "Example", "owner_role": "targeting",
        "risk": "example", "labelled": "illustrative", "rules": [rule | usual for rule in rules],
    }  # fmt: skip
    return RuleSet.from_mapping(content, VOCABULARY)


@pytest.fixture
def features() -> pd.DataFrame:
    """Two containers of Hong Kong, one with a soft top, in two seasons."""
    return pd.DataFrame(
        {
            "season": [2005, 2006],
            "port_of_lading": ["HKHKG", "CNYTN"],
            "place_of_receipt": [None, "HKHKG"],
            "is_soft_top": [True, False],
            "loading_region": ["a", "a"],
            "country_of_lading": ["HK", "CN"],
            "is_port_hit_prev2": [False, False],
            "is_port_near_hit": [False, False],
            "is_port_rising": [False, False],
        }
    )


@pytest.fixture
def port_traits() -> pd.DataFrame:
    """Shanghai had traffic in 2006 alone, and was rising."""
    return pd.DataFrame(
        {
            "season": [2006], "port_of_lading": ["CNSHA"], "loading_region": ["b"],
            "country_of_lading": ["CN"], "is_port_hit_prev2": [False],
            "is_port_near_hit": [False], "is_port_rising": [True],
        }
    )  # fmt: skip


def test_only_rules_on_ports_are_judged_anew(
    features: pd.DataFrame, port_traits: pd.DataFrame
) -> None:
    filter_ = rule_set()
    before = np.array([SOFT_TOP | HONG_KONG, HONG_KONG])
    moved = {
        place: moved_masks(filter_, before, laded_at(features, place, port_traits)).tolist()
        for place in ("HKHKG", "CNSHA", None)
    }
    assert moved["HKHKG"] == before.tolist()
    # In 2005 Shanghai had no traffic, so nothing says that it was rising.
    assert moved["CNSHA"] == [SOFT_TOP, RISING]
    assert moved[None] == [SOFT_TOP, 0]
    assert features["port_of_lading"].tolist() == ["HKHKG", "CNYTN"]


def test_points_by_what_they_are_keyed_to() -> None:
    keyed = keyed_points(rule_set())
    assert keyed["named ports alone"].tolist() == [0, 10, 0]
    assert keyed["traits alone"].tolist() == [6, 0, 0]


def test_the_port_keyed_filter_loses_what_the_trait_keyed_one_keeps() -> None:
    # 1,000 containers: 20 with a soft top of Hong Kong are incidents, 30 ordinary ones come from
    # Hong Kong, the rest hit nothing. A budget of 5 % takes 50.
    traffic = pd.DataFrame(
        {"season": 2006, "hits": [SOFT_TOP | HONG_KONG, HONG_KONG, 0], "containers": [20, 30, 950]}
    )
    incidents = pd.DataFrame({"season": 2006, "hits": [SOFT_TOP | HONG_KONG] * 20})
    incidents["hidden"] = SOFT_TOP
    filters = {name: {2006: points} for name, points in keyed_points(rule_set()).items()}
    table = moving_port_table(traffic, incidents, ["hidden"], filters, budget=0.05)
    found = table.set_index(["weights", "place"])
    # Named ports alone, as laded: the 50 of Hong Kong tie and all fit the budget.
    assert found.loc[("named ports alone", AS_LADED), "found"] == pytest.approx(20.0)
    # Hidden: 30 of Hong Kong go first, and 20 of the 970 others are drawn: 20 * 20 / 970.
    hidden = found.loc[("named ports alone", "hidden")]
    assert hidden["found"] == pytest.approx(20 * 20 / 970)
    assert hidden["lost"] == pytest.approx(20 - 20 * 20 / 970)
    for place in (AS_LADED, "hidden"):
        row = found.loc[("traits alone", place)]
        assert (row["found"], row["lost"]) == (pytest.approx(20.0), pytest.approx(0.0))
        assert row["recall"] == pytest.approx(1.0)


def test_few_incidents_get_counts_and_no_share() -> None:
    traffic = pd.DataFrame({"season": 2006, "hits": [1, 0], "containers": [5, 95]})
    incidents = pd.DataFrame({"season": 2006, "hits": [1] * 5})
    table = moving_port_table(traffic, incidents, [], {"current": {2006: np.array([6])}}, 0.05)
    row = table.iloc[0]
    assert (row["found"], row["incidents"], row["note"]) == (5.0, 5, "fewer than 20")
    assert pd.isna(row["recall"])


def test_seasons_without_points_are_left_out_for_all() -> None:
    traffic = pd.DataFrame({"season": [2005, 2006], "hits": [1, 1], "containers": [10, 10]})
    incidents = pd.DataFrame({"season": [2005, 2006], "hits": [1, 1]})
    points = np.array([6])
    table = moving_port_table(
        traffic, incidents, [], {"a": {2005: points, 2006: points}, "b": {2006: points}}, 0.5
    )
    assert table["incidents"].tolist() == [1, 1]
