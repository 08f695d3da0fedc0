"""What must not change the figures, and what must change them by exactly so much.

On the hand-worked world: five dbt builds in all, shared by the tests.
"""

import shutil
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from pipelines.editions import figure_ledger
from pipelines.editions.selection import FigureFilter
from pipelines.editions.store import file_sha256
from tests.integration.hand_worked.periods import periods_of, places_of
from tests.integration.hand_worked_world import (
    LANDING,
    LATER,
    Figure,
    World,
    changed_tables,
    edit,
    keys_of,
)

EXAMS = Path("agency/exams__2006__200607150300.csv")
FIRST_HEADERS = Path("ams/ams__header_2006__200605150300.csv")
HISTORY_EVENTS = "incident_events__2007__200704240000.csv"
C09_RESULT = "physical_full,completed,negative,,2006-04-12T18:00:00"
SEATTLE_FINDER = "OIG-2006-04,A,7,discovered,terminal_security"


def one_by_one(folder: Path, into: Path, files: list[Path]) -> Iterator[Path]:
    """Let files arrive in a folder of the same name one at a time, in the order given."""
    arriving = into / folder.name
    arriving.mkdir(parents=True)
    shutil.copy(folder / "landing.yml", arriving)
    for file in files:
        target = arriving / file.relative_to(folder)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(file, target)
        yield arriving


def split_in_two(file: Path) -> None:
    """Replace a CSV file by two parts that share its rows."""
    header, *rows = file.read_text().splitlines(keepends=True)
    half = len(rows) // 2
    for number, part in enumerate((rows[:half], rows[half:])):
        file.with_name(f"{file.stem}_part_{number}.csv").write_text(header + "".join(part))
    file.unlink()


@pytest.fixture(scope="module")
def scrambled(tmp_path_factory: pytest.TempPathFactory) -> World:
    """The same rows, two files split in two, arriving last file first; the history altered."""
    folder = tmp_path_factory.mktemp("scrambled")
    world = World(folder / "build")
    whole = folder / "whole" / "landing"
    shutil.copytree(LANDING, whole)
    for name in (EXAMS, FIRST_HEADERS):
        split_in_two(whole / name)
    files = sorted((path for path in whole.rglob("*.*") if path.parent != whole), reverse=True)
    for arriving in one_by_one(whole, folder / "arriving", files):
        world.load(arriving)
    history = folder / "incident_history"
    shutil.copytree(world.settings.incident_history, history)
    edit(history / HISTORY_EVENTS, SEATTLE_FINDER, "OIG-2006-04,A,7,discovered,exam")
    world.load(history)
    world.build()
    return world


@pytest.fixture(scope="module")
def grown(hand_worked: World, tmp_path_factory: pytest.TempPathFactory) -> World:
    """A copy of the world that the tests below load more into, in the order they stand."""
    return hand_worked.copy(tmp_path_factory.mktemp("grown") / "build")


def oig_ladder(world: World) -> list[tuple[int, int, int]]:
    """Count containers, those held before discovery and those found by an exam."""
    return world.rows(
        "select count(*), count(*) filter (where held_before_discovery), "
        "count(*) filter (where found_by_exam) "
        "from marts.fct_incident_ladder where origin = 'real' and incident_id like 'OIG-%'"
    )


def test_order_and_division_of_files_change_no_mart(hand_worked: World, scrambled: World) -> None:
    assert changed_tables(hand_worked.marts(), scrambled.marts()) == {}


def test_the_three_incidents_give_five_containers_four_held_none_found_by_an_exam(
    hand_worked: World,
) -> None:
    assert oig_ladder(hand_worked) == [(5, 4, 0)]


def test_another_event_row_gives_another_answer(scrambled: World) -> None:
    assert oig_ladder(scrambled) == [(5, 4, 1)]


def test_real_incidents_enter_no_figure_of_synthetic_rows(hand_worked: World) -> None:
    counted = hand_worked.rows(
        "select distinct origin, split_part(measure, '.', 1) = 'INC' from marts.fct_measure_counts "
        "order by all"
    )
    assert counted == [("real", True), ("synthetic", False), ("synthetic", True)]
    assert hand_worked.rows(
        "select origin, count(*) from marts.dim_incidents group by origin order by origin"
    ) == [("real", 11), ("synthetic", 4)]


