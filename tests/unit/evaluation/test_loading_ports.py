"""Switch seasons and newly active ports, by hand."""

import pandas as pd

from models.evaluation.loading_ports import newly_active, switch_seasons


def incidents(*rows: tuple[int, str | None]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["season", "lading_port"])


def test_a_season_switches_when_its_main_port_had_no_incident_before() -> None:
    told = incidents(
        (2000, "HKHKG"),
        (2001, "HKHKG"), (2001, "HKHKG"), (2001, "KRPUS"),
        (2002, "KRPUS"),
        (2004, "CNSHK"), (2004, "CNSHK"), (2004, "HKHKG"),
        (2005, None),
    )  # fmt: skip
    # Busan is main in 2002 but was seen in 2001; Shekou is main and new in 2004.
    assert switch_seasons(told) == (2004,)


def test_of_two_main_ports_a_new_one_is_enough_and_the_first_season_is_none() -> None:
    assert switch_seasons(incidents((2000, "A"), (2001, "A"), (2001, "B"))) == (2001,)
    assert switch_seasons(incidents((2000, "A"))) == ()
    assert switch_seasons(incidents((2000, None), (2001, "A"))) == ()


def test_a_port_is_newly_active_after_two_quiet_seasons() -> None:
    told = incidents((2000, "A"), (2001, "B"), (2002, "A"), (2003, "B"), (2004, "A"), (2007, "A"))
    assert newly_active(told).tolist() == [False, True, False, False, False, True]
    assert newly_active(told, look_back_seasons=1).tolist() == [False] + [True] * 5
    assert newly_active(incidents((2000, "A"), (2001, None))).tolist() == [False, False]
    assert newly_active(incidents()).tolist() == []
