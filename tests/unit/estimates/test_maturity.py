"""Provisional until 45 days after the period's end, then final; days counted by hand."""

from datetime import datetime

import duckdb
import pandas as pd
import pytest

from pipelines.estimates.maturity import newest_known_at, with_state
from pipelines.periods import maturity, period_bounds

at = datetime.fromisoformat


@pytest.mark.parametrize(
    ("kind", "period", "final_from"),
    [
        # February 2004 has 29 days: 1 March + 45 days is 15 April.
        ("month", "2004-02", at("2004-04-15")),
        # 1 January + 45 days: 31 in January, 14 in February.
        ("month", "2005-12", at("2006-02-15")),
        ("calendar_year", "CY2005", at("2006-02-15")),
        # 1 June + 45 days: 30 in June, 15 in July.
        ("season", "2006", at("2006-07-16")),
        # 1 October + 45 days: 31 in October, 14 in November.
        ("fiscal_year", "FY2006", at("2006-11-15")),
    ],
)
def test_a_figure_is_final_from_the_45th_day_on(
    kind: str, period: str, final_from: datetime
) -> None:
    assert maturity(kind, period, final_from) == "final"
    assert maturity(kind, period, final_from - pd.Timedelta(seconds=1)) == "provisional"
    assert maturity(kind, period, final_from, after_days=46) == "provisional"
    assert maturity(kind, period, period_bounds(kind, period)[1], after_days=0) == "final"


@pytest.mark.parametrize(
    ("kind", "period"),
    [("month", "2006"), ("month", "2006-13"), ("season", "FY2006"), ("week", "2006-04")],
)
def test_what_is_no_period_is_refused(kind: str, period: str) -> None:
    with pytest.raises(ValueError, match="is no period"):
        period_bounds(kind, period)


def test_each_origin_is_judged_at_its_own_newest_row_or_all_at_the_cut() -> None:
    with duckdb.connect() as con:
        con.execute(
            """
            create schema raw;
            create table raw.exams (known_at timestamp, origin varchar);
            create table raw.incidents (known_at timestamp, origin varchar);
            create table raw.loads (origin varchar);
            insert into raw.exams values ('2006-06-14 23:00', 'synthetic');
            insert into raw.incidents values ('2006-01-01', 'synthetic'), ('2007-04-24', 'real');
            """
        )
        known = newest_known_at(con)
    assert known == {"synthetic": at("2006-06-14 23:00"), "real": at("2007-04-24")}
    figures = pd.DataFrame(
        {
            "origin": ["synthetic", "real", "other"],
            "period_kind": "month",
            "period": "2006-04",
        }
    )
    assert with_state(figures, known)["state"].tolist() == ["provisional", "final", None]
    cut = with_state(figures, known, at("2006-06-15"))["state"].tolist()
    assert cut == ["final", "final", "final"]
