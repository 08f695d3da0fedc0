"""Acknowledgements of protocols: one answer a person and round, and no protocol before its day."""

import pandas as pd

from tests.unit.simulation.conftest import World


def test_each_january_every_port_asks_each_of_its_staff_once_about_each_protocol(
    tiny: World,
) -> None:
    for month in tiny.months:
        rows = month.tables["protocol_acknowledgements"].to_pandas()
        assert rows.empty == (not month.month.endswith("01"))
        assert not rows.duplicated(["duty_id", "us_port_code", "staff_code"]).any()
        assert (rows["recorded_at"] <= pd.Timestamp(str(month.stamp))).all()


def test_nobody_is_asked_about_the_mou_before_it_was_signed(tiny: World) -> None:
    rows = tiny.table("protocol_acknowledgements").to_pandas()
    asked = pd.to_datetime(rows.groupby("duty_id")["asked_on"].min())
    assert asked["MOU-2005-12-08"] >= pd.Timestamp("2006-01-01")
    assert asked["NLECC-24H"].year == 2005
    staff = rows[rows["asked_on"].map(lambda day: day.year) == 2006].groupby("duty_id")
    # both are asked of the same people
    assert staff["staff_code"].apply(frozenset).nunique() == 1
