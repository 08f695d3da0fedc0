"""Masks become columns, seasons add up, thinning keeps sums unbiased."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.refinement.design import Totals, as_words, bit_matrix, pattern_table, thin


@given(masks=st.lists(st.integers(0, 2**62 - 1), min_size=1, max_size=20))
def test_every_bit_is_one_column(masks: list[int]) -> None:
    matrix = bit_matrix(as_words(pd.Series(masks, dtype="int64")), 62)
    back = [sum(1 << bit for bit in np.flatnonzero(row)) for row in matrix]
    assert back == masks


@pytest.mark.parametrize(
    "mask", [-1, 0.5, np.nan, np.inf, 2.0**63, 1 << 63, 1 << 70, None, pd.NA, "5", [1, 2], [-1], []]
)
def test_what_is_no_mask_makes_no_words(mask: object) -> None:
    with pytest.raises(ValueError, match=r"whole numbers|shape|dimension"):
        as_words(pd.Series([5, mask]))


def test_rule_62_is_bit_0_of_the_second_word() -> None:
    matrix = bit_matrix(np.array([[1 << 61, 0b01], [0, 0b10]]), 64)
    assert np.argwhere(matrix).tolist() == [[0, 61], [0, 62], [1, 63]]


def test_rules_beyond_the_words_given_are_not_hit() -> None:
    assert bit_matrix(np.array([[1]]), 70).sum() == 1


def counts(*numbers: float) -> dict[str, np.ndarray]:
    names = ("containers", "exposure", "confirmed", "lesser_exposure", "lesser")
    return {name: np.array(numbers, dtype=float) for name in names}


def test_rows_of_one_mask_add_up_over_the_seasons_asked_for() -> None:
    season = np.array([2003, 2003, 2004, 2005])
    words = np.array([[5], [2], [5], [5]])
    table = pattern_table(season, words, 3, counts(10, 20, 30, 40))
    assert table.seasons == [2003, 2004, 2005]
    totals = table.totals([2003, 2004])
    assert totals.bits.tolist() == [[0, 1, 0], [1, 0, 1]]
    assert totals.containers.tolist() == [20, 40]
    assert table.totals([2005]).bits.tolist() == [[1, 0, 1]]


def test_masks_of_two_words_are_told_apart() -> None:
    words = np.array([[1, 0], [1, 1], [1, 0]])
    table = pattern_table(np.array([2004, 2004, 2005]), words, 63, counts(1, 2, 4))
    assert sorted(table.totals([2004, 2005]).containers.tolist()) == [2, 5]


def many_patterns(size: int = 4000) -> Totals:
    generator = np.random.default_rng(5)
    exposure = generator.lognormal(0, 2, size)
    return Totals(
        bits=(generator.random((size, 6)) < 0.3).astype(float),
        containers=exposure * 2,
        exposure=exposure,
        confirmed=(generator.random(size) < 0.01).astype(float),
        lesser_exposure=exposure * 0.05,
        lesser=(generator.random(size) < 0.02).astype(float),
    )


def test_thinning_keeps_every_positive_and_about_the_size_and_the_sums() -> None:
    full = many_patterns()
    thinned = thin(full, 800)
    assert thinned.exposure.size <= 800
    assert thinned.confirmed.sum() == full.confirmed.sum()
    assert thinned.lesser.sum() == full.lesser.sum()
    assert thinned.exposure.sum() == pytest.approx(full.exposure.sum(), rel=0.01)
    per_rule = thinned.exposure @ thinned.bits / (full.exposure @ full.bits)
    assert per_rule == pytest.approx(np.ones(6), abs=0.1)


def test_thinning_is_the_same_each_time_and_idle_where_patterns_are_few() -> None:
    full = many_patterns()
    assert np.array_equal(thin(full, 800).exposure, thin(full, 800).exposure)
    assert thin(full, 4000) is full
