"""Scanning before lading and vessel assessment against figures worked out by hand.

The containers, scans and ratings are in ``csi_landing`` and ``scanning_landing``.
"""

import pytest

from pipelines import warehouse
from pipelines.dbt_runs.running import run_dbt
from pipelines.estimates.program_clocks import estimate_program_clocks
from pipelines.parties import resolve_names
from pipelines.warehouse_file import open_warehouse
from tests.integration.csi_landing import landing_folder, trip_key
from tests.integration.hand_worked_world import World
from tests.integration.scanning_landing import programs_folder

MODELS = (
    "program_scanning_figures",
    "program_vessels_figures",
    "fct_unscanned_trips",
    "fct_scan_alarms",
)


@pytest.fixture(scope="module")
def ships(tmp_path_factory: pytest.TempPathFactory) -> World:
    folder = tmp_path_factory.mktemp("scanning")
    world = World(folder / "build")
    reports = world.load(
        landing_folder(folder / "landing"),
        programs_folder(folder / "programs"),
        world.settings.registers,
    )
    outcomes = [one for report in reports for one in report.outcomes]
    assert [(one.file_name, one.message) for one in outcomes if one.state != "loaded"] == []
    warehouse.register(world.settings)
    warehouse.resolve(world.settings)
    resolve_names(world.settings, None)
    warehouse.begin_build(world.settings, is_whole=False)
    chosen = [f"+{name}" for name in MODELS]
    kinds = ["--resource-type", "seed", "--resource-type", "model"]
    nodes = run_dbt(world.settings, ["build", *kinds, "--select", *chosen])
    assert [(node.name, node.message) for node in nodes if node.status != "success"] == []
    return world


def figure(
    world: World, program: str, name: str, *, subject: str = "*", period: str = "*"
) -> list[tuple[int, int | None, int]]:
    """Numerator, denominator and unknown of a synthetic figure."""
    return world.rows(
        "select numerator, denominator, n_unknown "  # noqa: S608  names of this module
        f"from marts.program_{program}_figures where origin = 'synthetic' and figure = ? "
        "and subject = ? and period = ?",
        [name, subject, period],
    )


def test_terminal_and_port_are_two_shares_of_two_denominators(ships: World) -> None:
    # Chiwan B1, B3 to B9, D1, D2; Xiamen C1, C2; Shanghai B2, whose terminal nobody states.
    # Scanned B1, B6, C1, D1. C2 may have been scanned after it was laded.
    assert figure(ships, "scanning", "SCAN.terminal") == [(4, 13, 2)]
    assert figure(ships, "scanning", "SCAN.port") == [(4, 13, 1)]
    assert figure(ships, "scanning", "SCAN.terminal", subject="Xiamen") == [(1, 2, 1)]
    assert figure(ships, "scanning", "SCAN.terminal", subject="Shanghai") == [(0, 1, 1)]
    assert figure(ships, "scanning", "SCAN.port", subject="Shanghai") == [(0, 1, 0)]


def test_before_the_operational_date_nothing_is_missed_and_nothing_scanned(ships: World) -> None:
    assert figure(ships, "scanning", "SCAN.not_applicable") == [(3, None, 0)]
    # of B1, B6, C1 and D1 the data of B6 never came
    assert figure(ships, "scanning", "SCAN.received") == [(3, 4, 0)]


def test_what_was_laded_unscanned_is_listed_with_what_it_lacked(ships: World) -> None:
    rows = ships.rows("select container_trip_key, scan_state from marts.fct_unscanned_trips")
    assert dict(rows) == {
        trip_key("B3"): "after_lading",
        trip_key("B4"): "image_only",
        trip_key("B5"): "radiation_only",
    } | {trip_key(name): "none" for name in ("B7", "B8", "B9", "D2")}


def test_alarms_count_among_what_was_measured_whatever_its_destination(ships: World) -> None:
    assert figure(ships, "scanning", "SCAN.alarms", subject="sfi") == [(1, 7, 0)]
    assert figure(ships, "scanning", "SCAN.alarms", subject="megaports") == [(1, 3, 1)]
    assert figure(ships, "scanning", "SCAN.alarms.resolved", subject="megaports") == [(0, 1, 0)]


