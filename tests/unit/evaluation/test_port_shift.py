"""Ports that newly rise: z by hand, small numbers, many ports, the season, what is new."""

from math import sqrt

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import norm

from models.evaluation.port_shift import NO_RISE, NOT_ENOUGH, RISING, port_shift

COLUMNS = [
    "season", "arrival_month", "lading_port_code", "containers_with", "containers_without",
]  # fmt: skip


def counts(rows: list[tuple[int, str, str, int, int]], rule: str = "new") -> pd.DataFrame:
    """Season, month, port, containers with the trait and all containers."""
    frame = pd.DataFrame(rows, columns=[*COLUMNS[:4], "containers"])
    return pd.DataFrame(
        {
            "origin": "synthetic",
            "rule_set": "human_smuggling",
            "rule_set_version": 1,
            "rule": rule,
            "wording": rule.capitalize(),
            **frame[COLUMNS[:4]],
            "arrival_month": pd.to_datetime(frame["arrival_month"] + "-01"),
            "containers_without": frame["containers"] - frame["containers_with"],
        }
    )


SHANGHAI = [
    (2004, "2004-04", "57035", 12, 200),
    (2005, "2005-04", "57035", 8, 200),
    (2006, "2006-04", "57035", 40, 200),
]
QUIET = [
    (season, f"{season}-04", port, 20, 200)
    for season in (2004, 2005, 2006)
    for port in ("58201", "58023")
]


def one(table: pd.DataFrame, period: str, port: str) -> pd.Series:
    rows = table[(table["period"] == period) & (table["lading_port_code"] == port)]
    assert len(rows) == 1
    return rows.iloc[0]


def test_z_by_hand() -> None:
    row = one(port_shift(counts(SHANGHAI + QUIET)), "2006-04", "57035")
    # 20 of 400 before, 40 of 200 now: pooled .1, sd sqrt(.09 x (1/200 + 1/400)) = .02598
    assert (row["before_with"], row["before_containers"]) == (20, 400)
    assert (row["before_share"], row["share"], row["ratio"]) == (0.05, 0.2, pytest.approx(4.0))
    assert row["z"] == pytest.approx(0.15 / sqrt(0.09 * (1 / 200 + 1 / 400)))
    assert (row["others_before_share"], row["others_share"]) == (0.1, 0.1)
    assert (row["state"], row["is_new"], row["seasons_before"]) == (RISING, True, 2)


def test_how_many_were_looked_at_and_the_false_alarms_to_expect_are_said() -> None:
    table = port_shift(counts(SHANGHAI + QUIET))
    april = table[table["period"] == "2006-04"]
    assert april["compared"].tolist() == [3, 3, 3]
    # A tenth of a false alarm over three ports: each may exceed z with probability 1/30.
    assert april["z_needed"].tolist() == pytest.approx([norm.isf(0.1 / 3)] * 3)
    assert april["expected_false_alarms"].tolist() == pytest.approx([0.1] * 3)


def test_only_the_same_months_are_compared() -> None:
    # In January shares are always high; a January beside an April is no rise.
    january = [(season, f"{season}-01", "57035", 80, 200) for season in (2004, 2005, 2006)]
    table = port_shift(counts(SHANGHAI + january))
    row = one(table, "2006-01", "57035")
    assert (row["before_share"], row["share"], row["state"]) == (0.4, 0.4, NO_RISE)
    season = one(table, "2006", "57035")
    assert (season["containers_with"], season["containers"]) == (120, 400)
    assert (season["before_with"], season["before_containers"]) == (180, 800)


def test_a_season_is_compared_over_the_months_it_has_had_so_far() -> None:
    december = [(season, f"{season - 1}-12", "57035", 100, 100) for season in (2004, 2005)]
    row = one(port_shift(counts(SHANGHAI + december)), "2006", "57035")
    assert (row["before_with"], row["before_containers"]) == (20, 400)


def test_a_port_that_stood_still_for_a_month_keeps_what_it_had_before_in_the_season() -> None:
    december = [(season, f"{season - 1}-12", "57035", 10, 100) for season in (2004, 2005)]
    running = [(2006, "2005-12", "58201", 10, 100)]  # the stream has a December, Shanghai has none
    row = one(port_shift(counts(SHANGHAI + december + running)), "2006", "57035")
    assert (row["before_with"], row["before_containers"]) == (40, 600)
    assert (row["containers_with"], row["containers"]) == (40, 200)


