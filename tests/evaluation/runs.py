"""Walk-forwards over the committed seeds, and small worlds for the intervals; tables of results."""

import os
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import partial

import numpy as np
import pandas as pd

from models.evaluation.walk_forward import walk_forward
from models.refinement import FilterWeightRefiner
from models.simulation.pattern_worlds import PatternWorld, draw_world
from models.simulation.pattern_worlds_truth import SETTINGS, SWITCH_SEASONS
from tests.evaluation.coming_traffic import coming_traffic
from tests.evaluation.keeping import kept
from tests.unit.refinement.planted import erring_points, make_world

FIRST_TESTED = 2002
FRESH_SEEDS = tuple(range(701, 709))
"""Seeds no parameter was ever looked at on, run once."""

TUNED_SEEDS = tuple(range(1, 5))
"""Seeds that ideas were tried on; their results stand apart."""

TUNED_SETTINGS = ("learnable", "rare", "rare_nothing")
PROCESSES = 2

INFORMED = "informed"
"""The proposal that knows the port rules of the coming season."""

INTERVALS = ["rule", "low_points", "high_points", "low_log_odds", "high_log_odds"]

SMALL_FITS = 200
"""Fits of small worlds for each number of incidents, for the coverage of intervals."""

SMALL_INCIDENTS = (60.0, 6.0)
LOG_ODDS_A_POINT = 0.1
"""What a point of the truth is worth in every planted world."""


@dataclass(frozen=True)
class Outcome:
    """What one world gave."""

    walk: pd.DataFrame
    folds: pd.DataFrame
    rules: pd.DataFrame
    small: pd.DataFrame


def refiner() -> FilterWeightRefiner:
    """Give the estimator as it ships; fewer rolling seasons, which decide nothing."""
    return FilterWeightRefiner(rolling_seasons=1)


def run_world(task: tuple[str, int]) -> Outcome:
    """Draw one world and walk forward through it."""
    name, seed = task
    world = draw_world(SETTINGS[name], seed)
    walks = [
        walk_forward(
            world.patterns_by_season,
            refiner(),
            world.rules,
            first_tested=FIRST_TESTED,
            risk_by_season=world.risk_by_season,
            switch_seasons=SWITCH_SEASONS,
            coming=coming,
        )
        for coming in (None, partial(coming_traffic, world))
    ]
    informed = walks[1][walks[1]["weights"] == "proposal"].assign(weights=INFORMED)
    walk = pd.concat([walks[0], informed], ignore_index=True)
    folds, rules = _last_fit(world)
    parts = (part.assign(setting=name, seed=seed) for part in (walk, folds, rules))
    walk, folds, rules = parts
    return Outcome(walk, folds, rules, small=pd.DataFrame())


def before_last(world: PatternWorld) -> tuple[int, pd.DataFrame]:
    """Give the last season of a world and the patterns of all seasons before it."""
    last = max(world.patterns_by_season)
    earlier = [
        frame.assign(season=season)
        for season, frame in world.patterns_by_season.items()
        if season < last
    ]
    return last, pd.concat(earlier, ignore_index=True)


