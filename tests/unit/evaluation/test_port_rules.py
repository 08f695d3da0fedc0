"""Rules on ports that look back: from the seasons before, and from them alone."""

import numpy as np
import pandas as pd
import pytest

from models.evaluation.port_rules import (
    port_hit_prev2,
    port_near_hit,
    port_rising,
    port_season_rules,
    stale_port_rules,
)


@pytest.fixture
def counts() -> pd.DataFrame:
    """Three ports over three seasons; nothing odd but what each test puts in."""
    return pd.DataFrame(
        [
            {
                "season": season,
                "port": port,
                "region": region,
                "containers": 100_000,
                "named": 90_000,
                "first_time": 5_400,
                "incidents": 0,
            }
            for season in (2003, 2004, 2005)
            for port, region in (("busan", "Korea"), ("chiwan", "Pearl"), ("shekou", "Pearl"))
        ]
    )


def test_a_hit_needs_one_and_a_half_times_what_traffic_expects() -> None:
    # Ten incidents, half the traffic each: expected 5. (8 + 1) / (5 + 1) is exactly 1.5, no hit.
    assert port_hit_prev2([8, 2], [50, 50]).tolist() == [False, False]
    assert port_hit_prev2([9, 1], [50, 50]).tolist() == [True, False]


def test_without_any_incident_no_port_is_hit() -> None:
    assert not port_hit_prev2([0, 0, 0], [10, 20, 30]).any()


def test_near_is_another_port_of_the_region_not_the_port_itself() -> None:
    assert port_near_hit([True, False, False], ["a", "a", "b"]).tolist() == [False, True, False]
    assert port_near_hit([True, True], ["a", "a"]).tolist() == [True, True]


@pytest.mark.parametrize(
    ("last", "rises"),
    # 10,000 against 600: the ratio 1.15 is reached at 690; z is 4 at about 743.
    [(690, False), (735, False), (760, True)],
)
def test_a_rise_needs_the_ratio_and_z(last: int, rises: bool) -> None:
    assert port_rising([last], [10_000], [600], [10_000]).tolist() == [rises]


def test_a_large_port_needs_the_ratio_too() -> None:
    # z is far above 4, but 10 % is no rise.
    assert port_rising([66_000], [1_000_000], [60_000], [1_000_000]).tolist() == [False]


def test_without_traffic_before_nothing_is_said_to_rise() -> None:
    assert port_rising([50], [100], [0], [0]).tolist() == [False]


def test_only_the_two_seasons_before_are_read(counts: pd.DataFrame) -> None:
    is_now = counts["season"] == 2005
    at_shekou = counts["port"] == "shekou"
    counts.loc[at_shekou & (counts["season"] == 2003), "incidents"] = 9
    hit = port_season_rules(counts, 2005).set_index("port")["port_hit_prev2"]
    assert hit.to_dict() == {"busan": False, "chiwan": False, "shekou": True}
    near = port_season_rules(counts, 2005).set_index("port")["port_near_hit"]
    assert near.to_dict() == {"busan": False, "chiwan": True, "shekou": False}
    assert not port_season_rules(counts, 2006)["port_hit_prev2"].any()
    # What happens in the season itself changes nothing.
    later = counts.assign(incidents=counts["incidents"].mask(is_now, 50))
    pd.testing.assert_frame_equal(port_season_rules(later, 2005), port_season_rules(counts, 2005))


def test_a_rise_is_seen_in_the_season_after_it(counts: pd.DataFrame) -> None:
    up = (counts["port"] == "chiwan") & (counts["season"] == 2004)
    counts.loc[up, "first_time"] = 9_000
    rising = {
        season: port_season_rules(counts, season).set_index("port")["port_rising"]
        for season in (2005, 2006)
    }
    assert rising[2005].to_dict() == {"busan": False, "chiwan": True, "shekou": False}
    assert not rising[2006].any()


def test_a_port_that_stands_twice_is_an_error(counts: pd.DataFrame) -> None:
    with pytest.raises(ValueError, match="port busan stands twice in season 2003"):
        port_season_rules(pd.concat([counts, counts.head(1)]), 2005)


def test_a_port_rule_is_stale_after_two_seasons_without_an_incident() -> None:
    seen = {2002: np.array([3, 0, 0]), 2003: np.array([0, 1, 0]), 2004: np.array([0, 0, 2])}
    names_port = [True, True, False]
    assert stale_port_rules(seen, names_port, 2004).tolist() == [False, False, False]
    assert stale_port_rules(seen, names_port, 2005).tolist() == [True, False, False]
    # The season asked about is not read.
    assert stale_port_rules({2005: np.array([9])}, [True], 2005).tolist() == [True]
