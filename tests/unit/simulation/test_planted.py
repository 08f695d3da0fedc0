"""The planted truth: weights, the port that moves, its trace, what the agency can know of it."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from models.rules import RuleSet
from models.simulation import ReferenceTables, SimulationConfig, world_truth
from models.simulation.planted import (
    ACTIVE_LOG_ODDS,
    ACTIVE_PORTS,
    FAR_LOG_ODDS,
    NEIGHBOUR_LOG_ODDS,
    TRUE_POINTS,
    active_port,
    log_odds,
    new_consignee_factor,
    true_weights,
)
from models.simulation.port_history import PortHistory
from models.simulation.world import build_world
from tests.unit.simulation.conftest import TINY, World

HONG_KONG, BUSAN, SHEKOU, YANTIAN, SHANGHAI = "58201", "58023", "57018", "57078", "57035"


def test_every_planted_trait_is_a_rule_of_the_shipped_set(rule_sets: dict[str, RuleSet]) -> None:
    traits = {rule.id for rule in rule_sets["human_smuggling"].rules if rule.kind == "trait"}
    assert set(TRUE_POINTS) == traits


def test_planted_weights_differ_from_the_points_and_ports_have_none(
    rule_sets: dict[str, RuleSet],
) -> None:
    rules = rule_sets["human_smuggling"].rules
    weights = true_weights(rule_sets["human_smuggling"], "planted")
    assert weights.planted_rules_absent == []
    by_id = dict(zip(weights.rules, weights.true_points.tolist(), strict=True))
    for rule in rules:
        expected = TRUE_POINTS[rule.id] if rule.kind == "trait" else 0.0
        assert by_id[rule.id] == expected
    differing = [rule.id for rule in rules if by_id[rule.id] != rule.points]
    assert len(differing) >= 10


def test_current_truth_is_the_points_in_force(rule_sets: dict[str, RuleSet]) -> None:
    weights = true_weights(rule_sets["human_smuggling"], "current")
    assert weights.true_points.tolist() == rule_sets["human_smuggling"].points.tolist()
    assert world_truth(rule_sets["human_smuggling"], "current")["active_ports"].num_rows == 0


@pytest.mark.parametrize(
    ("season", "code"),
    [(1999, HONG_KONG), (2000, HONG_KONG), (2001, BUSAN), (2002, BUSAN), (2003, SHEKOU)]
    + [(2005, SHEKOU), (2006, SHANGHAI)],
)
def test_the_active_port_moves_as_in_the_review(
    season: int, code: str, reference: ReferenceTables
) -> None:
    world = build_world(TINY, reference)
    assert world.network.foreign.codes[active_port(world, season)] == code


def test_seasons_of_active_ports_follow_one_another() -> None:
    for (_, last, *_), (first, *_) in zip(ACTIVE_PORTS, ACTIVE_PORTS[1:], strict=False):
        assert first == last + 1


def test_log_odds_add_true_points_and_the_pull_of_ports(
    reference: ReferenceTables, rule_sets: dict[str, RuleSet]
) -> None:
    world = build_world(TINY, reference)
    rule_set = rule_sets["human_smuggling"]
    weights = true_weights(rule_set, "planted")
    ports, us = world.network.foreign, world.network.united_states
    lading = np.array([ports.index_of(code) for code in (SHEKOU, YANTIAN, HONG_KONG, "42157")])
    los_angeles, seattle = us.index_of("2704"), us.index_of("3001")
    bit = 1 << weights.rules.index("soft_top")
    hits = np.array([0, 0, 0, bit])
    odds = log_odds(world, weights, hits, lading, np.full(4, los_angeles), 2004)
    soft_top = TRUE_POINTS["soft_top"] / 10
    expected = [ACTIVE_LOG_ODDS, NEIGHBOUR_LOG_ODDS, 0.0, FAR_LOG_ODDS + soft_top]
    assert odds.tolist() == pytest.approx(expected)
    at_seattle = log_odds(world, weights, hits, lading, np.full(4, seattle), 2004)
    assert (at_seattle - odds).tolist() == pytest.approx([1.0] * 4)


def test_the_trace_shows_the_season_before_the_port_becomes_active(
    reference: ReferenceTables,
) -> None:
    world = build_world(TINY, reference)
    shanghai = world.network.foreign.index_of(SHANGHAI)
    for season, rises in ((2004, False), (2005, True), (2006, False)):
        factor = new_consignee_factor(world, season)
        assert (factor[shanghai] > 1) == rises
        assert (np.delete(factor, shanghai) == 1).all()
    nothing = build_world(replace(TINY, truth="current"), reference)
    assert (new_consignee_factor(nothing, 2005) == 1).all()


def test_smuggled_boxes_come_from_the_active_port_in_season(
    run: Callable[[SimulationConfig], World],
) -> None:
    config = SimulationConfig(
        seed=5, first_season=2006, last_season=2006, trips_per_season=8000, incidents_per_season=60
    )
    world = run(config)
    carried = world.truth("containers_with_persons").to_pandas()
    events = carried.drop_duplicates("truth_event")
    # 60 confirmed of about half the attempts: 129 expected, within five standard deviations.
    assert 75 < len(events) < 190
    months = {int(name.split("-")[1][4:6]) for name in events["truth_event"]}
    assert months <= {10, 11, 12, 1, 2, 3, 4, 5}
    assert (events["loading_port_code"] == SHANGHAI).mean() > 0.6
    assert carried.groupby("truth_event")["vessel_imo"].nunique().max() == 1
    assert set(carried.groupby("truth_event").size()) <= {1, 2}
    confirmed = events["is_discovered"].sum()
    assert confirmed == pytest.approx(60, abs=5 * np.sqrt(60))
    arrived = sum(month.counts["incidents_arrived"] for month in world.months)
    # A release tells what was known by then, and the truth what happened.
    assert arrived == confirmed


def test_port_traits_by_hand() -> None:
    # Ports A and B lie in one region, C elsewhere; each had 100 trips a season.
    history = PortHistory(np.array(["delta", "delta", "gulf"]))
    ports = np.repeat([0, 1, 2], 100)
    new = np.zeros(300, dtype=bool)
    new[:10] = new[100:110] = new[200:210] = True
    history.add_traffic(2003, ports, new)
    rising = new.copy()
    rising[200:240] = True
    history.add_traffic(2004, ports, rising)
    history.add_incidents(2004, np.array([0, 0, 0]))
    # A: (3 + 1) / (1 + 1) = 2; B and C: (0 + 1) / (1 + 1) = 0.5.
    assert history.is_hit(2005).tolist() == [True, False, False]
    assert history.is_near_hit(2005).tolist() == [False, True, False]
    # C: 40 % after 10 %, z = 0.30 / sqrt(0.25 * 0.75 * 2 / 100) = 4.9.
    assert history.is_rising(2005).tolist() == [False, False, True]
    assert not history.is_rising(2004).any()
    # Two seasons on the incidents still count, three seasons on they do not.
    assert history.is_hit(2006).tolist() == [True, False, False]
    assert not history.is_hit(2007).any()
