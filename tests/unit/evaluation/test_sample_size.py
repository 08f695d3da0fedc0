"""How many draws: rule of three read backwards, width of the exact interval, plans of a lane."""

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.evaluation.rates import clopper_pearson
from models.evaluation.sample_size import plan_lane, sample_size_for


def test_to_see_one_case_takes_about_three_over_the_rate() -> None:
    # ln 0.05 / ln 0.99 = 298.07; ln 0.05 / ln 0.999 = 2994.2
    assert sample_size_for(0.01, power=0.95) == 299
    assert sample_size_for(0.001, power=0.95) == 2_995
    # With nine of ten responding 299 / 0.9 = 332.2; an exam that finds half: ln 0.05 / ln 0.995
    assert sample_size_for(0.01, power=0.95, response_share=0.9) == 333
    assert sample_size_for(0.01, power=0.95, sensitivity=0.5) == 598


def test_a_stowaway_rate_takes_millions_of_draws() -> None:
    assert sample_size_for(29 / 99e6, power=0.95) == pytest.approx(3.0 * 99e6 / 29, rel=0.002)


@settings(max_examples=50)
@given(st.floats(0.001, 0.9), st.floats(0.05, 0.5).map(lambda part: part), st.floats(0.5, 1.0))
def test_precision_is_reached_and_not_by_much(rate: float, part: float, response: float) -> None:
    precision = part * min(rate, 1 - rate)
    draws = sample_size_for(rate, precision=precision)
    assert half_width(rate, draws) <= precision < half_width(rate, draws - 1)
    assert sample_size_for(rate, precision=precision, response_share=response) >= draws


@settings(max_examples=50)
@given(st.floats(1e-6, 0.5), st.floats(0.5, 0.999))
def test_power_is_reached_by_the_smallest_number(rate: float, power: float) -> None:
    draws = sample_size_for(rate, power=power)
    assert -math.expm1(draws * math.log1p(-rate)) >= power - 1e-9
    assert draws == 1 or -math.expm1((draws - 1) * math.log1p(-rate)) < power + 1e-9


def half_width(rate: float, draws: int) -> float:
    low, high = clopper_pearson(rate * draws, draws)
    return float(high - low) / 2


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ({}, "expected one of them"),
        ({"power": 0.9, "precision": 0.1}, "expected one of them"),
        ({"power": 1.0}, "power 1.0"),
        ({"precision": 0.0}, "precision 0.0"),
        ({"power": 0.9, "response_share": 0.0}, "response_share 0.0"),
        ({"precision": 1e-9}, "wider interval"),
    ],
)
def test_aims_that_cannot_be_are_refused(asked: dict[str, float], words: str) -> None:
    with pytest.raises(ValueError, match=words):
        sample_size_for(0.01, **asked)


def test_a_plan_says_probability_draws_a_week_and_seasons() -> None:
    # 299 of 10,000 is 2.99 %; over 26 weeks 11.5 a week; at 1 in 1,000 a season gives 10 draws.
    plan = plan_lane(0.01, 10_000, 26, power=0.95, probability_now=0.001)
    assert (plan.draws, plan.probability) == (299, 0.0299)
    assert (plan.draws_per_week, plan.periods) == (11.5, pytest.approx(29.9))
    beyond = plan_lane(0.01, 200, 26, power=0.95)
    assert (beyond.probability, beyond.periods) == (None, None)
    with pytest.raises(ValueError, match="at least 1 container"):
        plan_lane(0.01, 0, 26, power=0.95)
