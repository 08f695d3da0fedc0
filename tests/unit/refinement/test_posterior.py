"""Intervals with kappa and tau integrated out: they cover, and they widen where little is known."""

import numpy as np
import pandas as pd
import pytest

from models.refinement import FilterWeightRefiner
from tests.unit.refinement.planted import RULE_ROWS, erring_points, make_world

TRUE = np.array([row[1] for row in RULE_ROWS], dtype=float)


def fit(seed: int, incidents: float) -> pd.DataFrame:
    world = make_world(seed, erring_points(seed), incidents_per_season=incidents, containers=10_000)
    return FilterWeightRefiner(rolling_seasons=1).fit(world.patterns, world.rules).proposal_


@pytest.fixture(scope="module", params=[60, 6])
def proposals(request: pytest.FixtureRequest) -> list[pd.DataFrame]:
    """A small part of the two hundred fits of the evaluation page."""
    return [fit(seed, request.param) for seed in range(9)]


def test_intervals_cover_the_planted_points(proposals: list[pd.DataFrame]) -> None:
    # 81 intervals, so 0.85 is the lower end of what 0.90 allows for by chance.
    low = np.array([proposal["low_points"] for proposal in proposals])
    high = np.array([proposal["high_points"] for proposal in proposals])
    assert ((low - 0.02 <= TRUE) & (high + 0.02 >= TRUE)).mean() >= 0.85


def test_intervals_cover_the_planted_log_odds(proposals: list[pd.DataFrame]) -> None:
    # A planted point is a tenth of a log-odds, whatever kappa the fit comes to.
    low = np.array([proposal["low_log_odds"] for proposal in proposals])
    high = np.array([proposal["high_log_odds"] for proposal in proposals])
    assert ((low - 0.002 <= TRUE / 10) & (high + 0.002 >= TRUE / 10)).mean() >= 0.85
    assert (low < high).all()


def test_intervals_lie_within_the_box_and_are_wider_where_incidents_are_fewer() -> None:
    many, few = fit(3, 60), fit(3, 6)
    for proposal in (many, few):
        assert (proposal["low_points"] < proposal["high_points"]).all()
        assert proposal["low_points"].min() >= -25
        assert proposal["high_points"].max() <= 25
    width = [(frame["high_points"] - frame["low_points"]).median() for frame in (many, few)]
    assert width[1] > width[0]
