"""Intervals widened by what differs between seasons."""

import numpy as np
import pandas as pd
import pytest

from models.refinement import FilterWeightRefiner
from models.refinement.design import PatternTable, thin
from models.refinement.gate import Candidate, SeasonSpread, find_candidate
from models.refinement.inputs import Rules, read_rules
from models.refinement.method import Method
from models.refinement.posterior import integrate
from models.refinement.reading import read_patterns
from models.refinement.season_spread import season_spread, widen
from tests.unit.refinement.planted import World, make_world

OF_TWO_SEASONS = 12.7062 / 1.95996
"""Upper 2.5 % points of Student's t with one degree of freedom and of the normal, from tables."""


Fit = tuple[Candidate, PatternTable, Rules, Method]


def fitted(patterns: pd.DataFrame, world: World) -> Fit:
    method = Method.from_parameters(FilterWeightRefiner().get_params())
    rules = read_rules(world.rules)
    table, _ = read_patterns(patterns, len(rules.name), method)
    candidate = find_candidate(table.totals(table.seasons), rules, rules.is_stale, method)
    return candidate, table, rules, method


def spread_of(patterns: pd.DataFrame, world: World) -> SeasonSpread:
    return season_spread(*fitted(patterns, world))


def test_two_seasons_alike_leave_the_uncertainty_of_having_seen_but_two() -> None:
    world = make_world(3)
    season = world.patterns[world.patterns["season"] == 2000]
    alike = pd.concat([season, season.assign(season=2001)], ignore_index=True)
    spread = spread_of(alike, world)
    assert spread.traits == pytest.approx(OF_TWO_SEASONS, rel=1e-4)
    assert spread.ports == pytest.approx(OF_TWO_SEASONS, rel=1e-4)


def test_a_trait_that_counts_in_every_other_season_widens_the_traits_intervals() -> None:
    world = make_world(3)
    even = spread_of(world.patterns, world)
    fickle = world.patterns.copy()
    has_trait = (fickle["hits"].to_numpy() >> 1 & 1).astype(bool)
    odd_season = fickle["season"].to_numpy() % 2 == 1
    fickle.loc[has_trait & odd_season, "confirmed"] = 0
    fickle.loc[has_trait & ~odd_season, "confirmed"] *= 2
    fickle["confirmed"] = np.minimum(fickle["confirmed"], fickle["containers"])
    assert spread_of(fickle, world).traits > 1.5 * even.traits


def test_intervals_hold_those_of_one_set_of_weights_and_nothing_else_changes() -> None:
    world = make_world(4)
    before, table, rules, method = fitted(world.patterns, world)
    after = widen(before, table, rules, method)
    thinned = thin(table.totals(table.seasons), method.grid_patterns)
    within = integrate(thinned, rules, before.prior, before.kappa, method)
    assert after.marginal is not None

    for name, unit in (("low", 1.0), ("low_log_odds", before.kappa)):
        low, wider = getattr(within, name), getattr(after.marginal, name)
        assert (wider <= low + 1e-9).all()
        assert (wider >= unit * rules.lower - 1e-9).all()
    for name, unit in (("high", 1.0), ("high_log_odds", before.kappa)):
        high, wider = getattr(within, name), getattr(after.marginal, name)
        assert (wider >= high - 1e-9).all()
        assert (wider <= unit * rules.upper + 1e-9).all()
    assert (after.marginal.high - after.marginal.low > within.high - within.low).any()
    for name in ("points", "posterior", "sd", "probability", "freed"):
        assert np.array_equal(getattr(after, name), getattr(before, name))


def test_a_season_without_an_incident_says_nothing_and_breaks_nothing() -> None:
    world = make_world(5)
    quiet = world.patterns.copy()
    quiet.loc[quiet["season"] == 2003, "confirmed"] = 0
    spread = spread_of(quiet, world)
    assert np.isfinite([spread.traits, spread.ports]).all()
    assert spread.traits >= 1.0
