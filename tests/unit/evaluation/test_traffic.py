"""Traffic by mask: whatever the layout, what is selected is what a plain count selects."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.evaluation.traffic import PatternTraffic, change_of_selection, sample_of_rows
from models.rules.scoring import score_hits

WEEKS = pd.to_datetime(["2005-10-03", "2005-10-10", "2005-10-24"])


def counts(*rows: tuple[int, str, int, int]) -> pd.DataFrame:
    """Rows of mask, port, place of the week, container trips."""
    frame = pd.DataFrame(rows, columns=["hits", "port_code", "week", "container_count"])
    return frame.assign(arrival_week=WEEKS[frame.pop("week").astype(int)], season=2006)


def hand_worked() -> PatternTraffic:
    return PatternTraffic.from_frame(
        counts(
            (0, "2704", 0, 90), (1, "2704", 0, 6), (3, "2704", 0, 4),
            (0, "2704", 2, 50), (3, "2704", 2, 2),
            (0, "3001", 1, 30), (2, "3001", 1, 5), (3, "3001", 1, 1),
        )
    )  # fmt: skip


def test_a_week_without_traffic_is_a_week_of_no_exams() -> None:
    traffic = hand_worked()
    assert traffic.ports == ("2704", "3001")
    assert [str(week) for week in traffic.weeks] == [
        "2005-10-03", "2005-10-10", "2005-10-17", "2005-10-24",
    ]  # fmt: skip
    assert traffic.containers.tolist() == [[100, 0, 0, 52], [0, 36, 0, 0]]
    assert (traffic.n_patterns, traffic.n_rows) == (4, 8)
    assert dict(zip(traffic.masks.tolist(), traffic.totals.tolist(), strict=True)) == {
        0: 170, 1: 6, 2: 5, 3: 7,
    }  # fmt: skip


def test_each_port_has_its_own_threshold() -> None:
    # Points 10 and 6: mask 1 scores 10, mask 2 scores 6, mask 3 scores 16.
    traffic = hand_worked()
    scores = score_hits(traffic.masks, [10, 6])
    same = traffic.per_port_and_week(traffic.selected_rows(scores, [10, 10]))
    assert same.tolist() == [[10, 0, 0, 2], [0, 1, 0, 0]]
    lowered = traffic.per_port_and_week(traffic.selected_rows(scores, [16, 6]))
    assert lowered.tolist() == [[4, 0, 0, 2], [0, 6, 0, 0]]
    assert traffic.selected_rows(scores, [17, 17]).size == 0


def test_a_change_tells_newly_selected_from_newly_released() -> None:
    traffic = hand_worked()
    before = score_hits(traffic.masks, [10, 6]), [10, 10]
    after = score_hits(traffic.masks, [4, 6]), [10, 6]
    change = change_of_selection(traffic, before, after)
    # Mask 1 falls from 10 to 4 and is released at 2704; mask 2 is selected at 3001 by its
    # threshold; mask 3 scores 10 and stays.
    assert traffic.count[change.newly_released].tolist() == [6]
    assert traffic.count[change.newly_selected].tolist() == [5]
    assert change.selected_before.sum() == 4 + 6 + 2 + 1
    assert change.selected.sum() == 4 + 2 + 1 + 5
    assert traffic.count[change.rows_selected].sum() == 12


def test_masks_of_two_words_are_told_apart_by_both() -> None:
    frame = counts((1, "2704", 0, 7), (1, "2704", 0, 5), (0, "2704", 0, 3), (1, "2704", 1, 2))
    frame["hits_1"] = [0, 4, 4, 0]
    traffic = PatternTraffic.from_frame(frame, ["hits", "hits_1"])
    points = np.zeros(65, dtype=np.int64)
    points[[0, 64]] = [3, 8]
    scores = score_hits(traffic.masks, points)
    assert sorted(zip(scores.tolist(), traffic.totals.tolist(), strict=True)) == [
        (3, 9), (8, 3), (11, 5),
    ]  # fmt: skip
    assert traffic.per_port_and_week(traffic.selected_rows(scores, [8])).tolist() == [[8, 0]]


@settings(max_examples=60)
@given(
    rows=st.lists(
        st.tuples(
            st.integers(0, 31),
            st.sampled_from(["2704", "3001", "unresolved"]),
            st.integers(0, 2),
            st.integers(1, 40),
        ),
        min_size=1,
        max_size=30,
    ),
    points=st.lists(st.integers(-9, 9), min_size=5, max_size=5),
    limits=st.fixed_dictionaries(
        {port: st.integers(-20, 20) for port in ("2704", "3001", "unresolved")}
    ),
)
def test_selected_is_what_a_plain_count_selects(
    rows: list[tuple[int, str, int, int]], points: list[int], limits: dict[str, int]
) -> None:
    traffic = PatternTraffic.from_frame(counts(*rows))
    reached = traffic.selected_rows(
        score_hits(traffic.masks, points), [limits[port] for port in traffic.ports]
    )
    expected: dict[str, int] = {}
    for mask, port, _, number in rows:
        score = sum(value for bit, value in enumerate(points) if mask >> bit & 1)
        expected[port] = expected.get(port, 0) + (number if score >= limits[port] else 0)
    selected = traffic.per_port_and_week(reached).sum(axis=1)
    assert dict(zip(traffic.ports, selected.tolist(), strict=True)) == expected


def test_seasons_stay_apart_and_no_week_lies_between_them() -> None:
    frame = counts((1, "2704", 0, 1), (1, "2704", 1, 2))
    frame["arrival_week"] = pd.to_datetime(["2005-05-23", "2005-10-03"])
    frame["season"] = [2005, 2006]
    traffic = PatternTraffic.from_frame(frame)
    assert traffic.seasons.tolist() == [2005, 2006]
    assert traffic.containers.tolist() == [[1, 2]]


def test_a_draw_takes_each_container_trip_at_most_once() -> None:
    traffic = hand_worked()
    rows = np.arange(traffic.n_rows)
    everything = sample_of_rows(traffic, rows, size=1_000, seed=1)
    assert np.bincount(everything).tolist() == traffic.count.tolist()
    some = sample_of_rows(traffic, rows, size=20, seed=1)
    assert some.size == 20
    assert some.tolist() == sample_of_rows(traffic, rows, size=20, seed=1).tolist()
    assert sample_of_rows(traffic, rows[:0], size=5, seed=1).size == 0


def test_without_traffic_nothing_is_selected() -> None:
    traffic = PatternTraffic.from_frame(counts())
    assert (traffic.n_patterns, traffic.ports, traffic.weeks.size) == (0, (), 0)
    assert traffic.selected_rows([], []).size == 0
    assert traffic.containers.shape == (0, 0)


def test_origins_are_never_added_up() -> None:
    mixed = counts((0, "2704", 0, 1), (1, "2704", 0, 1)).assign(origin=["real", "synthetic"])
    with pytest.raises(ValueError, match="expected one origin"):
        PatternTraffic.from_frame(mixed)