def test_loading_twice_writes_nothing(grown: World) -> None:
    count = (
        "select (select count(*) from raw.ams_header), (select count(*) from raw.exams), "
        "(select count(*) from raw.loads), (select count(*) from raw.quarantine)"
    )
    before = grown.rows(count)
    for report in grown.load(LANDING, grown.settings.incident_history):
        assert report.new == []
        assert report.rows_read == 0
        assert len(report.no_op) == len(report.outcomes) > 0
    assert grown.rows(count) == before


def test_a_corrected_result_changes_the_results_by_exactly_that(
    grown: World, tmp_path: Path
) -> None:
    before = grown.cells()
    corrected = tmp_path / LANDING.name
    shutil.copytree(LANDING, corrected)
    edit(
        corrected / EXAMS,
        C09_RESULT,
        "physical_full,completed,positive_other,misdeclaration,2006-04-12T18:00:00",
    )
    (report,) = grown.load(corrected)
    assert [outcome.file_name for outcome in report.new] == [EXAMS.as_posix()]
    assert grown.build().full_refresh_reason is None

    # C09 was a random draw found negative: no denominator moves. It arrived on 10 April, and its
    # exam ended on the 12th, which are the same periods in both views.
    moved = {
        "cohort": {
            "S8.8": +1, "S8.8.lane_random": +1, "S8.8.reason_random": +1, "S8.8.only_random": +1,
            "S8.8.negative": -1, "S8.8.positive_other": +1,
        },
        "activity": {"S8.8": +1, "S8.8.negative": -1, "S8.8.positive_other": +1},
    }  # fmt: skip
    expected = {
        (view, measure, "exam_episode", *period, *place): by
        for view, measures in moved.items()
        for measure, by in measures.items()
        for period in periods_of(date(2006, 4, 10))
        for place in places_of("2704")
    }
    after = grown.cells()
    nothing = Figure(0, None, 0, "0", None)
    assert {
        cell: after.get(cell, nothing).numerator - before.get(cell, nothing).numerator
        for cell in {*before, *after}
        if after.get(cell, nothing) != before.get(cell, nothing)
    } == expected
    assert len(expected) == 9 * 4 * 3
    results = grown.rows(
        "select result, superseded_by_load_id is not null "
        "from raw.exams join raw.loads using (load_id) where exam_event_id = 'X07' order by load_id"
    )
    assert results == [("negative", True), ("positive_other", False)]


def test_a_late_exam_after_a_figure_was_final_is_a_restatement_by_late_data(
    grown: World,
) -> None:
    """C12 was pending at Seattle; word of its exam comes when April is long closed."""
    before = grown.publish()
    files = {path.name: file_sha256(path) for path in sorted(before.folder.iterdir())}
    grown.load(LATER)
    built = grown.build()
    assert built.full_refresh_reason is None
    assert [str(touched.arrival_month) for touched in built.months] == ["2006-04-01", "2006-07-01"]
    after = grown.publish()
    wanted = FigureFilter("S8.3", "2006-04", "3001", "container_trip", "synthetic", "cohort")
    (entry,) = figure_ledger([before, after], wanted).entries
    (change,) = entry.changes
    # Of C06 and C12 the first was examined; now both are.
    assert (change.before.numerator, change.before.denominator, change.before.state) == (
        1, 2, "final",
    )  # fmt: skip
    assert (change.after.numerator, change.after.denominator) == (2, 2)
    assert change.is_restatement
    assert {cause.kind for cause in change.causes} == {"late_data"}
    assert "exams__2006__200608150300.csv (exams)" in change.causes[0].evidence
    assert {path.name: file_sha256(path) for path in sorted(before.folder.iterdir())} == files


def test_an_incremental_build_gives_what_a_full_one_of_all_known_now_gives(grown: World) -> None:
    incremental = grown.marts()
    pending = ("cohort", "S8.3.pending", "container_trip", "month", "2006-04", "port", "3001")
    assert grown.cells()[pending].numerator == 0
    assert grown.rows(
        "select is_examined, method_class, disposition from marts.fct_container_trips "
        "where container_trip_key = ?",
        [keys_of("container_trip")["C12"]],
    ) == [(True, "physical_only", "examined")]
    # a cut at this moment reads every row anew: a full build, of all that is known now
    grown.build(as_known_at=datetime.now(UTC).replace(tzinfo=None))
    assert changed_tables(incremental, grown.marts()) == {}
