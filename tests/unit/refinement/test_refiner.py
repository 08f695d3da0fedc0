"""The estimator: planted errors are corrected, no error is left alone, conventions are kept."""

import json

import numpy as np
import pandas as pd
import pytest
from sklearn.base import clone
from sklearn.exceptions import NotFittedError

from models.evaluation import recall_in_top_share
from models.refinement import FilterWeightRefiner
from models.refinement.scale import fit_scale
from models.refinement.wording import KEEP
from models.rules.scoring import score_hits
from tests.unit.refinement.planted import World, make_world

STRONG = {"soft_top": 0, "port_b": 12}
WIDE = {"soft_top": 0, "port_a": 0, "port_b": 15, "first_consignee": 0}
PUBLIC = ["rule", "points", "proposed_points", "sd_points", "probability_of_direction"]


@pytest.fixture(scope="module")
def strong() -> World:
    return make_world(seed=0, current=STRONG)


@pytest.fixture(scope="module")
def fitted(strong: World) -> FilterWeightRefiner:
    return FilterWeightRefiner().fit(strong.patterns, strong.rules)


@pytest.mark.parametrize("seed", range(6))
def test_a_strong_planted_error_is_corrected_in_the_right_direction(seed: int) -> None:
    world = make_world(seed, STRONG, incidents_per_season=120)
    refiner = FilterWeightRefiner().fit(world.patterns, world.rules)
    assert not refiner.refused_
    assert refiner.refusal_ == ""
    assert refiner.predictive_gain_nats_ >= 2.0
    proposal = refiner.proposal_.set_index("rule")["proposed_points"]
    assert proposal["soft_top"] >= 5
    assert proposal["port_b"] <= 6


@pytest.fixture(scope="module")
def recalls() -> pd.DataFrame:
    """Recall on a season not trained on, in four worlds with four wrong weights."""
    rows = []
    for seed in range(4):
        world = make_world(seed, WIDE, incidents_per_season=120)
        fresh = make_world(900 + seed, WIDE, 3000, seasons=(2006,), containers=80_000).patterns
        traffic = fresh["containers"], fresh["incidents"]
        row = {
            "truth": recall_in_top_share(score_hits(fresh["hits"], world.truth), *traffic),
            "current": recall_in_top_share(
                score_hits(fresh["hits"], world.rules["points"]), *traffic
            ),
        }
        for surfacing in (0.40, 0.13, 0.82):
            refiner = FilterWeightRefiner(surfacing=surfacing).fit(world.patterns, world.rules)
            row[f"surfacing {surfacing:g}"] = recall_in_top_share(
                refiner.score_samples(fresh), *traffic
            )
        rows.append(row)
    return pd.DataFrame(rows)


def test_corrected_weights_find_more_in_a_season_not_seen(recalls: pd.DataFrame) -> None:
    gained = recalls["surfacing 0.4"] - recalls["current"]
    to_gain = recalls["truth"] - recalls["current"]
    assert (gained > 0).all()
    assert gained.sum() > 0.6 * to_gain.sum()


def test_a_wrong_surfacing_probability_hardly_matters(recalls: pd.DataFrame) -> None:
    # The worlds were drawn with 0.40.
    for wrong in ("surfacing 0.13", "surfacing 0.82"):
        assert abs((recalls[wrong] - recalls["surfacing 0.4"]).mean()) < 0.02


def test_a_refused_proposal_scores_as_the_current_weights(strong: World) -> None:
    refused = FilterWeightRefiner(refuse_below_nats=np.inf).fit(strong.patterns, strong.rules)
    season = strong.patterns.query("season == 2005")
    expected = recall_in_top_share(
        score_hits(season["hits"], strong.rules["points"]),
        season["containers"],
        season["confirmed"],
    )
    assert refused.refused_
    assert refused.score(season) == expected


@pytest.mark.parametrize("incidents", [6, 60])
def test_where_the_current_weights_are_the_truth_next_to_nothing_changes(incidents: int) -> None:
    refusals = 0
    for seed in range(10, 18):
        world = make_world(seed, incidents_per_season=incidents)
        refiner = FilterWeightRefiner().fit(world.patterns, world.rules)
        moved = (refiner.proposal_["proposed_points"] - refiner.proposal_["points"]).abs().sum()
        assert moved <= 30
        refusals += refiner.refused_
    assert refusals >= 7


def test_a_refused_proposal_keeps_every_weight_and_says_why() -> None:
    world = make_world(seed=11)
    refiner = FilterWeightRefiner().fit(world.patterns, world.rules)
    assert refiner.refused_
    assert refiner.proposal_["proposed_points"].equals(refiner.proposal_["points"])
    assert (refiner.proposal_["decision"] == KEEP).all()
    assert refiner.refusal_.startswith("by their evidence over seasons 2000 to 2005 changed")
    assert refiner.refusal_.endswith("2 are needed")
    rolling = FilterWeightRefiner(judged_by="rolling").fit(world.patterns, world.rules)
    assert "on seasons 2003, 2004, 2005, each predicted from those before it" in rolling.refusal_


