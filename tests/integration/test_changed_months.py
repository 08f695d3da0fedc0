"""A correction that moves bills to another month, brings one back and takes a container away.

The build after it replaces the months concerned and no others, and leaves every table of the
warehouse as a full build would, even where an earlier attempt stopped halfway.
"""

import shutil
from pathlib import Path

import pytest

from pipelines.dbt_runs.running import run_dbt
from pipelines.warehouse import BuildReport
from tests.integration.hand_worked_world import LANDING, World, changed_tables, edit, keys_of

HEADERS = Path("ams/ams__header_2006__200607150300.csv")
BILLS = Path("ams/ams__billgen_2006__200607150300.csv")
AMENDMENT_OF_B07 = "2006071200002,,SYNCB0000007,,014E,"
CONTAINERS = Path("ams/ams__container_2006__200605150300.csv")
MESSAGES = Path("agency/manifest_events__2006__200607150300.csv")
DELETION_OF_B06 = "2006071200001,"
DELETION_TOLD_OF_B06 = "M016,SYNCB0000006,"
C16_ON_B10 = "2006051200010,SYNU1000169,"
MESSAGES_OF_V8 = Path("agency/manifest_events__2006__200606150300.csv")
FOURTH_VOYAGE = ("2006071200005,", "2006071200006,")
FOURTH_ARRIVAL = "2006-06-20T15:00:00"


def without_row(path: Path, start: str) -> None:
    """Take out the one row that begins so."""
    (row,) = (line for line in path.read_text().splitlines(keepends=True) if line.startswith(start))
    edit(path, row, "")


def months_of(report: BuildReport) -> list[str]:
    """Name the months that a build replaced."""
    return [f"{touched.arrival_month:%Y-%m}" for touched in report.months]


def arriving_on(path: Path, start: str, day: str) -> None:
    """Give the one row that begins so another actual arrival date, its last column."""
    (row,) = (line for line in path.read_text().splitlines(keepends=True) if line.startswith(start))
    edit(path, row, f"{row.rpartition(',')[0]},{day}\n")


@pytest.fixture(scope="module")
def corrected(hand_worked: World, tmp_path_factory: pytest.TempPathFactory) -> World:
    """The hand-worked world after four files were corrected and a build stopped halfway."""
    folder = tmp_path_factory.mktemp("corrected")
    world = hand_worked.copy(folder / "build")
    landing = folder / LANDING.name
    shutil.copytree(LANDING, landing)
    without_row(landing / HEADERS, DELETION_OF_B06)
    without_row(landing / MESSAGES, DELETION_TOLD_OF_B06)
    without_row(landing / CONTAINERS, C16_ON_B10)
    edit(landing / BILLS, AMENDMENT_OF_B07, AMENDMENT_OF_B07.replace("014E", "015E"))
    for bill in FOURTH_VOYAGE:
        arriving_on(landing / HEADERS, bill, "2006-07-03")
    messages = (landing / MESSAGES).read_text()
    assert messages.count(FOURTH_ARRIVAL) == len(FOURTH_VOYAGE)
    (landing / MESSAGES).write_text(messages.replace(FOURTH_ARRIVAL, "2006-07-03T15:00:00"))
    (report,) = world.load(landing)
    assert {outcome.file_name for outcome in report.new} == {
        HEADERS.as_posix(),
        BILLS.as_posix(),
        CONTAINERS.as_posix(),
        MESSAGES.as_posix(),
    }
    run_dbt(world.settings, ["run", "--select", "+int_container_trips"])
    return world


def test_a_correction_replaces_the_months_it_left_and_those_it_reached(corrected: World) -> None:
    report = corrected.build()
    assert report.full_refresh_reason is None
    # May too: with B06 back in April, C18 in May is no more the first of its parties
    assert months_of(report) == ["2006-04", "2006-05", "2006-06", "2006-07"]
    assert corrected.rows(
        "select bill_number, is_withdrawn, cast(arrival_month as varchar) "
        "from intermediate.int_shipments where bill_number in "
        "('SYNCB0000006', 'SYNCB0000007', 'SYNCB0000013', 'SYNCB0000016') "
        "order by bill_number, voyage_number"
    ) == [
        ("SYNCB0000006", False, "2006-04-01"),
        # amended to 015E, and so no longer on 014E
        ("SYNCB0000007", True, "2006-04-01"),
        ("SYNCB0000007", False, "2006-04-01"),
        ("SYNCB0000013", False, "2006-07-01"),
        ("SYNCB0000016", False, "2006-07-01"),
    ]
    trips = corrected.rows("select container_trip_key from marts.fct_container_trips")
    assert (keys_of("container_trip")["C15"],) in trips
    assert (keys_of("container_trip")["C16"],) not in trips


def test_it_leaves_every_table_as_a_full_build_does(corrected: World) -> None:
    incremental = corrected.tables()
    assert corrected.build(full_refresh=True).full_refresh_reason == "asked for"
    assert changed_tables(incremental, corrected.tables()) == {}


def test_a_build_without_anything_new_touches_nothing(corrected: World) -> None:
    before = corrected.tables()
    report = corrected.build()
    assert report.full_refresh_reason is None
    assert report.months == []
    assert changed_tables(before, corrected.tables()) == {}


def test_a_message_alone_moves_what_its_vessel_brought(hand_worked: World, tmp_path: Path) -> None:
    """V8 came nine hours later than was told: at 05:00 on 1 June there, and so in June."""
    world, landing = hand_worked.copy(tmp_path / "build"), tmp_path / LANDING.name
    shutil.copytree(LANDING, landing)
    edit(landing / MESSAGES_OF_V8, "2006-06-01T03:00:00", "2006-06-01T12:00:00")
    (report,) = world.load(landing)
    assert [outcome.file_name for outcome in report.new] == [MESSAGES_OF_V8.as_posix()]
    assert months_of(world.build()) == ["2006-05", "2006-06"]
    assert world.rows(
        "select cast(t.arrival_date as varchar), cast(f.snapshot_at as varchar) "
        "from marts.fct_container_trips as t "
        "inner join intermediate.int_container_trip_features as f "
        "on f.container_trip_key = t.container_trip_key and f.snapshot = 'T2' "
        "where t.vessel_imo = '9000027'"
    ) == [("2006-06-01", "2006-06-01 12:00:00")]
    incremental = world.tables()
    world.build(full_refresh=True)
    assert changed_tables(incremental, world.tables()) == {}
