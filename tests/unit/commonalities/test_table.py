"""All traits together: eras, origins, multiplicity, pairs, and what was written up afterwards."""

from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.commonalities import commonality_table, holm, matched_odds
from models.commonalities.matched import Stratum
from models.commonalities.traits import LESS_COMMON, MORE_COMMON, NO_TRAFFIC, NOT_ENOUGH

TRAFFIC = {"soft_top": (20, 980), "first_consignee": (200, 800), "reefer": (80, 920)}
HAVING = {"soft_top": 8, "first_consignee": 6, "reefer": 0}
STRATUM = {"loading_region": "Hong Kong", "us_port_group": "Puget Sound"}
APRIL, MAY = pd.Timestamp("2000-04-01"), pd.Timestamp("2001-05-01")


def incident(number: int, trait: str, **said: Any) -> dict[str, Any]:
    return {
        "origin": "synthetic",
        "trait": trait,
        "second_trait": None,
        "incident_id": f"S{number}",
        "era": "Hong Kong",
        "arrival_month": APRIL,
        "has_trait": True,
        "is_recorded_before_discovery": True,
        **STRATUM,
        **said,
    }


def stratum(trait: str, traffic: tuple[int, int], incidents: int, **said: Any) -> dict[str, Any]:
    return {
        "origin": "synthetic",
        "trait": trait,
        "second_trait": None,
        "wording": trait.replace("_", " "),
        "arrival_month": APRIL,
        "traffic_with": traffic[0],
        "traffic_without": traffic[1],
        "incident_containers": incidents,
        **STRATUM,
        **said,
    }


def frames() -> tuple[pd.DataFrame, pd.DataFrame]:
    """Ten incidents of one container each, all in one stratum."""
    strata = [stratum(trait, TRAFFIC[trait], 10) for trait in HAVING]
    incidents = [
        incident(n, trait, has_trait=n < having)
        for trait, having in HAVING.items()
        for n in range(10)
    ]
    return pd.DataFrame(strata), pd.DataFrame(incidents)


def rows_of(table: pd.DataFrame, era: str = "*", origin: str = "synthetic") -> pd.DataFrame:
    rows = table[(table["era"] == era) & (table["origin"] == origin)]
    return rows.set_index("trait")


def test_the_strongest_stand_first() -> None:
    table = rows_of(commonality_table(*frames()))
    assert table["rank"].to_dict() == {"soft_top": 1, "first_consignee": 2, "reefer": 3}
    assert table["odds_ratio_low"].is_monotonic_decreasing
    soft_top = matched_odds([Stratum(8, 2, 20, 980)])
    assert soft_top is not None
    assert table.loc["soft_top", "odds_ratio_low"] == soft_top.low


def test_holm_counts_every_trait_compared_and_is_said() -> None:
    table = rows_of(commonality_table(*frames()))
    assert table["comparisons"].tolist() == [3, 3, 3]
    assert table["holm_p_value"].tolist() == holm(table["p_value"]).tolist()
    assert table.loc["soft_top", "verdict"] == MORE_COMMON
    # The second smallest of three: twice its own.
    consignee = table.loc["first_consignee"]
    assert consignee["holm_p_value"] == pytest.approx(2 * consignee["p_value"])
    assert consignee["verdict"] == MORE_COMMON
    assert table.loc["reefer", "verdict"] == NOT_ENOUGH
    assert table.loc["reefer", "note"] == "the interval of the odds ratio includes 1"


def test_what_holms_correction_takes_away_is_not_enough_evidence() -> None:
    strata, incidents = frames()
    more = [f"idle_{number}" for number in range(9)]
    strata = pd.concat([strata, pd.DataFrame(stratum(name, (200, 800), 10) for name in more)])
    idle = [incident(n, name, has_trait=n < 2) for name in more for n in range(10)]
    table = rows_of(commonality_table(strata, pd.concat([incidents, pd.DataFrame(idle)])))
    consignee = table.loc["first_consignee"]
    assert (consignee["comparisons"], consignee["verdict"]) == (12, NOT_ENOUGH)
    assert consignee["odds_ratio_low"] > 1
    assert consignee["note"] == (
        "alone its interval excludes 1; with 12 traits and pairs looked at that may be chance "
        "(Holm)"
    )
    assert table.loc["soft_top", "verdict"] == MORE_COMMON