def _last_fit(world: PatternWorld) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Fit on all seasons but the last: calibration, intervals, points before and after."""
    last, train = before_last(world)
    fitted = refiner().set_params(rolling_seasons=3).fit(train, world.rules(last))
    folds = fitted.rolling_.assign(rounding_loss_nats=fitted.rounding_loss_nats_)
    rules = fitted.proposal_[["points", "proposed_points", "decision", *INTERVALS]].assign(
        kind=world.rules(last)["kind"],
        true_points=world.true_points,
        kappa=fitted.kappa_,
        is_refused=fitted.refused_,
    )
    return folds, rules


def fit_small(incidents: float, seed: int) -> pd.DataFrame:
    """Fit one small world in which two of nine rules err, and keep its intervals."""
    points = erring_points(seed)
    world = make_world(seed, points, incidents_per_season=incidents, containers=10_000)
    fitted = refiner().fit(world.patterns, world.rules)
    return fitted.proposal_[INTERVALS].assign(
        incidents=incidents,
        seed=seed,
        is_erring=[name in points for name in world.rules["rule"]],
        true_points=world.truth,
    )


def covered(rules: pd.DataFrame) -> pd.DataFrame:
    """Say of each interval whether it holds the planted truth, and how wide it is.

    Parameters
    ----------
    rules
        ``true_points`` and the intervals in points and of log-odds.

    Returns
    -------
    DataFrame
        ``by_points``, ``by_log_odds`` (bool), ``width_points``, ``width_log_odds``. The ends are
        worked out to 0.02 points, which is allowed for.
    """
    true, fine = rules["true_points"], 0.02
    worth = LOG_ODDS_A_POINT
    return pd.DataFrame(
        {
            "by_points": true.between(rules["low_points"] - fine, rules["high_points"] + fine),
            "by_log_odds": (worth * true).between(
                rules["low_log_odds"] - worth * fine, rules["high_log_odds"] + worth * fine
            ),
            "width_points": rules["high_points"] - rules["low_points"],
            "width_log_odds": rules["high_log_odds"] - rules["low_log_odds"],
        }
    )


def _kept_world(task: tuple[str, int]) -> Outcome:
    name, seed = task
    outcome: Outcome = kept(f"{name}_{seed}", lambda: run_world(task))
    return outcome


def _kept_small(incidents: float, fits: int) -> pd.DataFrame:
    frame: pd.DataFrame = kept(
        f"small_{incidents:.0f}_{fits}",
        lambda: pd.concat([fit_small(incidents, seed) for seed in range(fits)], ignore_index=True),
    )
    return frame


def run(tasks: list[tuple[str, int]], processes: int, small_fits: int = SMALL_FITS) -> Outcome:
    """Run the worlds that are not kept already, say so, and join what all gave."""
    os.environ["OMP_NUM_THREADS"] = os.environ["OPENBLAS_NUM_THREADS"] = "1"
    outcomes = []
    with ProcessPoolExecutor(processes) as pool:
        for task, outcome in zip(tasks, pool.map(_kept_world, tasks), strict=True):
            print(f"{task[0]}, seed {task[1]}", flush=True)  # noqa: T201 - a command that takes long
            outcomes.append(outcome)
        small = list(pool.map(_kept_small, SMALL_INCIDENTS, [small_fits] * len(SMALL_INCIDENTS)))
    joined = (
        pd.concat([getattr(outcome, part) for outcome in outcomes], ignore_index=True)
        for part in ("walk", "folds", "rules")
    )
    walk, folds, rules = joined
    return Outcome(walk, folds, rules, small=pd.concat(small, ignore_index=True))


def by_world(walk: pd.DataFrame, proposal: str = "proposal") -> pd.DataFrame:
    """One row per setting and seed: mean recall over the tested seasons of each set of weights."""
    recall = walk.pivot_table(index=["setting", "seed"], columns="weights", values="recall")
    recall.columns.name = None
    of_proposal = walk[walk["weights"] == proposal].groupby(["setting", "seed"])
    recall["gain_on_current"] = recall[proposal] - recall["current"]
    recall["gain_on_expired"] = recall[proposal] - recall["stale_expired"]
    recall["refused_share"] = of_proposal["is_refused"].mean()
    recall["changes"] = of_proposal["changes"].mean()
    recall["l1_points"] = of_proposal["l1_points"].mean()
    recall["nats"] = of_proposal["predictive_gain_nats"].mean()
    return recall.reset_index()


def standard_error(values: pd.Series) -> float:
    """Standard error of a mean over worlds."""
    return float(values.std(ddof=1) / np.sqrt(len(values))) if len(values) > 1 else float("nan")
