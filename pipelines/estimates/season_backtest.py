"""The method season by season: what its proposals would have found, against the current points.

Holds the order of the steps over one warehouse or edition and the tables that come of it. The
walk-forward, the moving port and leaving out are ``models.evaluation``; how one stored version
chose is ``pipelines.filters.backtest``.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import duckdb
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from models.evaluation.leave_out import found_in_budget, leave_out
from models.evaluation.loading_ports import newly_active, switch_seasons
from models.evaluation.moving_port import (
    HIDDEN,
    keyed_points,
    laded_at,
    moved_masks,
    moving_port_table,
)
from models.evaluation.rates import with_rates
from models.evaluation.walk_forward import walk_forward
from models.refinement import FilterWeightRefiner
from models.rules import RULES_PER_WORD, RuleSet
from pipelines.estimates.coming_season import read_coming
from pipelines.estimates.frozen_rules import hold_frozen
from pipelines.estimates.past_incidents import read_past_incidents, read_port_traits
from pipelines.estimates.training import SNAPSHOT, read_patterns

BUDGET = 0.05
FEWEST_SEASONS = 3
EVERY_SEASON = 9999
MOST_LEFT_OUT = 60
"""Incidents left out one by one, the newest; each costs a refit."""

MOVES = {"Hong Kong": "HKHKG", "Busan": "KRPUS", "Shenzhen (Shekou)": "CNSHK", "Shanghai": "CNSHA"}
"""Where the smugglers laded, in the order they moved (OIG-07-40, lines 87-89 and 848-850)."""

WEIGHTS = {"current": "current", "stale_expired": "stale ports expired", "proposal": "proposal"}
FIGURES = ["containers", "positives", "found", "new_port_positives", "new_port_found"]


class SeasonBacktestError(ValueError):
    """The method cannot be tried season by season; the message says why."""


@dataclass(frozen=True)
class SeasonBacktest:
    """What the proposals of past seasons would have found.

    Attributes
    ----------
    origin, rule_set, version, budget
        What was tried, with which share of a season's containers examined.
    seasons, switches
        Seasons tested, and those of them whose main loading port was new.
    by_season
        Of :func:`season_figures`.
    moving_port
        Of :func:`models.evaluation.moving_port.moving_port_table`; the proposal of each season.
    left_out
        Of :func:`models.evaluation.leave_out.leave_out`, with ``by``: ``incident`` or ``port``.
    """

    origin: str
    rule_set: str
    version: int
    budget: float
    seasons: tuple[int, ...]
    switches: tuple[int, ...]
    by_season: pd.DataFrame
    moving_port: pd.DataFrame
    left_out: pd.DataFrame


def season_backtest(
    con: duckdb.DuckDBPyConnection,
    content: RuleSet,
    origin: str,
    *,
    seasons: list[int] | None = None,
    budget: float = BUDGET,
    refiner: FilterWeightRefiner | None = None,
) -> SeasonBacktest:
    """Propose for every past season from those before it, and look what would have been found.

    Parameters
    ----------
    con
        Connection to a warehouse or an edition.
    content
        The version refined; its stored masks are read.
    origin
        ``real`` or ``synthetic``.
    seasons
        Seasons to test; None for every season with two before it.
    budget
        Exam budget as a share of a season's containers.
    refiner
        Estimator to use; None takes its defaults.

    Returns
    -------
    SeasonBacktest

    Raises
    ------
    SeasonBacktestError
        If there is no traffic, there are too few seasons, or too many rules.

    Notes
    -----
    Outcomes are those of the build, whenever they became known; a season's exams and incidents are
    recorded within weeks, so little reaches a fold that its 1 September did not know, and what was
    recorded later is counted in the summary of a proposal. The rules on ports as they stood in a
    season are made of the seasons before it, by incidents recorded before its 1 September, and
    passed on; leaving out refits without them, on all seasons. The measure is confirmed incidents,
    which favour the weights of their day; the regret to the truth is not knowable here.
    """
    if len(content.rules) > RULES_PER_WORD:
        raise SeasonBacktestError(
            f"{content.rule_set} version {content.version} has {len(content.rules)} rules; a "
            f"proposal weighs at most {RULES_PER_WORD} together"
        )
    key = {
        "origin": origin,
        "rule_set": content.rule_set,
        "version": content.version,
        "snapshot": SNAPSHOT,
    }
    patterns = read_patterns(con, {**key, "season": EVERY_SEASON})
    have = sorted(int(season) for season in patterns["season"].unique())
    tested = _tested(have, seasons, content, origin)
    incidents = read_past_incidents(con, content.rule_set, content.version, origin)
    rules = hold_frozen(_rules_frame(content))
    used = refiner or FilterWeightRefiner()
    switches = tuple(season for season in switch_seasons(incidents) if season in tested)
    walk = walk_forward(
        {season: patterns[patterns["season"] == season].drop(columns="season") for season in have},
        used,
        rules,
        budget=budget,
        first_tested=tested[0],
        switch_seasons=switches,
        coming=_coming_seasons(con, key, [season for season in have if season >= tested[0]]),
    )
    walk = walk[walk["season"].isin(tested)]
    return SeasonBacktest(
        origin=origin,
        rule_set=content.rule_set,
        version=content.version,
        budget=budget,
        seasons=tuple(tested),
        switches=switches,
        by_season=season_figures(walk, patterns, incidents, budget),
        moving_port=_moving_port(con, content, walk, patterns, incidents, origin, budget),
        left_out=_left_out(used, patterns, rules, incidents, budget),
    )


def season_figures(
    walk: pd.DataFrame, patterns: pd.DataFrame, incidents: pd.DataFrame, budget: float
) -> pd.DataFrame:
    """Count what each season's weights found, and add the seasons up.

    Parameters
    ----------
    walk
        Of :func:`models.evaluation.walk_forward.walk_forward`.
    patterns, incidents
        Patterns of all seasons and one row per incident container.
    budget
        Exam budget.

    Returns
    -------
    DataFrame
        ``grouped_by`` (``season``, ``all``, and where there are both ``switch`` and
        ``no_switch``), ``season`` (missing where seasons are added up), ``weights``,
        ``containers``, ``positives`` (confirmed incident containers), ``found`` (within the
        budget, ties pro rata), ``recall`` with interval and
        ``note`` (under the rule for small numbers a share is missing), ``new_port_positives`` and
        ``new_port_found`` (laded where the two seasons before had no incident), ``changes``,
        ``l1_points``, ``is_refused``, ``predictive_gain_nats``, ``is_switch_season``.
    """
    fresh = incidents[newly_active(incidents)]
    rows = walk[walk["weights"].isin(list(WEIGHTS))].drop(columns=["regret", "points"]).copy()
    rows["found"] = (rows["recall"] * rows["positives"]).fillna(0.0)
    new_there, new_found = [], []
    for one in walk[walk["weights"].isin(list(WEIGHTS))].itertuples():
        at_new = fresh[fresh["season"] == one.season]
        new_there.append(len(at_new))
        points = np.array(one.points, dtype=np.int64)
        new_found.append(found_in_budget(patterns, at_new, points, budget))
    rows["new_port_positives"], rows["new_port_found"] = new_there, new_found
    parts = [rows.assign(grouped_by="season")]
    is_switch = rows["is_switch_season"].astype(bool)
    for name, part in (
        ("all", rows),
        ("switch", rows[is_switch]),
        ("no_switch", rows[~is_switch]),
    ):
        if name == "all" or 0 < len(part) < len(rows):
            summed = part.groupby("weights", sort=False)[FIGURES].sum().reset_index()
            parts.append(summed.assign(grouped_by=name))
    table = pd.concat(parts, ignore_index=True)
    rated = with_rates(table, "found", "positives", None)
    table["recall"], table["recall_low"], table["recall_high"] = (
        rated[name] for name in ("value", "low", "high")
    )
    table["note"] = rated["note"]
    table["weights"] = table["weights"].map(WEIGHTS)
    return table.astype({"season": "Int64", "changes": "Int64", "positives": "int64"})


def _tested(have: list[int], asked: list[int] | None, content: RuleSet, origin: str) -> list[int]:
    """Choose the seasons to test: those with two before them."""
    possible = have[FEWEST_SEASONS - 1 :]
    tested = possible if asked is None else sorted(set(asked) & set(possible))
    if not tested or (asked is not None and set(asked) - set(possible)):
        raise SeasonBacktestError(
            f"{content.rule_set} version {content.version} has {origin} traffic of "
            f"{len(have)} seasons ({', '.join(map(str, have)) or 'none'}), and asked for are "
            f"{', '.join(map(str, asked)) if asked else 'all'}; a season is tested with at least "
            f"two before it: {', '.join(map(str, possible)) or 'none can be'}"
        )
    return tested


def _coming_seasons(
    con: duckdb.DuckDBPyConnection, key: Mapping[str, object], seasons: list[int]
) -> Callable[[int], pd.DataFrame] | None:
    """Give the traffic expected in each season; None unless it is known of all of them."""
    expected = {season: read_coming(con, {**key, "season": season}) for season in seasons}
    known = {season: frame for season, frame in expected.items() if frame is not None}
    return known.__getitem__ if len(known) == len(seasons) else None


def _rules_frame(content: RuleSet) -> pd.DataFrame:
    """Give the rules of a version as the estimator reads them; staleness is worked out later."""
    columns = ["points", "sign", "min_points", "max_points", "kind"]
    return pd.DataFrame(
        {
            "rule": [rule.id for rule in content.rules],
            **{name: [getattr(rule, name) for rule in content.rules] for name in columns},
            "stale": False,
            "is_frozen": [rule.frozen for rule in content.rules],
        }
    )


def _moving_port(
    con: duckdb.DuckDBPyConnection,
    content: RuleSet,
    walk: pd.DataFrame,
    patterns: pd.DataFrame,
    incidents: pd.DataFrame,
    origin: str,
    budget: float,
) -> pd.DataFrame:
    """Lade the incidents of the tested seasons elsewhere, one place after the other."""
    traits = read_port_traits(con, origin)
    places: dict[str, str | None] = {HIDDEN: None, **MOVES}
    masks = incidents["hits"].to_numpy(dtype=np.int64)
    moved = incidents[["season", "hits"]].assign(
        **{
            name: moved_masks(content, masks, laded_at(incidents, place, traits))
            for name, place in places.items()
        }
    )
    seasons = [int(season) for season in walk["season"].unique()]
    filters: dict[str, dict[int, NDArray[np.int64]]] = {
        words: {
            season: np.array(points, dtype=np.int64)
            for season, points in zip(of_name["season"].tolist(), of_name["points"], strict=True)
        }
        for name, words in WEIGHTS.items()
        for of_name in [walk[walk["weights"] == name]]
    }
    for name, points in keyed_points(content).items():
        filters[name] = dict.fromkeys(seasons, points)
    return moving_port_table(patterns, moved, list(places), filters, budget)


def _left_out(
    refiner: FilterWeightRefiner,
    patterns: pd.DataFrame,
    rules: pd.DataFrame,
    incidents: pd.DataFrame,
    budget: float,
) -> pd.DataFrame:
    """Leave out one incident after the other, the newest first, then one port after the other."""
    newest = incidents.sort_values(["season", "incident_id"], ascending=False)["incident_id"]
    some = incidents[incidents["incident_id"].isin(newest.unique()[:MOST_LEFT_OUT])]
    parts = [
        leave_out(refiner, patterns, rules, some, "incident_id", budget).assign(by="incident"),
        leave_out(refiner, patterns, rules, incidents, "lading_port", budget).assign(by="port"),
    ]
    filled = [part for part in parts if not part.empty]
    return pd.concat(filled, ignore_index=True) if filled else parts[0]
