"""Precision and recall of joined names against a count over every pair, by another route."""

from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.evaluation.linkage import pair_counts, threshold_curve

LABELS = st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3)), min_size=1, max_size=20)


@given(LABELS)
def test_pairs_are_counted_as_by_looking_at_each(names: list[tuple[int, int]]) -> None:
    pairs = list(combinations(names, 2))
    joined = [pair for pair in pairs if pair[0][0] == pair[1][0]]
    true = [pair for pair in pairs if pair[0][1] == pair[1][1]]
    both = [pair for pair in joined if pair[0][1] == pair[1][1]]
    parties, firms = zip(*names, strict=True)
    assert pair_counts(parties, firms) == (len(joined), len(true), len(both))


def test_a_curve_worked_out_by_hand() -> None:
    # Firm f has names 0, 1, 2; firm g 3, 4; h 5. At 5: 0-1, 3-5 joined; at 2 also 1-2 (so 0-2).
    curve = threshold_curve(
        ["f", "f", "f", "g", "g", "h"], [0, 3, 1], [1, 5, 2], [9.0, 5.0, 2.0], [2.0, 5.0, 9.5]
    )
    counts = {
        (row.threshold, row.what): (row.numerator, row.denominator) for row in curve.itertuples()
    }
    assert counts == {
        (2.0, "precision"): (3, 4),
        (2.0, "recall"): (3, 4),
        (5.0, "precision"): (1, 2),
        (5.0, "recall"): (1, 4),
        (9.5, "precision"): (0, 0),
        (9.5, "recall"): (0, 4),
    }
    assert curve["value"].isna().all(), "no percentage of fewer than 20 pairs"


def test_a_share_comes_with_its_exact_interval() -> None:
    firms = [place // 2 for place in range(60)]
    left, right = list(range(0, 50, 2)), list(range(1, 51, 2))
    recall = threshold_curve(firms, left, right, [9.0] * 25, [1.0]).iloc[1]
    assert (recall["numerator"], recall["denominator"]) == (25, 30)
    assert recall["value"] == pytest.approx(25 / 30)
    # Clopper and Pearson for 25 of 30, from tables: 0.653 to 0.944.
    assert (round(recall["low"], 3), round(recall["high"], 3)) == (0.653, 0.944)
