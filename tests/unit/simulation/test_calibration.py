"""The stream shows the figures that were put in, and each of them says where it is from."""

import math
import re
from collections import Counter

import numpy as np
import pyarrow.compute as pc
import pytest
from stdnum import iso6346

from models.simulation import SimulationConfig
from models.simulation.calibration import figures
from models.simulation.port_shares import (
    FOREIGN_CONTAINERS,
    US_PORT_TEU,
    foreign_port_shares,
    us_port_shares,
)
from models.simulation.trips import Trips, draw_trips
from models.simulation.voyages import voyages_of
from models.simulation.world import World as BuiltWorld
from models.simulation.world import build_world
from tests.unit.simulation.conftest import World

SIGMAS = 4.5
"""A share further off than this many standard errors is not chance (7 in a million)."""


def near(count: float, total: float, share: float, spread: float = 1.0) -> bool:
    """Whether a count can be a draw at this share; `spread` widens for rows that come in groups."""
    return (
        abs(count - total * share) <= SIGMAS * spread * math.sqrt(total * share * (1 - share)) + 1
    )


@pytest.mark.parametrize("name", figures())
def test_every_figure_has_a_source_or_is_called_chosen(name: str) -> None:
    source = figures()[name].source
    assert source.startswith("chosen") or re.search(r"OIG|GAO|AMS|press", source)


def test_every_port_share_has_a_source_or_is_called_chosen() -> None:
    for figure in [*US_PORT_TEU.values(), *FOREIGN_CONTAINERS.values()]:
        assert figure.source.startswith("chosen") or re.search(r"OIG|GAO|FHWA|BTS", figure.source)


@pytest.fixture(scope="module")
def built(reference: object) -> BuiltWorld:
    return build_world(SimulationConfig(trips_per_season=400_000), reference)  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def trips(built: BuiltWorld) -> Trips:
    month = np.datetime64("2005-10", "M")
    voyages = voyages_of(built.network, built.ships, month, built.config.seed)
    last_used = np.full(len(built.boxes), -10)
    return draw_trips(built, voyages, month, 0, last_used)


def test_ports_of_discharge_hold_their_shares(built: BuiltWorld, trips: Trips) -> None:
    # A month holds four or five sailings of a service, so shares move by a fifth between months.
    codes = built.network.united_states.codes
    counts = Counter(codes[trips.us].tolist())
    shares = us_port_shares()
    southern_california = (counts["2704"] + counts["2709"]) / len(trips)
    assert southern_california == pytest.approx(0.42, abs=0.02)
    for code, share in shares.items():
        assert counts[code] / len(trips) == pytest.approx(share, rel=0.3), code


def test_fitted_cells_hold_both_sets_of_shares(built: BuiltWorld) -> None:
    network = built.network
    for codes, places, wanted in (
        (network.united_states.codes, network.cell_us, us_port_shares()),
        (network.foreign.codes, network.cell_foreign, foreign_port_shares()),
    ):
        held = np.bincount(places, network.cell_share, len(codes))
        assert dict(zip(codes.tolist(), held, strict=True)) == pytest.approx(
            {code: wanted.get(code, 0.0) for code in codes.tolist()}, abs=2e-5
        )


def test_sourced_ports_of_lading_hold_their_containers() -> None:
    shares = foreign_port_shares()
    assert shares["58201"] * 11e6 == pytest.approx(795_138)
    assert shares["58023"] * 11e6 == pytest.approx(645_467)
    assert (shares["57035"] + shares["57078"]) * 11e6 == pytest.approx(1_500_000)
    other_chinese = ("57018", "57067", "57020", "57069", "57047", "57017", "57051")
    assert sum(shares[code] for code in other_chinese) * 11e6 == pytest.approx(500_000)


def test_container_numbers_fail_their_check_digit_at_the_stated_rate(trips: Trips) -> None:
    numbers = trips.number.to_pylist()
    wrong = [not iso6346.is_valid(number) for number in numbers]
    assert wrong == trips.has_wrong_digit.tolist()
    assert near(sum(wrong), len(wrong), 0.003)


def test_boxes_travel_once_a_month(trips: Trips) -> None:
    assert len(set(trips.box.tolist())) == len(trips)
    assert len(set(trips.number.to_pylist())) == len(trips)


def test_imo_numbers_have_right_check_digits(built: BuiltWorld) -> None:
    for number in built.ships.imo.tolist():
        digits = [int(digit) for digit in number]
        weighted = sum(
            digit * weight for digit, weight in zip(digits, (7, 6, 5, 4, 3, 2), strict=False)
        )
        assert weighted % 10 == digits[6]
    assert len(set(built.ships.imo.tolist())) == len(built.ships.imo)


