"""How well earlier seasons would have been told, and what a refusal makes of it."""

import numpy as np
import pandas as pd
import pytest

from models.refinement import FilterWeightRefiner
from tests.unit.refinement.test_coming import PORT_A, PORT_B, RULES, coming, season_of


def seasons(*actives: int, first: int = 2000) -> pd.DataFrame:
    return pd.concat(
        [season_of(first + place, active) for place, active in enumerate(actives)],
        ignore_index=True,
    )


def test_a_season_is_told_from_those_before_it_alone() -> None:
    known = seasons(PORT_A, PORT_A, PORT_B, PORT_B)
    told = FilterWeightRefiner().fit(known, RULES, coming()).to_model_card()["told_seasons"]
    changed = known.copy()
    is_last = changed["season"] == 2003
    changed.loc[is_last, "confirmed"] = changed.loc[is_last, "confirmed"].to_numpy()[::-1]
    again = FilterWeightRefiner().fit(changed, RULES, coming()).to_model_card()["told_seasons"]
    assert [row["season"] for row in told] == [2002, 2003]
    assert [row["alike"] for row in told] == [[2001], [2002]]
    assert [row["confirmed"] for row in told] == [55, 55]
    # The season before the last is told from 2000 and 2001, and what came later changes nothing.
    assert again[0] == told[0]
    assert again[1] != told[1]
    # In 2002 smugglers had moved and nothing foretold it; in 2003 they had stayed.
    assert told[0]["gain_nats"] < told[1]["gain_nats"]
    assert told[1]["gain_nats"] > 2.0


def test_a_season_told_wrongly_costs_at_most_a_half_of_each_incident() -> None:
    # Ten seasons at port A, none of whose incidents then lies there: all at neither port, where the
    # posterior puts almost nothing.
    known = seasons(*[PORT_A] * 10)
    is_last = known["season"] == 2009
    at_port = (known["hits"] & (PORT_A | PORT_B)) > 0
    known.loc[is_last & at_port, "confirmed"] = 0
    told = FilterWeightRefiner().fit(known, RULES, coming()).to_model_card()["told_seasons"][-1]
    assert told["confirmed"] == 10
    assert -10 * np.log(2.0) <= told["gain_nats"] < 0.0


def test_the_gain_with_more_to_spare_judges() -> None:
    fitted = FilterWeightRefiner().fit(
        seasons(PORT_A, PORT_A, PORT_B, PORT_B, PORT_B), RULES, coming()
    )
    told = fitted.to_model_card()["told_seasons"]
    assert fitted.coming_gain_nats_ == pytest.approx(sum(row["gain_nats"] for row in told))
    # three nats are needed of what is told, two of the evidence: the one with more to spare judges
    assert fitted.evidence_gain_nats_ - 2.0 > fitted.coming_gain_nats_ - 3.0
    assert fitted.judged_by_ == "evidence"
    assert fitted.predictive_gain_nats_ == fitted.evidence_gain_nats_
    assert fitted.needed_gain_nats_ == 2.0
    strict = FilterWeightRefiner(refuse_below_nats=150.0).fit(
        seasons(PORT_A, PORT_A, PORT_B, PORT_B, PORT_B), RULES, coming()
    )
    assert strict.judged_by_ == "coming"
    assert strict.predictive_gain_nats_ == fitted.coming_gain_nats_
    assert strict.needed_gain_nats_ == 3.0
    assert not strict.refused_
    assert fitted.to_model_card()["judged_by"] == fitted.judged_by_
    unknown = FilterWeightRefiner().fit(seasons(PORT_A, PORT_A, PORT_B, PORT_B, PORT_B), RULES)
    assert np.isnan(unknown.coming_gain_nats_)
    assert unknown.judged_by_ == "evidence"
    assert unknown.to_model_card()["told_seasons"] == []


def test_a_refusal_says_which_seasons_were_told() -> None:
    # The points in force are right: nothing is to be gained, be the coming season known or not.
    right = RULES.assign(points=[0, 0, 0, 0])
    level = pd.concat([season_of(2000 + place, active=-1) for place in range(5)], ignore_index=True)
    level["confirmed"] = (level["containers"] / 400).astype(int)
    refiner = FilterWeightRefiner(refuse_below_nats=50.0).fit(level, right, coming())
    assert refiner.refused_
    assert refiner.coming_gain_nats_ < 2.0
    gained = seasons(PORT_A, PORT_A, PORT_B, PORT_B, PORT_B)
    by_told = FilterWeightRefiner(refuse_below_nats=1e6, refuse_told_below_nats=1e5)
    by_told.fit(gained, RULES, coming())
    assert by_told.refusal_.startswith("on where the incidents of 2002, 2003, 2004 lay")
    assert by_told.refusal_.endswith("100000 are needed")
    by_evidence = FilterWeightRefiner(refuse_below_nats=1e5, refuse_told_below_nats=1e6)
    by_evidence.fit(gained, RULES, coming())
    assert by_evidence.refusal_.startswith("by their evidence over seasons 2000 to 2004")
