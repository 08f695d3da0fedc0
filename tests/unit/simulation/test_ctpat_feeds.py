"""Feeds of the trade partnership: within the law, in order, and told once."""

import pandas as pd

from models.rules.statute import MOST_CREDIT_PERCENT
from tests.unit.simulation.conftest import World


def newest(world: World, table: str, key: list[str]) -> pd.DataFrame:
    """The newest row of each key, as the platform takes it."""
    rows = world.table(table).to_pandas().sort_values("recorded_at", kind="stable")
    return rows.groupby(key, as_index=False).tail(1)


def test_no_credit_is_above_the_limit_or_for_another_than_an_importer_in_standing(
    season: World,
) -> None:
    credits = season.table("score_credits").to_pandas()
    assert len(credits) > 500
    assert set(credits["sector"]) == {"importer"}
    # 32 is the lowest mandatory threshold of the stream
    assert credits["points_off"].between(1, 32 * MOST_CREDIT_PERCENT / 100).all()
    members = season.table("trade_partners").to_pandas()
    certified = members[members["status"] == "certified"].set_index("member_number")["valid_from"]
    first_day = pd.to_datetime(credits["member_number"].map(certified))
    assert (first_day <= credits["scored_at"]).all()


def test_a_duty_is_told_open_and_again_with_its_outcome(tiny: World) -> None:
    told = tiny.table("partner_duties").to_pandas()
    keys = ["notice_id", "duty", "duty_sequence"]
    assert (told.groupby(keys)["outcome"].first() == "open").all()
    assert told.groupby(keys).size().max() <= 2
    settled = newest(tiny, "partner_duties", keys)
    assert {"done"} <= set(settled["outcome"]) <= {"open", "done", "not_done"}
    done = settled["outcome"] == "done"
    assert (settled["done_on"].notna() == done).all()
    notices = tiny.table("partner_notices").to_pandas().set_index("notice_id")
    assert notices.loc[settled["notice_id"], "states_duties"].all()


def test_every_suspension_of_the_register_has_an_act_with_its_reason(season: World) -> None:
    members = season.table("trade_partners").to_pandas()
    suspended = members[members["status"] == "suspended"].drop_duplicates("member_number")
    acts = season.table("partner_actions").to_pandas()
    acts = acts[acts["action"] == "suspended"].set_index("member_number")
    assert len(suspended) >= 3
    for row in suspended.itertuples():
        act = acts.loc[[row.member_number]]
        assert (act["occurred_on"] == row.valid_from).any()
        assert act["reason"].notna().all()
    assert not season.table("partner_actions").to_pandas()["action_id"].duplicated().any()


def test_codes_of_all_issuers_of_bills_are_told(season: World) -> None:
    codes = season.table("partner_codes").to_pandas()
    issuers = set(season.table("ams_header")["carrier_code"].drop_null().to_pylist())
    assert issuers <= set(codes["party_code"])
    assert not codes.duplicated(["party_code", "valid_from"]).any()
    members = codes[codes["standing"] != "not_a_member"]
    assert {"nvocc", "vessel_operator"} == set(members["kind"])
