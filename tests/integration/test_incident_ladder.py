"""The real incidents on the ladder, counted by hand from the history's event rows."""

import shutil
from pathlib import Path

import pytest

from tests.integration.hand_worked_world import World, edit

EVENTS = "incident_events__2007__200704240000.csv"
NOTIFICATIONS = "notifications__2007__200704240000.csv"
EARLY_NOTICE = "notifications__2007__200704250000.csv"
RUNGS = (
    "select rung, container_count, told_count, reached_count, not_reached_count, unknown_count "
    "from marts.fct_incident_rung_counts where origin = 'real' order by rung_number"
)
CONTAINERS_HELD = (
    "select unit, numerator, denominator, n_unknown from marts.fct_measure_counts "
    "where measure = 'INC.held' and origin = 'real' and period = '2005' and port_code = '*'"
)


@pytest.fixture(scope="module")
def retold(hand_worked: World, tmp_path_factory: pytest.TempPathFactory) -> World:
    """The world with two rows told otherwise: a second hold in April 2005, an exam in 2006."""
    folder = tmp_path_factory.mktemp("retold")
    world = hand_worked.copy(folder / "build")
    history = folder / "incident_history"
    shutil.copytree(Path(world.settings.incident_history), history)
    edit(history / EVENTS, "OIG-2005-04,B,3,arrived", "OIG-2005-04,B,3,hold_placed")
    edit(
        history / EVENTS,
        "OIG-2006-04,A,7,discovered,terminal_security",
        "OIG-2006-04,A,7,discovered,exam",
    )
    notices = (history / NOTIFICATIONS).read_text(encoding="utf-8").splitlines()
    early = notices[1].replace("OIG-2005-01", "NOT-YET-TOLD")
    (history / EARLY_NOTICE).write_text(f"{notices[0]}\n{early}\n", encoding="utf-8")
    world.load(history)
    world.build()
    return world


def test_four_of_five_were_held_and_none_was_found_by_an_exam(hand_worked: World) -> None:
    # Thirteen containers stand in the history, events of the five of the OIG review. Only the one
    # of April 2006 reached the threshold; one of April 2005 was neither reviewed nor held; who
    # found the first of January 2005 the review does not say.
    assert hand_worked.rows(RUNGS) == [
        ("scored", 13, 5, 1, 4, 8),
        ("reviewed", 13, 5, 4, 1, 8),
        ("held", 13, 5, 4, 1, 8),
        ("exam_started", 13, 5, 0, 5, 8),
        ("found_by_exam", 13, 5, 0, 4, 9),
    ]
    # January and April 2005: two containers each, three of them held.
    assert hand_worked.rows(CONTAINERS_HELD) == [("incident_container", 3, 4, 0)]
    # The review tells the order of the events, not their hours.
    assert hand_worked.rows(
        "select count(*), count(hours_before_discovery), count(hours_after_discharge) "
        "from marts.fct_incident_rungs where origin = 'real' and is_reached"
    ) == [(9, 0, 0)]


def test_one_event_row_told_otherwise_is_one_answer_changed(retold: World) -> None:
    assert retold.rows(RUNGS)[2:] == [
        ("held", 13, 5, 5, 0, 8),
        ("exam_started", 13, 5, 0, 5, 8),
        ("found_by_exam", 13, 5, 1, 3, 9),
    ]
    # No manifest changed: the measures of incidents are counted anew all the same.
    assert retold.rows(CONTAINERS_HELD) == [("incident_container", 4, 4, 0)]


def test_a_notice_that_comes_before_its_incident_blocks_nothing_and_is_told(
    hand_worked: World, retold: World
) -> None:
    found = (
        "select finding_count from marts.fct_findings "
        "where origin = 'real' and kind = 'row of an incident that is not known'"
    )
    assert hand_worked.rows(found) == []
    assert retold.rows(found) == [(1,)]
    notices = "select count(*) from marts.fct_notifications where origin = 'real'"
    assert retold.rows(notices) == hand_worked.rows(notices)


def test_persons_are_summed_over_the_incidents_that_tell(hand_worked: World) -> None:
    # Escapes are told of January (none of 32) and April 2005 (2 of 31) alone.
    assert hand_worked.rows(
        "select what, number, incident_unknown_count from marts.fct_incident_counts "
        "where origin = 'real' and period = 'all' and unit = 'person' order by what"
    ) == [
        ("dead", 3, 0),
        ("detained", 168, 3),
        ("escaped", 2, 8),
        ("escaped, of those known", 2, 8),
        ("known", 214, 0),
        ("known, where the escapes are told", 63, 8),
    ]


def test_ice_was_told_two_hours_after_the_coast_guard(hand_worked: World) -> None:
    assert hand_worked.rows(
        "select agency, first_agency, minutes_after_discovery, minutes_after_first_agency "
        "from marts.fct_notifications where origin = 'real' and incident_id = 'OIG-2005-01' "
        "order by agency"
    ) == [("ICE", "USCG", None, 120), ("USCG", "USCG", None, 0)]
