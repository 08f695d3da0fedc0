"""Measures of a world small enough to work out by hand, from the definitions alone.

What is expected lies in ``hand_worked/``: tables of what is known of each row with the reason, and
a reckoning of their answers. README.md there explains every input row; ``make hand-worked`` prints
the whole table beside the pipeline's result.
"""

import pytest

from pipelines.editions import Edition
from pipelines.editions.selection import rows_behind
from tests.integration.hand_worked.comparison import (
    Line,
    clearance_lines,
    counted_names,
    measure_lines,
    segment_lines,
    trip_lines,
)
from tests.integration.hand_worked.periods import CELL
from tests.integration.hand_worked.units import table
from tests.integration.hand_worked_world import LANDING, World, keys_of


@pytest.fixture(scope="module")
def published(
    hand_worked: World, tmp_path_factory: pytest.TempPathFactory
) -> tuple[World, Edition]:
    world = hand_worked.copy(tmp_path_factory.mktemp("published") / "build")
    return world, world.publish()


@pytest.fixture
def edition(published: tuple[World, Edition]) -> Edition:
    return published[1]


def different(lines: list[Line]) -> list[str]:
    assert lines
    return [str(line) for line in lines if not line.is_equal]


def test_the_world_is_small_enough_to_be_worked_out_by_hand() -> None:
    assert len({row["name"] for row in table("bills.csv")} | {"B03", "B06", "B09"}) <= 40
    assert len(table("trips.csv")) <= 60
    events = [
        line
        for path in (LANDING / "agency").glob("exams__*.csv")
        for line in path.read_text().splitlines()[1:]
    ]
    assert len(table("episodes.csv")) <= len(events) <= 35


def test_every_measure_cell_is_the_one_worked_out_by_hand(hand_worked: World) -> None:
    assert different(list(measure_lines(hand_worked))) == []


TRACED = (("fiscal_year", "FY2006", "*"), ("month", "2006-04", "FO:Los Angeles"))
"""Of every line and view; that each cell counts these rows and no other, its hash says."""


def test_tracing_lists_the_rows_a_cell_counts_and_no_other(edition: Edition) -> None:
    counted = counted_names()
    columns = [*CELL, "origin", "numerator", "denominator"]
    with edition.connect() as held_open:  # the calls below share its database
        figures = [
            dict(zip(columns, row, strict=True))
            for row in held_open.execute(
                f"select {', '.join(columns)} from published.measures "  # noqa: S608
                "where origin = 'synthetic' and (denominator > 0 or numerator > 0)"
            ).fetchall()
        ]
        traced = {
            tuple(figure[name] for name in CELL): rows_behind(
                edition, figure | {"port": figure["port_code"]}
            )
            for figure in figures
            if (figure["period_kind"], figure["period"], figure["port_code"]) in TRACED
        }
    assert len(traced) > 200
    for cell, rows in traced.items():
        keys = keys_of(cell[CELL.index("unit")])
        assert {row["row_key"] for row in rows} == {keys[name] for name in counted[cell]}, cell


def test_every_trip_scores_and_ends_as_worked_out_by_hand(hand_worked: World) -> None:
    assert different(list(trip_lines(hand_worked))) == []


def test_every_stay_parts_into_the_segments_worked_out_by_hand(hand_worked: World) -> None:
    assert different(list(segment_lines(hand_worked))) == []


def test_clearance_takes_open_cases_in_as_censored_and_leaves_unknown_ones_out(
    published: tuple[World, Edition],
) -> None:
    world, edition = published
    assert edition.id == "0001"
    assert different(list(clearance_lines(world))) == []


def test_weights_are_converted_shared_replaced_and_not_counted_twice(hand_worked: World) -> None:
    found = dict(
        hand_worked.rows(
            "select container_trip_key, weight_kg "
            "from intermediate.int_container_trip_features where snapshot = 'T2'"
        )
    )
    keys = keys_of("container_trip")
    for row in table("trips.csv"):
        if row["scope"] not in {"in", "frob"}:
            continue
        expected = float(row["weight_kg"]) if row["weight_kg"] else None
        assert found[keys[row["name"]]] == pytest.approx(expected, abs=0.01), row["name"]


def test_out_of_scope_are_the_withdrawn_the_empty_and_what_remains_on_board(
    hand_worked: World,
) -> None:
    names = {key: name for name, key in keys_of("container_trip").items()}
    trips = hand_worked.rows(
        "select container_trip_key from marts.fct_container_trips "
        "where origin = 'synthetic' and not is_in_scope"
    )
    assert sorted(names[key] for (key,) in trips) == ["C05", "C07", "C08"]
    names = {key: name for name, key in keys_of("shipment").items()}
    shipments = hand_worked.rows(
        "select shipment_key, is_in_scope from marts.fct_shipments where origin = 'synthetic'"
    )
    assert {"B03", "B06"}.isdisjoint(names[key] for key, _ in shipments)
    assert sorted(names[key] for key, counts in shipments if not counts) == ["B08", "B09"]


EXCEPTIONS = {
    # Left, and neither exam, waiver, research, diversion nor seizure is on record.
    "high_risk_left_without_exam_or_waiver": {"C14", "C32", "C36"},
    # By route (iii), of those without an exam or a waiver: C31 was examined, though late.
    "mandatory_score_without_exam_or_waiver": {"C32"},
    # S8.9: waived and mitigated ones too, and C31, whose exam came three days after gate-out.
    "high_risk_container_left_before_exam": {"C10", "C11", "C13", "C14", "C31", "C32", "C36"},
    # Not B12, which was examined through C15.
    "high_risk_shipment_left_before_exam": {"B13", "B15", "B16", "B31", "B35"},
    # Recalled: its hold was lifted on 6 October. C37 left on the minute its hold was lifted.
    "gated_out_while_held": {"C31"},
}


