"""Rates: exact intervals that cover, small numbers refused, unknowns kept apart."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from models.evaluation.rates import (
    MINIMUM_KNOWN,
    NOTE_COUNT,
    NOTE_NOTHING,
    NOTE_TOO_FEW,
    clopper_pearson,
    poisson_interval,
    rate,
    with_rates,
)


def test_interval_at_the_edges_has_its_closed_form() -> None:
    low, high = clopper_pearson([0, 33], [33, 33])
    assert low.tolist() == pytest.approx([0.0, 0.025 ** (1 / 33)])
    assert high.tolist() == pytest.approx([1.0 - 0.025 ** (1 / 33), 1.0])


def test_zero_found_in_33000_random_exams_still_allows_over_a_thousand_among_10_million() -> None:
    # One-sided 95 %: 1 - .05 ** (1 / 33000), 944 among 10.4 million; two-sided, more.
    _, one_sided = clopper_pearson(0, 33_000, level=0.90)
    _, two_sided = clopper_pearson(0, 33_000)
    assert round(float(one_sided) * 10.4e6) == 944
    assert 1_100 < float(two_sided) * 10.4e6 < 1_200


@pytest.mark.parametrize("total", [20, 29, 57, 240])
def test_coverage_is_at_least_95_percent_by_exact_enumeration(total: int) -> None:
    counts = np.arange(total + 1)
    low, high = clopper_pearson(counts, total)
    for share in np.concatenate((np.linspace(0.001, 0.999, 333), low[1:] + 1e-9, high[:-1] - 1e-9)):
        is_covering = (low <= share) & (share <= high)
        assert stats.binom.pmf(counts[is_covering], total, share).sum() >= 0.95 - 1e-9


@pytest.mark.parametrize("mean", [0.5, 3.0, 4.2, 29.0])
def test_poisson_coverage_is_at_least_95_percent_by_exact_enumeration(mean: float) -> None:
    counts = np.arange(200)
    low, high = poisson_interval(counts)
    is_covering = (low <= mean) & (mean <= high)
    assert stats.poisson.pmf(counts[is_covering], mean).sum() >= 0.95


def test_poisson_interval_of_nothing_found_is_minus_log_of_the_tail() -> None:
    low, high = poisson_interval(0)
    assert low.tolist() == [0.0]
    assert high.tolist() == pytest.approx([-np.log(0.025)])


@given(data=st.data())
@settings(max_examples=60)
def test_interval_is_scipys_exact_one(data: st.DataObject) -> None:
    total = data.draw(st.integers(1, 3000))
    count = data.draw(st.integers(0, total))
    low, high = clopper_pearson(count, total)
    expected = stats.binomtest(count, total).proportion_ci(method="exact")
    assert (float(low), float(high)) == pytest.approx((expected.low, expected.high), abs=1e-9)


@given(
    rows=st.lists(
        st.tuples(st.integers(0, 90), st.integers(0, 60), st.integers(0, 60)),
        min_size=1,
        max_size=8,
    )
)
@settings(max_examples=60)
def test_frame_and_scalar_are_the_same_function(rows: list[tuple[int, int, int]]) -> None:
    counts = pd.DataFrame(
        [(count, count + unknown + rest, unknown) for count, unknown, rest in rows],
        columns=["numerator", "denominator", "n_unknown"],
    )
    for row, (_, expected) in zip(counts.itertuples(), with_rates(counts).iterrows(), strict=True):
        figure = rate(row.numerator, row.denominator, row.n_unknown)
        for name in ("value", "low", "high", "value_unknown_low", "value_unknown_high"):
            got = getattr(figure, name)
            assert (got is None and np.isnan(expected[name])) or got == expected[name]
        if figure.value is not None:
            assert figure.low <= figure.value <= figure.high
            assert figure.value_unknown_low <= figure.value <= figure.value_unknown_high


def test_rate_leaves_the_unknown_out_and_the_bounds_take_them_in() -> None:
    figure = rate(30, 100, 25)
    assert figure.value == 30 / 75
    assert (figure.value_unknown_low, figure.value_unknown_high) == (0.30, 0.55)
    assert figure.note == ""


def test_no_percentage_below_twenty_known_and_the_counts_stand() -> None:
    counts = pd.DataFrame(
        {"numerator": [19, 20, 4], "denominator": [19, 20, 30], "n_unknown": [0, 0, 11]}
    )
    rates = with_rates(counts)
    assert rates["value"].isna().tolist() == [True, False, True]
    assert rates["low"].isna().tolist() == rates["high"].isna().tolist() == [True, False, True]
    assert rates["note"].tolist() == [NOTE_TOO_FEW, "", NOTE_TOO_FEW]
    assert rates[["numerator", "denominator", "n_unknown"]].equals(counts)
    # Thirty units bound the share whatever the eleven unknown turn out to be; nineteen do not.
    assert rates["value_unknown_low"].isna().tolist() == [True, False, False]
    assert rates.loc[2, ["value_unknown_low", "value_unknown_high"]].tolist() == [4 / 30, 15 / 30]
    assert MINIMUM_KNOWN == 20


def test_a_plain_count_keeps_its_poisson_interval_and_says_that_it_is_a_count() -> None:
    figure = rate(29, None, 3)
    assert (figure.value, figure.value_unknown_low, figure.value_unknown_high) == (29, 29, 32)
    # Garwood's limits of 29: half the chi-square quantiles with 58 and 60 degrees of freedom.
    expected = stats.chi2.ppf(0.025, 58) / 2, stats.chi2.ppf(0.975, 60) / 2
    assert (figure.low, figure.high) == pytest.approx(expected)
    assert figure.note == NOTE_COUNT


def test_an_empty_denominator_says_so() -> None:
    figure = rate(0, 0)
    assert (figure.value, figure.value_unknown_low, figure.note) == (None, None, NOTE_NOTHING)


def test_nullable_integer_columns_are_read() -> None:
    counts = pd.DataFrame(
        {
            "numerator": pd.array([10, 7], dtype="Int64"),
            "denominator": pd.array([40, None], dtype="Int64"),
            "n_unknown": pd.array([0, 0], dtype="Int64"),
        }
    )
    assert with_rates(counts)["value"].tolist() == [0.25, 7.0]


def test_an_empty_frame_gives_the_columns() -> None:
    empty = pd.DataFrame({"numerator": [], "denominator": [], "n_unknown": []})
    assert with_rates(empty).columns[-1] == "note"


@pytest.mark.parametrize("row", [(5, 4, 0), (3, 5, 3), (-1, 5, 0), (1, 5, -1), (None, 5, 0)])
def test_impossible_counts_are_refused_by_row(row: tuple[int | None, int, int]) -> None:
    counts = pd.DataFrame(
        [("S8.1a", 1, 5, 0), ("S8.3", *row)],
        columns=["measure", "numerator", "denominator", "n_unknown"],
        index=[10, 11],
    )
    with pytest.raises(ValueError, match=r"row 11 \{'measure': 'S8.3'\}.*expected whole numbers"):
        with_rates(counts)
