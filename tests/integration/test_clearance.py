"""Clearance times of one voyage, every hour worked out by hand.

The containers and what is planted in them are in ``clearance_landing``.
"""

from pathlib import Path

import pytest

from pipelines.stages.publishing import estimate
from tests.integration.clearance_landing import (
    CLOCKS,
    landing_folder,
    register_folder,
    trip_key,
)
from tests.integration.hand_worked_world import World

OPEN, UNKNOWN = "open", "unknown"
NAMES = {trip_key(name): name for name in CLOCKS}
Hours = float | str


@pytest.fixture(scope="module")
def voyage(tmp_path_factory: pytest.TempPathFactory) -> World:
    folder = tmp_path_factory.mktemp("clearance")
    world = World(folder / "build")
    (report,) = world.load(landing_folder(folder / "landing"))
    assert [(one.file_name, one.message) for one in report.outcomes if one.state != "loaded"] == []
    world.build()
    estimate(world.settings)
    return world


@pytest.fixture(scope="module")
def with_register(voyage: World, tmp_path_factory: pytest.TempPathFactory) -> World:
    """The same world after a register of trade partners came in: an incremental build."""
    folder = tmp_path_factory.mktemp("register")
    world = voyage.copy(folder / "build")
    world.load(register_folder(folder / "register"))
    world.build()
    estimate(world.settings)
    return world


def segments(world: World, unit: str, segment: str) -> dict[str, Hours]:
    """Hours of a segment by container or bill, open and unknown ones in words."""
    rows = world.rows(
        "select row_key, hours, is_open, is_unknown from marts.fct_clearance_segments "
        "where unit = ? and segment = ?",
        [unit, segment],
    )
    assert all((hours is None) == (is_open or is_unknown) for _, hours, is_open, is_unknown in rows)
    return {
        NAMES.get(key, key.split("|")[1]): OPEN if is_open else UNKNOWN if is_unknown else hours
        for key, hours, is_open, is_unknown in rows
    }


def cell(world: World, unit: str, segment: str, what: str) -> tuple[object, ...]:
    """Columns of one cell: all ports, the season, every unit together."""
    (row,) = world.rows(
        f"select {what} from published.clearance_times where unit = ? and segment = ? "  # noqa: S608
        "and period_kind = 'season' and port_code = '*' and breakdown = 'all'",
        [unit, segment],
    )
    return row


def test_the_clearance_runs_from_discharge_or_complete_data_to_the_release(voyage: World) -> None:
    assert segments(voyage, "container_trip", "clearance") == {
        "K1": 24, "K2": 6, "K3": 38, "K4": 20, "K5": OPEN, "K6": UNKNOWN, "K7": UNKNOWN,
        "K8": 12, "K9": 30, "K10": 6,
    }  # fmt: skip


def test_its_four_segments_add_up_to_it_and_exist_where_something_was_held(voyage: World) -> None:
    parts = {
        name: segments(voyage, "container_trip", name)
        for name in ("before_hold", "waiting_for_exam", "under_exam", "after_exam")
    }
    # held before the discharge: nothing before the hold; imaged and opened: first start, last end
    assert {name: hours.get("K3") for name, hours in parts.items()} == {
        "before_hold": 0, "waiting_for_exam": 10, "under_exam": 22, "after_exam": 6,
    }  # fmt: skip
    # called off: no exam, so two cuts fall together when the hold was lifted
    assert {name: hours.get("K4") for name, hours in parts.items()} == {
        "before_hold": 4, "waiting_for_exam": 10, "under_exam": None, "after_exam": 6,
    }  # fmt: skip
    # the image still runs: what comes after it has not begun
    assert {name: hours.get("K5") for name, hours in parts.items()} == {
        "before_hold": 2, "waiting_for_exam": 4, "under_exam": OPEN, "after_exam": None,
    }  # fmt: skip
    # K10's portal passage raised no alarm: nothing was held
    assert [set(hours) for hours in parts.values()] == [
        {"K3", "K4", "K5", "K9"}, {"K3", "K4", "K5", "K9"}, {"K3", "K5", "K9"}, {"K3", "K4", "K9"},
    ]  # fmt: skip
    whole = segments(voyage, "container_trip", "clearance")
    for name in ("K3", "K4", "K9"):
        assert sum(float(hours.get(name, 0)) for hours in parts.values()) == pytest.approx(
            whole[name]
        )


