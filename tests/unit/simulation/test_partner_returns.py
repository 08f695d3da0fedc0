"""Hosts return what they were asked two months before; a few counts are one too low."""

from collections import Counter

import pandas as pd

from tests.unit.simulation.conftest import World


def test_a_return_tells_the_requests_of_its_month_but_for_slips(season: World) -> None:
    requests = season.table("csi_requests").to_pandas()
    asked = requests[requests["decision"] != "not_requested"]
    months = asked["requested_at"].dt.strftime("%Y-%m")
    put = Counter(zip(asked["host_country"], months, strict=True))
    returned = season.table("partner_returns").to_pandas()
    exams = returned[returned["record_type"] == "exam_at_request"]
    told = exams.groupby(["country", "month"])["requests_received"].sum().astype(int).to_dict()
    last = max(month.month for month in season.months)
    due = {key: n for key, n in put.items() if key[1] <= str(pd.Period(last) - 2)}

    assert due
    assert set(told) == set(due)
    ports = exams.groupby(["country", "month"])["port"].nunique()
    for key, count in due.items():
        assert count - ports[key] <= told[key] <= count
    assert (exams["exams_made"] <= exams["requests_received"]).all()
    assert (exams["port"].str[:2] == exams["country"]).all()


def test_a_partner_is_called_synthetic_and_returns_after_the_month(season: World) -> None:
    returned = season.table("partner_returns").to_pandas()
    whole = returned[returned["record_type"] == "return"]

    assert set(whole["administration"].str[:17]) == {"Synthetic partner"}
    assert set(returned["data_origin"]) == {"synthetic"}
    ended = pd.PeriodIndex(returned["period"], freq="M").end_time
    assert (returned["prepared_at"] > ended).all()
