"""A correction that moves bills to another month, brings one back and takes a container away.

The build after it replaces the months concerned and no others, and leaves every table of the
warehouse as a full build would, even where an earlier attempt stopped halfway.
"""

import shutil
from pathlib import Path

import pytest

from pipelines.dbt_runs.running import run_dbt
from tests.integration.hand_worked_world import LANDING, World, changed_tables, edit, keys_of

HEADERS = Path("ams/ams__header_2006__200607150300.csv")
CONTAINERS = Path("ams/ams__container_2006__200605150300.csv")
MESSAGES = Path("agency/manifest_events__2006__200607150300.csv")
DELETION_OF_B06 = "2006071200001,"
C16_ON_B10 = "2006051200010,SYNU1000169,"
FOURTH_VOYAGE = ("2006071200005,", "2006071200006,")
FOURTH_ARRIVAL = "2006-06-20T15:00:00"


def without_row(path: Path, start: str) -> None:
    """Take out the one row that begins so."""
    (row,) = (line for line in path.read_text().splitlines(keepends=True) if line.startswith(start))
    edit(path, row, "")


def arriving_on(path: Path, start: str, day: str) -> None:
    """Give the one row that begins so another actual arrival date, its last column."""
    (row,) = (line for line in path.read_text().splitlines(keepends=True) if line.startswith(start))
    edit(path, row, f"{row.rpartition(',')[0]},{day}\n")


@pytest.fixture(scope="module")
def corrected(hand_worked: World, tmp_path_factory: pytest.TempPathFactory) -> World:
    """The hand-worked world after two files were corrected and a build stopped halfway."""
    folder = tmp_path_factory.mktemp("corrected")
    world = hand_worked.copy(folder / "build")
    landing = folder / LANDING.name
    shutil.copytree(LANDING, landing)
    without_row(landing / HEADERS, DELETION_OF_B06)
    without_row(landing / CONTAINERS, C16_ON_B10)
    for bill in FOURTH_VOYAGE:
        arriving_on(landing / HEADERS, bill, "2006-07-03")
    messages = (landing / MESSAGES).read_text()
    assert messages.count(FOURTH_ARRIVAL) == len(FOURTH_VOYAGE)
    (landing / MESSAGES).write_text(messages.replace(FOURTH_ARRIVAL, "2006-07-03T15:00:00"))
    (report,) = world.load(landing)
    assert {outcome.file_name for outcome in report.new} == {
        HEADERS.as_posix(),
        CONTAINERS.as_posix(),
        MESSAGES.as_posix(),
    }
    run_dbt(world.settings, ["run", "--select", "+int_container_trips"])
    return world


def test_a_correction_replaces_the_months_it_left_and_those_it_reached(corrected: World) -> None:
    report = corrected.build()
    assert report.full_refresh_reason is None
    assert [f"{touched.arrival_month:%Y-%m}" for touched in report.months] == [
        "2006-04",
        "2006-06",
        "2006-07",
    ]
    assert corrected.rows(
        "select bill_number, is_withdrawn, cast(arrival_month as varchar) "
        "from intermediate.int_shipments where bill_number in "
        "('SYNCB0000006', 'SYNCB0000013', 'SYNCB0000016') order by bill_number"
    ) == [
        ("SYNCB0000006", False, "2006-04-01"),
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
