"""A coming season whose port rules are known: ports as in the newest, or as in moves before."""

import numpy as np
import pandas as pd
import pytest
from sklearn.base import clone

from models.evaluation.recall import recall_in_top_share
from models.evaluation.walk_forward import walk_forward
from models.refinement import FilterWeightRefiner

SEASONS = (2000, 2001, 2002, 2003, 2004)
RULES = pd.DataFrame(
    {
        "rule": ["port_a", "port_b", "port_rising", "soft_top"],
        "points": [10, 0, 0, 5],
        "sign": [1, 1, 1, 1],
        "min_points": 0,
        "max_points": 25,
        "kind": ["port_identity", "port_identity", "port_general", "trait"],
        "stale": False,
    }
)
PORT_A, PORT_B, RISING, SOFT_TOP = 1, 2, 4, 8


def season_of(season: int, active: int, rising: int = 0) -> pd.DataFrame:
    """Ten thousand containers, one in ten at each port; 40 incidents at the active port.

    Four fifths of all containers are at neither port and have 10 incidents; one in five has a soft
    top, which does not matter.
    """
    rows = []
    for port, size in ((PORT_A, 1000), (PORT_B, 1000), (0, 8000)):
        incidents = 40 if port == active else 5 if port else 10
        for top, part in ((0, 0.8), (SOFT_TOP, 0.2)):
            hits = port | top | (RISING if port and port == rising else 0)
            rows.append((season, hits, int(size * part), 0, 0, int(incidents * part), 0))
    return pd.DataFrame(
        rows,
        columns=[
            "season", "hits", "containers", "examined_physical", "examined_image", "confirmed",
            "lesser",
        ],
    )  # fmt: skip


def moved_in_the_newest() -> pd.DataFrame:
    """Four seasons at port A; the newest at port B."""
    actives = [PORT_A] * 4 + [PORT_B]
    return pd.concat(map(season_of, SEASONS, actives), ignore_index=True)


def coming(rising: int = 0) -> pd.DataFrame:
    return season_of(2005, PORT_B, rising)[["hits", "containers"]]


def points(refiner: FilterWeightRefiner) -> dict[str, int]:
    proposal = refiner.proposal_
    return dict(zip(proposal["rule"], proposal["proposed_points"].tolist(), strict=True))


@pytest.fixture(scope="module")
def uninformed() -> FilterWeightRefiner:
    return FilterWeightRefiner().fit(moved_in_the_newest(), RULES)


@pytest.fixture(scope="module")
def informed() -> FilterWeightRefiner:
    return FilterWeightRefiner().fit(moved_in_the_newest(), RULES, coming())


def test_ports_count_as_in_the_newest_season(
    informed: FilterWeightRefiner, uninformed: FilterWeightRefiner
) -> None:
    # Over all seasons port A had 165 incidents and port B 60; in the newest 5 and 40.
    posterior = informed.proposal_.set_index("rule")["posterior_points"]
    assert posterior["port_b"] > posterior["port_a"]
    of_all = uninformed.proposal_.set_index("rule")["posterior_points"]
    assert of_all["port_a"] > of_all["port_b"]
    assert points(informed)["port_b"] > points(informed)["port_a"]
    test = season_of(2005, PORT_B)
    found = {
        name: recall_in_top_share(
            refiner.score_samples(test), test["containers"], test["confirmed"], 0.10
        )
        for name, refiner in (("informed", informed), ("uninformed", uninformed))
    }
    # Port B, a tenth of all containers, has 40 of the 55 incidents.
    assert found["informed"] == pytest.approx(40 / 55, abs=0.01)
    assert found["uninformed"] < 0.5


def test_a_searched_proposal_keeps_the_rules_of_the_gate(informed: FilterWeightRefiner) -> None:
    proposal = informed.proposal_
    moved = proposal["proposed_points"] - proposal["points"]
    assert moved.abs().max() <= 12
    changed = proposal[moved != 0]
    assert (changed["probability_of_direction"] > 0.95).all()
    direction = np.sign(changed["posterior_points"] - changed["points"])
    assert (direction == np.sign(moved[moved != 0])).all()
    assert informed.rounding_loss_nats_ == 0.0
    assert informed.to_model_card()["fit"]["searched_for_coming_season"]


