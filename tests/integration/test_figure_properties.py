"""What holds of every figure whatever the data: partitions, unions, and what adds up to what.

On the hand-worked world and on the small simulated one; what single cells must show is in
``test_hand_worked``.
"""

from collections import defaultdict
from collections.abc import Iterator

import pytest

from pipelines.settings import Settings
from pipelines.warehouse_file import open_warehouse
from tests.integration.hand_worked_world import World

ROUTES = ("i", "ii", "iii")
TWO_ROUTES = ("i_and_ii", "i_and_iii", "ii_and_iii")
DISPOSITIONS = (
    "mitigated_by_information", "waived_standard_exception", "waived_articulable_reason",
    "not_arrived", "seized_before_exam", "pending", "unknown",
)  # fmt: skip
RESULTS = ("positive_security", "positive_other", "negative", "inconclusive", "pending")
METHODS = ("S8.4.only", "S8.5", "S8.6")
Key = tuple[str, ...]
"""Unit, view, kind of period, period, geography, place, origin."""
Counts = tuple[int, int | None, int]
Figures = dict[str, dict[Key, Counts]]


def figures_of(settings: Settings) -> Figures:
    found: Figures = defaultdict(dict)
    with open_warehouse(settings.warehouse, read_only=True) as con:
        rows = con.execute(
            "select measure, unit, view, period_kind, period, geography, port_code, origin, "
            "numerator, denominator, n_unknown from marts.fct_measure_counts"
        ).fetchall()
    for measure, *key, numerator, denominator, unknown in rows:
        found[measure][tuple(key)] = (numerator, denominator, unknown)
    return found


@pytest.fixture(scope="module", params=["hand_worked", "small_world"])
def figures(request: pytest.FixtureRequest) -> Figures:
    world: World | Settings = request.getfixturevalue(request.param)
    return figures_of(world.settings if isinstance(world, World) else world)


def cohort(figures: Figures, measure: str) -> dict[Key, Counts]:
    return {key: counts for key, counts in figures[measure].items() if key[1] == "cohort"}


def total(figures: Figures, measures: Iterator[str] | tuple[str, ...], key: Key) -> int:
    return sum(figures[measure].get(key, (0, 0, 0))[0] for measure in measures)


def test_the_seven_exclusive_lines_part_the_high_risk(figures: Figures) -> None:
    lines = ("only_i", "only_ii", "only_iii", *TWO_ROUTES, "all_three")
    assert cohort(figures, "S8.2")
    for key, (high_risk, _, _) in cohort(figures, "S8.2").items():
        assert total(figures, tuple(f"S8.2.{line}" for line in lines), key) == high_risk, key


def test_the_union_of_routes_holds_each_and_no_more_than_all(figures: Figures) -> None:
    for key, (union, _, _) in cohort(figures, "S8.2").items():
        parts = [total(figures, (f"S8.2.{route}",), key) for route in ROUTES]
        more_than_one = total(
            figures, (*(f"S8.2.{two}" for two in TWO_ROUTES), "S8.2.all_three"), key
        )
        assert max(parts) <= union <= sum(parts), key
        assert total(figures, ("S8.2.overlap",), key) == more_than_one, key
        assert sum(parts) - union == more_than_one + total(figures, ("S8.2.all_three",), key), key


def test_dispositions_part_the_high_risk_and_methods_the_examined(figures: Figures) -> None:
    for key, (examined, high_risk, _) in cohort(figures, "S8.3").items():
        assert high_risk == total(figures, ("S8.2",), key), key
        others = total(figures, tuple(f"S8.3.{one}" for one in DISPOSITIONS), key)
        assert examined + others == high_risk, key
        methods = total(figures, (*METHODS, "S8.3.other_method"), key)
        assert methods == examined, key
        assert total(figures, ("S8.4.any",), key) == total(figures, ("S8.4.only", "S8.5"), key), key


def test_sub_lines_are_no_more_than_their_line(figures: Figures) -> None:
    for line, of in (
        ("S8.5.two_place", "S8.5"),
        ("S8.5.mixed_box", "S8.5"),
        ("S8.6.limited", "S8.6"),
        ("S8.2.unscored", "S8.2.i"),
    ):
        for key, (count, _, _) in figures[line].items():
            assert count <= total(figures, (of,), key), (line, key)


def test_results_part_the_completed_episodes_in_both_views(figures: Figures) -> None:
    lines = tuple(f"S8.8.{result}" for result in RESULTS)
    keys = {key for line in lines for key in figures[line]}
    assert {key[1] for key in keys} == {"cohort", "activity"}
    for key in keys:
        found = total(figures, lines, key)
        positive = total(figures, lines[:2], key)
        assert total(figures, ("S8.8",), key) == positive, key
        if key[1] == "cohort":
            assert {figures[line][key][1] for line in lines} == {found}, key


def test_both_views_count_the_same_episodes_over_all_periods(figures: Figures) -> None:
    """An episode whose end is not told is unknown in the activity view."""
    for result in RESULTS:
        counted: dict[tuple[str, str], int] = defaultdict(int)
        for (_, view, kind, _, place, _, origin), counts in figures[f"S8.8.{result}"].items():
            if (kind, place) == ("fiscal_year", "national"):
                counted[view, origin] += counts[0] + counts[2]
        origins = {origin for _, origin in counted}
        assert {o: counted["cohort", o] for o in origins} == {
            o: counted["activity", o] for o in origins
        }, result


def test_no_figure_counts_more_than_is_known(figures: Figures) -> None:
    for measure, cells in figures.items():
        for key, (numerator, denominator, unknown) in cells.items():
            if key[1] == "activity":
                assert denominator is None, (measure, key)
            else:
                assert denominator is not None, (measure, key)
                assert 0 <= numerator <= denominator - unknown, (measure, key)


def test_ports_add_up_to_field_offices_and_both_to_the_nation(figures: Figures) -> None:
    for measure, cells in figures.items():
        sums: dict[Key, dict[str, list[int]]] = defaultdict(lambda: defaultdict(lambda: [0, 0, 0]))
        for (*start, geography, _, origin), counts in cells.items():
            for place, count in enumerate(counts):
                sums[(*start, origin)][geography][place] += count or 0
        for key, by_place in sums.items():
            assert by_place["national"] == by_place["port"] == by_place["field_office"], (
                measure, key,
            )  # fmt: skip


def test_months_add_up_to_both_kinds_of_year_and_to_seasons(figures: Figures) -> None:
    for measure, cells in figures.items():
        sums: dict[Key, list[int]] = defaultdict(lambda: [0, 0, 0])
        for (unit, view, kind, period, *where), counts in cells.items():
            if kind == "month":
                for larger in years_of(period):
                    for place, count in enumerate(counts):
                        sums[(unit, view, *larger, *where)][place] += count or 0
        for key, counts in cells.items():
            if key[2] != "month":
                assert [count or 0 for count in counts] == sums[key], (measure, key)


def years_of(month: str) -> Iterator[tuple[str, str]]:
    year, number = int(month[:4]), int(month[5:])
    fiscal_year = year + (number >= 10)
    yield "calendar_year", f"CY{year}"
    yield "fiscal_year", f"FY{fiscal_year}"
    if number not in {6, 7, 8, 9}:
        yield "season", str(fiscal_year)
