"""Lanes against their plan, on an edition made by hand."""

from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from scipy import stats

from pipelines.editions import Edition
from pipelines.filters.lanes import LaneReport, lane_report
from tests.integration.filters.hand_made import make_edition

FOREVER = pd.Timestamp("9999-12-31")


def lane(
    season: int, port: str, name: str, trips: int, in_scope: int, origin: str = "synthetic"
) -> Any:
    return {
        "origin": origin,
        "season": season,
        "us_port_code": port,
        "lane": name,
        "container_trips": trips,
        "in_scope_trips": in_scope,
        "examined_trips": trips,
    }


def plan(
    port: str,
    name: str,
    expected: float,
    minimum: float | None,
    start: pd.Timestamp,
    end: pd.Timestamp = FOREVER,
) -> Any:
    return {
        "port_code": port,
        "lane": name,
        "expected_rate": expected,
        "minimum_random_rate": minimum,
        "valid_from": start,
        "valid_until": end,
        "source": "chosen",
    }


@pytest.fixture(scope="module")
def edition(tmp_path_factory: pytest.TempPathFactory) -> Edition:
    first, raised = pd.Timestamp("1998-01-01"), pd.Timestamp("2005-10-01")
    return make_edition(
        Path(tmp_path_factory.mktemp("lanes")) / "0001",
        {
            "marts.fct_lanes": [
                # Los Angeles keeps 2 of 1,000 before its floor was raised, and after it
                lane(2005, "2704", "random", 20, 10_000),
                lane(2005, "2704", "mandatory", 300, 10_000),
                lane(2005, "2704", "none", 9_680, 10_000),
                lane(2006, "2704", "random", 20, 10_000),
                lane(2006, "2704", "none", 9_980, 10_000),
                lane(2006, "3001", "none", 12, 12),
                lane(2006, "3001", "random", 5, 5, origin="real"),
            ],
            "rules.lane_plans": [
                plan("*", "random", 0.002, 0.001, first),
                plan("*", "mandatory", 0.01, None, first),
                plan("2704", "random", 0.003, 0.0021, raised, FOREVER),
                plan("2704", "random", 0.05, 0.05, pd.Timestamp("2006-06-01"), FOREVER),
            ],
        },
        {"rules.lane_plans": {"minimum_random_rate": "double"}},
    )


def row(report: LaneReport, season: int, port: str, name: str) -> pd.Series:
    rows = report.rows.set_index(["season", "us_port_code", "lane"])
    return rows.loc[(season, port, name)]


def test_the_plan_of_all_ports_holds_until_the_port_has_its_own(edition: Edition) -> None:
    report = lane_report(edition)
    before, after = (row(report, season, "2704", "random") for season in (2005, 2006))
    assert (before["expected_rate"], before["minimum_random_rate"]) == (0.002, 0.001)
    assert before["verdict"] == "as expected"
    assert before["actual"] == pytest.approx(0.002)
    # the row that begins on 1 June 2006, after the season's last day, does not count
    assert (after["expected_rate"], after["minimum_random_rate"]) == (0.003, 0.0021)


def test_under_the_floor_is_said_and_how_surely(edition: Edition) -> None:
    after = row(lane_report(edition), 2006, "2704", "random")
    exact = stats.binomtest(20, 10_000).proportion_ci(0.95, method="exact")
    assert after["high"] == pytest.approx(exact.high)
    assert exact.low < 0.0021 < exact.high
    assert after["verdict"] == "below minimum"


def test_a_lane_that_took_more_than_planned_is_above_expected(edition: Edition) -> None:
    assert row(lane_report(edition), 2005, "2704", "mandatory")["verdict"] == "above expected"


def test_a_planned_lane_without_a_single_exam_is_there_with_zero(edition: Edition) -> None:
    found = row(lane_report(edition), 2006, "2704", "mandatory")
    assert (found["container_trips"], found["actual"]) == (0, 0.0)
    assert found["verdict"] == "below expected"


def test_twelve_containers_are_no_evidence(edition: Edition) -> None:
    found = row(lane_report(edition), 2006, "3001", "random")
    assert found["verdict"] == "not enough evidence"
    assert found["in_scope_trips"] == 12


def test_one_port_and_season_of_one_origin(edition: Edition) -> None:
    report = lane_report(edition, season=2006, port="3001")
    assert set(report.rows["us_port_code"]) == {"3001"}
    assert report.to_dict()["rows"][0]["actual"] is None
    real = lane_report(edition, origin="real").rows
    assert real["in_scope_trips"].tolist() == [5] * len(real)
