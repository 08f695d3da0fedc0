"""Recall at a budget, ties pro rata."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.evaluation.recall import recall_in_top_share

PATTERNS = st.lists(
    st.tuples(st.integers(-20, 60), st.integers(1, 500), st.integers(0, 5)), min_size=1, max_size=12
).filter(lambda rows: sum(row[2] for row in rows) > 0)


def test_the_budget_is_filled_from_the_top() -> None:
    assert recall_in_top_share([30, 20, 10], [5, 95, 900], [2, 1, 1], 0.05) == pytest.approx(
        (2 + 1 * 45 / 95) / 4
    )


def test_rows_of_one_score_are_one_group_whatever_their_order() -> None:
    one = recall_in_top_share([10, 10, 0], [60, 40, 900], [3, 0, 1], 0.05)
    other = recall_in_top_share([10, 10, 0], [40, 60, 900], [0, 3, 1], 0.05)
    assert one == other == pytest.approx(3 / 4 * 50 / 100)


def test_equal_scores_find_the_budgets_share() -> None:
    assert recall_in_top_share([7, 7], [100, 300], [1, 1], 0.05) == pytest.approx(0.05)


def test_nothing_to_find_is_not_a_number() -> None:
    assert np.isnan(recall_in_top_share([1, 2], [10, 10], [0, 0]))


@given(rows=PATTERNS, shares=st.tuples(st.floats(0.001, 1), st.floats(0.001, 1)))
def test_a_larger_budget_never_finds_less_and_the_whole_finds_all(
    rows: list[tuple[int, int, int]], shares: tuple[float, float]
) -> None:
    scores, containers, positives = map(list, zip(*rows, strict=True))
    small, large = (
        recall_in_top_share(scores, containers, positives, share) for share in sorted(shares)
    )
    assert small <= large + 1e-12
    assert recall_in_top_share(scores, containers, positives, 1.0) == pytest.approx(1.0)


@pytest.mark.parametrize("share", [0.0, 1.5])
def test_a_budget_outside_0_to_1_is_refused(share: float) -> None:
    with pytest.raises(ValueError, match="expected a share of the containers"):
        recall_in_top_share([1], [1], [1], share)
