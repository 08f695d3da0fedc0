"""The CSI feeds: who was asked, answered and referred, and which team targeted which port."""

import pandas as pd

from tests.unit.simulation.conftest import World

SHENZHEN = {"57018", "57067", "57078"}
YANTIAN = "57078"


def rows(world: World, name: str) -> pd.DataFrame:
    """A feed of all months; its times as times."""
    return world.table(name).to_pandas()


def test_only_what_was_accepted_is_examined_and_only_what_was_not_is_referred(
    season: World,
) -> None:
    requests = rows(season, "csi_requests")
    examined = requests["examined_at"].notna()
    assert examined.sum() > 10
    assert set(requests.loc[examined, "decision"]) == {"accepted"}
    assert set(requests.loc[requests["referred_at"].notna(), "decision"]) <= {
        "denied",
        "not_requested",
    }
    answered = requests["decided_at"].notna()
    assert set(requests.loc[answered, "decision"]) <= {"accepted", "denied"}
    assert (requests.loc[answered, "decided_at"] > requests.loc[answered, "requested_at"]).all()


def test_a_request_gives_reasons_and_a_decision_not_to_ask_gives_none(season: World) -> None:
    requests = rows(season, "csi_requests")
    is_asked = requests["decision"] != "not_requested"
    assert requests.loc[is_asked, "reasons"].str.startswith("score").all()
    assert requests.loc[~is_asked, "reasons"].isna().all()


def test_the_ports_of_shenzhen_are_targeted_from_yantian_and_others_by_their_own_team(
    season: World,
) -> None:
    targeting = rows(season, "csi_targeting")
    is_shenzhen = targeting["lading_port_code"].isin(SHENZHEN)
    assert is_shenzhen.any()
    assert set(targeting.loc[is_shenzhen, "team_port_code"]) == {YANTIAN}
    others = targeting[~is_shenzhen]
    assert (others["team_port_code"] == others["lading_port_code"]).all()


def test_a_container_is_asked_for_once(season: World) -> None:
    requests = rows(season, "csi_requests")
    trip = ["container_number", "vessel_imo", "voyage_number", "us_port_code"]
    assert not requests.duplicated(trip).any()