def test_two_of_six_conditions_make_an_extension_and_unknown_ones_leave_it_open(
    ships: World,
) -> None:
    rows = ships.rows(
        "select distinct port_name, checklist_result from marts.fct_extension_checklist "
        "where origin = 'synthetic'"
    )
    assert dict(rows) == {
        "Chiwan": "conditions met",
        "Xiamen": "conditions not met",
        "Hong Kong": "not decided",
        "Shanghai": "not decided",
    }
    assert figure(ships, "scanning", "SCAN.extension", period="2006-06-01") == [(1, 4, 2)]
    # of the real ports no source says anything, so nothing is decided
    real = ships.rows(
        "select distinct evidence_state, checklist_result from marts.fct_extension_checklist "
        "where origin = 'real'"
    )
    assert real == [("unknown", "not decided")]


def test_the_shipped_register_says_when_ports_became_operational(ships: World) -> None:
    rows = ships.rows(
        "select period, numerator from marts.program_scanning_figures "
        "where figure = 'SCAN.ports.operational' and origin = 'real' order by period"
    )
    # three in October 2007, Hong Kong in January 2008; Busan and Salalah were only projected
    assert rows == [("2007-10-12", 3), ("2008-01-11", 4), ("2008-08-15", 4)]


def test_a_grid_is_complete_only_with_every_cell_rated_before_arrival(ships: World) -> None:
    assert figure(ships, "vessels", "VES.complete") == [(1, 3, 0)]
    assert figure(ships, "vessels", "VES.rated") == [(2, 3, 0)]
    # 35 + 34 + 0 of 105: each area has 7 cells an arrival
    assert figure(ships, "vessels", "VES.cells", subject="cargo") == [(14, 21, 0)]
    assert figure(ships, "vessels", "VES.cells", subject="crew") == [(13, 21, 0)]
    assert figure(ships, "vessels", "VES.cells", subject="narcotics") == [(9, 15, 0)]


def test_the_list_of_a_day_names_the_cells_that_nobody_rated(ships: World) -> None:
    rows = ships.rows(
        "select voyage_number, highest_level, high_count, unknown_count, high_cells, "
        "boarding_count from marts.fct_rated_arrivals order by voyage_number"
    )
    assert rows == [
        ("012E", "high", 1, 0, "Cargo: Stowaways", 1),
        ("013E", "unknown", 0, 1, None, 0),
        ("014E", "unknown", 0, 35, None, 0),
    ]
    late = ships.rows(
        "select unknown_cells, level_last from marts.fct_rated_arrivals as a "
        "inner join marts.fct_vessel_grid_cells as c using (origin, vessel_arrival_key) "
        "where a.voyage_number = '013E' and c.cell_level = 'unknown'"
    )
    assert late == [("Crew: Narcotics smuggling", "low")]


def test_ratings_are_held_against_what_came_of_the_arrival(ships: World) -> None:
    rows = ships.rows(
        "select figure, subject, numerator, denominator from marts.program_vessels_figures "
        "where figure in ('VES.calibration.stowaways', 'VES.calibration.narcotics') "
        "order by figure, subject"
    )
    assert rows == [
        ("VES.calibration.narcotics", "low", 0, 1),
        ("VES.calibration.narcotics", "unknown", 0, 2),
        ("VES.calibration.stowaways", "high", 1, 1),
        ("VES.calibration.stowaways", "low", 0, 1),
        ("VES.calibration.stowaways", "unknown", 0, 1),
    ]


def test_boardings_are_activity_and_no_exam(ships: World) -> None:
    assert figure(ships, "vessels", "VES.activities", subject="boarding", period="FY2006") == [
        (1, None, 0)
    ]
    assert figure(ships, "vessels", "VES.boarded") == [(1, 1, 0)]
    assert ships.rows("select count(*) from marts.fct_exam_episodes where finding is not null") == [
        (0,)
    ]


def test_pace_and_hours_are_of_what_is_known(ships: World) -> None:
    with open_warehouse(ships.settings.warehouse) as con:
        written = estimate_program_clocks(con)
    year = written["targeting_workload"].query("period == 'FY2006'").iloc[0]
    # 40 in 16 hours and 20 in 8; of the night the hours are not known
    assert (year["containers"], year["targeter_hours"], year["n_unknown"]) == (60, 24.0, 1)
    assert year["containers_per_hour"] == pytest.approx(2.5)
    assert year["supervisors_per_shift"] == pytest.approx(0.5)
    times = written["scan_alarm_times"].query("period_kind == 'all' and port_code == '*'")
    by_program = times.set_index("program")
    assert by_program.loc["sfi", "median_hours"] == pytest.approx(10.0)
    assert by_program.loc["megaports", "n_open"] == 1
    assert by_program["median_hours"].isna().to_dict() == {"megaports": True, "sfi": False}
