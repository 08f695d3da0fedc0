"""Days and seasons of a port as moments of UTC, where clocks are put forward and back."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.decisions import Clock, Invalid, end_of_season, start_of_day
from pipelines.decisions.clock import port_zones, require_precision, zone_of
from pipelines.settings import Settings

ZONES = port_zones(Settings().reference)
moments = st.integers(0, 32 * 365 * 24 * 60).map(
    lambda minutes: datetime(1998, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)
)


@pytest.mark.parametrize(
    ("day", "zone", "expected"),
    [
        (date(2006, 4, 2), "America/Los_Angeles", "2006-04-02T08:00"),  # put forward at 2
        (date(2006, 4, 3), "America/Los_Angeles", "2006-04-03T07:00"),
        (date(2006, 10, 29), "America/New_York", "2006-10-29T04:00"),  # put back at 2
        (date(2006, 10, 30), "America/New_York", "2006-10-30T05:00"),
        (date(2007, 3, 12), "America/New_York", "2007-03-12T04:00"),  # the law changed in 2007
        (date(2006, 7, 1), "Pacific/Honolulu", "2006-07-01T10:00"),
        (
            date(2018, 11, 4),
            "America/Sao_Paulo",
            "2018-11-04T03:00",
        ),  # no midnight: day starts at 1
        (date(2022, 11, 6), "America/Havana", "2022-11-06T04:00"),  # midnight twice: the first
    ],
)
def test_a_day_begins_with_its_first_moment(day, zone, expected):
    assert start_of_day(day, zone) == datetime.fromisoformat(expected).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("moment", "expected"),
    [
        ("2005-10-01T07:00", "2006-06-01T07:00"),
        ("2006-01-01T00:00", "2006-06-01T07:00"),
        ("2006-06-01T06:59", "2006-06-01T07:00"),  # still 31 May in Los Angeles
        ("2006-06-01T07:00", "2007-06-01T07:00"),
        ("2006-09-30T12:00", "2007-06-01T07:00"),
    ],
)
def test_a_season_ends_with_31_may_at_the_port(moment, expected):
    ends = end_of_season(datetime.fromisoformat(moment).replace(tzinfo=UTC), "America/Los_Angeles")
    assert ends == datetime.fromisoformat(expected).replace(tzinfo=UTC)


@given(moments, st.sampled_from(sorted(set(ZONES.values()))))
def test_the_end_of_a_season_is_local_midnight_within_a_year(moment, zone):
    ends = end_of_season(moment, zone)
    assert timedelta(0) < ends - moment <= timedelta(days=366)
    local = ends.astimezone(ZoneInfo(zone))
    assert (local.month, local.day, local.hour, local.minute) == (6, 1, 0, 0)


def test_a_rehearsed_clock_stands_and_the_true_one_does_not():
    rehearsed = Clock(datetime(2006, 4, 7, 12, tzinfo=ZoneInfo("America/New_York")))
    assert rehearsed.now().isoformat() == "2006-04-07T16:00:00+00:00"
    assert rehearsed.true_now() > datetime(2026, 1, 1, tzinfo=UTC)
    before = datetime.now(UTC)
    assert Clock().now() >= before


def test_ports_are_ports_of_the_register():
    assert zone_of(("*",), ZONES) == "America/New_York"
    assert zone_of(("3001",), ZONES) == "America/Los_Angeles"
    for ports in ((), ("9999",), ("*", "3001"), ("58201",)):
        with pytest.raises(Invalid):
            zone_of(ports, ZONES)


def test_a_precision_does_not_contradict_its_date():
    zone = "America/Los_Angeles"
    require_precision(date(2005, 4, 29), "after 2005-04-28", zone)
    require_precision(None, "month", zone)
    for day, precision in [
        (date(2005, 4, 30), "after 2005-04-28"),
        (date(2005, 4, 29), "about"),
        (date(2005, 4, 29), "after 2005-02-31"),
    ]:
        with pytest.raises(Invalid):
            require_precision(day, precision, zone)