def test_eras_are_compared_with_the_strata_of_their_own_incidents() -> None:
    strata, incidents = frames()
    strata = pd.concat(
        [strata, pd.DataFrame([stratum("soft_top", (500, 500), 6, arrival_month=MAY)])]
    )
    busan = [incident(n, "soft_top", era="Busan", arrival_month=MAY) for n in range(20, 26)]
    before = [incident(30, "soft_top", era=None)]
    strata.loc[
        strata["trait"].eq("soft_top") & strata["arrival_month"].eq(APRIL), "incident_containers"
    ] = 11
    table = commonality_table(strata, pd.concat([incidents, pd.DataFrame(busan + before)]))
    assert set(table["era"]) == {"*", "Hong Kong", "Busan"}
    of_busan = rows_of(table, "Busan").loc["soft_top"]
    assert (of_busan["incidents"], of_busan["traffic_with"], of_busan["strata"]) == (6, 500, 1)
    assert rows_of(table, "Hong Kong").loc["soft_top", "incidents"] == 10
    assert rows_of(table).loc["soft_top", "incidents"] == 17
    assert rows_of(table, "Busan")["comparisons"].tolist() == [1]


def test_too_few_incidents_are_said_plainly() -> None:
    strata, incidents = frames()
    few = incidents[incidents["incident_id"].isin(["S0", "S1", "S2", "S3"])]
    table = rows_of(commonality_table(strata.assign(incident_containers=4), few))
    assert table["verdict"].tolist() == [NOT_ENOUGH] * 3
    assert table.loc["soft_top", "note"] == "4 incidents; at least 5 are needed"
    assert table["holm_p_value"].isna().all()


def test_unknown_traits_are_neither_present_nor_absent() -> None:
    strata, incidents = frames()
    incidents["has_trait"] = incidents["has_trait"].astype(object)
    incidents.loc[incidents["incident_id"].eq("S9"), "has_trait"] = None
    table = rows_of(commonality_table(strata, incidents))
    assert table["incidents"].tolist() == [9, 9, 9]
    assert table["incident_containers_unknown"].tolist() == [1, 1, 1]


def test_what_was_written_up_afterwards_is_marked_and_not_compared() -> None:
    strata, incidents = frames()
    recorded = incidents["is_recorded_before_discovery"].astype(object)
    recorded[incidents["trait"].eq("reefer")] = False
    recorded[incidents["trait"].eq("soft_top") & incidents["incident_id"].eq("S0")] = None
    table = rows_of(
        commonality_table(strata, incidents.assign(is_recorded_before_discovery=recorded))
    )
    assert table["recorded"].to_dict() == {
        "soft_top": "partly after discovery",
        "first_consignee": "before discovery",
        "reefer": "after discovery",
    }
    soft_top, reefer = table.loc["soft_top"], table.loc["reefer"]
    assert (soft_top["incidents_with"], soft_top["incidents"]) == (7, 9)
    assert soft_top["incident_containers_recorded_after"] == 1
    assert (reefer["incident_containers"], reefer["verdict"]) == (0, NOT_ENOUGH)
    assert reefer["note"] == "written up after the discovery: marked, not compared, not trained on"


def test_incidents_without_any_match_have_no_comparison() -> None:
    strata, incidents = frames()
    table = commonality_table(strata.assign(traffic_with=0, traffic_without=0), incidents)
    assert rows_of(table)["verdict"].tolist() == [NO_TRAFFIC] * 3
    assert rows_of(table)["incidents_unmatched"].tolist() == [10] * 3


def with_pair(first: int, second: int, both: int, traffic_with: int) -> pd.DataFrame:
    """Table of ten incidents, two traits and their pair."""
    names = {("a", None): first, ("b", None): second, ("a", "b"): both}
    rows = [
        incident(n, trait, second_trait=other, has_trait=n < having)
        for (trait, other), having in names.items()
        for n in range(10)
    ]
    strata = [
        stratum("a", (100, 900), 10),
        stratum("b", (200, 800), 10),
        stratum("a", (traffic_with, 1000 - traffic_with), 10, second_trait="b", wording="a, and b"),
    ]
    return commonality_table(pd.DataFrame(strata), pd.DataFrame(rows))


