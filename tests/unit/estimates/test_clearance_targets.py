"""A target in hours beside the clearance time; open cases judged by how long they have run."""

import numpy as np
import pandas as pd
import pytest

from pipelines.estimates.clearance import with_clock_targets, with_share_within


def targets(*rows: dict[str, object]) -> pd.DataFrame:
    common = {
        "measure": "S8.7", "unit": "*", "port_code": "*", "period_kind": "*", "value_unit": "hours",
        "direction": "at_most", "valid_from": pd.Timestamp("2005-10-01"), "valid_until": pd.NaT,
        "set_by": "approver", "set_at": pd.Timestamp("2005-09-01"), "source": "plan",
    }  # fmt: skip
    return pd.DataFrame([common | row for row in rows])


def cells(**columns: list[object]) -> pd.DataFrame:
    common = {"unit": "shipment", "period_kind": "month", "n": 30, "n_open": 0, "n_unknown": 0}
    return pd.DataFrame(columns).assign(**common)


def test_it_is_held_against_the_clearance_alone_and_the_port_s_own_goes_first() -> None:
    rows = cells(
        port_code=["2704", "3001", "2704", "2704"],
        period=["2005-10", "2005-10", "2005-10", "2005-09"],
        segment=["clearance", "clearance", "under_exam", "clearance"],
    )
    found = with_clock_targets(rows, targets({"value": 48.0}, {"value": 24.0, "port_code": "2704"}))
    # a segment of it has none; nor has a month that began before the target was valid
    assert found["target_hours"].tolist() == pytest.approx([24, 48, np.nan, np.nan], nan_ok=True)
    assert found["target_set_by"].tolist()[:2] == ["approver", "approver"]


def test_a_share_of_finished_units_is_no_target_of_their_hours() -> None:
    rows = cells(port_code=["2704"], period=["2005-10"], segment=["clearance"])
    found = with_clock_targets(rows, targets({"value": 0.9, "value_unit": "share"}))
    assert found["target_hours"].isna().all()


def test_a_case_open_for_less_than_the_target_is_unknown_and_one_open_longer_is_not_within() -> (
    None
):
    # 20 finished within, 10 finished later, 6 open: 4 of them not yet past the target; 5 unknown
    rows = pd.DataFrame(
        {
            "n": [30], "n_open": [6], "n_unknown": [5], "target_hours": [48.0],
            "within_target": [20], "n_undecided": [4],
        }
    )  # fmt: skip
    found = with_share_within(rows).iloc[0]
    # of 41 nine are not known: 20 of 32; none of them within, and all of them
    assert found["within_target_value"] == 20 / 32
    assert found["within_target_value_unknown_low"] == 20 / 41
    assert found["within_target_value_unknown_high"] == 29 / 41
    assert found["within_target_low"] < 20 / 32 < found["within_target_high"]


def test_without_a_target_there_is_no_share() -> None:
    rows = pd.DataFrame({"n": [30], "n_open": [0], "n_unknown": [0], "target_hours": [np.nan]})
    assert with_share_within(rows)["within_target_value"].isna().all()
