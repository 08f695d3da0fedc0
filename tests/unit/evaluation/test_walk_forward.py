"""Walk-forward: each season judged by weights trained before it."""

import numpy as np
import pandas as pd
import pytest

from models.evaluation import walk_forward
from models.refinement import FilterWeightRefiner

COLUMNS = {
    "season", "weights", "recall", "positives", "containers", "is_refused", "changes", "l1_points",
    "predictive_gain_nats", "is_switch_season", "regret", "points",
}  # fmt: skip


def season(confirmed: list[int]) -> pd.DataFrame:
    """Masks 0 to 3 of the rules `at_port` (bit 0) and `soft_top` (bit 1)."""
    return pd.DataFrame(
        {
            "hits": [0, 1, 2, 3],
            "containers": [8_000, 1_000, 900, 100],
            "examined_physical": [40, 30, 20, 10],
            "examined_image": [80, 60, 40, 20],
            "confirmed": confirmed,
            "lesser": 0,
        }
    )


RULES = pd.DataFrame(
    {
        "rule": ["at_port", "soft_top"],
        "points": [15, 0],
        "sign": 1,
        "min_points": 0,
        "max_points": 25,
        "kind": ["port_identity", "trait"],
        "stale": False,
    }
)


@pytest.fixture(scope="module")
def seasons() -> dict[int, pd.DataFrame]:
    """The port is quiet from 2001 on; soft tops carry most incidents throughout."""
    return {
        2000: season([10, 20, 40, 10]),
        2001: season([12, 0, 40, 0]),
        2002: season([12, 0, 40, 0]),
        2003: season([12, 0, 40, 0]),
    }


@pytest.fixture(scope="module")
def walk(seasons: dict[int, pd.DataFrame]) -> pd.DataFrame:
    return walk_forward(seasons, FilterWeightRefiner(), RULES, switch_seasons=[2003])


def of(walk: pd.DataFrame, tested: int, weights: str) -> pd.Series:
    rows = walk[(walk["season"] == tested) & (walk["weights"] == weights)]
    assert len(rows) == 1
    return rows.iloc[0]


def test_one_row_for_each_tested_season_and_weights(walk: pd.DataFrame) -> None:
    assert set(walk.columns) == COLUMNS
    assert walk[["season", "weights"]].to_numpy().tolist() == [
        [tested, weights]
        for tested in (2002, 2003)
        for weights in ("current", "stale_expired", "proposal")
    ]
    assert walk.groupby("season")["is_switch_season"].all().to_dict() == {2002: False, 2003: True}


def test_recall_is_the_pro_rata_share_worked_out_by_hand(walk: pd.DataFrame) -> None:
    # Current points: 500 of the 1,100 at the port, who hold none of the 52.
    assert of(walk, 2003, "current")["recall"] == 0
    # Expired: all score 0, so the budget's share.
    assert of(walk, 2003, "stale_expired")["recall"] == pytest.approx(0.05)
    assert of(walk, 2003, "current")["positives"] == 52
    assert of(walk, 2003, "current")["containers"] == 10_000


def test_a_frame_of_rules_goes_stale_season_by_season(walk: pd.DataFrame) -> None:
    # 2000 still had incidents at the port, so in 2002 it counts; in 2003 it has been quiet.
    assert of(walk, 2002, "stale_expired")["points"] == (15.0, 0.0)
    assert of(walk, 2003, "stale_expired")["points"] == (0.0, 0.0)
    assert of(walk, 2003, "stale_expired")["changes"] == 1
    assert of(walk, 2003, "stale_expired")["l1_points"] == 15


def test_a_proposal_finds_what_the_seasons_before_showed(walk: pd.DataFrame) -> None:
    row = of(walk, 2003, "proposal")
    assert not row["is_refused"]
    assert row["points"][1] > 0
    # 500 of the 900 containers with a soft top, after the 100 that are at the port too.
    assert row["recall"] > 0.25
    assert row["predictive_gain_nats"] > 2


def test_the_tested_season_and_those_after_it_are_not_trained_on(
    seasons: dict[int, pd.DataFrame], walk: pd.DataFrame
) -> None:
    other = {**seasons, 2002: season([0, 52, 0, 0]), 2003: season([52, 0, 0, 0])}
    again = walk_forward(other, FilterWeightRefiner(), RULES)
    assert of(again, 2002, "proposal")["points"] == of(walk, 2002, "proposal")["points"]


def test_a_refused_proposal_scores_as_the_current_weights(
    seasons: dict[int, pd.DataFrame],
) -> None:
    refusing = walk_forward(seasons, FilterWeightRefiner(refuse_below_nats=1e6), RULES)
    row = of(refusing, 2003, "proposal")
    assert row["is_refused"]
    assert row["recall"] == of(refusing, 2003, "current")["recall"]
    assert (row["changes"], row["l1_points"]) == (0, 0)