@pytest.mark.parametrize(
    ("rows", "note"),
    [
        ([(2006, "2006-04", "57035", 40, 200)], "no traffic in the same months before"),
        (
            [(2005, "2005-04", "57035", 2, 19), (2006, "2006-04", "57035", 40, 200)],
            "fewer than 20 containers",
        ),
        (
            [(2005, "2005-04", "57035", 0, 400), (2006, "2006-04", "57035", 4, 400)],
            "fewer than 5 containers expected with, or without, the trait",
        ),
    ],
)
def test_where_it_is_small_there_is_not_enough_evidence(
    rows: list[tuple[int, str, str, int, int]], note: str
) -> None:
    row = one(port_shift(counts(rows + QUIET)), "2006-04", "57035")
    assert np.isnan(row["z"])
    assert (row["state"], row["note"], row["is_new"]) == (NOT_ENOUGH, note, False)
    assert row["compared"] == 2  # the two quiet ports


def test_one_season_before_is_enough_and_said() -> None:
    row = one(port_shift(counts(SHANGHAI[1:])), "2006-04", "57035")
    assert (row["seasons_before"], row["note"]) == (1, "one season before only")
    assert port_shift(counts(SHANGHAI[2:])).empty


def test_what_rises_everywhere_is_no_shift_of_one_port() -> None:
    everywhere = [
        (season, f"{season}-04", port, 80 if season == 2006 else 20, 200)
        for season in (2004, 2005, 2006)
        for port in ("57035", "58201", "58023")
    ]
    table = port_shift(counts(everywhere))
    april = table[table["period"] == "2006-04"]
    assert (april["z"] > april["z_needed"]).all()
    assert april["state"].tolist() == [NO_RISE] * 3


def test_a_rise_is_new_once() -> None:
    may = [(2004, "2004-05", "57035", 10, 200), (2005, "2005-05", "57035", 10, 200)]
    table = port_shift(counts([*SHANGHAI, *may, (2006, "2006-05", "57035", 50, 200)]))
    assert [one(table, period, "57035")["state"] for period in ("2006-04", "2006-05")] == [
        RISING
    ] * 2
    assert [one(table, period, "57035")["is_new"] for period in ("2006-04", "2006-05")] == [
        True,
        False,
    ]
    again = port_shift(counts([*SHANGHAI, (2007, "2007-04", "57035", 90, 200)]))
    seasons = [one(again, season, "57035") for season in ("2006", "2007")]
    assert [(row["state"], row["is_new"]) for row in seasons] == [(RISING, True), (RISING, False)]


def test_shares_that_vary_by_themselves_lower_z() -> None:
    # Ten ports swing between a tenth and three tenths and back: so does chance here.
    ports = [f"580{number:02}" for number in range(10)]
    swinging = [
        (season, f"{season}-04", port, 20 + 40 * ((place + season) % 2), 200)
        for season in (2005, 2006)
        for place, port in enumerate(ports)
    ]
    table = port_shift(counts(swinging))
    april = table[table["period"] == "2006-04"]
    # 20 of 200 against 60 of 200 is |z| = .2 / sqrt(.16 x .01) = 5 at every port; the median
    # square of a standard normal is .4549.
    assert april["dispersion"].tolist() == pytest.approx([25 / 0.454936] * 10, rel=1e-5)
    assert april["z"].abs().tolist() == pytest.approx([sqrt(0.454936)] * 10, rel=1e-5)
    assert set(april["state"]) == {NO_RISE}


def test_with_nothing_to_find_false_alarms_are_about_as_many_as_said() -> None:
    rng = np.random.default_rng(1)
    rows = [
        (
            season,
            f"{season - (month > 9)}-{month:02}",
            f"58{port:03}",
            int(rng.binomial(400, 0.1)),
            400,
        )
        for season in range(2000, 2012)
        for month in (10, 11, 12, 1, 2, 3, 4, 5)
        for port in range(30)
    ]
    table = port_shift(counts(rows))
    periods = table.drop_duplicates("period")
    expected = periods["expected_false_alarms"].sum()
    assert expected == pytest.approx(0.1 * 11 * 9)  # eleven seasons, eight months and the whole
    # Poisson with mean 9.9: between 3 and 19 in 99 of 100 draws; this one is seeded.
    assert 3 <= (table["state"] == RISING).sum() <= 19


@settings(max_examples=6)
@given(
    st.lists(
        st.tuples(
            st.sampled_from([2004, 2005, 2006]),
            st.sampled_from(["57035", "58201", "58023"]),
            st.integers(0, 60),
            st.integers(60, 200),
        ),
        min_size=1,
        max_size=9,
        unique_by=lambda row: (row[0], row[1]),
    )
)
def test_origins_are_watched_apart(rows: list[tuple[int, str, int, int]]) -> None:
    mine = counts(SHANGHAI + QUIET)
    other = counts([(season, f"{season}-04", port, k, n) for season, port, k, n in rows])
    both = port_shift(pd.concat([mine, other.assign(origin="real")], ignore_index=True))
    alone = both[both["origin"] == "synthetic"].reset_index(drop=True)
    pd.testing.assert_frame_equal(alone, port_shift(mine), check_dtype=False)
