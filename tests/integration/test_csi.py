"""CSI coverage, requests, referrals and the section 205(k) check, worked out by hand.

The containers and what is planted in them are in ``csi_landing``.
"""

from datetime import date
from pathlib import Path

import pytest

from pipelines import warehouse
from pipelines.dbt_runs.running import run_dbt
from pipelines.parties import resolve_names
from tests.integration.clearance_landing import table
from tests.integration.csi_landing import REQUESTS, landing_folder, trip_key
from tests.integration.hand_worked_world import World
from tests.integration.landing_files import make_folder

MODELS = ("program_csi_figures", "fct_csi_referrals", "dim_csi_register")


@pytest.fixture(scope="module")
def voyages(tmp_path_factory: pytest.TempPathFactory) -> World:
    folder = tmp_path_factory.mktemp("csi")
    world = World(folder / "build")
    reports = world.load(landing_folder(folder / "landing"), world.settings.registers)
    outcomes = [one for report in reports for one in report.outcomes]
    assert [(one.file_name, one.message) for one in outcomes if one.state != "loaded"] == []
    # only what CSI is made of
    warehouse.register(world.settings)
    warehouse.resolve(world.settings)
    resolve_names(world.settings, None)
    warehouse.begin_build(world.settings, is_whole=False)
    chosen = [f"+{name}" for name in MODELS]
    kinds = ["--resource-type", "seed", "--resource-type", "model"]
    nodes = run_dbt(world.settings, ["build", *kinds, "--select", *chosen])
    failed = [(node.name, node.message) for node in nodes if node.status != "success"]
    assert failed == []
    return world


def figures(world: World, begins: str, period: str) -> dict[str, tuple[int, int | None, int]]:
    """Numerator, denominator and unknown of the national figures, by the end of their id."""
    rows = world.rows(
        "select figure, numerator, denominator, n_unknown from marts.program_csi_figures "
        "where geography = 'national' and period = ? and starts_with(figure, ?)",
        [period, f"CSI.{begins}."],
    )
    return {figure.split(".", 2)[2]: (n, of, unknown) for figure, n, of, unknown in rows}


def flags(world: World, column: str) -> dict[str, bool | None]:
    """A column of the container trips by name."""
    names = {trip_key(f"{letter}{n}"): f"{letter}{n}" for letter in "ABCD" for n in range(1, 10)}
    rows = world.rows(f"select container_trip_key, {column} from marts.fct_csi_trips")  # noqa: S608
    return {names[key]: value for key, value in rows}


def test_a_port_counts_from_the_day_its_district_is_covered(voyages: World) -> None:
    laded = flags(voyages, "is_laded_at_csi_port")
    # both at Chiwan, by the same register: 20 December 2005 and 20 January 2006
    assert (laded["A1"], laded["B1"]) == (False, True)
    coverage = flags(voyages, "coverage")
    assert (coverage["B1"], coverage["B2"], coverage["A1"]) == ("district", "team", None)
    assert flags(voyages, "team_port_code")["B1"] == "57078"


def test_three_coverages_answer_three_questions_over_the_same_container_trips(
    voyages: World,
) -> None:
    # 14 container trips of voyages 011E, 012E, 013E. Laded: A2, A3 and nine of voyage 012E.
    # Passed: A1 was on board at Hong Kong. Targeted: A2, A3 and the eight from Chiwan; of B2
    # nothing is known, for the team at Shanghai told of nothing.
    assert figures(voyages, "coverage", "2006") == {
        "laded": (11, 14, 0),
        "passed": (12, 14, 0),
        "targeted": (10, 14, 1),
        "of_district": (8, None, 0),
        "two_ladings": (1, None, 0),
    }


def test_coverage_counts_in_the_month_of_lading(voyages: World) -> None:
    december, january = (
        figures(voyages, "coverage", month)["laded"] for month in ("2005-12", "2006-01")
    )
    assert (december, january) == ((2, 3, 0), (9, 11, 0))


def test_a_box_with_two_ladings_is_one_container_trip(voyages: World) -> None:
    assert flags(voyages, "lading_count")["A3"] == 2
    assert flags(voyages, "is_laded_at_csi_port")["A3"] is True
    assert flags(voyages, "is_passed_untargeted")["A3"] is False


def test_the_gap_is_what_stayed_on_board_at_a_csi_port(voyages: World) -> None:
    gap = flags(voyages, "is_passed_untargeted")
    assert {name for name, is_gap in gap.items() if is_gap} == {"A1"}
    assert gap["C1"] is gap["C2"] is False
    ports = voyages.rows(
        "select subject, numerator from marts.program_csi_figures "
        "where figure = 'CSI.gap_ports.passed_untargeted'"
    )
    assert ports == [("Chiwan, CN", 1)]