def test_an_oracle_stands_beside_them_where_the_truth_is_known(
    seasons: dict[int, pd.DataFrame],
) -> None:
    risk = {tested: np.array([4.0, 1.0, 45.0, 50.0]) for tested in seasons}
    by_points = walk_forward(
        seasons, FilterWeightRefiner(), RULES, risk_by_season=risk, true_points=[2, 18]
    )
    # 100 containers with both, then 400 of the 900 with a soft top: (50 + 45 * 4 / 9) / 100.
    assert of(by_points, 2003, "oracle")["recall"] == pytest.approx(0.70)
    by_risk = walk_forward(seasons, FilterWeightRefiner(), RULES, risk_by_season=risk)
    assert of(by_risk, 2003, "oracle")["recall"] == pytest.approx(0.70)
    regret = by_risk.set_index(["season", "weights"])["regret"]
    assert regret[2003, "oracle"] == 0
    assert (regret >= -1e-12).all()


def test_without_the_truth_there_is_no_regret(walk: pd.DataFrame) -> None:
    assert walk["regret"].isna().all()


def test_a_function_gives_the_rules_of_each_season(seasons: dict[int, pd.DataFrame]) -> None:
    asked: list[int] = []

    def rules(tested: int) -> pd.DataFrame:
        asked.append(tested)
        return RULES.assign(points=[15, tested - 2000])

    walked = walk_forward(seasons, FilterWeightRefiner(), rules, first_tested=2003)
    assert asked == [2003]
    assert of(walked, 2003, "current")["points"] == (15.0, 3.0)


def test_the_refiner_is_left_as_it_was(seasons: dict[int, pd.DataFrame]) -> None:
    refiner = FilterWeightRefiner()
    walk_forward(seasons, refiner, RULES, first_tested=2003)
    assert not hasattr(refiner, "proposal_")


def test_too_few_seasons_before_the_first_tested_are_an_error(
    seasons: dict[int, pd.DataFrame],
) -> None:
    with pytest.raises(ValueError, match="expected at least 2 seasons before the first tested"):
        walk_forward(seasons, FilterWeightRefiner(), RULES, first_tested=2001)


def test_a_risk_of_another_length_is_an_error(seasons: dict[int, pd.DataFrame]) -> None:
    risk = {tested: np.ones(3) for tested in seasons}
    with pytest.raises(ValueError, match="one entry for each pattern row"):
        walk_forward(seasons, FilterWeightRefiner(), RULES, risk_by_season=risk)


QUIET = [8, 1, 1, 0]


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"seasons": {2006: [-1, 0, 0, 0]}}, "season 2006: patterns row 0: counts"),
        ({"true_points": [1.0]}, "true_points: expected 2 numbers"),
        ({"true_points": [np.nan, 1.0]}, "true_points: expected 2 numbers"),
        ({"risk_by_season": {}}, "risk_by_season has no season 2006"),
        ({"risk_by_season": {2006: [-1.0, 0, 0, 0]}}, "expected risks of 0 or more"),
        ({"rules": RULES.drop(columns="kind")}, "rules: no column kind"),
    ],
)
def test_what_a_tested_season_cannot_be_judged_by_is_refused(
    given: dict[str, object], message: str
) -> None:
    confirmed = {2004: QUIET, 2005: QUIET, 2006: QUIET} | given.pop("seasons", {})
    seasons = {year: season(counts) for year, counts in confirmed.items()}
    rules = given.pop("rules", RULES)
    with pytest.raises(ValueError, match=message):
        walk_forward(seasons, FilterWeightRefiner(), rules, **given)


def test_a_rule_is_stale_by_the_last_seasons_at_hand_whatever_they_are_called() -> None:
    confirmed = [[0, 9, 0, 0], [9, 0, 0, 0], [9, 0, 0, 0], QUIET, QUIET]
    found = []
    for keys in ((2001, 2002, 2003, 2004, 2005), (2001, 2002, 2003, 2005, 2009)):
        seasons = {key: season(counts) for key, counts in zip(keys, confirmed, strict=True)}
        told = walk_forward(seasons, FilterWeightRefiner(), RULES)
        found.append(told.drop(columns=["season", "regret"]).to_dict("records"))
    assert str(found[0]) == str(found[1])
    # two seasons without an incident at the port before the fourth, none before the third
    expired = [row["points"][0] for row in found[0] if row["weights"] == "stale_expired"]
    assert expired == [15.0, 0.0, 15.0]
