"""Walk-forwards over the committed seeds, in processes of their own; one table of results."""

import os
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass

import numpy as np
import pandas as pd

from models.evaluation.walk_forward import walk_forward
from models.refinement import FilterWeightRefiner
from models.simulation.pattern_worlds import PatternWorld, draw_world
from models.simulation.pattern_worlds_truth import SETTINGS, SWITCH_SEASONS

FIRST_TESTED = 2002
FRESH_SEEDS = tuple(range(201, 209))
"""Seeds no parameter was ever looked at on."""

TUNED_SEEDS = tuple(range(101, 105))
"""Seeds that ideas were tried on; their results stand apart."""

TUNED_SETTINGS = ("learnable", "rare", "rare_nothing")
PROCESSES = 2

CALIBRATION = ["season", "training_confirmed", "confirmed", "changes", "expected", "gain_nats"]


@dataclass(frozen=True)
class Outcome:
    """What one world gave."""

    walk: pd.DataFrame
    folds: pd.DataFrame
    rules: pd.DataFrame


def refiner() -> FilterWeightRefiner:
    """Give the estimator as it ships; fewer rolling seasons, which decide nothing."""
    return FilterWeightRefiner(rolling_seasons=1)


def run_world(task: tuple[str, int]) -> Outcome:
    """Draw one world and walk forward through it."""
    name, seed = task
    world = draw_world(SETTINGS[name], seed)
    walk = walk_forward(
        world.patterns_by_season,
        refiner(),
        world.rules,
        first_tested=FIRST_TESTED,
        risk_by_season=world.risk_by_season,
        switch_seasons=SWITCH_SEASONS,
    )
    folds, rules = _last_fit(world)
    return Outcome(*(part.assign(setting=name, seed=seed) for part in (walk, folds, rules)))


def _last_fit(world: PatternWorld) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Fit on all seasons but the last: calibration, intervals, points before and after."""
    last = max(world.patterns_by_season)
    train = pd.concat(
        [
            frame.assign(season=season)
            for season, frame in world.patterns_by_season.items()
            if season < last
        ],
        ignore_index=True,
    )
    fitted = refiner().set_params(rolling_seasons=3).fit(train, world.rules(last))
    folds = fitted.rolling_.assign(rounding_loss_nats=fitted.rounding_loss_nats_)
    rules = fitted.proposal_[
        ["rule", "points", "proposed_points", "low_points", "high_points", "decision"]
    ].assign(
        kind=world.rules(last)["kind"],
        true_points=world.true_points,
        kappa=fitted.kappa_,
        is_refused=fitted.refused_,
    )
    return folds, rules


def run(tasks: list[tuple[str, int]]) -> Outcome:
    """Run worlds over the processes and join what they gave."""
    os.environ["OMP_NUM_THREADS"] = "1"
    with ProcessPoolExecutor(PROCESSES) as pool:
        outcomes = list(pool.map(run_world, tasks))
    return Outcome(
        *(
            pd.concat([getattr(outcome, part) for outcome in outcomes], ignore_index=True)
            for part in ("walk", "folds", "rules")
        )
    )


def by_world(walk: pd.DataFrame) -> pd.DataFrame:
    """One row per setting and seed: mean recall over the tested seasons of each set of weights."""
    recall = walk.pivot_table(index=["setting", "seed"], columns="weights", values="recall")
    recall.columns.name = None
    proposal = walk[walk["weights"] == "proposal"].groupby(["setting", "seed"])
    recall["gain_on_current"] = recall["proposal"] - recall["current"]
    recall["gain_on_expired"] = recall["proposal"] - recall["stale_expired"]
    recall["refused_share"] = proposal["is_refused"].mean()
    recall["changes"] = proposal["changes"].mean()
    recall["l1_points"] = proposal["l1_points"].mean()
    recall["nats"] = proposal["predictive_gain_nats"].mean()
    return recall.reset_index()


def standard_error(values: pd.Series) -> float:
    """Standard error of a mean over worlds."""
    return float(values.std(ddof=1) / np.sqrt(len(values))) if len(values) > 1 else float("nan")