def test_pending_and_withdrawn_requests_are_outside_the_denial_rate(voyages: World) -> None:
    assert figures(voyages, "requests", "2006") == {
        "denied": (2, 3, 0),
        "pending": (1, None, 0),
        "withdrawn": (1, None, 0),
        "not_requested": (3, None, 0),
    }
    by_host = voyages.rows(
        "select subject, numerator, denominator from marts.program_csi_figures "
        "where figure = 'CSI.hosts.denied' and geography = 'host' and period_kind = 'all'"
    )
    assert by_host == [("CN", 2, 3)]


def test_the_funnel_says_of_how_many_nothing_is_on_record(voyages: World) -> None:
    # B8 has no record; a decision not to ask is one
    assert figures(voyages, "funnel", "2006") == {
        "high_risk": (8, None, 0),
        "requested": (4, 8, 1),
        "accepted": (1, 3, 0),
        "examined": (1, 1, 0),
        "resolved": (1, 1, 0),
    }


def test_reasons_are_as_specific_as_the_kinds_of_thing_they_name(voyages: World) -> None:
    rows = voyages.rows(
        "select subject, numerator, denominator from marts.program_csi_figures "
        "where figure = 'CSI.specificity.accepted' and period_kind = 'all' order by subject"
    )
    assert rows == [("0 of 3", 0, 1), ("1 of 3", 0, 1), ("3 of 3", 1, 1)]


def test_every_container_denied_or_not_requested_is_listed_with_its_end(voyages: World) -> None:
    rows = voyages.rows("select request_id, closure from marts.fct_csi_referrals")
    assert dict(rows) == {
        "CB3": "examined_after_gate_out",
        "CB6": "examined_before_gate_out",
        "CB7": "left_unexamined",
        "CB9": "not_referred",
        "CZ1": "not_in_manifest",
    }
    assert len(rows) == sum(one[1] in ("denied", "not_requested") for one in REQUESTS)
    assert figures(voyages, "referrals", "2006") == {
        "referred": (4, 5, 0),
        "examined": (1, 4, 1),
        "late": (1, None, 0),
        "left_unexamined": (1, None, 0),
        "waiting": (0, None, 0),
    }


def test_the_rule_of_section_205k_is_held_only_against_what_was_laded_under_it(
    voyages: World,
) -> None:
    assert figures(voyages, "do_not_load", "2006") == {
        "before_the_rule": (7, None, 0),
        "orders": (1, None, 0),
    }
    # November 2006: D1 was laded without, D2 was resolved by research before it was laded
    assert figures(voyages, "do_not_load", "2007") == {
        "laded_without": (1, 2, 0),
        "before_the_rule": (0, None, 0),
        "orders": (0, None, 0),
    }
    found = dict(voyages.rows("select container_trip_key, finding from marts.fct_csi_do_not_load"))
    assert found[trip_key("B1")] == "scanned_or_searched"
    assert found[trip_key("D2")] == "cleared_by_information"
    assert found[trip_key("N1")] == "not_laded"


def test_registers_are_real_and_feeds_synthetic(voyages: World) -> None:
    origins = voyages.rows(
        "select distinct \"view\" = 'as_of', origin from marts.program_csi_figures order by 1"
    )
    assert origins == [(False, "synthetic"), (True, "real")]
    places = voyages.rows(
        "select kind, place from marts.dim_csi_register where kind <> 'port with a team' "
        "order by kind, place"
    )
    assert places == [
        ("feeder-pilot", "Aarhus"),
        ("feeder-pilot", "Salerno"),
        ("feeder-pilot", "Szczecin"),
        ("port of a district", "Chiwan"),
        ("port of a district", "Shekou"),
        ("reciprocity", "Canada"),
        ("reciprocity", "Japan"),
    ]


def test_a_newer_register_takes_the_place_of_the_list_and_an_older_one_does_not(
    voyages: World, tmp_path: Path
) -> None:
    world = voyages.copy(tmp_path / "build")
    facts = {"precision": "day", "as_of_precision": "day", "source": "for tests"}
    newer = {"port_code": "57035", "operational_on": "2005-05-01", "as_of_date": "2009-01-01"}
    older = {"port_code": "58201", "operational_on": "2001-01-01", "as_of_date": "2001-06-01"}
    told = table("csi_ports", [newer | facts | {"operational_until": "2008-01-01"}, older | facts])
    (report,) = world.load(
        make_folder(
            tmp_path / "register", {"csi_ports__2009__200901020000.csv": told}, "origin: real\n"
        )
    )
    assert [one.state for one in report.outcomes] == ["loaded"]

    rows = world.rows(
        "select port_code, operational_on, operational_until from staging.stg_registers__csi_ports "
        "where port_code in ('57035', '58201') order by port_code"
    )
    assert rows == [
        ("57035", date(2005, 5, 1), date(2008, 1, 1)),
        ("58201", date(2003, 12, 1), None),
    ]
