"""Holm's adjustment, by hand and as a property."""

from math import nan

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.commonalities import holm


def test_four_comparisons_by_hand() -> None:
    # In order .005 x 4, .01 x 3, .03 x 2, .04 x 1 = .02, .03, .06, .04; the last is raised to .06.
    assert holm([0.01, 0.04, 0.03, 0.005]).tolist() == pytest.approx([0.03, 0.06, 0.06, 0.02])


def test_what_was_not_compared_does_not_count() -> None:
    adjusted = holm([0.02, nan, 0.5])
    assert adjusted[[0, 2]].tolist() == pytest.approx([0.04, 0.5])
    assert np.isnan(adjusted[1])


def test_a_p_value_beyond_1_is_refused() -> None:
    with pytest.raises(ValueError, match="expected 0 to 1"):
        holm([0.2, 1.2])


@given(st.lists(st.floats(0, 1), max_size=30))
def test_adjusted_are_never_smaller_keep_their_order_and_stay_below_1(p: list[float]) -> None:
    adjusted = holm(p)
    assert (adjusted >= np.array(p)).all()
    assert (adjusted <= 1).all()
    in_order = np.argsort(p, kind="stable")
    assert (np.diff(adjusted[in_order]) >= 0).all()
    assert (adjusted <= np.minimum(np.array(p) * max(len(p), 1), 1) + 1e-12).all()
