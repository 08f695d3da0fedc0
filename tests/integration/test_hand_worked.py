"""Measures of a world small enough to work out by hand, from the definitions alone.

What is expected lies in ``hand_worked/`` as tables with the reason for each cell; README.md there
explains every input row.
"""

from typing import Any

import pytest

from pipelines.editions import Edition
from pipelines.editions.selection import rows_behind
from pipelines.stages.publishing import estimate, propose, publish_edition
from tests.integration.hand_worked_world import (
    CELL,
    Cell,
    World,
    differences,
    keys_of,
    table,
)

COUNTS = ("numerator", "denominator", "n_unknown")
OF_A_TRIP = [
    "score_t0",
    "score_t2",
    "disposition",
    "method_class",
    "lane",
    "result",
    "clearance_hours",
]


@pytest.fixture(scope="module")
def edition(hand_worked: World) -> Edition:
    estimate(hand_worked.settings)
    propose(hand_worked.settings, None)
    return publish_edition(hand_worked.settings)


def test_every_measure_cell_is_the_one_worked_out_by_hand(hand_worked: World) -> None:
    expected = {
        tuple(row[name] for name in CELL): tuple(int(row[name]) for name in COUNTS)
        for row in table("expected.csv")
    }
    assert differences(expected, hand_worked.cells()) == []


def test_tracing_every_cell_lists_the_rows_it_counts_and_no_other(edition: Edition) -> None:
    counted = {tuple(row[name] for name in CELL): row["counted"] for row in table("expected.csv")}
    keys = {unit: keys_of(unit) for unit in ("shipment", "container_trip", "exam_episode")}
    wrong = []
    with edition.connect() as held_open:  # the calls below share its database
        columns = [*CELL, "origin", "numerator", "denominator"]
        for row in held_open.execute(
            f"select {', '.join(columns)} from published.measures"  # noqa: S608
        ).fetchall():
            figure = dict(zip(columns, row, strict=True))
            figure["port"] = figure["port_code"]
            among = rows_behind(edition, figure, denominator=True)
            listed = {one["row_key"] for one in rows_behind(edition, figure)}
            names = counted.pop(row[: len(CELL)], "").split()
            expected = {keys[figure["unit"]][name] for name in names}
            if len(among) != figure["denominator"] or listed != expected:
                wrong.append(f"{row}: expected {expected}, listed {listed} among {len(among)}")
    assert wrong == []
    assert counted == {}


def test_every_trip_scores_and_ends_as_worked_out_by_hand(hand_worked: World) -> None:
    found = {
        row[0]: row[1:]
        for row in hand_worked.rows(
            f"select container_trip_key, {', '.join(OF_A_TRIP)} "  # noqa: S608
            "from marts.fct_container_trips where origin = 'synthetic'"
        )
    }
    keys = keys_of("container_trip")
    numbers = {"score_t0", "score_t2", "clearance_hours"}
    for row in table("trips.csv"):
        expected = tuple(
            (float(row[name]) if name in numbers else row[name]) if row[name] else None
            for name in OF_A_TRIP
        )
        assert found[keys[row["name"]]] == expected, row["name"]


def test_weights_are_converted_shared_replaced_and_not_counted_twice(hand_worked: World) -> None:
    found = dict(
        hand_worked.rows(
            "select container_trip_key, weight_kg "
            "from intermediate.int_container_trip_features where snapshot = 'T2'"
        )
    )
    keys = keys_of("container_trip")
    for row in table("trips.csv"):
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


def clearance(world: World, names: tuple[str, ...]) -> tuple[dict[Cell, Any], dict[Cell, Any]]:
    """Give expected and found columns of clearance times, by cell."""
    cell = ("unit", "period_kind", "period", "port_code")
    rows = world.rows(
        f"select {', '.join([*cell, *names])} from published.clearance_times "  # noqa: S608
        "where origin = 'synthetic' and lane = '*'"
    )
    found = {row[: len(cell)]: row[len(cell) :] for row in rows}
    expected = {
        tuple(row[name] for name in cell): tuple(
            float(row[name]) if row[name] else None for name in names
        )
        for row in table("clearance.csv")
    }
    return expected, {key: found.get(key) for key in expected}


def test_clearance_counts_open_and_unknown_cases_apart(hand_worked: World) -> None:
    expected, found = clearance(hand_worked, ("n", "n_open", "n_unknown"))
    assert differences(expected, found) == []


def test_clearance_quantiles_take_open_cases_in_as_censored(hand_worked: World) -> None:
    expected, found = clearance(hand_worked, ("median_hours", "p75_hours"))
    assert differences(expected, found) == []


def test_the_one_that_left_without_exam_or_waiver_is_published_as_an_exception(
    hand_worked: World,
) -> None:
    found = hand_worked.rows(
        "select kind, row_key, us_port_code, cast(arrival_month as varchar), origin "
        "from marts.fct_exceptions"
    )
    key = keys_of("container_trip")["C14"]
    kind = "high_risk_left_without_exam_or_waiver"
    assert found == [(kind, key, "2704", "2006-06-01", "synthetic")]


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


def test_both_persons_incidents_stand_in_the_ladder(hand_worked: World) -> None:
    found = hand_worked.rows(
        "select incident_id, container_trip_key, held_before_discovery, "
        "exam_started_before_discovery, found_by, found_by_exam "
        "from marts.fct_incident_ladder where origin = 'synthetic' order by incident_id"
    )
    keys = keys_of("container_trip")
    assert found == [
        ("HW-1", keys["C02"], True, True, "exam", True),
        ("HW-2", keys["C12"], True, False, "terminal_security", False),
    ]
