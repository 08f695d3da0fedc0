"""Detection share from random draws outside, and lift at the exams of each port and week."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.evaluation.detection_share import detection_share
from models.evaluation.lift import lift_at_weekly_budget


def test_detection_share_worked_by_hand() -> None:
    # 60 found inside; outside 3 hits in 600 draws of 1 in 50 stand for 150: 60 / 210.
    found = detection_share(60, 5, [0.02] * 600, [1] * 3 + [0] * 597, 30_000)

    assert (found.verdict, found.outside, found.inside_unknown) == ("rate", 150.0, 5)
    assert found.value == pytest.approx(60 / 210)
    # Garwood for 3 is 0.6187 to 8.7673, times 50: 30.9 to 438.4 outside.
    assert found.low == pytest.approx(60 / 498.4, abs=1e-4)
    assert found.high == pytest.approx(60 / 90.9, abs=1e-3)


def test_nothing_found_outside_is_at_least_and_never_all() -> None:
    # Bound 3.0 / 0.02 = 149.8: at least 60 / 209.8
    found = detection_share(60, 0, [0.02] * 600, [0] * 600, 30_000)

    assert (found.verdict, found.value, found.high) == ("at least", None, None)
    assert found.low == pytest.approx(60 / 209.79, abs=1e-4)
    assert "not 100 %" in found.note


def test_detection_share_of_stowaways_is_refused() -> None:
    found = detection_share(5, 0, [0.003] * 30_000, [0] * 30_000, 10_000_000, known_rate=3e-7)

    assert (found.verdict, found.value, found.low) == ("refused", None, None)
    assert found.draws_needed == pytest.approx(3.0 / 3e-7, rel=0.002)


def test_detection_share_needs_draws_and_counts() -> None:
    assert detection_share(5, 0, [], [], 100).verdict == "nothing drawn"
    with pytest.raises(ValueError, match="0 or more"):
        detection_share(-1, 0, [], [], 100)


def weeks() -> pd.DataFrame:
    # Week 1 at A: 10 exams for 100; week 2 at A: 20 for 100; at B: 0 for 100.
    return pd.DataFrame(
        [
            ("A", "w1", 50.0, 20, 10, 12),
            ("A", "w1", 5.0, 80, 0, 8),
            ("A", "w2", 40.0, 10, 10, 6),
            ("A", "w2", None, 10, 0, 4),
            ("A", "w2", 0.0, 80, 10, 6),
            ("B", "w1", 90.0, 100, 0, 4),
        ],
        columns=[
            "port_code", "arrival_week", "score", "container_count", "examined_count", "found",
        ],
    )  # fmt: skip


def test_lift_takes_each_port_and_week_by_its_own_exams() -> None:
    # A w1: 10 of the 20 at score 50: 6 of its 12. w2: the 10 without a score first (4), then the
    # 10 at 40 (6). B: no exam, none. In the budget 16; by chance 20 x 0.1 + 16 x 0.2 + 0 = 5.2.
    row = lift_at_weekly_budget(weeks(), []).iloc[0]

    assert [row[name] for name in ("containers", "budget", "found")] == [300, 30, 40]
    assert row["found_in_budget"] == pytest.approx(16)
    assert row["expected_in_budget"] == pytest.approx(5.2)
    assert row["lift"] == pytest.approx(16 / 5.2)
    assert row["lift_low"] < row["lift"] < row["lift_high"]
    assert row["note"] == ""


def test_lift_by_port_leaves_out_what_is_too_few() -> None:
    by_port = lift_at_weekly_budget(weeks(), ["port_code"]).set_index("port_code")

    assert by_port.loc["A", "lift"] == pytest.approx(16 / 5.2)
    assert np.isnan(by_port.loc["B", "lift"])
    assert by_port.loc["B", "note"] == "not enough evidence: fewer than 20 found"


def test_more_exams_than_containers_are_refused() -> None:
    with pytest.raises(ValueError, match="more exams than containers"):
        lift_at_weekly_budget(weeks().assign(examined_count=200), [])


@settings(max_examples=50)
@given(st.lists(st.tuples(st.integers(0, 5), st.integers(1, 50), st.integers(0, 50)), min_size=1))
def test_a_score_that_says_nothing_lifts_nothing(cells: list[tuple[int, int, int]]) -> None:
    # One score for all: whatever the budget, what is in it is what chance would find.
    frame = pd.DataFrame(
        [("A", f"w{week}", 7.0, size, min(exams, size), size) for week, size, exams in cells],
        columns=[
            "port_code", "arrival_week", "score", "container_count", "examined_count", "found",
        ],
    )  # fmt: skip
    row = lift_at_weekly_budget(frame, []).iloc[0]
    assert row["found_in_budget"] == pytest.approx(row["expected_in_budget"])
    assert row["found_in_budget"] <= row["found"] + 1e-9