def test_too_few_incidents_are_a_refusal_with_the_power_they_have() -> None:
    world = make_world(seed=1, incidents_per_season=1, seasons=(2004, 2005))
    patterns = world.patterns.assign(confirmed=0)
    refiner = FilterWeightRefiner().fit(patterns, world.rules)
    assert refiner.refused_
    assert refiner.refusal_.startswith("0 confirmed incidents; nothing is fitted below 5")
    assert np.isnan([refiner.kappa_, refiner.tau_, refiner.rho_]).all()
    assert np.isnan(refiner.predictive_gain_nats_)
    assert refiner.proposal_["proposed_points"].equals(refiner.proposal_["points"])
    assert json.loads(json.dumps(refiner.to_model_card()))["fit"] == {}


def test_the_rolling_gain_is_the_sum_over_the_last_three_seasons(
    fitted: FilterWeightRefiner,
) -> None:
    assert fitted.rolling_["season"].tolist() == [2003, 2004, 2005]
    assert fitted.rolling_["gain_nats"].sum() == pytest.approx(fitted.rolling_gain_nats_)
    assert fitted.rolling_["training_confirmed"].is_monotonic_increasing


def test_the_refusal_is_judged_by_the_gain_asked_for(strong: World) -> None:
    by_evidence, by_rolling = (
        FilterWeightRefiner(judged_by=judge).fit(strong.patterns, strong.rules)
        for judge in ("evidence", "rolling")
    )
    assert by_evidence.predictive_gain_nats_ == by_evidence.evidence_gain_nats_
    assert by_rolling.predictive_gain_nats_ == by_rolling.rolling_gain_nats_
    assert by_rolling.evidence_gain_nats_ == by_evidence.evidence_gain_nats_


def test_a_season_is_predicted_without_looking_at_it_or_beyond(strong: World) -> None:
    whole = FilterWeightRefiner().fit(strong.patterns, strong.rules)
    before = strong.patterns.query("season <= 2004")
    shorter = FilterWeightRefiner(rolling_seasons=2).fit(before, strong.rules)
    columns = ["season", "changes", "expected", "gain_nats"]
    assert (
        shorter.rolling_[columns].to_numpy().tolist()
        == whole.rolling_[columns].head(2).to_numpy().tolist()
    )


