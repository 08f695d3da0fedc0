"""Commonalities: exact odds ratios against published figures, and what carries a finding."""

from fractions import Fraction
from math import comb

import numpy as np
import pandas as pd
import pytest

from models.commonalities.traits import (
    LARGEST_EXACT_TOTAL,
    LESS_COMMON,
    MORE_COMMON,
    NO_TRAFFIC,
    NOT_ENOUGH,
    commonality_table,
    compare_trait,
    conditional_odds_ratio,
)


def containers(*pairs: tuple[int, int]) -> dict[str, tuple[int, int]]:
    return {f"incident-{number}": pair for number, pair in enumerate(pairs)}


def conditional_tails(table: tuple[int, int, int, int], odds: float) -> tuple[float, float, float]:
    """P(X <= x), P(X >= x) and E(X) given the margins, by enumeration in whole numbers."""
    having, lacking, traffic_with, traffic_without = table
    total = having + traffic_with
    support = range(
        max(0, total - traffic_with - traffic_without), min(having + lacking, total) + 1
    )
    weights = {
        count: comb(having + lacking, count)
        * comb(traffic_with + traffic_without, total - count)
        * Fraction(odds) ** count
        for count in support
    }
    whole = sum(weights.values())
    below = sum(weight for count, weight in weights.items() if count <= having)
    above = sum(weight for count, weight in weights.items() if count >= having)
    mean = sum(count * weight for count, weight in weights.items())
    return float(below / whole), float(above / whole), float(mean / whole)


@pytest.mark.parametrize(
    "table",
    [
        (3, 1, 1, 3),  # Fisher's tea tasting
        (2, 10, 15, 3),  # Fisher's convicted twins
        (8, 2, 20, 980),
        (12, 20, 200, 1800),
    ],
)
def test_the_odds_ratio_and_its_interval_are_exact(table: tuple[int, int, int, int]) -> None:
    odds, low, high = conditional_odds_ratio(*table)
    assert conditional_tails(table, odds)[2] == pytest.approx(table[0])
    assert conditional_tails(table, low)[1] == pytest.approx(0.025)
    assert conditional_tails(table, high)[0] == pytest.approx(0.025)


def test_fishers_tea_tasting_has_its_published_odds_ratio() -> None:
    # 6.408309 as R's fisher.test documents it.
    assert conditional_odds_ratio(3, 1, 1, 3)[0] == pytest.approx(6.408309, rel=1e-5)


def test_beyond_32_bits_the_interval_goes_on_where_the_exact_one_ends() -> None:
    exact = conditional_odds_ratio(12, 20, 200_000_000, 1_800_000_000)
    beyond = conditional_odds_ratio(12, 20, 400_000_000, 3_600_000_000)
    assert LARGEST_EXACT_TOTAL < 12 + 20 + 4_000_000_000
    # At the limit of infinite traffic: (12/20) / (1/9) = 5.4.
    assert beyond[0] == pytest.approx(5.4)
    assert beyond == pytest.approx(exact, rel=1e-4)


def test_a_trait_all_incidents_share_has_an_unbounded_odds_ratio() -> None:
    found = compare_trait(containers(*[(1, 0)] * 8), traffic_with=100, traffic_without=1900)
    assert found.odds_ratio == found.odds_ratio_high == np.inf
    assert found.odds_ratio_low > 1
    assert found.verdict == MORE_COMMON


def test_prevalences_and_counts_are_of_incident_containers() -> None:
    found = compare_trait(containers(*[(2, 1)] * 10, (0, 2)), traffic_with=300, traffic_without=700)
    assert (found.unit, found.incident_containers_with, found.incident_containers) == (
        "incident container",
        20,
        32,
    )
    assert (found.incidents_with, found.incidents) == (10, 11)
    assert (found.incident_prevalence, found.traffic_prevalence) == (20 / 32, 0.3)
    assert found.incident_prevalence_low < 20 / 32 < found.incident_prevalence_high


def test_fewer_than_20_incident_containers_have_counts_and_no_percentage() -> None:
    found = compare_trait(containers(*[(1, 0)] * 6), traffic_with=10, traffic_without=990)
    assert found.incident_prevalence is None
    assert found.traffic_prevalence == 0.01
    assert (found.incident_containers_with, found.incident_containers) == (6, 6)


def test_a_finding_carried_by_one_incident_is_flagged() -> None:
    # One incident with six containers alone brings the trait; five incidents lack it.
    carried = compare_trait(
        containers((6, 0), *[(0, 1)] * 9), traffic_with=100, traffic_without=900
    )
    assert carried.verdict == MORE_COMMON
    assert carried.is_resting_on_one_incident
    assert carried.note == "would vanish if one incident were removed"


def test_a_finding_shared_by_many_is_not_flagged() -> None:
    shared = compare_trait(
        containers(*[(1, 0)] * 8, *[(0, 1)] * 7), traffic_with=100, traffic_without=900
    )
    assert shared.verdict == MORE_COMMON
    assert not shared.is_resting_on_one_incident
    assert shared.note == ""