def test_companions_stand_as_recorded_whatever_the_clearance(voyage: World) -> None:
    found = {
        name: segments(voyage, "container_trip", name)
        for name in ("hold_to_exam_start", "exam_duration", "exam_end_to_release")
    }
    assert found["hold_to_exam_start"] == {"K3": 28, "K5": 4, "K9": 3}  # K3 from 9th 12:00
    assert found["exam_duration"] == {"K3": 22, "K5": OPEN, "K9": pytest.approx(1 / 3)}
    assert found["exam_end_to_release"] == {"K3": 6, "K9": pytest.approx(26 + 2 / 3)}
    assert segments(voyage, "container_trip", "arrival_to_exit") == {
        "K1": 48, "K2": 30, "K3": 48, "K4": 28, "K5": OPEN, "K6": 30, "K7": OPEN, "K8": 20,
        "K9": 42, "K10": 18,
    }  # fmt: skip
    assert segments(voyage, "container_trip", "arrival_to_release") == {
        "K1": 30, "K2": 24, "K3": 44, "K4": 26, "K5": OPEN, "K6": UNKNOWN, "K7": OPEN, "K8": 18,
        "K9": 36, "K10": 12,
    }  # fmt: skip


def test_a_shipment_is_cleared_with_its_last_container(voyage: World) -> None:
    assert segments(voyage, "shipment", "clearance") == {
        "K1": 24, "K2": 6, "K3": 38, "K4": 20, "K5": OPEN, "K6": UNKNOWN, "K7": UNKNOWN,
        "K8": 30, "K10": 6,
    }  # fmt: skip
    # its held box K9 alone cuts it: 3 h to the exam, 20 minutes of it, the rest of the 30
    assert segments(voyage, "shipment", "waiting_for_exam")["K8"] == 3
    assert segments(voyage, "shipment", "after_exam")["K8"] == pytest.approx(26 + 2 / 3)


def test_quantiles_take_the_open_case_as_lasting_at_least_so_long(voyage: World) -> None:
    # finished 6 6 12 20 24 30 38, one open since 120 h; left 6/8, 5/8, 4/8 at 20, 3/8, 2/8 at 30,
    # 1/8 at 38: nine tenths are not reached, and the mean is not known
    columns = "n, n_open, n_unknown, median_hours, p75_hours, p90_hours, mean_hours"
    assert cell(voyage, "container_trip", "clearance", columns) == (7, 1, 2, 20, 30, None, None)
    # finished 6 6 20 24 30 38, one open: 3/7 left at 24, 1/7 at 38
    assert cell(voyage, "shipment", "clearance", columns) == (6, 1, 2, 24, 38, None, None)
    assert cell(
        voyage, "container_trip", "clearance",
        "shortest_hours, longest_hours, longest_open_hours, note",
    ) == (6, 38, 120, "not enough evidence: fewer than 20 cases")  # fmt: skip
    # no open case in the pick-up: 2 2 4 6 6 6 18, mean 44/7; K6 left, its release not known
    assert cell(voyage, "container_trip", "pick_up", columns) == (
        7, 0, 1, 6, 6, 18, pytest.approx(44 / 7),
    )  # fmt: skip


def test_every_hour_of_the_stay_is_somebody_s(voyage: World) -> None:
    # landing 10 x 6; data K2 12 and K7 120 so far; clearance 136 and K5 120; pick-up 44
    hours = {"landing": 60, "data_late": 132, "clearance": 256, "pick_up": 44}
    whose = {
        "landing": "carrier and terminal",
        "data_late": "trade",
        "clearance": "customs",
        "pick_up": "trade",
    }
    for part, expected in hours.items():
        assert cell(
            voyage, "container_trip", part, "attributed_to, hours_so_far, share_of_stay"
        ) == (whose[part], pytest.approx(expected), pytest.approx(expected / 492)), part
    assert cell(voyage, "container_trip", "arrival_to_exit", "share_of_stay") == (None,)


