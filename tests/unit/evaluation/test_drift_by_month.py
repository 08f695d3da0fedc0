"""Drift of a whole table is the index of each pair of months, one by one."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.evaluation.drift import population_stability
from models.evaluation.drift_by_month import drift_by_month, with_score_classes


def counted(before: list[int], now: list[int]) -> pd.DataFrame:
    rows = [("f", "2005-04-01", f"c{i}", n) for i, n in enumerate(before) if n]
    rows += [("f", "2006-04-01", f"c{i}", n) for i, n in enumerate(now) if n]
    columns = ["feature", "month", "class", "container_count"]
    return pd.DataFrame(rows, columns=columns).astype({"month": "datetime64[ns]"})


@settings(max_examples=50)
@given(
    st.lists(st.tuples(st.integers(0, 400), st.integers(0, 400)), min_size=1, max_size=6).filter(
        lambda pairs: all(sum(side) > 0 for side in zip(*pairs, strict=True))
    )
)
def test_each_row_is_the_index_of_its_two_months(pairs: list[tuple[int, int]]) -> None:
    kept = [pair for pair in pairs if any(pair)]
    before, now = [pair[0] for pair in kept], [pair[1] for pair in kept]
    expected = population_stability(before, now)
    row = drift_by_month(counted(before, now), ["feature"]).iloc[0]

    assert (row["reference_count"], row["current_count"]) == (sum(before), sum(now))
    assert row["reading"] == expected.reading
    if expected.psi is None:
        assert np.isnan(row["psi"])
    else:
        assert row["psi"] == pytest.approx(expected.psi)
        assert row["by_chance"] == pytest.approx(expected.by_chance)


def test_a_month_is_compared_with_its_own_month_a_year_before_or_not_at_all() -> None:
    months = pd.to_datetime(["2005-04-01", "2005-12-01", "2006-04-01", "2006-05-01"])
    counts = pd.DataFrame({"feature": "f", "month": months, "class": "a", "container_count": 50})
    found = drift_by_month(counts, ["feature"])

    assert list(found["month"].dt.strftime("%Y-%m")) == ["2006-04"]
    assert list(found["before_month"].dt.strftime("%Y-%m")) == ["2005-04"]
    assert found["psi"].iloc[0] == 0.0


def test_scores_of_a_version_have_the_same_classes_in_every_month() -> None:
    # 90 of 100 score 0: one cut at 3, where the tenth decile begins.
    scores = pd.DataFrame({"version": 1, "score": [0, 3, 9, 0], "container_count": [45, 6, 4, 45]})
    assert with_score_classes(scores, ["version"])["class"].tolist() == [
        "lowest", "3", "3", "lowest",
    ]  # fmt: skip
    nothing = with_score_classes(scores.iloc[:0], ["version"])
    assert list(nothing.columns) == ["version", "score", "container_count", "class"]