def test_null_shares_are_those_of_real_rows(season: World) -> None:
    header, boxes = season.table("ams_header"), season.table("ams_container")
    rows = header.num_rows
    assert near(header["port_of_destination"].null_count, rows, 0.82)
    named = {}
    for side, column in (("shipper", "shipper_party_name"), ("consignee", "consignee_name")):
        names = season.table(f"ams_{side}")[column]
        named[side] = len(names) - names.null_count
    assert near(rows - named["shipper"], rows, 0.21)
    assert near(rows - named["consignee"], rows, 0.16)
    tariff = season.table("ams_tariff")
    # Lines of one bill share their nulls: a bill covers 1.4 boxes on average.
    lines = boxes.num_rows
    number = tariff.num_rows - tariff["harmonized_number"].null_count
    value = tariff.num_rows - tariff["harmonized_value"].null_count
    assert near(lines - number, lines, 0.58, spread=1.5)
    assert near(lines - value, lines, 0.54, spread=1.5)
    assert tariff["harmonized_value"].null_count == tariff["harmonized_weight"].null_count
    assert boxes["container_number"].null_count == 0


def test_tariff_numbers_have_six_to_ten_digits_with_and_without_dots(season: World) -> None:
    numbers = pc.unique(season.table("ams_tariff")["harmonized_number"]).drop_null().to_pylist()
    assert {len(number.replace(".", "")) for number in numbers} == {6, 8, 10}
    assert any("." in number for number in numbers)
    assert any("." not in number for number in numbers)


def test_hs_codes_stand_in_the_description_as_often_as_in_real_rows(season: World) -> None:
    texts = season.table("ams_cargodesc")["description_text"]
    with_hs = pc.sum(pc.match_substring_regex(texts, " (HS CODE|HTS)[: ]")).as_py()
    # A second description never carries one, and an eighth of the lines have a second.
    lines = season.table("ams_container").num_rows
    assert near(with_hs, lines, 0.14, spread=1.5)


def test_the_top_consignees_hold_most_rows(season: World) -> None:
    names = Counter(season.table("ams_consignee")["consignee_name"].drop_null().to_pylist())
    counts = np.sort(np.array(list(names.values())))[::-1]
    top = counts[: math.ceil(len(counts) * 0.01)].sum() / counts.sum()
    # 56 % at the default volume; the share grows with the number of firms.
    assert 0.4 < top < 0.65
    assert len(names) > 1000


def test_weights_come_in_every_unit_and_mean_the_same(season: World) -> None:
    header = season.table("ams_header")
    units = Counter(header["weight_unit"].to_pylist())
    assert set(units) == {"Kilograms", "KG", "K", "Pounds", "L", None}
    assert near(units["Pounds"] + units["L"], header.num_rows - units[None], 0.15)
    assert near(units[None], header.num_rows, 0.04)
    frame = header.select(["weight", "weight_unit"]).to_pandas().dropna()
    kilograms = frame["weight"] * np.where(
        frame["weight_unit"].isin(["Pounds", "L"]), 0.45359237, 1
    )
    by_unit = kilograms.groupby(frame["weight_unit"].isin(["Pounds", "L"])).median()
    assert by_unit[True] == pytest.approx(by_unit[False], rel=0.08)


def test_port_texts_have_many_spellings_of_one_port(season: World) -> None:
    lading = set(pc.unique(season.table("ams_header")["foreign_port_of_lading"]).to_pylist())
    assert {"Busan", "Shanghai", "Hong Kong", "Ningpo", "Pusan"} <= {
        text.title() for text in lading
    }
    unlading = set(pc.unique(season.table("ams_header")["port_of_unlading"]).to_pylist())
    assert "Los Angeles, California" in unlading
    assert "New York/Newark Area, Newark, New Jersey" in unlading


def test_manifests_are_mostly_filed_a_day_before_lading(season: World) -> None:
    events = season.table("manifest_events").to_pandas()
    filed = events[events["message_type"] == "original"].set_index(["bill_number", "voyage_number"])
    status = events[events["message_type"] == "status"].dropna(subset="laded_at")
    first_laded = status.groupby(["bill_number", "voyage_number"])["laded_at"].min()
    both = filed.join(first_laded.rename("first_laded"), how="inner")
    lead = (both["first_laded"] - both["received_at"]).dt.total_seconds() / 3600
    late = (lead < 24).sum()
    # Where the time of the first box is unknown another stands in, hours later, so some look early.
    assert 0.03 < late / len(lead) < 0.055
