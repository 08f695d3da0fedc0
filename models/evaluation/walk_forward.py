"""Season walk-forward: train on the seasons before, test on the next, beside the current weights.

Holds the loop over the tested seasons and the weights compared in each. Fitting is the refiner's;
drawing worlds is in ``models.simulation``; the definition of recall is in ``recall``.
"""

from collections.abc import Callable, Collection, Mapping
from numbers import Integral
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from models.evaluation.port_rules import stale_port_rules
from models.evaluation.recall import recall_in_top_share

if TYPE_CHECKING:
    from models.refinement.refiner import FilterWeightRefiner

Floats = NDArray[np.float64]
RulesOfSeason = Callable[[int], pd.DataFrame]

WEIGHTS = ("current", "stale_expired", "proposal", "oracle")

COLUMNS = [
    "season",
    "weights",
    "recall",
    "positives",
    "containers",
    "is_refused",
    "changes",
    "l1_points",
    "predictive_gain_nats",
    "is_switch_season",
    "regret",
    "points",
]

FEWEST_TRAINING_SEASONS = 2


def walk_forward(
    patterns_by_season: Mapping[int, pd.DataFrame],
    refiner: "FilterWeightRefiner",
    rules: pd.DataFrame | RulesOfSeason,
    *,
    budget: float = 0.05,
    first_tested: int | None = None,
    risk_by_season: Mapping[int, ArrayLike] | None = None,
    true_points: ArrayLike | None = None,
    switch_seasons: Collection[int] = (),
    coming: RulesOfSeason | None = None,
) -> pd.DataFrame:
    """Test the proposal of each season on that season, trained on the seasons before it.

    Parameters
    ----------
    patterns_by_season : mapping of int to DataFrame, one row per mask
        The columns of ``FilterWeightRefiner.fit`` without ``season``.
    refiner : FilterWeightRefiner
        Cloned for every season; not changed.
    rules : DataFrame, or a function of the tested season that gives one
        The rules in force. Of a frame, staleness is worked out for each tested season from the
        patterns of the seasons before it; a function must do so itself.
    budget
        Exam budget as a share of the containers.
    first_tested
        First season tested; the third at hand when None.
    risk_by_season : mapping of int to array of shape (n_patterns,), optional
        True incidents, or true risk, of each pattern row where they are known, as in a simulation.
        Without it the confirmed incidents are the measure, and they favour the weights of their
        day.
    true_points : array of shape (n_rules,), optional
        Points of the oracle. Without them the oracle, where ``risk_by_season`` is given, is the
        order of the patterns by true risk a container.
    switch_seasons
        Seasons in which the loading port moves, marked in the result.
    coming
        Function of the tested season that gives the traffic expected in it, from the seasons
        before it alone: the ``coming`` of ``FilterWeightRefiner.fit``.

    Returns
    -------
    DataFrame, one row per tested season and weights
        ``season``; ``weights`` (``current``, ``stale_expired``: the current points with stale
        port-identity rules at 0, or at the bound nearest to it, ``proposal``, and ``oracle`` where
        known); ``recall`` in the top ``budget``, ties pro rata; ``positives``, ``containers``;
        ``is_refused``, with a refused proposal scored as the current points; ``changes`` and
        ``l1_points`` against the current points; ``predictive_gain_nats`` of the proposal;
        ``is_switch_season``; ``regret`` (recall of the oracle less recall; NaN without one);
        ``points`` (by bit; empty for an oracle that is no set of points).

    Raises
    ------
    ValueError
        If fewer than two seasons lie before the first tested; if the patterns of a season are none,
        or the true risks or points are not one for each row or rule, finite and no risk negative.

    Examples
    --------
    >>> from models.refinement import FilterWeightRefiner
    >>> season = pd.DataFrame({
    ...     "hits": [0, 1], "containers": [900, 100], "examined_physical": [0, 10],
    ...     "examined_image": [5, 20], "confirmed": [0, 1], "lesser": [0, 2]})
    >>> rules = pd.DataFrame({
    ...     "rule": ["soft_top"], "points": [8], "sign": [1], "min_points": [0],
    ...     "max_points": [25], "kind": ["trait"], "stale": [False]})
    >>> seasons = {2004: season, 2005: season, 2006: season}
    >>> walk_forward(seasons, FilterWeightRefiner(), rules)[["weights", "recall"]]
             weights  recall
    0        current     0.5
    1  stale_expired     0.5
    2       proposal     0.5
    """
    from sklearn.base import clone  # a second and more, and most who import rates fit nothing

    _check_seasons(patterns_by_season)
    seasons = sorted(patterns_by_season)
    tested = _tested_seasons(seasons, first_tested)
    given = rules if callable(rules) else _with_staleness(rules, patterns_by_season)
    rows: list[dict[str, Any]] = []
    for season in tested:
        in_force = given(season)
        test = _Test(patterns_by_season[season], season, risk_by_season, budget, len(in_force))
        train = pd.concat(
            [
                patterns_by_season[earlier].assign(season=earlier)
                for earlier in seasons
                if earlier < season
            ],
            ignore_index=True,
        )
        known = () if coming is None else (coming(season),)
        fitted = clone(refiner).fit(train, in_force, *known)
        rows += _compare(fitted, in_force, test, true_points, season in switch_seasons)
    return pd.DataFrame(rows, columns=COLUMNS)


def _bits(patterns: pd.DataFrame, season: int, n_rules: int) -> Floats:
    """Rule hits of each pattern, shape (n_patterns, n_rules).

    Refuses rows that no fit would take, saying of which season they are.
    """
    from models.refinement.design import bit_matrix  # brings scikit-learn with it
    from models.refinement.inputs import check_patterns

    try:
        return bit_matrix(check_patterns(patterns.assign(season=season), n_rules), n_rules)
    except ValueError as error:
        raise ValueError(f"season {season}: {error}") from None


