"""Drift: the index by hand, and how often chance alone is called a move."""

import math

import numpy as np
import pytest

from models.evaluation.drift import population_stability, score_cuts, score_drift


def test_the_index_is_the_sum_over_the_classes_after_half_a_container_each() -> None:
    found = population_stability([60, 30, 10], [30, 30, 40])
    p = [60.5 / 101.5, 30.5 / 101.5, 10.5 / 101.5]
    q = [30.5 / 101.5, 30.5 / 101.5, 40.5 / 101.5]
    by_hand = sum((b - a) * math.log(b / a) for a, b in zip(p, q, strict=True))
    assert found.psi == pytest.approx(by_hand)
    assert found.psi == pytest.approx(0.6012, abs=5e-4)
    assert found.reading == "shifted"


def test_a_move_of_an_empty_class_has_a_finite_index() -> None:
    found = population_stability([100, 0], [0, 100])
    assert found.psi == pytest.approx(2 * (100 / 101) * math.log(201))


def test_it_reads_the_same_in_either_direction() -> None:
    forth, back = population_stability([70, 30], [50, 50]), population_stability([50, 50], [70, 30])
    assert forth.psi == pytest.approx(back.psi)


def test_fewer_than_twenty_on_a_side_is_not_enough() -> None:
    found = population_stability([500, 500], [19, 0])
    assert (found.psi, found.by_chance, found.reading) == (None, None, "not enough evidence")
    assert (found.reference_count, found.current_count) == (1000, 19)


def test_unmoved_traffic_is_called_moved_about_once_in_twenty() -> None:
    generator = np.random.default_rng(20060405)
    shares = [0.4, 0.3, 0.15, 0.1, 0.05]
    drawn = generator.multinomial([2000, 300], shares, size=(1500, 2))
    readings = [population_stability(before, now).reading for before, now in drawn]
    moved = sum(reading != "within chance" for reading in readings) / len(readings)
    assert 0.03 < moved < 0.07


@pytest.mark.parametrize(
    ("current", "reading"),
    [([5000, 5000], "within chance"), ([5400, 4600], "small"), ([6700, 3300], "moving")],
)
def test_readings_follow_the_size_of_the_move(current: list[int], reading: str) -> None:
    # (5400, 4600): .04 x ln(.54/.5) + ... = .0064; (6700, 3300): .17 x ln(.67/.33) = .1204
    assert population_stability([5000, 5000], current).reading == reading


def test_classes_begin_at_the_thresholds_however_few_lie_above() -> None:
    # the deciles of 1,000 containers with 100 at each of 0..9 lie between the scores
    even = score_cuts(np.arange(10), np.full(10, 100))
    assert even.tolist() == [1, 2, 3, 4, 5, 6, 7, 8, 9]
    # 98 % hold one score, so every decile falls there: one cut above it, and the thresholds
    heavy = score_cuts([0, 20, 40], [980, 15, 5], always=[31, 37])
    assert heavy.tolist() == [20, 31, 37]


def test_a_shift_above_the_threshold_alone_is_seen() -> None:
    before = ([0, 20, 40], [9000, 900, 100])
    now = ([0, 20, 40], [8400, 900, 700])
    found = score_drift(before, now, always=[31, 37])
    # classes 0 | 20 | below 31 | 31 to 36 | 37 and more: only the first and the last moved
    assert found.reading == "moving"
    p, q = 100.5 / 10002, 700.5 / 10002
    r, s = 9000.5 / 10002, 8400.5 / 10002
    assert found.psi == pytest.approx(
        (q - p) * math.log(q / p) + (s - r) * math.log(s / r), abs=1e-3
    )


def test_counts_of_other_classes_are_refused() -> None:
    with pytest.raises(ValueError, match="same classes"):
        population_stability([1, 2, 3], [1, 2])
    with pytest.raises(ValueError, match="fewer than 0"):
        population_stability([30, -1], [20, 9])
