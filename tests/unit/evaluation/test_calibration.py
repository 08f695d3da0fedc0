"""Calibration by score: classes are cut between scores and hold about as many containers."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from models.evaluation.calibration import calibration_by_score


def test_a_score_is_never_cut_in_two() -> None:
    table = calibration_by_score(
        [5, 0, 5, 20], [300, 600, 50, 50], [3.0, 2.0, 1.0, 4.0], [2, 3, 0, 5]
    )
    assert table["score_low"].tolist() == [0, 5, 20]
    assert table["containers"].tolist() == [600, 350, 50]
    assert table["expected"].tolist() == [2.0, 4.0, 4.0]
    assert table["observed"].tolist() == [3, 2, 5]
    # poisson.test(3): 0.6187 to 8.7673
    assert table.loc[0, ["observed_low", "observed_high"]].round(4).tolist() == [0.6187, 8.7673]


def test_nothing_gives_no_class() -> None:
    assert calibration_by_score([], [], [], []).empty


@given(st.lists(st.tuples(st.integers(-20, 40), st.integers(1, 900)), min_size=1, max_size=40))
def test_every_container_lies_in_one_class_and_classes_do_not_overlap(
    rows: list[tuple[int, int]],
) -> None:
    scores, containers = np.array(rows).T
    table = calibration_by_score(scores, containers, containers / 7.0, np.ones(len(rows)))
    assert table["containers"].sum() == containers.sum()
    assert table["observed"].sum() == len(rows)
    assert len(table) <= 10
    assert (table["score_low"].to_numpy()[1:] > table["score_high"].to_numpy()[:-1]).all()