def test_a_pair_is_compared_where_the_data_carry_it() -> None:
    # 8 x 7 / 10 = 5.6 expected by chance
    table = with_pair(8, 7, 7, 20).query("era == '*'")
    pair = table[table["kind"] == "pair"].iloc[0]
    assert (pair["trait"], pair["second_trait"], pair["wording"]) == ("a", "b", "a, and b")
    assert (pair["verdict"], pair["comparisons"]) == (MORE_COMMON, 3)
    expected = matched_odds([Stratum(7, 3, 20, 980)])
    assert expected is not None
    assert pair["odds_ratio"] == expected.odds_ratio


@pytest.mark.parametrize(
    ("first", "second", "traffic_with"),
    [
        (7, 7, 20),  # 4.9 expected by chance
        (10, 4, 20),  # the second is in four incidents only
        (8, 7, 100),  # whatever has the first has both
    ],
)
def test_a_pair_the_data_do_not_carry_is_not_compared(
    first: int, second: int, traffic_with: int
) -> None:
    table = with_pair(first, second, min(first, second), traffic_with)
    assert set(table["kind"]) == {"trait"}
    assert set(table["comparisons"]) == {2}


def test_less_common_is_found_too() -> None:
    strata, incidents = frames()
    strata.loc[strata["trait"].eq("reefer"), ["traffic_with", "traffic_without"]] = [700, 300]
    assert rows_of(commonality_table(strata, incidents)).loc["reefer", "verdict"] == LESS_COMMON


def test_marts_of_different_runs_are_refused() -> None:
    strata, incidents = frames()
    strata.loc[0, "incident_containers"] = 9
    with pytest.raises(ValueError, match=r"trait 'soft_top' of origin synthetic.*the same run"):
        commonality_table(strata, incidents)


def test_no_trait_gives_an_empty_table_with_its_columns() -> None:
    strata, incidents = frames()
    table = commonality_table(strata.iloc[:0], incidents.iloc[:0])
    assert table.empty
    assert {"rank", "verdict", "holm_p_value", "without_incident_id", "era"} <= set(table.columns)


counts = st.integers(0, 30)


@settings(max_examples=8)
@given(counts, counts, st.lists(st.booleans(), min_size=1, max_size=8))
def test_matching_never_crosses_origin(having: int, lacking: int, real: list[bool]) -> None:
    strata, incidents = (frame[frame["trait"] == "soft_top"] for frame in frames())
    alone = commonality_table(strata, incidents)
    other = stratum("soft_top", (having, lacking), len(real), origin="real")
    found = [incident(n, "soft_top", origin="real", has_trait=has) for n, has in enumerate(real)]
    both = commonality_table(
        pd.concat([strata, pd.DataFrame([other])]), pd.concat([incidents, pd.DataFrame(found)])
    )
    of_synthetic = both[both["origin"] == "synthetic"].reset_index(drop=True)
    pd.testing.assert_frame_equal(of_synthetic, alone, check_dtype=False)
    row = rows_of(both, origin="real").loc["soft_top"]
    matched = len(real) if having + lacking else 0
    assert (row["incident_containers"], row["traffic_with"]) == (matched, having if matched else 0)


@settings(max_examples=6)
@given(st.lists(st.integers(0, 10), min_size=1, max_size=4))
def test_adjusted_p_values_are_never_below_the_plain_ones(having: list[int]) -> None:
    strata = pd.DataFrame(stratum(f"t{n}", (150, 850), 10) for n in range(len(having)))
    rows = [
        incident(i, f"t{n}", has_trait=i < count)
        for n, count in enumerate(having)
        for i in range(10)
    ]
    table = commonality_table(strata, pd.DataFrame(rows))
    compared = table.dropna(subset=["p_value"])
    assert (compared["holm_p_value"] >= compared["p_value"]).all()
    assert (
        not table["verdict"].isin([MORE_COMMON, LESS_COMMON])[table["holm_p_value"] >= 0.05].any()
    )
