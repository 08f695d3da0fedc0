"""The gate: few changes, small steps, whole points, and the words for them."""

import numpy as np
import pytest

from models.refinement import FilterWeightRefiner
from models.refinement.rounding import whole_points
from models.refinement.wording import AT_BOUND, CHANGED, EXPIRED, KEEP
from tests.unit.refinement.planted import RULE_ROWS, World, make_world

ERRORS = {"soft_top": 0, "first_consignee": 0, "port_a": 0, "port_b": 14}


@pytest.fixture(scope="module")
def world() -> World:
    return make_world(seed=3, current=ERRORS, incidents_per_season=120)


def fit(world: World, **parameters: object) -> FilterWeightRefiner:
    return FilterWeightRefiner(refuse_below_nats=-np.inf, **parameters).fit(
        world.patterns, world.rules
    )


def decisions(refiner: FilterWeightRefiner) -> dict[str, str]:
    return dict(zip(refiner.proposal_["rule"], refiner.proposal_["decision"], strict=True))


@pytest.mark.parametrize("most", [0, 1, 3])
def test_at_most_so_many_weights_change_and_the_others_wait(world: World, most: int) -> None:
    proposal = fit(world, max_changes=most).proposal_
    is_changed = proposal["points"] != proposal["proposed_points"]
    assert is_changed.sum() == most
    if most:
        waiting = proposal["reason"].str.contains("changes that tell more came first")
        assert waiting.any()
        assert proposal.loc[is_changed, "probability_of_direction"].min() > 0.95


@pytest.mark.parametrize("longest", [2, 12])
def test_no_step_is_longer_than_allowed(world: World, longest: int) -> None:
    proposal = fit(world, max_step=longest).proposal_
    step = (proposal["proposed_points"] - proposal["points"]).abs()
    assert step.max() == longest
    limited = proposal.loc[step == longest, "reason"]
    assert limited.str.endswith(f"the largest step is {longest} points").all()


def test_a_change_is_sure_and_a_keep_says_what_was_missing(world: World) -> None:
    refiner = fit(world)
    proposal = refiner.proposal_.set_index("rule")
    changed = proposal[proposal["points"] != proposal["proposed_points"]]
    assert (changed["probability_of_direction"] > 0.95).all()
    assert set(changed["decision"]) <= {CHANGED, AT_BOUND, EXPIRED}
    kept = proposal[proposal["points"] == proposal["proposed_points"]]
    assert (kept["decision"] == KEEP).all()
    assert proposal["proposed_points"].dtype == np.int64


def test_the_evidence_behind_a_rule_is_counted_from_the_patterns(world: World) -> None:
    proposal = fit(world).proposal_
    hits = world.patterns["hits"].to_numpy()
    for bit, row in enumerate(proposal.itertuples()):
        is_hit = (hits >> bit) & 1 == 1
        assert row.containers_hit == world.patterns.loc[is_hit, "containers"].sum()
        assert row.confirmed_hit == world.patterns.loc[is_hit, "confirmed"].sum()
    # A rule whose points are far too high expects far more than it sees, and the reverse.
    by_rule = proposal.set_index("rule")
    assert (
        by_rule.loc["port_b", "confirmed_expected"] > 1.5 * by_rule.loc["port_b", "confirmed_hit"]
    )
    assert by_rule.loc["soft_top", "confirmed_expected"] < by_rule.loc["soft_top", "confirmed_hit"]


def test_a_stale_port_rule_expires(world: World) -> None:
    silent = world.patterns.copy()
    bit = [row[0] for row in RULE_ROWS].index("port_b")
    recent = (silent["season"] >= 2004) & ((silent["hits"] // 2**bit) % 2 == 1)
    silent.loc[recent, "confirmed"] = 0
    rules = world.rules.assign(stale=world.rules["rule"] == "port_b")
    refiner = FilterWeightRefiner(refuse_below_nats=-np.inf).fit(silent, rules)
    row = refiner.proposal_.set_index("rule").loc["port_b"]
    assert row["decision"] == EXPIRED
    assert row["proposed_points"] == 2
    assert row["reason"].startswith("no incident at its port in the last two seasons")


def test_a_weight_pushed_beyond_its_box_ends_at_its_bound(world: World) -> None:
    rules = world.rules.copy()
    rules.loc[rules["rule"] == "soft_top", "max_points"] = 5
    rules.loc[rules["rule"] == "first_consignee", ["points", "max_points"]] = [3, 3]
    refiner = FilterWeightRefiner(refuse_below_nats=-np.inf).fit(world.patterns, rules)
    proposal = refiner.proposal_.set_index("rule")
    assert proposal.loc["soft_top", ["proposed_points", "decision"]].tolist() == [5, AT_BOUND]
    assert proposal.loc["first_consignee", ["proposed_points", "decision"]].tolist() == [
        3,
        AT_BOUND,
    ]
    assert (proposal["proposed_points"] <= rules.set_index("rule")["max_points"]).all()


@pytest.mark.parametrize("seed", range(20))
def test_whole_points_lose_no_more_than_each_weight_s_nearest(seed: int) -> None:
    rng = np.random.default_rng(seed)
    half = rng.normal(size=(5, 5))
    hessian = half @ half.T + 0.1 * np.eye(5)
    points, bound = rng.uniform(-3, 3, size=4), np.full(4, 3.0)
    # no prior: the posterior is the likelihood
    found = whole_points(points, np.zeros(4), hessian, -bound, bound, np.zeros(4), 0.0)
    # with the intercept at its best: the smallest value of the parabola over the intercept
    grid = np.linspace(-20, 20, 40001)

    def lost(whole: np.ndarray) -> float:
        away = whole - points
        return float(
            0.5 * away @ hessian[1:, 1:] @ away
            + np.min(0.5 * hessian[0, 0] * grid**2 + grid * (hessian[0, 1:] @ away))
        )

    assert (found == np.rint(found)).all()
    assert (np.abs(found) <= bound).all()
    assert lost(found) <= lost(np.rint(points)) + 1e-5


@pytest.mark.parametrize(("curvature", "rounded"), [(8.0, 0.0), (9.0, 1.0)])
def test_a_weight_is_rounded_the_other_way_where_the_incidents_lose_a_nat(
    curvature: float, rounded: float
) -> None:
    # At 0.45, a prior of precision 1 around 0, a curvature of 9 in all. To 0 the posterior loses
    # 9/2 * 0.45^2 = 0.91 and the likelihood 10/2 * 0.45^2 = 1.01 nats; to 1 they lose 1.36 and
    # 9/2 * 0.55^2 - 0.55 * 0.45 - 0.55^2 / 2 = 0.96. With 8, to 0, the likelihood loses 0.91.
    one, none = np.ones(1), np.zeros(1)
    hessian = np.diag([1.0, curvature])
    found = whole_points(np.array([0.45]), none, hessian, -one, one, none, 1.0)
    assert found.tolist() == [rounded]


def test_rounding_costs_next_to_nothing(world: World) -> None:
    assert abs(fit(world).rounding_loss_nats_) < 1.0