def test_staleness_in_the_past_is_seen_from_the_past() -> None:
    # Port b is quiet in 2004 and 2005 only: for the final fit it is stale, for 2003 it was not.
    world = make_world(seed=2, current={"port_b": 12}, incidents_per_season=120)
    patterns = world.patterns.copy()
    quiet = (patterns["season"] >= 2004) & ((patterns["hits"] // 2**7) % 2 == 1)
    patterns.loc[quiet, "confirmed"] = 0
    rules = world.rules.assign(stale=world.rules["rule"] == "port_b")
    with_flag = FilterWeightRefiner().fit(patterns, rules)
    without = FilterWeightRefiner().fit(patterns, world.rules)
    pd.testing.assert_frame_equal(with_flag.rolling_, without.rolling_)


def test_init_only_stores_and_clone_copies() -> None:
    grid = (1.0, 3.0)
    refiner = FilterWeightRefiner(gate=0.9, tau_grid=grid)
    assert vars(refiner) == refiner.get_params()
    copy = clone(refiner)
    assert copy is not refiner
    assert copy.get_params() == refiner.get_params()
    assert copy.set_params(max_changes=2).max_changes == 2
    assert refiner.max_changes == 8
    with pytest.raises(ValueError, match="Invalid parameter"):
        refiner.set_params(learning_rate=1)


def test_parameters_survive_fitting_and_fitted_names_end_in_an_underscore(
    fitted: FilterWeightRefiner,
) -> None:
    parameters = fitted.get_params()
    assert parameters == FilterWeightRefiner().get_params()
    learned = set(vars(fitted)) - set(parameters)
    assert learned >= {"proposal_", "refused_", "predictive_gain_nats_", "kappa_", "tau_", "rho_"}
    assert all(name.endswith("_") for name in learned)
    assert fitted.proposal_.columns[:7].tolist() == [*PUBLIC, "decision", "reason"]


def test_an_unfitted_estimator_says_so(strong: World) -> None:
    with pytest.raises(NotFittedError):
        FilterWeightRefiner().score(strong.patterns)
    with pytest.raises(NotFittedError):
        FilterWeightRefiner().to_model_card()


def test_refitting_gives_the_same_result_whatever_was_fitted_before(
    strong: World, fitted: FilterWeightRefiner
) -> None:
    again = clone(fitted)
    other = make_world(seed=7)
    again.fit(other.patterns, other.rules).fit(strong.patterns, strong.rules)
    pd.testing.assert_frame_equal(again.proposal_, fitted.proposal_)
    assert again.to_model_card() == fitted.to_model_card()


def test_inputs_are_left_as_they_were(strong: World) -> None:
    patterns, rules = strong.patterns.copy(), strong.rules.copy()
    FilterWeightRefiner().fit(patterns, rules)
    pd.testing.assert_frame_equal(patterns, strong.patterns)
    pd.testing.assert_frame_equal(rules, strong.rules)


def test_the_order_and_the_splitting_of_rows_do_not_matter(
    strong: World, fitted: FilterWeightRefiner
) -> None:
    # A row that is split in two halves, and rows in another order, are the same counts.
    halves = strong.patterns.copy()
    counts = ["containers", "examined_physical", "examined_image", "confirmed", "lesser"]
    twice = pd.concat([halves.assign(**{name: 0 for name in counts}), halves])
    shuffled = twice.sample(frac=1, random_state=1)
    again = FilterWeightRefiner().fit(shuffled, strong.rules)
    assert again.proposal_["proposed_points"].equals(fitted.proposal_["proposed_points"])
    assert again.kappa_ == pytest.approx(fitted.kappa_)


def test_words_of_a_long_rule_set_give_the_same_proposal(
    strong: World, fitted: FilterWeightRefiner
) -> None:
    # Sixty rules that nothing hits stand between the first rule and the others.
    silent = pd.DataFrame(
        {
            "rule": [f"silent_{number}" for number in range(60)],
            "points": 0,
            "sign": 0,
            "min_points": -25,
            "max_points": 25,
            "kind": "trait",
            "stale": False,
        }
    )
    rules = pd.concat([strong.rules.iloc[:1], silent, strong.rules.iloc[1:]], ignore_index=True)
    moved = [(mask & 1) | ((mask >> 1) << 61) for mask in strong.patterns["hits"].tolist()]
    words = [[mask & (2**62 - 1), mask >> 62] for mask in moved]
    long = FilterWeightRefiner().fit(strong.patterns.assign(hits=words), rules)
    changed = long.proposal_[~long.proposal_["rule"].str.startswith("silent")]
    assert changed["proposed_points"].tolist() == fitted.proposal_["proposed_points"].tolist()
    assert long.score_samples(strong.patterns.assign(hits=words)).tolist() == (
        fitted.score_samples(strong.patterns).tolist()
    )


def test_thinning_for_the_grid_leaves_the_proposal_where_it_is(
    strong: World, fitted: FilterWeightRefiner
) -> None:
    thinned = FilterWeightRefiner(grid_patterns=250).fit(strong.patterns, strong.rules)
    assert len(strong.patterns["hits"].unique()) > 250
    change = thinned.proposal_["proposed_points"] - fitted.proposal_["proposed_points"]
    assert change.abs().max() <= 1


def test_score_samples_is_the_sum_of_proposed_points(
    strong: World, fitted: FilterWeightRefiner
) -> None:
    points = fitted.proposal_["proposed_points"].tolist()
    masks = strong.patterns["hits"].head(50)
    expected = [sum(p for bit, p in enumerate(points) if mask & (1 << bit)) for mask in masks]
    assert fitted.score_samples(strong.patterns.head(50)).tolist() == expected


def test_the_card_is_plain_json_and_holds_what_a_reviewer_asks(
    fitted: FilterWeightRefiner, strong: World
) -> None:
    card = json.loads(json.dumps(fitted.to_model_card(), allow_nan=False))
    assert card["training"]["seasons"] == [2000, 2001, 2002, 2003, 2004, 2005]
    assert card["training"]["confirmed"] == strong.patterns["confirmed"].sum()
    assert card["training"]["containers"] == 6 * 40_000
    assert card["parameters"]["surfacing"] == 0.40
    assert card["fit"]["tau"] == fitted.tau_
    assert len(card["fit"]["evidence"]) == 15
    assert len(card["rules"]) == 9
    assert [row["prevalence"] for row in card["minimum_detectable_odds_ratio"]] == [
        0.01,
        0.05,
        0.1,
        0.2,
        0.4,
    ]


def test_other_counts_have_another_hash(fitted: FilterWeightRefiner, strong: World) -> None:
    changed = strong.patterns.copy()
    changed.loc[0, "containers"] += 1
    other = FilterWeightRefiner().fit(changed, strong.rules)
    assert (
        other.to_model_card()["training"]["data_sha256"]
        != fitted.to_model_card()["training"]["data_sha256"]
    )


def test_kappa_leans_on_its_prior_when_incidents_are_few() -> None:
    score, exposure = np.array([0.0, 10.0]), np.array([1e9, 1e9])
    few, many = (
        fit_scale(score, np.array([n, n * np.e**3]), exposure, median=0.1, spread=0.35)
        for n in (0.2, 1e6)
    )
    assert many == pytest.approx(0.3, abs=1e-4)
    assert 0.1 < few < 0.2
