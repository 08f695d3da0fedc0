"""The register of trade partners: in order, without double rows, and what it was calibrated to."""

import pandas as pd

from models.simulation.agency_partners import STATUSES
from tests.unit.simulation.conftest import World


def register(world: World) -> pd.DataFrame:
    """The newest row of each member and first day, as the platform takes it."""
    rows = world.table("trade_partners").to_pandas().sort_values("recorded_at")
    return rows.groupby(["member_number", "valid_from"], as_index=False).tail(1)


def test_nobody_is_certified_before_having_applied_nor_validated_before_being_certified(
    season: World,
) -> None:
    members = register(season).assign(day=lambda rows: pd.to_datetime(rows["valid_from"]))
    first = members.groupby(["member_number", "status"])["day"].min().unstack()
    assert first["applied"].notna().all()
    assert first["certified"].notna().sum() > first["validated"].notna().sum() > 5
    certified, validated = first.dropna(subset="certified"), first.dropna(subset="validated")
    assert (certified["applied"] < certified["certified"]).all()
    assert (validated["certified"] < validated["validated"]).all()


def test_a_suspension_is_told_when_it_begins_and_again_with_its_end(season: World) -> None:
    first, later = season.months[0], season.months[1:]
    told: dict[str, list[bool]] = {}
    for month in [first, *later]:
        rows = month.tables["trade_partners"].to_pandas()
        assert not rows.duplicated(["member_number", "valid_from"]).any()
        for row in rows[rows["status"] == "suspended"].itertuples():
            told.setdefault(row.member_number, []).append(pd.notna(row.valid_to))
    assert len(told) >= 3
    assert {tuple(ends) for ends in told.values()} <= {(False,), (False, True), (True,)}
    assert any(ends == [False, True] for ends in told.values())


def test_a_row_is_recorded_on_the_day_it_begins_or_ends(tiny: World) -> None:
    rows = tiny.table("trade_partners").to_pandas()
    told = rows["valid_to"].fillna(rows["valid_from"])
    assert (rows["recorded_at"].dt.date == told).all()
    assert set(rows["status"]) <= set(STATUSES)


def test_members_of_every_sector_stand_in_the_proportion_of_the_review(season: World) -> None:
    members = season.table("trade_partners").to_pandas().drop_duplicates("member_number")
    counts = members["sector"].value_counts()
    # OIG 208: 3,231 importers, 1,655 carriers, 637 brokers; not all have applied by the end
    assert 0.4 < counts["carrier"] / counts["importer"] < 0.63
    assert counts["broker"] < counts["carrier"] < counts["importer"]


def test_members_named_on_bills_are_consignees_of_the_stream(season: World) -> None:
    rows = season.table("trade_partners").to_pandas()
    importers = set(rows.loc[rows["sector"] == "importer", "party_name"])
    consignees = set(season.table("ams_consignee")["consignee_name"].drop_null().to_pylist())
    assert len(importers & consignees) > 0.5 * len(importers)
