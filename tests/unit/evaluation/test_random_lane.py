"""The random lane: numbers worked out by hand, coverage by simulation, refusals."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.evaluation.random_lane import estimate_rate
from models.evaluation.rates import clopper_pearson
from models.evaluation.weighted_counts import bound_without_hit, weighted_interval

SEED = 20061
NAN = float("nan")


def test_rate_of_unequal_draws_worked_by_hand() -> None:
    # Frame 1,000. 20 draws at 1 in 10 and 10 draws at 1 in 50; hits: two of the first, one of the
    # second: 2 x 10 + 1 x 50 = 70 of 1,000.
    found = estimate_rate([0.1] * 20 + [0.02] * 10, [1] * 2 + [0] * 18 + [1] + [0] * 9, 1_000)

    assert (found.verdict, found.hits, found.responded) == ("rate", 3, 30)
    assert found.containers == pytest.approx(70)
    assert found.value == pytest.approx(0.07)
    assert (found.min_probability, found.max_probability) == (0.02, 0.1)
    assert found.exact_value is None, "Clopper-Pearson needs equal probabilities"
    # Gamma interval: sum of weights 70, of squares 2 x 100 + 2,500 = 2,700, largest weight 50.
    # low: chi-square of 2 x 70^2 / 2,700 = 3.63 degrees of freedom, 0.025 quantile 0.3746, times
    # half of 2,700 / 70 = 38.571: 7.22. high: 120 and 5,200, 2 x 120^2 / 5,200 = 5.538 degrees,
    # 0.975 quantile 13.72, times half of 43.333: 297.4.
    assert found.containers_low == pytest.approx(7.22, abs=0.01)
    assert found.containers_high == pytest.approx(297.4, abs=0.5)
    assert found.low < found.value < found.high


def test_draws_that_did_not_respond_are_like_the_others_and_bound_what_they_hide() -> None:
    # 100 drawn at 1 in 100 of 10,000; 80 responded, 4 with a discrepancy. Effective probability
    # 0.008: 4 / 0.008 = 500 of 10,000. If no silent draw was a hit 4 x 100 = 400; if all 20 were,
    # 24 x 100 = 2,400.
    found = estimate_rate([0.01] * 100, [1] * 4 + [0] * 76 + [NAN] * 20, 10_000)

    assert (found.draws, found.responded, found.response_share) == (100, 80, pytest.approx(0.8))
    assert found.value == pytest.approx(0.05)
    assert found.value_unknown_low == pytest.approx(0.04)
    assert found.value_unknown_high == pytest.approx(0.24)
    assert (found.exact_value, found.exact_low) == (0.05, pytest.approx(0.01379, abs=1e-5))


def test_no_hit_gives_the_bound_and_the_words_why() -> None:
    found = estimate_rate([0.001] * 500, [0] * 500, 500_000)

    assert (found.verdict, found.value, found.low) == ("bound", 0.0, 0.0)
    assert found.bound_containers == pytest.approx(-math.log(0.05) / 0.001)
    assert round(found.bound_containers) == 2_996
    assert found.bound == pytest.approx(0.00599, abs=1e-5)
    assert "no hit bounds what was missed at 2,996 containers" in found.note
    assert "whatever the volume" in found.note
    assert "if the exam finds what is there" in found.note


def test_the_bound_is_the_same_whatever_the_volume_and_grows_with_silence_and_blind_exams() -> None:
    small = estimate_rate([0.001] * 50, [0] * 50, 50_000)
    large = estimate_rate([0.001] * 5000, [0] * 5000, 5_000_000)
    silent = estimate_rate([0.001] * 50, [0] * 25 + [NAN] * 25, 50_000)
    blind = estimate_rate([0.001] * 50, [0] * 50, 50_000, sensitivity=0.5)

    assert small.bound_containers == pytest.approx(large.bound_containers)
    assert silent.bound_containers == pytest.approx(2 * small.bound_containers)
    assert blind.bound_containers == pytest.approx(2 * small.bound_containers)
    assert "finds 50% of what is there" in blind.note


def test_a_bound_is_never_more_than_there_are() -> None:
    found = estimate_rate([0.001] * 30, [0] * 30, 1_000)

    assert found.bound_containers == 1_000
    assert "here the whole frame" in found.note


def test_a_stowaway_rate_is_refused_with_the_number_that_would_be_needed() -> None:
    # 29 events in 9 years of 11 million containers: ln 0.05 / ln(1 - 2.93e-7) = 10.2 million draws.
    found = estimate_rate([0.003] * 33_000, [0] * 33_000, 11_000_000, known_rate=29 / 99e6)

    assert found.verdict == "refused"
    assert (found.value, found.low, found.high, found.containers) == (None, None, None, None)
    assert found.draws_needed == pytest.approx(10_226_797, rel=1e-3)
    assert "the lane has 33,000" in found.note
    assert "999 containers" in found.note


def test_one_find_does_not_carry_a_stowaway_rate_but_many_do() -> None:
    lane = [0.003] * 2_000
    one = estimate_rate(lane, [1] + [0] * 1_999, 600_000, known_rate=3e-7)
    many = estimate_rate(lane, [1] * 12 + [0] * 1_988, 600_000, known_rate=3e-7)

    assert (one.verdict, one.hits, one.value) == ("refused", 1, None)
    assert "1 hit: a count, not a rate" in one.note
    assert (many.verdict, many.value) == ("rate", pytest.approx(12 / 0.003 / 600_000))


def test_a_lane_of_a_few_draws_gives_counts_and_the_bound_only() -> None:
    found = estimate_rate([0.01] * 19, [0] * 19, 5_000)

    assert (found.verdict, found.value, found.high) == ("too few", None, None)
    assert found.bound_containers == pytest.approx(299.57, abs=0.01)


def test_nothing_drawn_says_so() -> None:
    assert estimate_rate([], [], 10).verdict == "nothing drawn"
    silent = estimate_rate([0.1], [NAN], 10)
    assert (silent.verdict, silent.note) == ("nothing drawn", "none of 1 draws has a result")


@pytest.mark.parametrize(
    ("probability", "outcome", "frame", "words"),
    [
        ([0.0], [0], 10, "outside"),
        ([1.1], [0], 10, "outside"),
        ([0.5], [2], 10, "neither 0 nor 1"),
        ([0.5, 0.5], [0], 10, "one of each a draw"),
        ([0.5, 0.5], [0, 0], 1, "at least as many containers"),
    ],
)
def test_draws_that_cannot_be_are_refused(
    probability: list[float], outcome: list[float], frame: int, words: str
) -> None:
    with pytest.raises(ValueError, match=words):
        estimate_rate(probability, outcome, frame)


@pytest.mark.parametrize(
    ("rate", "response", "unequal"),
    [
        (0.002, 1.0, False),
        (0.01, 1.0, False),
        (0.05, 1.0, False),
        (0.3, 1.0, False),
        (0.01, 0.8, False),
        (0.01, 1.0, True),
        (0.05, 0.8, True),
    ],
)
def test_the_interval_covers_the_truth_in_at_least_94_of_100_lanes(
    rate: float, response: float, unequal: bool
) -> None:
    # The whole draw is simulated: who has the outcome is fixed, who is drawn or responds varies.
    rng = np.random.default_rng(SEED)
    frame, lanes = 40_000, 1_000
    chance = np.where(np.arange(frame) % 2, 0.02, 0.004 if unequal else 0.02)
    has_outcome = rng.random(frame) < rate
    truth = has_outcome.mean()
    covered = exact = rated = 0
    for _ in range(lanes):
        drawn = np.flatnonzero(rng.random(frame) < chance)
        hit = np.where(rng.random(drawn.size) < response, has_outcome[drawn], np.nan)
        found = estimate_rate(chance[drawn], hit, frame)
        covered += found.low <= truth <= found.high
        if found.exact_low is not None:
            rated += 1
            exact += found.exact_low <= truth <= found.exact_high

    assert covered / lanes >= 0.94
    assert rated == (0 if unequal else lanes)
    assert unequal or exact / rated >= 0.94


def test_the_bound_without_a_hit_holds_in_at_least_94_of_100_lanes() -> None:
    # Right at the bound: 2,996 containers at 1 in 1,000 are all missed in 5 lanes of 100.
    rng = np.random.default_rng(SEED)
    missed = rng.binomial(2_996, 0.001, size=20_000) == 0
    assert missed.mean() == pytest.approx(0.05, abs=0.005)


def test_equal_weights_are_garwood_s_interval_times_the_weight() -> None:
    # Garwood for 3: 0.6187 to 8.7673
    low, high = weighted_interval([100.0] * 3, 100.0)
    assert (low, high) == (pytest.approx(61.87, abs=0.01), pytest.approx(876.73, abs=0.01))


def test_weights_that_cannot_be_are_refused() -> None:
    with pytest.raises(ValueError, match="none above the largest"):
        weighted_interval([2.0], 1.0)
    with pytest.raises(ValueError, match="probability 0"):
        bound_without_hit(0.0)


@st.composite
def lanes(draw: st.DrawFn) -> tuple[list[float], list[float], int]:
    size = draw(st.integers(20, 60))
    chance = st.sampled_from([0.001, 0.01, 0.2, 1.0])
    return (
        draw(st.lists(chance, min_size=size, max_size=size)),
        draw(st.lists(st.sampled_from([0.0, 1.0, NAN]), min_size=size, max_size=size)),
        draw(st.integers(size, 10**6)),
    )


@settings(max_examples=50)
@given(lanes())
def test_a_rate_lies_in_its_interval_and_bounds(lane: tuple[list[float], list[float], int]) -> None:
    found = estimate_rate(*lane)
    if found.verdict != "rate":
        return
    assert 0.0 <= found.low <= found.value <= found.high <= 1.0
    assert found.value_unknown_low <= found.value + 1e-12
    assert found.value_unknown_low <= found.value_unknown_high <= 1.0


@settings(max_examples=50)
@given(lanes(), st.randoms(use_true_random=False))
def test_the_order_of_the_draws_changes_nothing(
    lane: tuple[list[float], list[float], int], shuffle: object
) -> None:
    chance, hit, frame = lane
    order = list(range(len(chance)))
    shuffle.shuffle(order)  # type: ignore[attr-defined]
    again = estimate_rate([chance[i] for i in order], [hit[i] for i in order], frame)
    found = estimate_rate(chance, hit, frame)
    assert (again.verdict, again.hits) == (found.verdict, found.hits)
    for name in ("value", "low", "high", "bound_containers"):
        one, other = getattr(again, name), getattr(found, name)
        assert (one is None and other is None) or one == pytest.approx(other)


@settings(max_examples=50)
@given(st.integers(20, 500), st.integers(0, 20), st.sampled_from([0.001, 0.01, 0.5]))
def test_with_the_expected_number_of_draws_the_rate_is_the_share_of_the_draws(
    draws: int, hits: int, chance: float
) -> None:
    frame = round(draws / chance)
    found = estimate_rate([chance] * draws, [1.0] * hits + [0.0] * (draws - hits), frame)
    low, high = clopper_pearson(hits, draws)
    assert found.value == pytest.approx(hits / draws, rel=1e-6)
    assert (found.exact_low, found.exact_high) == (float(low), float(high))
    assert found.high >= float(high) * 0.9999 or found.high == 1.0
