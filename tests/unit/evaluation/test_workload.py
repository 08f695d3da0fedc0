"""Exams a week: the interval of the block bootstrap, and hours from stated minutes."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.evaluation.workload import ExamTime, exam_workload, resampled_means, weekly_interval


def test_the_interval_of_a_series_whose_resamples_can_be_listed() -> None:
    # Eight weeks, 0 0 0 0 8 8 8 8. A block of four from week 1 to 8 (round the end) has the mean
    # 0 2 4 6 8 6 4 2; two blocks make a resample. P(mean 0) = 1/64 and P(mean <= 1) = 5/64, so
    # the 2.5 % quantile is 1; by symmetry the 97.5 % quantile is 7.
    weekly = [0, 0, 0, 0, 8, 8, 8, 8]
    mean, low, high = weekly_interval(weekly, [2006] * 8)
    assert (mean[0], low[0], high[0]) == (4.0, 1.0, 7.0)
    means = resampled_means(weekly, [2006] * 8)
    assert means is not None
    assert np.mean(means == 0) == pytest.approx(1 / 64, abs=0.009)
    assert np.mean(means <= 1) == pytest.approx(5 / 64, abs=0.018)


def test_a_block_does_not_join_two_seasons() -> None:
    # Each season is steady by itself, so resampling within seasons cannot change the mean; a
    # block across the border, or weeks drawn from both seasons at will, could.
    mean, low, high = weekly_interval([2] * 8 + [10] * 8, [2005] * 8 + [2006] * 8)
    assert (mean[0], low[0], high[0]) == (6.0, 6.0, 6.0)


def test_ports_are_resampled_together() -> None:
    # What one port gains in a week the other loses: together they never vary.
    one = np.array([1, 5, 2, 8, 3, 9, 4, 7, 6, 2, 5, 1])
    means = resampled_means([one, 10 - one], [2006] * 12)
    assert means is not None
    assert np.ptp(means[:, 0]) > 0
    assert np.allclose(means.sum(axis=1), 10.0)


@settings(max_examples=30)
@given(
    weekly=st.lists(st.integers(0, 50), min_size=8, max_size=36),
    factor=st.integers(1, 5),
    more=st.integers(0, 9),
)
def test_the_interval_follows_scale_and_level(weekly: list[int], factor: int, more: int) -> None:
    numbers, seasons = np.array(weekly), [2006] * len(weekly)
    plain = np.stack(weekly_interval(numbers, seasons))
    changed = np.stack(weekly_interval(factor * numbers + more, seasons))
    assert np.allclose(changed, factor * plain + more)
    assert plain[1] <= plain[0] + 1e-9
    assert plain[0] <= plain[2] + 1e-9


@pytest.mark.parametrize("seasons", [[2006] * 7, [2005] * 7 + [2006] * 20, []])
def test_a_season_of_fewer_than_two_blocks_has_no_interval(seasons: list[int]) -> None:
    _, low, high = weekly_interval([np.arange(len(seasons))], seasons)
    assert math.isnan(low[0])
    assert math.isnan(high[0])


def test_hours_follow_from_the_stated_minutes() -> None:
    # 12 and 4 exams a week. An image takes 30 minutes; a quarter are opened, each for 2 hours.
    time = ExamTime(30, 120, 0.25)
    table = exam_workload([[12] * 8, [4] * 8], ("2704", "3001"), [2006] * 8, time)
    table = table.set_index("port_code")
    assert table["exams"].to_dict() == {"*": 128, "2704": 96, "3001": 32}
    assert table["exams_per_week"].to_dict() == {"*": 16.0, "2704": 12.0, "3001": 4.0}
    assert table["image_hours"].to_dict() == {"*": 8.0, "2704": 6.0, "3001": 2.0}
    assert table["physical_hours"].to_dict() == {"*": 8.0, "2704": 6.0, "3001": 2.0}
    assert table["image_hours_high"].to_dict() == {"*": 8.0, "2704": 6.0, "3001": 2.0}
    assert table["busiest_week"].to_dict() == {"*": 16, "2704": 12, "3001": 4}


def test_no_weeks_give_no_mean() -> None:
    table = exam_workload(np.zeros((0, 0)), (), [], ExamTime())
    assert table["port_code"].tolist() == ["*"]
    assert table.loc[0, "exams"] == 0
    assert math.isnan(table.loc[0, "exams_per_week"])


@pytest.mark.parametrize(
    ("time", "message"),
    [
        ((-1, 180, 0.1), "minutes_per_image_exam -1: expected minutes, 0 or more"),
        ((15, -2, 0.1), "minutes_per_physical_exam -2: expected minutes, 0 or more"),
        ((15, 180, 1.5), "share_opened 1.5: expected a share from 0 to 1"),
    ],
)
def test_what_is_no_time_is_refused(time: tuple[float, float, float], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        ExamTime(*time)
