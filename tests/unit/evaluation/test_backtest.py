"""Backtests: precision, recall and lift against numbers worked out by hand."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from models.evaluation.backtest import NOTE_NOT_ENOUGH, backtest


def scored(rows: list[tuple[object, ...]]) -> pd.DataFrame:
    return pd.DataFrame(
        rows, columns=["season", "port_code", "score", "threshold", "outcome", "container_count"]
    )


TWO_SEASONS = scored(
    [
        (2005, "2704", 40, 37, "confirmed", 18),
        (2005, "2704", 40, 37, "negative", 42),
        (2005, "2704", 40, 37, "none", 40),
        (2005, "2704", 30, 37, "confirmed", 6),
        (2005, "2704", 30, 37, "none", 894),
        (2006, "3001", 35, 32, "confirmed", 2),
        (2006, "3001", 35, 32, "lesser_positive", 28),
        (2006, "3001", 35, 32, "pending", 20),
        (2006, "3001", 10, 32, "none", 950),
    ]
)
"""Season 2005: 100 of 1,000 selected, 60 of them with an outcome, 18 of 24 incidents.
Season 2006: 50 of 1,000 selected at a lower threshold, 30 with an outcome, 2 of 2 incidents."""


def test_precision_counts_only_what_has_an_outcome_and_says_what_the_rest_could_do() -> None:
    row = backtest(TWO_SEASONS, 0.05, by=["season"]).set_index("season").loc[2005]
    assert (row["containers"], row["selected"], row["selected_unknown"]) == (1000, 100, 40)
    assert row["precision"] == pytest.approx(18 / 60)
    exact = stats.binomtest(18, 60).proportion_ci(0.95, method="exact")
    assert row["precision_low"] == pytest.approx(exact.low)
    assert row["precision_high"] == pytest.approx(exact.high)
    assert row["precision_unknown_low"] == pytest.approx(0.18)
    assert row["precision_unknown_high"] == pytest.approx(0.58)


def test_recall_and_lift_take_a_tie_at_the_budget_pro_rata() -> None:
    # 5 % of 1,000 are 50 exams: half of the 100 that score 40, so 9 of the 24 incidents.
    row = backtest(TWO_SEASONS, 0.05, by=["season"]).set_index("season").loc[2005]
    assert row["recall"] == pytest.approx(18 / 24)
    assert row["positives_in_budget"] == pytest.approx(9)
    assert row["recall_in_budget"] == pytest.approx(9 / 24)
    assert row["lift"] == pytest.approx(7.5)
    exact = stats.binomtest(9, 24).proportion_ci(0.95, method="exact")
    assert row["lift_low"] == pytest.approx(exact.low / 0.05)
    assert row["lift_high"] == pytest.approx(exact.high / 0.05)
    assert row["note"] == ""


def test_a_season_of_two_incidents_keeps_its_counts_and_gives_no_recall() -> None:
    row = backtest(TWO_SEASONS, 0.05, by=["season"]).set_index("season").loc[2006]
    assert (row["positives"], row["positives_selected"]) == (2, 2)
    assert np.isnan(row["recall"])
    assert np.isnan(row["lift"])
    assert row["note"] == NOTE_NOT_ENOUGH


def test_another_label_is_another_question() -> None:
    row = backtest(
        TWO_SEASONS, 0.05, by=["port_code"], positive=("confirmed", "lesser_positive")
    ).set_index("port_code")
    assert row.loc["3001", "positives"] == 30
    assert row.loc["3001", "precision"] == pytest.approx(1.0)
    assert row.loc["3001", "recall_in_budget"] == pytest.approx(1.0)
    assert row.loc["3001", "lift"] == pytest.approx(20.0)


def test_all_seasons_together_use_each_row_s_own_threshold() -> None:
    row = backtest(TWO_SEASONS, 0.05).iloc[0]
    assert (row["selected"], row["positives"], row["positives_selected"]) == (150, 26, 20)
    # 100 exams take the 100 of score 40: 18 incidents
    assert row["positives_in_budget"] == pytest.approx(18)


def test_no_traffic_gives_no_figure() -> None:
    assert backtest(TWO_SEASONS.iloc[:0], 0.05, by=["season"]).empty


def test_origins_are_never_added_up() -> None:
    mixed = TWO_SEASONS.assign(origin=["real"] * 4 + ["synthetic"] * 5)
    with pytest.raises(ValueError, match="never added up"):
        backtest(mixed, 0.05)


@given(data=st.data())
@settings(max_examples=40)
def test_the_budget_agrees_with_containers_drawn_up_one_by_one(data: st.DataObject) -> None:
    scores = data.draw(st.lists(st.integers(0, 4), min_size=20, max_size=60))
    is_found = data.draw(st.lists(st.booleans(), min_size=len(scores), max_size=len(scores)))
    is_found[:20] = [True] * 20
    budget = data.draw(st.integers(1, len(scores)))
    frame = scored(
        [
            (2005, "2704", score, 3, "confirmed" if found else "negative", 1)
            for score, found in zip(scores, is_found, strict=True)
        ]
    )
    # the mean over all orders of the ties: each tied container is taken with the same chance
    expected, left = 0.0, float(budget)
    for score in sorted(set(scores), reverse=True):
        tied = [found for value, found in zip(scores, is_found, strict=True) if value == score]
        taken = min(left, len(tied))
        expected += sum(tied) * taken / len(tied)
        left -= taken
    row = backtest(frame, budget / len(scores)).iloc[0]
    assert row["positives_in_budget"] == pytest.approx(expected)
    assert row["lift"] == pytest.approx(expected / sum(is_found) / (budget / len(scores)))
