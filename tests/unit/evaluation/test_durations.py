"""Quantiles with open cases: by hand, and against SciPy's product-limit estimate."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import CensoredData, ecdf

from models.evaluation.durations import censored_quantiles

CASES = st.lists(
    st.tuples(st.integers(min_value=1, max_value=12), st.booleans()), min_size=1, max_size=40
)


def frame(cases: list[tuple[int, bool]], group: str = "a") -> pd.DataFrame:
    return pd.DataFrame(cases, columns=["hours", "is_open"]).assign(group=group)


def test_without_open_cases_it_is_the_shortest_time_by_which_the_share_is_done() -> None:
    row = censored_quantiles(frame([(1, False), (2, False), (3, False), (4, False)]), ["group"])
    assert row[["median_hours", "p75_hours", "p90_hours"]].iloc[0].tolist() == [2, 3, 4]


def test_an_early_open_case_moves_its_weight_to_those_still_watched() -> None:
    # 1 done (3/4 left); one leaves sight at 2; 3 done of two at risk (3/8 left); 4 done (none left)
    row = censored_quantiles(frame([(1, False), (2, True), (3, False), (4, False)]), ["group"])
    assert row[["median_hours", "p75_hours"]].iloc[0].tolist() == [3, 4]


def test_a_share_that_open_cases_leave_undecided_is_not_given() -> None:
    row = censored_quantiles(frame([(5, False), (6, True), (6, True)]), ["group"])
    assert row[["median_hours", "p75_hours", "p90_hours"]].isna().all(axis=None)


@given(CASES, CASES)
def test_it_is_scipy_s_estimate_group_by_group(
    one: list[tuple[int, bool]], other: list[tuple[int, bool]]
) -> None:
    found = censored_quantiles(
        pd.concat([frame(one, "one"), frame(other, "other")]), ["group"], {"quantile": 0.6}
    ).set_index("group")["quantile"]
    for name, cases in (("one", one), ("other", other)):
        finished = [hours for hours, is_open in cases if not is_open]
        still_open = [hours for hours, is_open in cases if is_open]
        survival = ecdf(CensoredData(uncensored=finished, right=still_open)).sf
        reached = survival.quantiles[survival.probabilities <= 0.4 + 1e-9]
        # A step of the estimate stands only at a finished case.
        reached = [hours for hours in reached if hours in finished]
        expected = min(reached) if reached else np.nan
        assert found[name] == pytest.approx(expected, nan_ok=True)


@given(CASES)
def test_a_row_that_stands_for_several_cases_counts_as_so_many_rows(
    cases: list[tuple[int, bool]],
) -> None:
    rows = frame(cases)
    counted = rows.groupby(["group", "hours", "is_open"]).size().rename("case_count").reset_index()
    one_by_one = censored_quantiles(rows, ["group"], mean="mean_hours")
    pd.testing.assert_frame_equal(
        censored_quantiles(counted, ["group"], mean="mean_hours"), one_by_one, rtol=1e-9
    )


def test_the_mean_is_the_area_under_the_unfinished_and_unknown_while_the_longest_is_open() -> None:
    # one to 1 h, then 3/4 left to 3 h, then 3/8 left to 4 h: 1 + 2 * 0.75 + 1 * 0.375
    mended = censored_quantiles(
        frame([(1, False), (2, True), (3, False), (4, False)]), ["group"], mean="mean_hours"
    )
    assert mended["mean_hours"].tolist() == pytest.approx([2.875])
    still = censored_quantiles(frame([(1, False), (5, True)]), ["group"], mean="mean_hours")
    assert still["mean_hours"].isna().all()


def test_no_case_gives_no_row() -> None:
    empty = censored_quantiles(frame([]), ["group"], mean="mean_hours")
    assert empty.empty
    assert "mean_hours" in empty
