"""Terms of recurring reports: where they fall, and that none is lost or counted twice."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.recommendations import RecurringReport, due_dates, duty_state

REPORTS = st.builds(
    RecurringReport,
    st.dates(date(2000, 1, 1), date(2010, 12, 31)),
    st.sampled_from(["day", "month", "year"]),
    st.integers(1, 24),
)
DAYS = st.dates(date(1999, 1, 1), date(2016, 12, 31))


@pytest.mark.parametrize(
    ("report", "first", "second"),
    [
        # June 2008 and six months: some day of December, so its last.
        (RecurringReport(date(2008, 6, 1), "month", 6), date(2008, 12, 31), date(2009, 6, 30)),
        (RecurringReport(date(2008, 3, 6), "day", 12), date(2009, 3, 6), date(2010, 3, 6)),
        # 31 August and six months: February has no 31st.
        (RecurringReport(date(2007, 8, 31), "day", 6), date(2008, 2, 29), date(2008, 8, 31)),
        (RecurringReport(date(2007, 1, 1), "year", 12), date(2008, 12, 31), date(2009, 12, 31)),
    ],
)
def test_terms_fall_on_the_day_or_at_the_end_of_what_is_known(
    report: RecurringReport, first: date, second: date
) -> None:
    assert due_dates(report, second) == [first, second]
    assert due_dates(report, second - timedelta(days=1)) == [first]


def test_a_term_is_due_on_its_day_and_overdue_the_day_after() -> None:
    report = RecurringReport(date(2008, 6, 1), "month", 6)
    assert duty_state(report, date(2008, 12, 31)).state == "due"
    assert duty_state(report, date(2009, 1, 1)).overdue == (date(2008, 12, 31),)
    # 60 days before, and 61
    assert duty_state(report, date(2008, 11, 1)).state == "due"
    assert duty_state(report, date(2008, 10, 31)).state == "upcoming"


@given(REPORTS, DAYS, st.integers(0, 5))
def test_every_term_is_delivered_overdue_or_still_to_come(
    report: RecurringReport, day: date, n_delivered: int
) -> None:
    terms = due_dates(report, date(2040, 12, 31))  # more than are ever delivered here
    delivered = terms[:n_delivered]
    stands = duty_state(report, day, delivered)
    passed = [term for term in terms if term < day]
    assert sorted({*stands.overdue, *delivered}) == sorted({*passed, *delivered})
    assert not {*stands.overdue} & {*delivered}
    assert stands.next_due == next(term for term in terms if term >= day and term not in delivered)
    assert (stands.state == "overdue") == bool(stands.overdue)