def test_exceptions_are_published_one_by_one(hand_worked: World) -> None:
    keys = keys_of("container_trip") | keys_of("shipment")
    episodes = keys_of("exam_episode")
    found = hand_worked.rows("select kind, row_key, origin from marts.fct_exceptions order by all")
    assert found == sorted(
        (kind, episodes[name] if kind == "gated_out_while_held" else keys[name], "synthetic")
        for kind, names in EXCEPTIONS.items()
        for name in names
    )


def test_an_amendment_after_the_close_and_a_container_too_many_are_listed(
    hand_worked: World,
) -> None:
    # V6 arrived on 1 October 03:00; amendments closed a day later, this one came on the 4th, 12:00.
    assert hand_worked.rows(
        "select shipment_key, amended_field, hours_late from marts.fct_late_amendments"
    ) == [(keys_of("shipment")["B33"], "seal_number", 57.0)]
    assert hand_worked.rows(
        "select manifested_count, planned_count, discharged_count, over_count, short_count "
        "from marts.fct_vessel_calls_compared where voyage_number = '020E'"
    ) == [(4, 4, 5, 1, 0)]


def test_a_cohort_is_that_of_the_arrival_by_which_its_units_are_scored(hand_worked: World) -> None:
    """C18 was filed for 3 June; T2 is 20:00 at Los Angeles on 31 May, and so is its day."""
    assert hand_worked.rows(
        "select cast(t.arrival_date as varchar), cast(f.snapshot_at as varchar), v.date_source "
        "from marts.fct_container_trips as t "
        "inner join intermediate.int_vessel_arrivals as v "
        "using (origin, vessel_imo, voyage_number, us_port_code) "
        "inner join intermediate.int_container_trip_features as f "
        "on f.container_trip_key = t.container_trip_key and f.snapshot = 'T2' "
        "where t.container_trip_key = ?",
        [keys_of("container_trip")["C18"]],
    ) == [("2006-05-31", "2006-06-01 03:00:00", "message")]


def test_an_exam_on_no_manifest_counts_and_one_on_a_withdrawn_bill_stands_apart(
    hand_worked: World,
) -> None:
    """Fiscal year 2006, both views.

    Completed, in scope or on no manifest, arrived that year: two of C01, C34 and C39, one of C02,
    C04, C06, C09, C15, C21, C22, C24, C25, C26, C31, C35, C37, C38, U01 and U02: 22. Of C06, C37
    and the first of C39 the result is neither positive nor negative: 19. Positive are C02, C15,
    C25, C35 and U01: 5; the exam of C35 ended in October, fiscal year 2007: 4 in the other view.
    C05 alone is out of scope.
    """
    figures = hand_worked.rows(
        "select measure, view, numerator, denominator, n_unknown from marts.fct_measure_counts "
        "where measure in ('S8.8', 'S8.8.unmanifested', 'S8.8.out_of_scope') "
        "and period = 'FY2006' and port_code = '*' and origin = 'synthetic' order by all"
    )
    assert figures == [
        ("S8.8", "activity", 4, None, 0),
        ("S8.8", "cohort", 5, 19, 0),
        ("S8.8.out_of_scope", "cohort", 0, 1, 0),
        ("S8.8.unmanifested", "activity", 1, None, 0),
        ("S8.8.unmanifested", "cohort", 1, 2, 0),
    ]


def test_port_spellings_resolve_and_what_is_no_port_stays_visible(hand_worked: World) -> None:
    found = {
        text: (method, code, count)
        for text, method, code, count in hand_worked.rows(
            "select port_text, method, port_code, row_count from marts.fct_port_resolution "
            "where port_text in ('Pusan', 'Ningpo', 'QXZ WHARF 9')"
        )
    }
    # Standing and replaced records of B07 are one bill; B06 counts although it was withdrawn.
    assert found["Pusan"][:2] == ("alias", "58023")
    assert found["Ningpo"][:2] == ("alias", "57020")
    assert found["QXZ WHARF 9"] == ("unresolved", None, 1)


def test_oddities_are_counted_and_drop_no_row(hand_worked: World) -> None:
    found = dict(
        hand_worked.rows(
            "select kind, finding_count from marts.fct_findings where origin = 'synthetic'"
        )
    )
    assert found["container number fails its check digit"] == 1
    assert found["bill withdrawn"] == 1
    assert found["master bill whose house bills are counted instead"] == 1
    assert found["bill without a resolved U.S. port"] == 1


def test_every_incident_container_stands_in_the_ladder(hand_worked: World) -> None:
    found = hand_worked.rows(
        "select incident_id, container_trip_key, held_before_discovery, "
        "exam_started_before_discovery, found_by, found_by_exam "
        "from marts.fct_incident_ladder where origin = 'synthetic' "
        "order by incident_id, container_label"
    )
    keys = keys_of("container_trip")
    assert found == [
        ("HW-1", keys["C02"], True, True, "exam", True),
        ("HW-2", keys["C12"], True, False, "terminal_security", False),
        ("HW-3", None, False, False, "police", False),
        ("HW-3", None, None, None, None, None),  # no event of this container is told
    ]
