"""Tables of programs that a build replaces by month: what comes later reaches them, whole or not.

The voyages of ``csi_landing`` and ``ctpat_landing`` in one warehouse; what changes was worked out
from the tables in those modules.
"""

from pathlib import Path

import pytest

from tests.integration import csi_landing, ctpat_landing
from tests.integration.clearance_landing import table
from tests.integration.hand_worked_world import World
from tests.integration.landing_files import make_folder

TABLES = ("fct_csi_trips", "fct_member_containers")
MEMBER_S = ctpat_landing.container(0)
UNDER_NVOA = ctpat_landing.container(ctpat_landing.N_REGULAR)

Rows = dict[str, tuple[object, ...]]


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> World:
    folder = tmp_path_factory.mktemp("program_months")
    world = World(folder / "build")
    world.load(
        csi_landing.landing_folder(folder / "csi"),
        ctpat_landing.landing_folder(folder / "ctpat"),
        world.settings.registers,
    )
    world.build()
    return world


def contents(world: World) -> dict[str, Rows]:
    """Each table's rows by container number."""
    found = {}
    for name in TABLES:
        rows = world.rows(
            "select split_part(container_trip_key, '|', 1), * exclude (container_trip_key) "
            f"from marts.{name} where origin = 'synthetic'"  # noqa: S608  names above
        )
        found[name] = {str(row[0]): row[1:] for row in rows}
        assert len(found[name]) == len(rows) > 0
    return found


def changed(before: Rows, after: Rows) -> set[str]:
    assert before.keys() == after.keys()
    return {key for key, row in after.items() if row != before[key]}


def test_what_comes_later_changes_what_it_speaks_of_and_a_full_build_agrees(
    world: World, tmp_path: Path
) -> None:
    before = contents(world)

    # the first container's consignee is told otherwise: November alone is replaced
    consignee = ctpat_landing.identified(0) | {"consignee_name": ctpat_landing.OTHER}
    world.load(
        make_folder(
            tmp_path / "consignee",
            {"ams__consignee_2006__200612020300.csv": table("ams_consignee", [consignee])},
        )
    )
    report = world.build()
    assert [f"{month.arrival_month:%Y-%m}" for month in report.months] == ["2006-11"]
    told_otherwise = contents(world)
    assert changed(before["fct_csi_trips"], told_otherwise["fct_csi_trips"]) == set()
    assert changed(before["fct_member_containers"], told_otherwise["fct_member_containers"]) == {
        MEMBER_S
    }

    # the team at Shanghai tells of January, and an issuer of house bills turns out a member
    targeted = {
        "team_port_code": "57035",
        "lading_port_code": "57035",
        "vessel_imo": csi_landing.IMO,
        "voyage_number": "012E",
        "targeted_at": "2006-01-22T00:00:00",
        "recorded_at": "2006-12-01T00:00:00",
    }
    codes = ctpat_landing.rows(
        ("party_code", "kind", "standing", "member_number", "valid_from"),
        [("NVOA", "nvocc", "certified", "V2", "2004-01-01")],
    )
    world.load(
        make_folder(
            tmp_path / "feeds",
            {
                "csi_targeting__2006_12__200612030300.csv": table("csi_targeting", [targeted]),
                "partner_codes__2006_12__200612030300.csv": table("partner_codes", codes),
            },
        )
    )
    assert world.build().months == []
    told_more = contents(world)
    assert changed(told_otherwise["fct_csi_trips"], told_more["fct_csi_trips"]) == {
        csi_landing.container("B2")
    }
    assert changed(told_otherwise["fct_member_containers"], told_more["fct_member_containers"]) == {
        UNDER_NVOA
    }

    world.build(full_refresh=True)
    assert contents(world) == told_more