def test_a_first_move_foretold_leaves_the_proposal_of_all_seasons(
    uninformed: FilterWeightRefiner,
) -> None:
    foretold = FilterWeightRefiner().fit(moved_in_the_newest(), RULES, coming(rising=PORT_A))
    pd.testing.assert_frame_equal(foretold.proposal_, uninformed.proposal_)
    assert not foretold.to_model_card()["fit"]["searched_for_coming_season"]
    assert np.isnan(foretold.coming_gain_nats_)
    silent = FilterWeightRefiner(moving_rules=()).fit(
        moved_in_the_newest(), RULES, coming(rising=PORT_A)
    )
    assert silent.to_model_card()["fit"]["searched_for_coming_season"]


def test_a_later_move_counts_as_the_moves_before() -> None:
    # To port B in 2002 and back to port A in 2004, each foretold; it foretells port B for 2005.
    patterns = pd.concat(
        [
            season_of(2000, PORT_A),
            season_of(2001, PORT_A),
            season_of(2002, PORT_B, rising=PORT_B),
            season_of(2003, PORT_B),
            season_of(2004, PORT_A, rising=PORT_A),
        ],
        ignore_index=True,
    )
    refiner = FilterWeightRefiner().fit(patterns, RULES, coming(rising=PORT_B))
    card = refiner.to_model_card()
    assert card["fit"]["seasons_alike"] == {"seasons": [2002, 2004], "is_moving": True}
    # A port that rises had 80 of the 110 incidents of those seasons, the other port 10.
    assert points(refiner)["port_rising"] == 12
    # Port A keeps its 10: with the rising port before it, lowering it would find no more.
    assert points(refiner)["port_a"] == 10
    test = season_of(2005, PORT_B, rising=PORT_B)
    found = recall_in_top_share(
        refiner.score_samples(test), test["containers"], test["confirmed"], 0.10
    )
    assert found == pytest.approx(40 / 55, abs=0.01)
    # 2002 foretold the first move, so it is told by nothing; 2003 and 2004 are.
    assert [row["season"] for row in card["told_seasons"]] == [2003, 2004]
    assert [row["alike"] for row in card["told_seasons"]] == [[2002], [2002]]
    assert [row["is_moving"] for row in card["told_seasons"]] == [False, True]
    assert all(row["gain_nats"] > 0 for row in card["told_seasons"])


def test_a_rule_on_ports_has_no_interval_where_the_season_is_known(
    informed: FilterWeightRefiner, uninformed: FilterWeightRefiner
) -> None:
    ends = ["low_points", "high_points", "low_log_odds", "high_log_odds"]
    of_trait = RULES["kind"].eq("trait").to_numpy()
    assert informed.proposal_.loc[~of_trait, ends].isna().all(axis=None)
    assert informed.proposal_.loc[of_trait, ends].notna().all(axis=None)
    assert uninformed.proposal_[ends].notna().all(axis=None)


def test_how_many_containers_come_does_not_matter_and_the_result_stays_the_same(
    informed: FilterWeightRefiner,
) -> None:
    more = coming().assign(containers=lambda frame: 7 * frame["containers"])
    again = clone(informed).fit(moved_in_the_newest(), RULES, more.iloc[::-1])
    assert points(again) == points(informed)


@pytest.mark.parametrize(
    ("bad", "message"),
    [
        (coming().drop(columns="containers"), "coming: no column containers"),
        (coming().assign(containers=0), "coming holds no container"),
        (coming().assign(containers=-1), "counts must be numbers of 0 or more"),
        (coming().assign(hits=16), "a bit beyond the last of 4 rules"),
    ],
)
def test_bad_traffic_is_named(bad: pd.DataFrame, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        FilterWeightRefiner().fit(moved_in_the_newest(), RULES, bad)


def test_the_walk_forward_passes_on_what_is_known_of_each_season() -> None:
    seasons = {
        season: frame.drop(columns="season")
        for season, frame in moved_in_the_newest().groupby("season")
    }
    seasons[2005] = season_of(2005, PORT_B).drop(columns="season")
    asked = []

    def known(season: int) -> pd.DataFrame:
        asked.append(season)
        return coming()

    walk = walk_forward(
        seasons, FilterWeightRefiner(), RULES, first_tested=2005, budget=0.1, coming=known
    )
    assert asked == [2005]
    recall = walk.set_index("weights")["recall"]
    assert recall["proposal"] == pytest.approx(40 / 55, abs=0.01)
    assert recall["proposal"] > recall["current"]
