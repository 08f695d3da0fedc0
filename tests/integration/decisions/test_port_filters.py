"""Port filters: in force at once, at their ports only, until the season ends."""

from datetime import date, timedelta

import pytest

from pipelines.decisions import (
    Invalid,
    NotAllowed,
)
from tests.integration.decisions.office import APRIL_7, utc


def test_a_port_filter_is_in_force_at_once_at_its_port_until_the_season_ends(office):
    version = office.port_filter()
    assert (version.state, version.approver) == ("approved", None)
    assert version.expires_at == utc(2006, 6, 1, 7)  # 31 May 24:00 in Seattle, daylight time
    register = office.register
    assert [one.rule_set for one in register.in_force(APRIL_7, "3001")] == ["quick_filter"]
    assert register.in_force(APRIL_7, "3002") == []
    assert register.in_force(APRIL_7 - timedelta(seconds=1), "3001") == []
    last = version.expires_at - timedelta(seconds=1)
    assert [one.rule_set for one in register.in_force(last, "3001")] == ["quick_filter"]
    assert register.in_force(version.expires_at, "3001") == []
    assert register.standing(version, version.expires_at) == "expired"


def test_off_season_a_port_filter_lasts_to_the_end_of_the_coming_season(office):
    office.moment = utc(2006, 7, 4)
    assert office.port_filter().expires_at == utc(2007, 6, 1, 7)


def test_a_filter_of_honolulu_ends_with_the_day_there(office):
    filter_ = office.port_filter("author_one", ("3201",))
    assert filter_.expires_at == utc(2006, 6, 1, 10)


def test_a_port_filter_cannot_outlast_the_season(office):
    draft = office.draft(
        "seattle", name="quick", track="port", ports=("3001",), expires_at=date(2099, 1, 1)
    )
    with pytest.raises(Invalid, match="to the end of the season at most"):
        office.submit(draft, "seattle")


@pytest.mark.parametrize("ports", [("*",), ("2704", "3001")])
def test_a_port_filter_is_no_national_one_by_another_name(office, ports):
    with pytest.raises(Invalid, match="national track"):
        office.draft(track="port", ports=ports, name="quick")


def test_a_port_filter_needs_the_author_role_at_each_of_its_ports(office):
    with pytest.raises(NotAllowed, match="role author at 2704"):
        office.port_filter("seattle", ("2704",))


def test_a_port_filter_is_withdrawn_by_its_port(office):
    version = office.port_filter()
    with pytest.raises(NotAllowed):
        office.withdraw(version, "los_angeles")
    assert office.withdraw(version, "seattle").state == "withdrawn"
