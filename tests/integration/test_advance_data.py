"""Advance data of a voyage of February 2009, every figure worked out by hand.

The bills and what is planted in them are in ``advance_data_landing``.
"""

from pathlib import Path

import pytest

from tests.integration.advance_data_landing import container, landing_folder, later_folder
from tests.integration.hand_worked_world import World

FILED_BY_THREE = (
    "01_seller",
    "02_buyer",
    "03_importer_of_record_number",
    "04_consignee_number",
    "05_manufacturer",
    "06_ship_to_party",
    "09_stuffing_location",
)


@pytest.fixture(scope="module")
def voyage(tmp_path_factory: pytest.TempPathFactory) -> World:
    folder = tmp_path_factory.mktemp("advance_data")
    world = World(folder / "build")
    (report,) = world.load(landing_folder(folder / "landing"))
    assert [(one.file_name, one.message) for one in report.outcomes if one.state != "loaded"] == []
    world.build()
    return world


def figures(world: World, measure: str) -> dict[tuple[str, str], tuple[int, int, int]]:
    """Numerator, denominator and unknown of a measure's lines, all ports, by line and period."""
    rows = world.rows(
        "select measure, period, numerator, denominator, n_unknown from marts.fct_measure_counts "
        "where split_part(measure, '.', 1) = ? and port_code = '*' "
        "and period_kind in ('month', 'fiscal_year')",
        [measure],
    )
    return {(line, period): (n, of, unknown) for line, period, n, of, unknown in rows}


def fiscal_year(world: World, measure: str) -> dict[str, tuple[int, int, int]]:
    found = figures(world, measure).items()
    return {line: figure for (line, period), figure in found if period == "FY2009"}


def test_the_24_hour_rule_counts_in_the_month_of_lading(voyage: World) -> None:
    # in time: I01, I04, I07 (on the stroke), and I06, laded in January; I05's lading is not known
    assert figures(voyage, "A24") == {
        ("A24", "2009-01"): (1, 1, 0),
        ("A24", "2009-02"): (3, 6, 1),
        ("A24", "FY2009"): (4, 7, 1),
    }


def test_amendments_fall_into_their_phase_and_a_late_one_is_an_exception(voyage: World) -> None:
    found = fiscal_year(voyage, "AMD")
    assert found == {
        "AMD": (2, 7, 0),  # I03, I04
        "AMD.t0_t1": (1, 7, 0),  # I03
        "AMD.t1_t2": (0, 7, 0),
        "AMD.t2_t3": (0, 7, 0),
        "AMD.after_t3": (1, 7, 0),  # I04
        "AMD.score_changing": (0, 1, 1),  # among I03, which was filed after T0: no score there
    }
    assert voyage.rows(
        "select shipment_key, amended_field, hours_late from marts.fct_late_amendments"
    ) == [("SYNC|I04|9000003|009E", "seal_number", 9.0)]


def test_the_filing_is_scored_whole_and_element_by_element(voyage: World) -> None:
    # required: all but I06, laded the day before the rule; I05 is not known against its lading
    assert fiscal_year(voyage, "ISF") == {
        "ISF": (1, 6, 1),  # I01
        "ISF.complete": (4, 6, 0),  # I01, I02 by its second filing, I03, I05
        "ISF.timely": (3, 6, 1),  # I01, I02, I07
        **{f"ISF.{element}": (3, 6, 1) for element in FILED_BY_THREE},  # I01, I02, I07
        "ISF.07_country_of_origin": (2, 6, 1),  # I01, I02
        "ISF.08_hts_number": (2, 6, 1),  # I01, I02
        "ISF.10_consolidator": (2, 6, 1),  # I01, I07
        "ISF.11_stow_plan": (6, 6, 0),
        "ISF.12_status_message": (1, 6, 0),  # I01
    }


def test_before_the_rule_there_is_no_figure(voyage: World, hand_worked: World) -> None:
    assert [period for _, period in figures(voyage, "ISF") if period == "2009-01"] == []
    of_hand_worked = {period for _, period in figures(hand_worked, "ISF")}
    assert of_hand_worked == {"2009-02", "FY2009"}  # B41, B42 and B44; all others before


def test_plan_tally_and_manifest_are_compared_container_by_container(voyage: World) -> None:
    assert voyage.rows(
        "select manifested_count, planned_count, discharged_count, over_count, short_count, "
        "not_manifested_count, not_planned_count from marts.fct_vessel_calls_compared"
    ) == [(7, 7, 7, 1, 1, 1, 1)]
    assert voyage.rows(
        "select container_number, against_tally, against_plan "
        "from marts.fct_vessel_call_containers "
        "where coalesce(against_tally, against_plan) is not null order by 1"
    ) == [
        ("OVRU0000001", "over", None),
        ("PLNU0000001", None, "not_manifested"),
        (container("I04"), "short", "not_planned"),
    ]


def test_a_filing_that_comes_in_later_changes_its_bill_alone(voyage: World, tmp_path: Path) -> None:
    grown = voyage.copy(tmp_path / "build")
    before = fiscal_year(grown, "ISF")
    grown.load(later_folder(tmp_path / "later"))
    grown.build()
    assert fiscal_year(grown, "ISF") == before | {"ISF.complete": (5, 6, 0)}


def test_a_broken_stow_plan_is_refused_whole_and_the_others_are_loaded(tmp_path: Path) -> None:
    folder = landing_folder(tmp_path / "broken")
    plan, _ = sorted(folder.glob("*.edi"))
    plan.write_text(plan.read_text().replace("MEA+WT++KGM:12000", "MEA+WT++KGM:-1", 1))
    world = World(tmp_path / "build")
    (report,) = world.load(folder)
    (refused,) = [one for one in report.outcomes if one.state != "loaded"]
    assert refused.state == "refused"
    assert "line 8. Got: weight_kg is below 0" in (refused.message or "")
    assert world.rows("select count(*) from raw.stow_plan_positions") == [(4,)], "the other part"
