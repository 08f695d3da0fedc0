"""The life of filters: yield, expiry, and traffic that moved, counted by hand."""

from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from scipy import stats

from pipelines.decisions import DecisionStore, ShippedFilters, os_person
from pipelines.editions import Edition
from pipelines.filters.life_cycle import FilterLife, LifeCycleReport, life_cycle
from tests.integration.filters.hand_made import (
    make_edition,
    make_store,
    register_at,
    rule,
    rule_set,
    shipped,
    threshold,
)

NATIONAL = rule_set("stowaways", 1, rule("soft_top", "is_soft_top", 20))
LOCAL = rule_set("los_angeles", 1, rule("shekou", "port_of_lading = 'CNSHK'", 20))
SHEKOU, SHANGHAI = "57018", "57035"


def match(name: str, day: str, outcome: str | None, *, held: bool = True) -> dict[str, Any]:
    return {
        "origin": "synthetic",
        "rule_set": name,
        "rule_set_version": 1,
        "arrival_date": date.fromisoformat(day),
        "is_held": held,
        "is_examined": outcome is not None,
        "result": outcome,
        "is_incident": False,
    }


def band(season: int, port: str | None, score: int, count: int, *, in_season: bool = True) -> Any:
    return {
        "origin": "synthetic",
        "rule_set": "stowaways",
        "rule_set_version": 1,
        "season": season,
        "is_in_season": in_season,
        "lading_port_code": port,
        "us_port_code": "2704",
        "score": score,
        "container_count": count,
    }


@pytest.fixture(scope="module")
def edition(tmp_path_factory: pytest.TempPathFactory) -> Edition:
    return make_edition(
        Path(tmp_path_factory.mktemp("life")) / "0001",
        {
            "marts.fct_filter_matches": [
                *(match("stowaways", "2006-03-01", "negative") for _ in range(20)),
                *(match("stowaways", "2006-03-02", "positive_other") for _ in range(5)),
                match("stowaways", "2006-04-03", "pending"),
                match("stowaways", "2006-04-04", None, held=False),
            ],
            "marts.fct_score_bands": [
                band(2005, SHEKOU, 0, 9_000),
                band(2005, SHEKOU, 20, 1_000),
                band(2005, SHANGHAI, 0, 9_000),
                band(2005, SHANGHAI, 20, 100),
                # Shekou as before, Shanghai ten times as many in reach of the mandatory score
                band(2006, SHEKOU, 0, 9_000),
                band(2006, SHEKOU, 20, 1_000),
                band(2006, SHANGHAI, 0, 9_000),
                band(2006, SHANGHAI, 20, 1_000),
                band(2006, None, 0, 7),
                band(2006, SHEKOU, 20, 90_000, in_season=False),
            ],
            "rules.thresholds": [
                {
                    "rule_set": "stowaways",
                    "port_code": "*",
                    "mandatory": 20,
                    "review": 5,
                    "valid_from": pd.Timestamp("1998-01-01"),
                    "valid_until": pd.Timestamp("9999-12-31"),
                    "effective_precision": "chosen",
                    "reason": "test",
                }
            ],
        },
        {},
    )


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> DecisionStore:
    store = make_store(
        tmp_path_factory.mktemp("life_store"),
        ShippedFilters(
            versions=(shipped(NATIONAL, date(1998, 1, 1)),),
            thresholds=(threshold("stowaways", "*", 20, date(1998, 1, 1)),),
        ),
    )
    register, person = register_at(store, "2006-04-10T20:00:00"), os_person(store)
    drafted = register.draft(person, LOCAL, track="port", ports=("2704",), reason="test")
    evidence = {"findings": [], "statute": [], "traffic": {"edition": "0001"}}
    register.submit(person, "los_angeles", 1, revision=drafted.revision, evidence=evidence)
    register.draft(person, NATIONAL, track="national", ports=("*",), reason="never submitted")
    return store


def report(edition: Edition, store: DecisionStore, at: str) -> LifeCycleReport:
    return life_cycle(edition, register_at(store, at))