def test_breakdowns_part_the_units_and_a_random_one_is_random_whatever_was_done(
    voyage: World,
) -> None:
    rows = voyage.rows(
        "select breakdown, breakdown_value, n, n_open, n_unknown from published.clearance_times "
        "where unit = 'container_trip' and segment = 'clearance' and period = 'CY2006' "
        "and port_code = '2704'"
    )
    found = {(kind, value): tuple(counts) for kind, value, *counts in rows}
    assert found == {
        ("all", "*"): (7, 1, 2),
        ("lane", "mandatory"): (1, 1, 0),  # K3, K5
        ("lane", "none"): (3, 0, 2),  # K1 K2 K8; K6 K7
        ("lane", "random"): (1, 0, 0),  # K9
        ("lane", "review"): (2, 0, 0),  # K4, K10
        ("exam_method", "both"): (1, 0, 0),  # K3
        ("exam_method", "not_selected"): (3, 0, 2),
        ("exam_method", "selected_not_examined"): (2, 1, 0),  # K4 K10, K5
        ("exam_method", "random"): (1, 0, 0),
        ("partner_status", "unknown"): (7, 1, 2),  # no register: unknown, not "no partner"
    }


def test_the_port_s_field_office_and_every_kind_of_period_hold_the_same_units(
    voyage: World,
) -> None:
    rows = voyage.rows(
        "select period, geography, n from published.clearance_times where unit = 'shipment' "
        "and segment = 'clearance' and breakdown = 'all'"
    )
    periods = {"2006-01", "2006", "FY2006", "CY2006"}
    places = {"national", "field_office", "port"}
    assert {(period, place): n for period, place, n in rows} == {
        (period, place): 6 for period in periods for place in places
    }


def test_a_consignee_has_the_status_its_name_had_on_arrival(with_register: World) -> None:
    rows = with_register.rows(
        "select row_key, partner_status from marts.fct_clearance_clocks "
        "where unit = 'container_trip'"
    )
    assert {NAMES[key]: status for key, status in rows} == {
        "K1": "validated",
        "K2": "suspended",
        "K3": "not_a_partner",  # certified the day after
        "K4": "unknown",  # nobody is named
        "K5": "not_a_partner",  # a broker; the benefits are the importers'
        **dict.fromkeys(("K6", "K7", "K8", "K9", "K10"), "not_a_partner"),
    }


def test_a_register_that_comes_in_later_is_taken_in_as_if_it_had_always_been_there(
    with_register: World, tmp_path: Path
) -> None:
    incremental = clearance_marts(with_register)
    whole = with_register.copy(tmp_path / "build")
    whole.build(full_refresh=True)
    assert clearance_marts(whole) == incremental
    (reason,) = with_register.rows(
        "select distinct reason from intermediate.int_clearance_months "
        "where arrival_month = date '2006-01-01'"
    )
    assert "trade partners" in reason[0]


def clearance_marts(world: World) -> dict[str, list[tuple[object, ...]]]:
    return {
        name: world.rows(f"select * from marts.{name} order by all")  # noqa: S608
        for name in (
            "fct_clearance_clocks",
            "fct_clearance_strata",
            "fct_clearance_durations",
            "fct_clearance_counts",
            "fct_longest_clearances",
        )
    }


def test_the_longest_are_listed_with_what_they_waited_for(voyage: World) -> None:
    rows = voyage.rows(
        "select row_key, is_open, hours, waiting_for_exam_hours from marts.fct_longest_clearances "
        "where unit = 'container_trip' order by is_open desc, hours desc limit 3"
    )
    assert [(NAMES[key], *rest) for key, *rest in rows] == [
        ("K5", True, None, 4), ("K3", False, 38, 10), ("K9", False, 30, 3),
    ]  # fmt: skip
