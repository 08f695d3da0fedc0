"""The standardised ratio: exact where there is one weight, none where none may be given."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from models.evaluation.standardised_ratio import standardised_ratio


@given(st.integers(0, 60), st.integers(1, 60), st.floats(0.05, 20))
def test_with_one_weight_the_interval_is_that_of_two_poisson_counts(
    observed: int, others: int, weight: float
) -> None:
    ratio = standardised_ratio(
        observed, weight * others, weight**2 * others, weight, n_members=100, n_others=100
    )
    share = stats.binomtest(observed, observed + others).proportion_ci(0.95, method="exact")

    assert ratio.value == pytest.approx(observed / (weight * others))
    assert ratio.low == pytest.approx(share.low / (1 - share.low) / weight, abs=1e-9)
    assert ratio.high == pytest.approx(share.high / (1 - share.high) / weight, rel=1e-6)


@given(
    st.integers(0, 30),
    st.lists(st.tuples(st.floats(0.1, 10), st.integers(0, 20)), min_size=1, max_size=6),
)
def test_the_ratio_lies_in_its_interval(observed: int, cells: list[tuple[float, int]]) -> None:
    expected = sum(weight * events for weight, events in cells)
    variance = sum(weight**2 * events for weight, events in cells)
    largest = max(weight for weight, _ in cells)

    ratio = standardised_ratio(observed, expected, variance, largest, 50, 50)

    if expected == 0:
        assert (ratio.value, ratio.high, ratio.note) == (None, None, "none expected")
    else:
        assert ratio.value is not None
        assert ratio.low is not None
        assert ratio.high is not None
        assert 0 <= ratio.low <= ratio.value <= ratio.high
        assert math.isfinite(ratio.high)


def test_no_ratio_of_fewer_than_20_on_either_side() -> None:
    assert standardised_ratio(1, 2.0, 2.0, 1.0, 19, 500).note == "fewer than 20"
    assert standardised_ratio(1, 2.0, 2.0, 1.0, 500, 19).value is None
    assert standardised_ratio(0, 0.0, 0.0, 0.0, 0, 500).note == "nothing to count from"


@pytest.mark.parametrize(
    ("sums", "words"),
    [((-1, 1.0, 1.0, 1.0), "observed -1"), ((1, 2.0, 2.0, 0.0), "as events have weights")],
)
def test_sums_that_cannot_be_are_refused(sums: tuple[int, float, float, float], words: str) -> None:
    with pytest.raises(ValueError, match=words):
        standardised_ratio(*sums, 100, 100)
