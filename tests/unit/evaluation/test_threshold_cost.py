"""What a threshold costs at one port and season, against counts worked out by hand."""

import pandas as pd
import pytest

from models.evaluation.threshold_cost import PortCurve, port_curve
from models.evaluation.traffic import PatternTraffic
from models.rules.scoring import score_hits


@pytest.fixture(scope="module")
def traffic() -> PatternTraffic:
    """Eight weeks: at 3001 each week 90 score 0, 6 score 5, 3 score 8, 1 scores 13."""
    weeks = pd.date_range("2005-10-03", periods=8, freq="7D")
    rows = [
        (mask, port, week, 2006, number)
        for week in weeks
        for mask, port, number in (
            (0, "3001", 90), (1, "3001", 6), (2, "3001", 3), (3, "3001", 1), (3, "2704", 500),
        )
    ]  # fmt: skip
    rows.append((3, "3001", pd.Timestamp("2004-10-04"), 2005, 70))
    return PatternTraffic.from_frame(
        pd.DataFrame(
            rows, columns=["hits", "port_code", "arrival_week", "season", "container_count"]
        )
    )


@pytest.fixture(scope="module")
def curve(traffic: PatternTraffic) -> PortCurve:
    return port_curve(traffic, score_hits(traffic.masks, [5, 8]), "3001", 2006)


@pytest.mark.parametrize(
    ("threshold", "a_week"), [(-3, 100), (0, 100), (1, 10), (5, 10), (6, 4), (13, 1), (14, 0)]
)
def test_a_threshold_selects_what_scores_at_least_as_much(
    curve: PortCurve, threshold: int, a_week: int
) -> None:
    assert curve.weekly(threshold).tolist() == [a_week] * 8


def test_the_cost_is_the_exams_between_the_two_thresholds(curve: PortCurve) -> None:
    lower = curve.cost(5, instead_of=8)
    assert (lower.exams, lower.exams_instead, lower.extra_exams) == (80, 32, 48)
    assert (lower.extra_exams_low, lower.extra_exams_high) == (48.0, 48.0)
    higher = curve.cost(13, instead_of=8)
    assert (higher.exams, higher.extra_exams) == (8, -24)
    assert curve.cost(7, instead_of=8).extra_exams == 0


def test_the_interval_is_of_the_season_not_of_a_week() -> None:
    # As in the list of resamples in test_workload: weekly means from 1 to 7, so 8 to 56 a season.
    weeks = pd.date_range("2005-10-03", periods=8, freq="7D")
    frame = pd.DataFrame(
        {
            "hits": [0] * 8 + [1] * 4,
            "port_code": "3001",
            "arrival_week": [*weeks, *weeks[4:]],
            "season": 2006,
            "container_count": [1] * 8 + [8] * 4,
        }
    )
    cost = port_curve(PatternTraffic.from_frame(frame), [0, 9], "3001", 2006).cost(9, instead_of=10)
    assert (cost.extra_exams, cost.extra_exams_low, cost.extra_exams_high) == (32, 8.0, 56.0)


def test_a_short_season_has_a_cost_without_an_interval(traffic: PatternTraffic) -> None:
    scores = score_hits(traffic.masks, [5, 8])
    cost = port_curve(traffic, scores, "3001", 2005).cost(13, instead_of=14)
    assert (cost.extra_exams, cost.extra_exams_low, cost.extra_exams_high) == (70, None, None)


def test_a_port_without_traffic_costs_nothing(traffic: PatternTraffic) -> None:
    scores = score_hits(traffic.masks, [5, 8])
    assert port_curve(traffic, scores, "1001", 2006).cost(1, instead_of=99).extra_exams == 0
    assert port_curve(traffic, scores, "3001", 1999).cost(1, instead_of=99).extra_exams == 0