class _Test:
    """One tested season: its masks, containers and positives."""

    def __init__(
        self,
        patterns: pd.DataFrame,
        season: int,
        risk_by_season: Mapping[int, ArrayLike] | None,
        budget: float,
        n_rules: int,
    ) -> None:
        self.season = season
        self.budget = budget
        self.bits = _bits(patterns, season, n_rules)
        self.containers = patterns["containers"].to_numpy(dtype=np.float64)
        self.is_risk_known = risk_by_season is not None
        if risk_by_season is not None and season not in risk_by_season:
            raise ValueError(f"risk_by_season has no season {season}; give the risk of each tested")
        known = patterns["confirmed"] if risk_by_season is None else risk_by_season[season]
        self.positives = np.asarray(known, dtype=np.float64)
        if self.positives.shape != self.containers.shape:
            raise ValueError(
                f"risk_by_season[{season}] has shape {self.positives.shape}; expected "
                f"{self.containers.shape}, one entry for each pattern row of the season"
            )
        if not (np.isfinite(self.positives) & (self.positives >= 0)).all():
            raise ValueError(f"risk_by_season[{season}]: expected risks of 0 or more")

    def recall(self, scores: Floats) -> float:
        return recall_in_top_share(scores, self.containers, self.positives, self.budget)

    def recall_of(self, points: Floats) -> float:
        # Scores of whole points are summed in floating point: ties must stay ties.
        return self.recall(np.round(self.bits @ points, 9))

    def recall_by_risk(self) -> float:
        return self.recall(
            np.divide(
                self.positives,
                self.containers,
                out=np.zeros_like(self.positives),
                where=self.containers > 0,
            )
        )


def _tested_seasons(seasons: list[int], first_tested: int | None) -> list[int]:
    tested = (
        seasons[FEWEST_TRAINING_SEASONS:]
        if first_tested is None
        else [season for season in seasons if season >= first_tested]
    )
    before = [season for season in seasons if not tested or season < tested[0]]
    if not tested or len(before) < FEWEST_TRAINING_SEASONS:
        raise ValueError(
            f"seasons {seasons}, first tested {first_tested}: expected at least "
            f"{FEWEST_TRAINING_SEASONS} seasons before the first tested one; add earlier seasons "
            "or test later ones"
        )
    return tested


def _with_staleness(
    rules: pd.DataFrame, patterns_by_season: Mapping[int, pd.DataFrame]
) -> RulesOfSeason:
    """Make a function of the season that marks the stale port rules of a frame."""
    from models.refinement.inputs import read_rules

    read = read_rules(rules.assign(stale=False))
    # the last seasons at hand, whatever they are called
    place = {season: i for i, season in enumerate(sorted(patterns_by_season))}
    confirmed = {
        place[season]: _bits(frame, season, len(rules)).T
        @ frame["confirmed"].to_numpy(dtype=np.float64)
        for season, frame in patterns_by_season.items()
    }
    return lambda season: rules.assign(
        stale=stale_port_rules(confirmed, read.is_port_identity, place[season])
    )


def _check_seasons(patterns_by_season: Mapping[int, pd.DataFrame]) -> None:
    """Refuse keys that are no seasons."""
    for season in patterns_by_season:
        if isinstance(season, bool) or not isinstance(season, Integral):
            raise ValueError(f"season {season!r}: expected a whole number such as 2006 as the key")


def _compare(
    fitted: "FilterWeightRefiner",
    rules: pd.DataFrame,
    test: _Test,
    true_points: ArrayLike | None,
    is_switch: bool,
) -> list[dict[str, Any]]:
    """One row for each set of weights."""
    current = rules["points"].to_numpy(dtype=np.float64)
    lowest, highest = (
        rules[name].to_numpy(dtype=np.float64) for name in ("min_points", "max_points")
    )
    is_stale = rules["stale"].astype("boolean").fillna(False).to_numpy(dtype=bool)
    proposed = fitted.proposal_["proposed_points"].to_numpy(dtype=np.float64)
    compared: dict[str, Floats] = {
        "current": current,
        "stale_expired": np.where(is_stale, np.clip(0.0, lowest, highest), current),
        "proposal": current if fitted.refused_ else proposed,
    }
    best = float("nan")
    if true_points is not None:
        compared["oracle"] = np.asarray(true_points, dtype=np.float64)
        if compared["oracle"].shape != current.shape or not np.isfinite(compared["oracle"]).all():
            raise ValueError(f"true_points: expected {current.size} numbers, one for each rule")
        best = test.recall_of(compared["oracle"])
    elif test.is_risk_known:
        compared["oracle"] = np.zeros(0)
        best = test.recall_by_risk()
    rows = []
    for name, points in compared.items():
        recall = best if name == "oracle" else test.recall_of(points)
        is_points = points.size > 0
        rows.append(
            {
                "season": test.season,
                "weights": name,
                "recall": recall,
                "positives": float(test.positives.sum()),
                "containers": int(test.containers.sum()),
                "is_refused": name == "proposal" and bool(fitted.refused_),
                "changes": int((points != current).sum()) if is_points else 0,
                "l1_points": float(np.abs(points - current).sum()) if is_points else float("nan"),
                "predictive_gain_nats": fitted.predictive_gain_nats_
                if name == "proposal"
                else float("nan"),
                "is_switch_season": is_switch,
                "regret": best - recall,
                "points": tuple(points.tolist()),
            }
        )
    return rows
