"""What-if: thresholds partition the traffic, weeks add up."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.evaluation.what_if import selected_by_threshold, what_if
from models.rules.scoring import score_hits

N_RULES = 27
POINTS = st.lists(st.integers(-25, 25), min_size=N_RULES, max_size=N_RULES)
MASKS = st.lists(st.integers(0, 2**N_RULES - 1), min_size=1, max_size=40)


@settings(max_examples=40)
@given(masks=MASKS, points=POINTS, threshold=st.integers(-100, 100), data=st.data())
def test_the_threshold_partitions_the_traffic(
    masks: list[int], points: list[int], threshold: int, data: st.DataObject
) -> None:
    counts = data.draw(st.lists(st.integers(1, 99), min_size=len(masks), max_size=len(masks)))
    patterns = pd.DataFrame({"hits": masks, "container_count": counts})
    answer = what_if(patterns, points, threshold)
    below = patterns.loc[score_hits(masks, points) < threshold, "container_count"].sum()
    assert answer.containers == sum(counts)
    assert answer.selected + below == answer.containers
    curve = selected_by_threshold(patterns, points)
    assert curve["container_trips"].iloc[0] == answer.containers
    for row in curve.itertuples():
        assert row.container_trips == what_if(patterns, points, row.threshold).selected


def weekly_patterns() -> pd.DataFrame:
    weeks = pd.date_range("2004-10-04", periods=12, freq="7D")
    return pd.DataFrame(
        {
            "port_code": ["2704", "2709"] * 24,
            "arrival_week": np.repeat(weeks, 4),
            "hits": [0, 1, 2, 3] * 12,
            "container_count": np.arange(1, 49),
        }
    )


def test_weeks_add_up_to_the_season_and_the_mean_lies_in_its_interval() -> None:
    patterns = weekly_patterns()
    answer = what_if(patterns, [10, 5], threshold=10)
    # Masks 1 and 3 reach ten points: the even counts, all at port 2709.
    assert answer.selected == sum(range(2, 49, 2))
    assert answer.weeks["selected"].sum() == answer.selected
    assert answer.weeks["containers"].sum() == answer.containers
    assert answer.weeks.query("port_code == '2704'")["selected"].eq(0).all()
    assert answer.exams_per_week == answer.selected / 12
    assert answer.busiest_week == 46 + 48
    assert answer.exams_per_week_low < answer.exams_per_week < answer.exams_per_week_high
    assert answer == answer.__class__(**vars(answer))


def test_the_bootstrap_interval_is_reproducible_and_needs_eight_weeks() -> None:
    patterns = weekly_patterns()
    one, other = (what_if(patterns, [10, 5], threshold=10) for _ in range(2))
    assert one.exams_per_week_low == other.exams_per_week_low
    few = patterns[patterns["arrival_week"] < "2004-11-15"]
    answer = what_if(few, [10, 5], threshold=10)
    assert answer.exams_per_week is not None
    assert answer.exams_per_week_low is None
    assert answer.exams_per_week_high is None


def test_a_steady_workload_has_an_interval_of_no_width() -> None:
    patterns = weekly_patterns().assign(container_count=3)
    answer = what_if(patterns, [10, 5], threshold=10)
    assert (answer.exams_per_week_low, answer.exams_per_week_high) == (6.0, 6.0)


def test_confirmed_incidents_are_counted_where_the_patterns_carry_outcomes() -> None:
    patterns = pd.DataFrame(
        {
            "hits": [1, 1, 0, 0],
            "container_count": [40, 2, 900, 3],
            "outcome": ["none", "confirmed", "none", "confirmed"],
        }
    )
    answer = what_if(patterns, [10], threshold=10)
    assert (answer.confirmed, answer.confirmed_selected) == (5, 2)
    assert answer.exams_per_week is None


def test_no_traffic_has_no_share() -> None:
    empty = pd.DataFrame({"hits": [], "container_count": []})
    assert what_if(empty, [10], threshold=10).share is None
    assert selected_by_threshold(empty, [10]).empty


def test_origins_are_never_added_up() -> None:
    mixed = pd.DataFrame(
        {"hits": [0, 1], "container_count": [1, 1], "origin": ["real", "synthetic"]}
    )
    for question in (lambda: what_if(mixed, [1], 1), lambda: selected_by_threshold(mixed, [1])):
        with pytest.raises(ValueError, match="expected one origin"):
            question()
