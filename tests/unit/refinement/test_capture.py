"""The search for the weights that bring most risk among the first examined, by other routes."""

from itertools import product

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.evaluation.recall import recall_in_top_share
from models.refinement import FilterWeightRefiner
from models.refinement.capture import Expected, choose_points
from models.refinement.design import bit_matrix
from models.refinement.inputs import Rules, read_rules
from models.refinement.method import Method

MASKS = np.arange(8).reshape(-1, 1)
RISK = [1.0, 3.0, 1.0, 2.0, 9.0, 4.0, 2.0, 6.0]
SIZE = [800.0, 90.0, 120.0, 30.0, 60.0, 20.0, 15.0, 10.0]
MODE = np.array([2.0, 9.0, 8.0])


def method(**parameters: object) -> Method:
    return Method.from_parameters(FilterWeightRefiner(**parameters).get_params())


def three_rules() -> Rules:
    return read_rules(
        pd.DataFrame(
            {
                "rule": ["one", "two", "four"],
                "points": [6, 4, 0],
                "sign": 0,
                "min_points": -25,
                "max_points": 25,
                "kind": "trait",
                "stale": False,
            }
        )
    )


def season_of(risk: list[float], size: list[float]) -> Expected:
    return Expected(bit_matrix(MASKS, 3), np.array(size) / sum(size), np.array(risk) / sum(risk))


@given(
    scores=st.lists(st.integers(-30, 60), min_size=8, max_size=8),
    risk=st.lists(st.floats(0.01, 9.0), min_size=8, max_size=8),
    size=st.lists(st.integers(1, 900), min_size=8, max_size=8),
    budget=st.sampled_from([0.01, 0.05, 0.3, 1.0]),
)
def test_what_is_captured_is_the_recall_of_the_evaluation(
    scores: list[int], risk: list[float], size: list[float], budget: float
) -> None:
    season = season_of(risk, size)
    expected = recall_in_top_share(scores, size, risk, budget)
    assert season.captured(np.array(scores, dtype=float), budget) == pytest.approx(expected)


def test_one_change_is_the_best_of_all_single_changes() -> None:
    season, rules = season_of(RISK, SIZE), three_rules()
    reach = [range(-6, 7), range(4, 17), range(13)]
    best = max(
        recall_in_top_share(
            MASKS[:, 0] % 2 * (value if rule == 0 else 6)
            + MASKS[:, 0] // 2 % 2 * (value if rule == 1 else 4)
            + MASKS[:, 0] // 4 * (value if rule == 2 else 0),
            SIZE,
            RISK,
            0.05,
        )
        for rule, values in enumerate(reach)
        for value in values
    )
    points = choose_points(season, rules, MODE, np.ones(3, dtype=bool), method(max_changes=1))
    assert (points != rules.points).sum() == 1
    assert season.captured(season.bits @ points, 0.05) == pytest.approx(best, abs=1e-3)


@pytest.mark.parametrize(
    ("passed", "most", "step"), list(product([[1, 1, 1], [1, 0, 1]], [0, 1, 2], [3, 12]))
)
def test_changes_are_few_short_gated_and_go_the_way_of_the_mode(
    passed: list[int], most: int, step: int
) -> None:
    season, rules = season_of(RISK, SIZE), three_rules()
    may_change = np.array(passed, dtype=bool)
    points = choose_points(season, rules, MODE, may_change, method(max_changes=most, max_step=step))
    moved = points - rules.points
    assert (moved != 0).sum() <= most
    assert np.abs(moved).max() <= step
    assert (moved * (MODE - rules.points) >= 0).all()
    assert not moved[~may_change].any()
    assert np.array_equal(points, np.rint(points))
    before = season.captured(season.bits @ rules.points, 0.05)
    assert season.captured(season.bits @ points, 0.05) >= before
