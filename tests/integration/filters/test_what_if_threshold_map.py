"""The threshold map on an edition made by hand: which threshold would have held which container."""

from pathlib import Path

import pytest

from pipelines.editions import Edition
from pipelines.filters.threshold_map import MapRow, threshold_map
from tests.integration.filters.two_ports_edition import make_edition, three_rules


@pytest.fixture(scope="module")
def edition(tmp_path_factory: pytest.TempPathFactory) -> Edition:
    return make_edition(tmp_path_factory.mktemp("edition"))


def by_incident(rows: tuple[MapRow, ...]) -> dict[tuple[str, str], MapRow]:
    return {(row.container.incident_id, row.port_code): row for row in rows}


def test_held_under_the_lowered_threshold_and_not_under_the_one_before(edition: Edition) -> None:
    row = by_incident(threshold_map(edition, three_rules()).rows)["INC-1", "3001"]
    assert (row.score, row.highest_threshold) == (11, 11)
    assert row.in_force is not None
    assert row.before is not None
    assert (row.in_force.mandatory, row.before.mandatory) == (11, 12)
    assert (row.is_held_in_force, row.is_held_before) == (True, False)
    assert row.container.is_scenario
    # One trip a week at 3001 scores 11: none more than the threshold in force selects, and eight
    # in the season more than the threshold before.
    assert row.cost is not None
    assert row.cost_instead_of_before is not None
    assert (row.cost.exams, row.cost.extra_exams) == (8, 0)
    assert row.cost_instead_of_before.extra_exams == 8
    assert row.cost_instead_of_before.extra_exams_low == 8.0
    assert row.cost_instead_of_before.extra_exams_high == 8.0


def test_what_it_would_have_cost_to_hold_a_container_that_was_missed(edition: Edition) -> None:
    row = by_incident(threshold_map(edition, three_rules()).rows)["INC-2", "2704"]
    assert (row.highest_threshold, row.is_held_in_force, row.before) == (10, False, None)
    assert row.cost is not None
    # 16 trips of the season score 16; 24 more score 10.
    assert (row.cost.exams_instead, row.cost.exams, row.cost.extra_exams) == (16, 40, 24)


def test_no_threshold_selects_what_had_no_score(edition: Edition) -> None:
    row = by_incident(threshold_map(edition, three_rules()).rows)["INC-3", "2704"]
    assert (row.score, row.highest_threshold, row.cost) == (None, None, None)
    assert row.is_held_in_force is False


def test_a_container_can_be_shown_at_a_port_it_did_not_come_to(edition: Edition) -> None:
    rows = by_incident(threshold_map(edition, three_rules(), ports=["3001"]).rows)
    assert [key for key, row in rows.items() if row.is_own_port] == [
        ("INC-2", "2704"), ("INC-3", "2704"), ("INC-1", "3001"),
    ]  # fmt: skip
    elsewhere = rows["INC-2", "3001"]
    assert elsewhere.in_force is not None
    assert elsewhere.in_force.mandatory == 12  # on 10 October 3001 had no threshold of its own yet
    assert elsewhere.cost is not None
    assert elsewhere.cost.extra_exams == 8


def test_the_map_follows_the_points_of_the_version(edition: Edition) -> None:
    rows = by_incident(threshold_map(edition, three_rules(2, shekou=9)).rows)
    assert rows["INC-1", "3001"].highest_threshold == 15
    assert rows["INC-1", "3001"].is_held_before is True


def test_an_edition_without_incidents_in_traffic_has_an_empty_map(tmp_path: Path) -> None:
    edition = make_edition(tmp_path)
    assert threshold_map(edition, three_rules(), origin="real").rows == ()


def test_the_map_is_plain_data(edition: Edition) -> None:
    plain = threshold_map(edition, three_rules()).to_dict()
    assert plain["labelled"] == "illustrative"
    last = plain["rows"][-1]
    assert last["container"]["incident_id"] == "INC-1"
    assert last["in_force"]["valid_from"] == "2005-10-24T00:00:00+00:00"
    assert last["cost_instead_of_before"]["extra_exams"] == 8
