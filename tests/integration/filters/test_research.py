"""The research checklist: hits, answers, and what matched and was not held."""

from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from pipelines.decisions import DecisionStore, ShippedFilters, os_person
from pipelines.decisions.research import Research
from pipelines.editions import Edition
from pipelines.filters.research import (
    ResearchError,
    checklists,
    read_factors,
    research_report,
)
from pipelines.settings import Settings
from tests.integration.filters.hand_made import (
    make_edition,
    make_store,
    register_at,
    rule,
    rule_set,
    shipped,
    threshold,
)

FACTORS = read_factors(Settings().rulesets)
FILTER = rule_set("stowaways", 1, rule("soft_top", "is_soft_top", 20))
TERRORISM = rule_set("terrorism", 1, rule("soft_top", "is_soft_top", 20), risk="terrorism")


def hit(key: str, name: str = "stowaways", *, held: bool = False, port: str = "2704") -> Any:
    return {
        "origin": "synthetic",
        "container_trip_key": key,
        "rule_set": name,
        "rule_set_version": 1,
        "us_port_code": port,
        "arrival_date": date(2006, 4, 20),
        "matched_at": pd.Timestamp("2006-04-20 06:00"),
        "score": 20,
        "threshold": 20,
        "is_held": held,
        "held_at": pd.Timestamp("2006-04-20 09:00") if held else pd.NaT,
        "is_examined": held,
        "result": None,
    }


@pytest.fixture(scope="module")
def edition(tmp_path_factory: pytest.TempPathFactory) -> Edition:
    return make_edition(
        Path(tmp_path_factory.mktemp("research")) / "0001",
        {
            "marts.fct_filter_matches": [
                hit("HELD", held=True),
                hit("MATCHED"),
                hit("CLEARED"),
                hit("FORGOTTEN"),
                hit("SEATTLE", port="3001"),
                hit("TERROR", "terrorism"),
            ]
        },
        {},
    )


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> DecisionStore:
    since = date(1998, 1, 1)
    store = make_store(
        tmp_path_factory.mktemp("research_store"),
        ShippedFilters(
            versions=(shipped(FILTER, since), shipped(TERRORISM, since)),
            thresholds=(
                threshold("stowaways", "*", 20, since),
                threshold("terrorism", "*", 20, since),
            ),
        ),
    )
    register, person = register_at(store, "2006-04-20T12:00:00"), os_person(store)
    research = Research(store, register.clock)

    def answer(key: str, factor: str, said: Any) -> None:
        research.answer(person, key, "stowaways", 1, factor, said, port="2704", note="register")

    answer("MATCHED", "consignee", "unknown")
    answer("MATCHED", "consignee", "matches")
    for factor in FACTORS:
        answer("CLEARED", factor.factor, "does_not_match")
    return store


def test_shipped_factors_say_what_the_source_names_and_what_is_ours() -> None:
    assert [factor.ordinal for factor in FACTORS] == [1, 2, 3, 4, 5, 6]
    assert {factor.factor for factor in FACTORS if factor.basis == "named"} == {
        "importer",
        "consignee",
        "lading_and_receipt",
        "stuffing_place",
    }
    assert all("lines" in factor.source for factor in FACTORS if factor.basis == "named")
    assert all(factor.source.startswith("chosen") for factor in FACTORS if factor.basis == "ours")


def test_the_newest_answer_of_a_factor_counts_with_who_and_when(
    edition: Edition, store: DecisionStore
) -> None:
    register = register_at(store, "2006-04-21T12:00:00")
    [found] = checklists(edition, register, FACTORS, container_trip_key="MATCHED")
    given = {item.factor.factor: item for item in found.items}
    assert given["consignee"].answer == "matches"
    assert given["consignee"].person == os_person(store).identity
    assert given["consignee"].note == "register"
    assert found.to_dict()["items"][1]["answered_at"] == "2006-04-20T12:00:00+00:00"
    assert given["importer"].answer is None
    assert (found.state, found.exception) == ("open", "matched_not_held")


def test_exceptions_are_what_matched_or_was_forgotten_and_not_held(
    edition: Edition, store: DecisionStore
) -> None:
    report = research_report(edition, register_at(store, "2006-04-21T12:00:00"), FACTORS)
    kinds = {one.hit["container_trip_key"]: one.exception for one in report.exceptions}
    assert kinds == {
        "MATCHED": "matched_not_held",
        "FORGOTTEN": "not_researched_not_held",
        "SEATTLE": "not_researched_not_held",
    }
    rows = report.filters.set_index("us_port_code")
    counts = ["hits", "complete", "held", "matched_not_held", "not_researched_not_held"]
    assert rows.loc["2704", counts].tolist() == [4, 1, 1, 1, 1]
    assert rows.loc["3001", counts].tolist() == [1, 0, 0, 0, 1]


def test_a_risk_without_a_rule_set_names_those_there_are(
    edition: Edition, store: DecisionStore
) -> None:
    register = register_at(store, "2006-04-21T12:00:00")
    with pytest.raises(ResearchError, match="there are: human_smuggling, terrorism"):
        research_report(edition, register, FACTORS, risk="narcotics")
    terror = research_report(edition, register, FACTORS, risk="terrorism", port="2704")
    assert [one.hit["container_trip_key"] for one in terror.exceptions] == ["TERROR"]
