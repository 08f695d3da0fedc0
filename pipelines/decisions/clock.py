"""Now, and the days and seasons of a port, as moments of UTC.

A moment is an aware datetime in UTC everywhere in Python. What is in force at a moment is decided
in `versions.py` and `thresholds.py`; this module knows only calendars and time zones.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from pathlib import Path
from zoneinfo import ZoneInfo

from models.rules.thresholds import PRECISION, check_precision
from pipelines.decisions.errors import Invalid
from pipelines.settings import CHECKOUT

NATIONAL_ZONE = "America/New_York"
"""Zone in which a date without a port of its own is read."""

SEASON_CLOSED = 6
"""June: the first month after a season, which is October to May (OIG-07-40, lines 930-931)."""


@dataclass(frozen=True, slots=True)
class Clock:
    """The moment taken for now.

    Parameters
    ----------
    rehearsed : datetime, optional
        A moment of the synthetic stream to take for now; without a zone it is UTC. None: the true
        time.

    Examples
    --------
    >>> Clock(datetime(2006, 4, 7, 12)).now().isoformat()
    '2006-04-07T12:00:00+00:00'
    """

    rehearsed: datetime | None = None

    def now(self) -> datetime:
        """Give the moment taken for now, aware, UTC."""
        return self.true_now() if self.rehearsed is None else as_utc(self.rehearsed)

    def true_now(self) -> datetime:
        """Give the true time, aware, UTC."""
        return datetime.now(UTC)


def as_utc(moment: datetime) -> datetime:
    """Give a moment in UTC; one without a zone is taken as UTC."""
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


def start_of_day(day: date, zone: str) -> datetime:
    """Give the first moment of a local day.

    Where the clocks skip midnight, the day begins when they are put forward; where midnight comes
    twice, at the first.

    Parameters
    ----------
    day : datetime.date
        The local day.
    zone : str
        IANA name of the time zone.

    Returns
    -------
    datetime
        Aware, UTC.

    Examples
    --------
    >>> start_of_day(date(2006, 4, 7), "America/Los_Angeles").isoformat()
    '2006-04-07T07:00:00+00:00'
    >>> start_of_day(date(2006, 1, 7), "America/Los_Angeles").isoformat()
    '2006-01-07T08:00:00+00:00'
    """
    return datetime.combine(day, time.min, tzinfo=ZoneInfo(zone)).astimezone(UTC)


def end_of_season(moment: datetime, zone: str) -> datetime:
    """Give the end of the season a moment lies in, or off season of the coming one.

    The season ends with 31 May, 24:00 local time.

    Parameters
    ----------
    moment : datetime
        Aware.
    zone : str
        IANA name of the time zone whose calendar counts.

    Returns
    -------
    datetime
        Aware, UTC; the first moment outside the season, always after `moment`.

    Examples
    --------
    >>> end_of_season(datetime(2006, 4, 7, tzinfo=UTC), "America/Los_Angeles").isoformat()
    '2006-06-01T07:00:00+00:00'
    >>> end_of_season(datetime(2006, 7, 1, tzinfo=UTC), "America/Los_Angeles").isoformat()
    '2007-06-01T07:00:00+00:00'
    """
    local = as_utc(moment).astimezone(ZoneInfo(zone))
    year = local.year if local.month < SEASON_CLOSED else local.year + 1
    return start_of_day(date(year, SEASON_CLOSED, 1), zone)


def zones_known(zones: Mapping[str, str] | None) -> Mapping[str, str]:
    """Give the zones that were given; where none were, those of the checkout's own ports."""
    return port_zones(CHECKOUT / "data" / "reference") if zones is None else zones


@lru_cache(maxsize=8)
def port_zones(reference: Path) -> Mapping[str, str]:
    """Read the time zone of every U.S. port.

    Parameters
    ----------
    reference : Path
        Folder of `ports.csv`.

    Returns
    -------
    mapping of str to str
        IANA name by Schedule D code.
    """
    with (reference / "ports.csv").open(encoding="utf-8", newline="") as lines:
        return {
            row["port_code"]: row["time_zone"]
            for row in csv.DictReader(lines)
            if row["side"] == "us"
        }


def zone_of(ports: tuple[str, ...], zones: Mapping[str, str]) -> str:
    """Give the zone in which dates at these ports are read: the first port's; nationally New York.

    Raises
    ------
    Invalid
        If there is no port, one is not a known U.S. port, or '*' stands beside others.
    """
    if not ports:
        raise Invalid("no port given; name Schedule D codes such as 3001, or '*' for all ports")
    if ports == ("*",):
        return NATIONAL_ZONE
    unknown = [port for port in ports if port not in zones]
    if unknown:
        raise Invalid(
            f"ports {', '.join(unknown)}: not U.S. ports of the register; name Schedule D codes "
            "such as 3001, or '*' alone for all ports"
        )
    return zones[ports[0]]


def moment_of(day: date | datetime | None, zone: str) -> datetime | None:
    """Give the moment a date or moment stands for: a date is its first moment in the zone."""
    if day is None:
        return None
    return as_utc(day) if isinstance(day, datetime) else start_of_day(day, zone)


def require_precision(day: date | datetime | None, precision: str, zone: str) -> None:
    """Refuse a date that its precision contradicts.

    Raises
    ------
    Invalid
        If the precision is unknown, or 'after' another day than the one before.
    """
    if not re.fullmatch(PRECISION, precision, re.ASCII):
        raise Invalid(
            f"precision {precision!r}: expected 'day', 'month', 'year', 'chosen' or "
            "'after YYYY-MM-DD'"
        )
    moment = moment_of(day, zone)
    if moment is not None:
        try:
            check_precision(moment.astimezone(ZoneInfo(zone)).date(), precision)
        except ValueError as error:
            raise Invalid(str(error)) from error


def day_after(day: date, zone: str) -> datetime:
    """Give the end (24:00 local time) of a day, as a moment."""
    return start_of_day(day + timedelta(days=1), zone)
