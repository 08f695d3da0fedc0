"""A weight moves the way whose probability passed, and by the least change or not at all."""

import numpy as np
import pandas as pd
import pytest

from models.refinement import FilterWeightRefiner

PAIRS = 2
POINTS_PER_LOG_ODDS = 10


def overlapping_pairs(seed: int) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Pairs of rules that nearly always hit together: one errs by more than the largest step, the
    other by a little, the other way."""
    draw = np.random.default_rng(seed)
    n_rules = 2 * PAIRS
    truth = np.zeros(n_rules)
    current = np.zeros(n_rules)
    for pair in range(PAIRS):
        truth[2 * pair] = draw.integers(18, 25)
        truth[2 * pair + 1] = draw.integers(2, 6)
        current[2 * pair + 1] = truth[2 * pair + 1] + draw.integers(3, 7)
    rows = []
    for season in range(2000, 2006):
        hits = np.arange(1 << n_rules)
        bits = (hits[:, None] >> np.arange(n_rules)) & 1
        alike = np.prod(np.where(bits[:, ::2] == bits[:, 1::2], 0.45, 0.05), axis=1)
        containers = np.rint(2_000_000 * alike).astype(int)
        risk = containers * np.exp(bits @ truth / POINTS_PER_LOG_ODDS)
        confirmed = draw.poisson(60 * risk / risk.sum())
        rows.append(
            pd.DataFrame(
                {
                    "season": season,
                    "hits": hits,
                    "containers": containers,
                    "examined_physical": containers // 50,
                    "examined_image": containers // 20,
                    "confirmed": confirmed,
                    "lesser": 0,
                }
            )
        )
    rules = pd.DataFrame(
        {
            "rule": [f"rule_{j}" for j in range(n_rules)],
            "points": current,
            "sign": 0,
            "min_points": -25,
            "max_points": 25,
            "kind": "trait",
            "stale": False,
        }
    )
    return pd.concat(rows, ignore_index=True), rules


@pytest.mark.parametrize("max_step", [3, 12])
def test_no_weight_moves_against_the_direction_that_passed(max_step: int) -> None:
    moved = 0
    for seed in range(12):
        patterns, rules = overlapping_pairs(seed)
        found = FilterWeightRefiner(max_step=max_step).fit(patterns, rules)
        change = found.fitted_points_ - rules["points"].to_numpy()
        towards = found.proposal_["posterior_points"].to_numpy() - rules["points"].to_numpy()
        assert (change * towards >= 0).all(), seed
        moved += int((change != 0).sum())
    assert moved > 12


def test_a_change_is_as_large_as_asked_or_none() -> None:
    smallest = []
    for seed in range(12):
        patterns, rules = overlapping_pairs(seed)
        found = FilterWeightRefiner(min_change=5).fit(patterns, rules)
        change = np.abs(found.fitted_points_ - rules["points"].to_numpy())
        smallest += change[change > 0].tolist()
    assert min(smallest) >= 5
