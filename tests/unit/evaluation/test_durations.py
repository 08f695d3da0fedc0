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
