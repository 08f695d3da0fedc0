"""Bills, their records in the AMS release, and the dirt in it."""

import csv
import io
from collections import Counter

import numpy as np
import pyarrow as pa
import pytest

from models.simulation.dirt import dirty_lines, repeat_lines
from models.simulation.network import fit_cells
from tests.unit.simulation.conftest import World


def test_identifiers_are_run_dates_and_five_digits_and_never_come_twice(tiny: World) -> None:
    billgen = tiny.table("ams_billgen").to_pandas()
    run_day = billgen["run_date"].str[:10].str.replace("-", "").astype(int)
    assert (billgen["identifier"] // 100_000 == run_day).all()
    assert (billgen["identifier"] % 100_000 > 0).all()
    assert billgen["identifier"].is_unique
    header = tiny.table("ams_header").to_pandas()
    assert set(header["identifier"]) == set(billgen["identifier"])


def test_records_are_extracted_after_arrival_and_before_their_release(tiny: World) -> None:
    for month in tiny.months:
        run_date = month.tables["ams_billgen"]["run_date"].to_pandas().astype(str).str[:10]
        arrival = month.tables["ams_header"]["actual_arrival_date"].to_pandas().astype(str).str[:10]
        assert (run_date > arrival).all()
        assert run_date.max() < str(month.stamp)[:10]


def test_house_bills_name_a_master_that_weighs_as_much_as_its_houses(season: World) -> None:
    header = season.table("ams_header").to_pandas().set_index("identifier")
    billgen = season.table("ams_billgen").to_pandas().set_index("identifier")
    bills = billgen.join(header[["manifest_quantity", "carrier_code", "weight", "weight_unit"]])
    houses = bills[bills["bill_type_code"] == "House Bill"]
    masters = bills[bills["bill_type_code"] == "Master Bill"].set_index("house_bol_number")
    assert len(houses) > len(masters) > 500
    assert houses["master_bol_number"].isin(masters.index).all()
    assert bills.loc[bills["bill_type_code"] != "House Bill", "master_bol_number"].isna().all()
    assert (houses["carrier_code"].str[0] == "X").all()
    pieces = houses.groupby("master_bol_number")["manifest_quantity"].sum()
    assert (pieces == masters["manifest_quantity"].reindex(pieces.index)).all()
    in_kilograms = bills["weight_unit"].isin(["Kilograms", "KG", "K"])
    known = houses.assign(weight=houses["weight"].where(in_kilograms.reindex(houses.index)))
    weight = known.groupby("master_bol_number")["weight"].agg(
        lambda weights: weights.sum(skipna=False)
    )
    of_master = masters["weight"].where(masters["weight_unit"].isin(["Kilograms", "KG", "K"]))
    off = (weight - of_master.reindex(weight.index)).dropna().abs()
    assert len(off) > 500
    # Each weight is rounded to a kilogram.
    assert (off <= houses.groupby("master_bol_number").size().reindex(off.index)).all()


def test_master_bills_say_that_they_cover_house_bills(season: World) -> None:
    billgen = season.table("ams_billgen").to_pandas()
    masters = set(billgen.loc[billgen["bill_type_code"] == "Master Bill", "identifier"])
    lines = season.table("ams_cargodesc").to_pandas()
    of_masters = lines[lines["identifier"].isin(masters)]
    assert (
        of_masters["description_text"].str.startswith(
            "THIS MASTER BILL COVERS AUTOMATED NVOCC HOUSE"
        )
    ).all()


def test_full_and_shared_boxes_both_occur(season: World) -> None:
    billgen = season.table("ams_billgen").to_pandas()
    boxes = season.table("ams_container").to_pandas().merge(billgen, on="identifier")
    houses = boxes[boxes["bill_type_code"] == "House Bill"]
    per_box = houses.groupby(["container_number", "voyage_number"])["identifier"].nunique()
    per_bill = boxes.groupby("identifier")["container_number"].nunique()
    assert per_box.max() >= 4
    assert (per_box == 1).any()
    assert per_bill.max() >= 3
    assert (per_bill == 1).mean() > 0.5


def test_deleted_records_withdraw_a_bill_that_was_filed_before(tiny: World) -> None:
    header = tiny.table("ams_header").to_pandas()
    billgen = tiny.table("ams_billgen").to_pandas().set_index("identifier")
    status = header.set_index("identifier")["record_status_indicator"]
    deleted = billgen[status.reindex(billgen.index) == "Deleted"]
    new = billgen[status.reindex(billgen.index) == "New"].reset_index()
    assert len(deleted) >= 3
    for identifier, row in deleted.iterrows():
        earlier = new[new["house_bol_number"] == row["house_bol_number"]]
        assert len(earlier) == 1
        assert earlier["run_date"].str[:10].iloc[0] <= str(row["run_date"])[:10]
        assert earlier["identifier"].iloc[0] < identifier
    withdrawn = set(deleted["house_bol_number"])
    messages = tiny.table("manifest_events").to_pandas()
    deletions = set(messages.loc[messages["message_type"] == "deletion", "bill_number"])
    assert deletions <= withdrawn


def test_some_deletions_come_in_a_later_release(tiny: World) -> None:
    months_of_bills: dict[str, set[str]] = {}
    for month in tiny.months:
        billgen = month.tables["ams_billgen"].to_pandas()
        for number in billgen["house_bol_number"]:
            months_of_bills.setdefault(number, set()).add(month.month)
    assert any(len(months) == 2 for months in months_of_bills.values())


def test_children_belong_to_records_of_the_header(tiny: World) -> None:
    known = set(tiny.table("ams_header")["identifier"].to_pylist())
    for name in ("cargodesc", "container", "tariff", "shipper", "consignee", "notifyparty"):
        assert set(tiny.table(f"ams_{name}")["identifier"].to_pylist()) <= known, name


def test_sequence_numbers_stay_one_on_most_lines(season: World) -> None:
    sequence = Counter(season.table("ams_cargodesc")["description_sequence_number"].to_pylist())
    assert set(sequence) == {1, 2}
    assert sequence[1] / sum(sequence.values()) > 0.95


TABLE = pa.table(
    {
        "identifier": [2005101000000 + place for place in range(1, 4001)],
        "container_number": ["CSQU3054383"] * 4000,
        "description_sequence_number": [1] * 4000,
        "piece_count": list(range(1, 4001)),
        "description_text": ["BOLTS, NUTS", "TOYS"] * 2000,
    }
)


def test_dirty_lines_are_spoilt_in_their_own_way() -> None:
    rng = np.random.default_rng(1)
    lines: dict[int, str] = {}
    for _ in range(30):
        lines |= dirty_lines(TABLE, "ams_cargodesc", rng)
    assert len(lines) > 30
    kinds = Counter()
    for line in lines.values():
        fields = next(csv.reader(io.StringIO(line)))
        if len(fields) < 5:
            kinds["broken off"] += 1
        elif len(fields) > 5:
            kinds["unescaped comma"] += 1
        elif fields[3] == "12 CTN":
            kinds["wrong type"] += 1
        else:
            assert fields[0] == "2005000000000"
            kinds["rounded"] += 1
    assert set(kinds) == {"broken off", "unescaped comma", "wrong type", "rounded"}


def test_dirt_is_the_same_for_the_same_generator() -> None:
    once = dirty_lines(TABLE, "ams_cargodesc", np.random.default_rng(4))
    again = dirty_lines(TABLE, "ams_cargodesc", np.random.default_rng(4))
    assert once == again


def test_lines_repeat_up_to_46_times_and_only_where_lines_repeat() -> None:
    repeated = repeat_lines(TABLE, "ams_cargodesc", np.random.default_rng(2))
    counts = Counter(repeated["identifier"].to_pylist())
    assert repeated.slice(0, 4000) == TABLE
    assert 1 < max(counts.values()) <= 47
    assert repeat_lines(TABLE, "ams_header", np.random.default_rng(2)) is TABLE


def test_an_empty_table_has_no_dirt() -> None:
    assert dirty_lines(TABLE.slice(0, 0), "ams_cargodesc", np.random.default_rng(3)) == {}


def test_shares_that_no_service_can_carry_are_refused() -> None:
    # Row 0 reaches column 0 alone, which is to hold less than row 0 does.
    with pytest.raises(ValueError, match="cannot carry these port shares"):
        fit_cells(
            np.array([0, 1, 1]), np.array([0, 0, 1]), np.array([0.7, 0.3]), np.array([0.4, 0.6])
        )