def test_less_common_traits_are_found_and_tested_for_one_incident_too() -> None:
    rare = compare_trait(containers(*[(0, 1)] * 12), traffic_with=600, traffic_without=400)
    assert rare.verdict == LESS_COMMON
    assert not rare.is_resting_on_one_incident
    border = compare_trait(containers(*[(0, 1)] * 5), traffic_with=530, traffic_without=470)
    # 0 of 5 against 53 %: the upper bound is about 0.95; without one of them it is above 1.
    assert border.verdict == LESS_COMMON
    assert border.is_resting_on_one_incident


def test_an_interval_with_1_in_it_is_not_enough_evidence() -> None:
    found = compare_trait(containers(*[(1, 0)] * 3, *[(0, 1)] * 7), 200, 800)
    assert (found.verdict, found.note) == (NOT_ENOUGH, "the interval of the odds ratio includes 1")
    assert not found.is_resting_on_one_incident


def test_incidents_whose_trait_is_unknown_do_not_count_as_incidents() -> None:
    found = compare_trait(containers(*[(1, 0)] * 4, (0, 0), (0, 0)), 1, 9999)
    assert found.incidents == 4
    assert found.verdict == NOT_ENOUGH
    assert found.note == "4 incidents; at least 5 are needed"


def test_real_incidents_without_traffic_have_counts_only() -> None:
    found = compare_trait(containers(*[(1, 0)] * 12, *[(0, 1)] * 13), 0, 0)
    assert (found.odds_ratio, found.odds_ratio_low, found.odds_ratio_high) == (None, None, None)
    assert found.verdict == NO_TRAFFIC
    assert found.incident_prevalence == 12 / 25


def trait_frames() -> tuple[pd.DataFrame, pd.DataFrame]:
    shared = {"soft_top": 8, "first_consignee": 6, "reefer": 0}
    traffic = {"soft_top": (20, 980), "first_consignee": (200, 800), "reefer": (80, 920)}
    counts = [
        {
            "origin": "synthetic",
            "trait": trait,
            "wording": trait.replace("_", " "),
            "incident_containers_with": having,
            "incident_containers_without": 10 - having,
            "traffic_with": traffic[trait][0],
            "traffic_without": traffic[trait][1],
        }
        for trait, having in shared.items()
    ]
    counts.append(
        {
            "origin": "real",
            "trait": "soft_top",
            "wording": "soft top",
            "incident_containers_with": 4,
            "incident_containers_without": 1,
            "traffic_with": 0,
            "traffic_without": 0,
        }
    )
    incidents = [
        {"origin": "synthetic", "trait": trait, "incident_id": f"S{n}", "has_trait": n < having}
        for trait, having in shared.items()
        for n in range(10)
    ]
    incidents += [
        {"origin": "real", "trait": "soft_top", "incident_id": incident, "has_trait": has}
        for incident, has in [("1", True), ("1", True), ("2", True), ("3", True), ("3", False)]
    ]
    incidents.append({"origin": "real", "trait": "soft_top", "incident_id": "4", "has_trait": None})
    return pd.DataFrame(counts), pd.DataFrame(incidents)


def test_the_strongest_stand_first_within_each_origin() -> None:
    table = commonality_table(*trait_frames())
    assert table[["origin", "rank", "trait"]].to_numpy().tolist() == [
        ["real", 1, "soft_top"],
        ["synthetic", 1, "soft_top"],
        ["synthetic", 2, "first_consignee"],
        ["synthetic", 3, "reefer"],
    ]
    low = table.query("origin == 'synthetic'")["odds_ratio_low"]
    assert low.is_monotonic_decreasing


def test_origins_are_compared_apart() -> None:
    table = commonality_table(*trait_frames()).set_index(["origin", "trait"])
    real = table.loc[("real", "soft_top")]
    assert (real["verdict"], real["incidents"], real["incident_containers"]) == (NO_TRAFFIC, 3, 5)
    synthetic = table.loc[("synthetic", "soft_top")]
    assert synthetic["incident_containers_with"] == 8
    expected = conditional_odds_ratio(8, 2, 20, 980)
    assert synthetic[["odds_ratio", "odds_ratio_low", "odds_ratio_high"]].tolist() == list(expected)


def test_marts_of_different_runs_are_refused() -> None:
    counts, incidents = trait_frames()
    counts.loc[0, "incident_containers_with"] = 9
    with pytest.raises(ValueError, match=r"trait 'soft_top' of origin synthetic.*the same run"):
        commonality_table(counts, incidents)


def test_no_trait_gives_an_empty_table_with_its_columns() -> None:
    counts, incidents = trait_frames()
    table = commonality_table(counts.iloc[:0], incidents.iloc[:0])
    assert table.empty
    assert {"rank", "verdict", "odds_ratio_low", "is_resting_on_one_incident"} <= set(table.columns)
