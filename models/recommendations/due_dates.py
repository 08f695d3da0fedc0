"""When a recurring report falls due, and how it stands on a day.

A term counted from a month falls due at the end of a month, one from a year at its end: no day is
made up before it. That a report was delivered is for the caller to know.
"""

from __future__ import annotations

import calendar
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

REMINDED_DAYS = 60
"""A term within so many days is due; a later one is upcoming."""

State = Literal["not_stated", "overdue", "due", "upcoming"]


@dataclass(frozen=True, slots=True)
class RecurringReport:
    """A report that falls due again and again.

    Attributes
    ----------
    counts_from : datetime.date or None
        From when the first term is counted; None where no source says.
    precision : str
        ``day``, ``month`` or ``year``: how exactly that is known.
    every_months : int or None
        Months from one term to the next.
    """

    counts_from: date | None
    precision: str
    every_months: int | None


@dataclass(frozen=True, slots=True)
class DutyState:
    """How a recurring report stands on a day.

    Attributes
    ----------
    state : str
        ``overdue`` where a term has passed without a delivery, ``due`` where the next lies within
        60 days, ``upcoming`` where it lies later, ``not_stated`` where no term can be worked out.
    overdue : tuple of datetime.date
        Terms passed of which no delivery is recorded, oldest first.
    next_due : datetime.date or None
        The next term without a delivery, that day or later.
    """

    state: State
    overdue: tuple[date, ...]
    next_due: date | None


def due_dates(report: RecurringReport, until: date) -> list[date]:
    """List the terms of a report.

    Parameters
    ----------
    report : RecurringReport
        Which.
    until : datetime.date
        The last day of the list.

    Returns
    -------
    list of datetime.date
        In order; empty where they cannot be worked out.

    Examples
    --------
    >>> due_dates(RecurringReport(date(2008, 6, 1), "month", 6), date(2009, 7, 1))
    [datetime.date(2008, 12, 31), datetime.date(2009, 6, 30)]
    >>> due_dates(RecurringReport(date(2007, 8, 31), "day", 6), date(2008, 3, 1))
    [datetime.date(2008, 2, 29)]
    >>> due_dates(RecurringReport(None, "", 12), date(2009, 7, 1))
    []
    """
    if report.counts_from is None or report.every_months is None:
        return []
    found, term = [], 1
    while (due := _after(report, term * report.every_months)) <= until:
        found.append(due)
        term += 1
    return found


def duty_state(report: RecurringReport, as_of: date, delivered: Collection[date] = ()) -> DutyState:
    """Say how a report stands on a day.

    Parameters
    ----------
    report : RecurringReport
        Which.
    as_of : datetime.date
        The day; a term of that day is due, not overdue.
    delivered : collection of datetime.date
        Terms of which a delivery is recorded.

    Returns
    -------
    DutyState

    Examples
    --------
    >>> status = RecurringReport(date(2008, 6, 1), "month", 6)
    >>> duty_state(status, date(2009, 1, 15)).overdue
    (datetime.date(2008, 12, 31),)
    >>> duty_state(status, date(2008, 11, 15)).state, duty_state(status, date(2008, 9, 1)).state
    ('due', 'upcoming')
    """
    if report.counts_from is None or report.every_months is None:
        return DutyState("not_stated", (), None)
    passed = due_dates(report, as_of - timedelta(days=1))
    overdue = tuple(due for due in passed if due not in delivered)
    term = len(passed) + 1
    while (following := _after(report, term * report.every_months)) in delivered:
        term += 1
    if overdue:
        return DutyState("overdue", overdue, following)
    is_near = following - as_of <= timedelta(days=REMINDED_DAYS)
    return DutyState("due" if is_near else "upcoming", (), following)


def _after(report: RecurringReport, months: int) -> date:
    """Give the day so many months on: the month's last where the day is not known or not there."""
    first = report.counts_from or date.min
    started = 12 if report.precision == "year" else first.month
    years, month = divmod(started - 1 + months, 12)
    year = first.year + years
    last = calendar.monthrange(year, month + 1)[1]
    day = min(first.day, last) if report.precision == "day" else last
    return date(year, month + 1, day)
