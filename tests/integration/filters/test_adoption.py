"""Days from an incident to the filters that followed it, by port."""

from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from pipelines.decisions import DecisionStore, ShippedFilters
from pipelines.editions import Edition
from pipelines.filters.adoption import adoption_report
from tests.integration.filters.hand_made import (
    make_edition,
    make_store,
    register_at,
    rule,
    rule_set,
    shipped,
    threshold,
)


def incident(name: str, day: str, port: str | None, kind: str = "stowaway") -> dict[str, Any]:
    return {
        "origin": "synthetic",
        "incident_id": name,
        "is_scenario": name.startswith("SCENARIO"),
        "kind": kind,
        "discovered_on": date.fromisoformat(day),
        "discovered_precision": "day",
        "discovery_port_code": port,
    }


def match(name: str, port: str, at: str, held_at: str | None) -> dict[str, Any]:
    return {
        "origin": "synthetic",
        "rule_set": name,
        "rule_set_version": 1,
        "us_port_code": port,
        "matched_at": pd.Timestamp(at),
        "held_at": pd.Timestamp(held_at) if held_at else pd.NaT,
        "is_held": held_at is not None,
    }


@pytest.fixture(scope="module")
def edition(tmp_path_factory: pytest.TempPathFactory) -> Edition:
    return make_edition(
        Path(tmp_path_factory.mktemp("adoption")) / "0001",
        {
            "marts.dim_incidents": [
                incident("FIRST", "2000-01-10", "3001"),
                incident("SEATTLE", "2006-04-05", "3001"),
                incident("DRUGS", "2006-04-05", "3001", kind="narcotics"),
            ],
            "marts.fct_filter_matches": [
                # of a rule set that was there before, and of the port's own filter
                match("stowaways", "3001", "2006-04-06 00:00", "2006-04-06 12:00"),
                match("seattle_stowaways", "3001", "2006-04-07 12:00", "2006-04-07 14:00"),
                match("national_stowaways", "3001", "2006-04-12 00:00", None),
                match("national_stowaways", "3001", "2006-04-14 00:00", "2006-04-14 12:00"),
                match("national_stowaways", "2704", "2006-04-11 00:00", "2006-04-11 12:00"),
            ],
        },
        {},
    )


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> DecisionStore:
    def version(name: str, since: date, *ports: str, risk: str = "human_smuggling") -> Any:
        content = rule_set(name, 1, rule("soft_top", "is_soft_top", 20), risk=risk)
        return shipped(content, since, ports or ("*",))

    names = {
        "stowaways": (date(1998, 1, 1),),
        "seattle_stowaways": (date(2006, 4, 6), "3001", "3002"),
        "national_stowaways": (date(2006, 4, 10),),
    }
    others = version("terrorism", date(2006, 4, 6), risk="terrorism")
    return make_store(
        tmp_path_factory.mktemp("adoption_store"),
        ShippedFilters(
            versions=(*(version(name, *told) for name, told in names.items()), others),
            thresholds=tuple(
                threshold(name, "*", 20, date(1998, 1, 1)) for name in (*names, "terrorism")
            ),
        ),
    )


@pytest.fixture(scope="module")
def rows(edition: Edition, store: DecisionStore) -> pd.DataFrame:
    found = adoption_report(edition, register_at(store, "2006-07-01T12:00:00"))
    return found.rows.set_index(["incident_id", "us_port_code"])


def test_days_to_the_port_filter_and_to_the_national_one(rows: pd.DataFrame) -> None:
    seattle = rows.loc[("SEATTLE", "3001")]
    assert seattle["port_filter"] == "seattle_stowaways version 1"
    # 6 April, midnight in Seattle, is 07:00 UTC; midnight in New York is 04:00
    assert seattle["days_to_port_filter"] == pytest.approx(1.3)
    assert seattle["national_filter"] == "national_stowaways version 1"
    assert seattle["days_to_national_filter"] == pytest.approx(5.2)
    assert seattle["port_filter_precision"] == "day"
    assert seattle["is_port_of_discovery"]
    assert not rows.loc[("SEATTLE", "3002"), "is_port_of_discovery"]


def test_adoption_is_the_first_container_matched_and_held_by_what_was_new(
    rows: pd.DataFrame,
) -> None:
    seattle = rows.loc[("SEATTLE", "3001")]
    assert seattle["days_to_first_match"] == 7.0
    assert seattle["days_to_first_hold"] == 9.5
    assert pd.isna(rows.loc[("SEATTLE", "3002"), "days_to_first_match"])


def test_an_incident_that_no_filter_followed_within_a_year_is_shown_when_asked_for(
    edition: Edition, store: DecisionStore, rows: pd.DataFrame
) -> None:
    assert set(rows.index.get_level_values("incident_id")) == {"SEATTLE"}
    asked = adoption_report(
        edition,
        register_at(store, "2006-07-01T12:00:00"),
        incident_id="FIRST",
        ports=["3001"],
    ).to_dict()["rows"]
    assert len(asked) == 1
    assert asked[0]["national_filter"] is None
    assert asked[0]["days_to_national_filter"] is None


def test_a_port_asked_for_is_told_though_nothing_was_found_there(
    edition: Edition, store: DecisionStore
) -> None:
    found = adoption_report(edition, register_at(store, "2006-07-01T12:00:00"), ports=["2704"])
    [only] = found.rows.to_dict("records")
    assert only["port_filter"] is None
    assert only["days_to_first_hold"] == 6.5