def life(found: LifeCycleReport, name: str) -> FilterLife:
    [one] = [one for one in found.filters if one.rule_set == name]
    return one


def test_yield_is_positive_of_those_examined_to_an_end(
    edition: Edition, store: DecisionStore
) -> None:
    found = life(report(edition, store, "2006-04-20T12:00:00"), "stowaways")
    assert (found.matched, found.held, found.examined, found.positive) == (27, 26, 26, 5)
    exact = stats.binomtest(5, 25).proportion_ci(0.95, method="exact")
    assert found.yielded.value == pytest.approx(0.2)
    assert (found.yielded.low, found.yielded.high) == pytest.approx((exact.low, exact.high))
    assert found.last_match_on == date(2006, 4, 4)
    assert found.notes == ("in force without an evaluation on record",)


def test_a_port_filter_counts_down_to_its_end_and_says_when_it_is_over(
    edition: Edition, store: DecisionStore
) -> None:
    april = life(report(edition, store, "2006-04-20T07:00:00"), "los_angeles")
    assert (april.standing, april.days_to_expiry) == ("in_force", 42)
    assert april.last_evaluated_at is not None
    assert (april.last_evaluated_at.day, april.evaluated_on) == (10, "0001")
    assert april.notes == ("matched no container in scope of this edition while in force",)
    late_may = life(report(edition, store, "2006-05-25T07:00:00"), "los_angeles")
    assert "expires on 2006-06-01 07:00 UTC" in late_may.notes
    june = life(report(edition, store, "2006-06-02T07:00:00"), "los_angeles")
    assert (june.standing, june.days_to_expiry) == ("expired", -1)
    assert june.notes[0].startswith("expired on 2006-06-01 07:00 UTC")


def test_a_draft_has_no_life_yet(edition: Edition, store: DecisionStore) -> None:
    found = report(edition, store, "2006-04-20T12:00:00")
    assert [(one.rule_set, one.version) for one in found.filters] == [
        ("los_angeles", 1),
        ("stowaways", 1),
    ]


def test_drift_is_found_at_the_port_that_moved_and_nowhere_else(
    edition: Edition, store: DecisionStore
) -> None:
    drift = report(edition, store, "2006-04-20T12:00:00").drift
    assert set(drift["season"]) == {2006}
    scores = drift[drift["what"] == "score"].set_index("lading_port_code")
    # 1,000 of 10,000 both times
    assert scores.loc[SHEKOU, "reading"] == "within chance"
    assert scores.loc[SHEKOU, "psi"] == 0.0
    # 100 of 9,100, then 1,000 of 10,000: 1.1 % to 10 %
    assert scores.loc[SHANGHAI, "psi"] == pytest.approx(0.205, abs=1e-3)
    assert scores.loc[SHANGHAI, "reading"] == "moving"
    assert scores.loc["unresolved", "reading"] == "not enough evidence"
    assert scores.loc["*", "current_count"] == 20_007


def test_the_mix_of_ports_among_the_selected_moves_with_them(
    edition: Edition, store: DecisionStore
) -> None:
    drift = report(edition, store, "2006-04-20T12:00:00").drift
    [mix] = drift[drift["what"] == "ports_of_lading"].to_dict("records")
    # Shanghai 100 of 1,100, then 1,000 of 2,000
    assert (mix["reference_count"], mix["current_count"]) == (1_100, 2_000)
    assert mix["psi"] == pytest.approx((0.5 - 1 / 11) * 2.3026, abs=5e-3)
    assert mix["reading"] == "shifted"


def test_one_rule_set_alone(edition: Edition, store: DecisionStore) -> None:
    register = register_at(store, "2006-04-20T12:00:00")
    found = life_cycle(edition, register, rule_set="los_angeles")
    assert [one.rule_set for one in found.filters] == ["los_angeles"]
    assert found.drift.empty
    assert found.to_dict()["filters"][0]["yielded"]["note"] == "nothing to count from"
