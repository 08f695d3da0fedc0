"""Leaving incidents out, and the exposure assumption: what a refit owes to them."""

import numpy as np
import pandas as pd
import pytest

from models.evaluation.leave_out import found_in_budget, leave_out
from models.evaluation.sensitivity import surfacing_sensitivity
from models.refinement import FilterWeightRefiner
from tests.unit.refinement.planted import World, make_world


@pytest.fixture(scope="module")
def world() -> World:
    return make_world(seed=3, current={"soft_top": 0, "port_b": 12}, containers=8000)


@pytest.fixture(scope="module")
def incidents(world: World) -> pd.DataFrame:
    """One row per confirmed container; named after what it hit, so that likes go together."""
    confirmed = world.patterns[world.patterns["confirmed"] > 0]
    rows = confirmed.loc[confirmed.index.repeat(confirmed["confirmed"]), ["season", "hits"]]
    rows = rows.reset_index(drop=True)
    rows["incident_id"] = [f"I{number}" for number in range(len(rows))]
    rows["port"] = np.where(rows["hits"] & 2**6, "A", np.where(rows["hits"] & 1, "soft", "other"))
    return rows


def test_budget_counts_by_season_with_ties_pro_rata() -> None:
    patterns = pd.DataFrame(
        {"season": [1, 1, 2, 2], "hits": [1, 0, 1, 0], "containers": [5, 95, 50, 50]}
    )
    found = pd.DataFrame({"season": [1, 1, 2], "hits": [1, 0, 1]})
    # Season 1: ten taken, the five that hit and 5 of 95; season 2: ten of the fifty that hit.
    expected = 1 + 5 / 95 + 10 / 50
    assert found_in_budget(patterns, found, np.array([6]), 0.10) == pytest.approx(expected)


def test_without_a_group_is_the_fit_on_what_is_left(world: World, incidents: pd.DataFrame) -> None:
    table = leave_out(FilterWeightRefiner(), world.patterns, world.rules, incidents, "port")
    assert table["containers"].sum() == world.patterns["confirmed"].sum()
    assert table["left_out"].tolist() == sorted(
        table["left_out"], key=lambda name: -(incidents["port"] == name).sum()
    )
    soft = table.set_index("left_out").loc["soft"]
    # Another route: take them off by hand and fit with the whole fit's prior.
    whole = FilterWeightRefiner(refuse_below_nats=-np.inf).fit(world.patterns, world.rules)
    taken = incidents[incidents["port"] == "soft"].groupby(["season", "hits"]).size()
    index = pd.MultiIndex.from_frame(world.patterns[["season", "hits"]])
    left = world.patterns["confirmed"] - taken.reindex(index, fill_value=0).to_numpy()
    again = FilterWeightRefiner(
        refuse_below_nats=-np.inf,
        tau_grid=(whole.tau_,),
        rho_grid=(whole.rho_,),
        rolling_seasons=1,
    ).fit(world.patterns.assign(confirmed=left), world.rules)
    points, other = (one.proposal_["proposed_points"] for one in (whole, again))
    assert (
        soft["differing_rules"].split(", ") == again.proposal_.loc[points != other, "rule"].tolist()
    )
    assert "soft_top" in soft["differing_rules"]
    assert soft["largest_difference_points"] == (points - other).abs().max()
    assert soft["found_without"] < soft["found_with"]


def test_incidents_the_patterns_do_not_count_are_refused(
    world: World, incidents: pd.DataFrame
) -> None:
    twice = pd.concat([incidents, incidents, incidents])
    with pytest.raises(ValueError, match="give incidents and patterns of the same seasons"):
        leave_out(FilterWeightRefiner(), world.patterns, world.rules, twice, "port")


def test_the_assumption_itself_differs_from_itself_in_nothing(world: World) -> None:
    refiner = FilterWeightRefiner(surfacing=0.40)
    table = surfacing_sensitivity(refiner, world.patterns, world.rules, (0.05, 0.40, 0.80))
    own = table.set_index("surfacing").loc[0.40]
    fitted = FilterWeightRefiner(refuse_below_nats=-np.inf).fit(world.patterns, world.rules)
    proposal = fitted.proposal_
    assert own["differing_rules"] == ""
    assert own["largest_difference_points"] == 0
    assert own["l1_points"] == (proposal["proposed_points"] - proposal["points"]).abs().sum() > 0
    assert table["surfacing"].tolist() == [0.05, 0.40, 0.80]
    assert not hasattr(refiner, "proposal_")
    refused = table["is_refused"].astype(bool)
    assert (refused == (table["gain_nats"] < 2.0)).all()
