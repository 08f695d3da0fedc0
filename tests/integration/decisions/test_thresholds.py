"""Thresholds: what a port may do alone, what needs a second person, what is in force when."""

from datetime import UTC, date, datetime, timedelta

import pytest

from pipelines.decisions import Conflict, Invalid, NotAllowed, NotFound, threshold_periods
from tests.integration.decisions.office import APRIL_7, Office, utc


def propose(office: Office, person: str, port: str, mandatory: int, review: int = 20, **terms):
    return office.thresholds.propose(
        office[person],
        terms.pop("rule_set", "smuggling"),
        port,
        mandatory=mandatory,
        review=review,
        reason="an incident",
        **terms,
    )


def approve(office: Office, row, person: str = "approver_one"):
    return office.thresholds.approve(
        office[person], row.threshold_id, revision=row.revision, reason="agreed"
    )


@pytest.fixture
def national(office: Office) -> Office:
    """A national rule set in force, 37 mandatory and 20 review at all ports."""
    office.national()
    approve(office, propose(office, "author_one", "*", 37))
    return office


def test_a_port_lowers_its_own_score_at_once_and_at_its_port_only(national):
    row = propose(national, "seattle", "3001", 32)
    assert (row.state, row.route, row.approver) == ("approved", "lowered", None)
    assert row.in_force_from == APRIL_7
    mandatory = {
        port: national.thresholds.in_force("smuggling", port).mandatory
        for port in ("3001", "3002", "2704", "*")
    }
    assert mandatory == {"3001": 32, "3002": 37, "2704": 37, "*": 37}


@pytest.mark.parametrize(
    ("port", "mandatory", "review", "effective_from"),
    [
        ("3001", 38, 20, None),  # higher
        ("3001", 37, 20, None),  # the same
        ("3001", 32, 21, None),  # fewer reviews in return
        ("3001", 32, 20, date(2006, 5, 1)),  # not now
        ("*", 32, 20, None),  # everywhere
    ],
)
def test_everything_else_needs_a_second_person(national, port, mandatory, review, effective_from):
    row = propose(national, "author_one", port, mandatory, review, effective_from=effective_from)
    assert row.state == "proposed"
    assert national.thresholds.in_force("smuggling", "3001").mandatory == 37
    with pytest.raises(NotAllowed, match="is its author"):
        approve(national, row, "author_one")
    with pytest.raises(NotAllowed):
        approve(national, row, "author_two")
    assert approve(national, row).approver == "os:approver_one"


def test_what_a_port_lowered_it_does_not_raise_alone(national):
    propose(national, "seattle", "3001", 32)
    back = propose(national, "seattle", "3001", 37)
    assert back.state == "proposed"
    assert national.thresholds.in_force("smuggling", "3001").mandatory == 32
    approve(national, back, "seattle_approver")
    assert national.thresholds.in_force("smuggling", "3001").mandatory == 37


def test_a_port_lowers_nobody_elses_score(national):
    with pytest.raises(NotAllowed, match="role author at 2704"):
        propose(national, "seattle", "2704", 32)
    row = propose(national, "seattle", "3001", 38)
    with pytest.raises(NotAllowed):
        approve(national, row, "los_angeles")


def test_the_first_threshold_of_a_national_rule_set_is_no_lowering(office):
    office.national()
    assert propose(office, "seattle", "3001", 1000).state == "proposed"
    assert office.thresholds.in_force("smuggling", "3001") is None


def test_a_port_filter_takes_its_first_threshold_at_once(office):
    office.port_filter()
    row = propose(office, "seattle", "3001", 10, 5, rule_set="quick_filter")
    assert row.state == "approved"
    with pytest.raises(Invalid, match="name the ports"):
        propose(office, "author_one", "*", 10, 5, rule_set="quick_filter")


def test_a_date_is_the_ports_midnight_on_either_side_of_daylight_saving(national):
    winter = approve(
        national,
        propose(national, "seattle", "3001", 40, effective_from=date(2006, 12, 1)),
        "seattle_approver",
    )
    assert winter.in_force_from == utc(2006, 12, 1, 8)
    summer = approve(
        national,
        propose(national, "seattle", "3001", 41, effective_from=date(2006, 7, 1)),
        "seattle_approver",
    )
    assert summer.in_force_from == utc(2006, 7, 1, 7)
    thresholds = national.thresholds
    just_before = utc(2006, 7, 1, 7) - timedelta(seconds=1)
    assert thresholds.in_force("smuggling", "3001", just_before).mandatory == 37
    assert thresholds.in_force("smuggling", "3001", utc(2006, 7, 1, 7)).mandatory == 41
    assert thresholds.in_force("smuggling", "3001", utc(2006, 12, 1, 8)).mandatory == 40


def test_periods_follow_each_other_at_each_port(national):
    national.moment += timedelta(days=1)
    propose(national, "seattle", "3001", 32)
    national.moment += timedelta(days=1)
    propose(national, "seattle", "3001", 30)
    found = [
        (one.port_code, one.mandatory, one.valid_from, one.valid_until)
        for one in threshold_periods(national.store)
    ]
    day = [datetime(2006, 4, 7 + later, 12, tzinfo=UTC).replace(tzinfo=None) for later in range(3)]
    assert found == [
        ("*", 37, day[0], None),
        ("3001", 32, day[1], day[2]),
        ("3001", 30, day[2], None),
    ]


def test_what_is_in_force_is_followed_and_never_withdrawn(national):
    row = national.thresholds.in_force("smuggling", "2704")
    with pytest.raises(Invalid, match="is in force; propose"):
        national.thresholds.withdraw(
            national["approver_one"], row.threshold_id, revision=row.revision, reason="no"
        )
    coming = approve(
        national, propose(national, "author_one", "*", 30, effective_from=date(2006, 5, 1))
    )
    named = {"revision": coming.revision, "reason": "not after all"}
    with pytest.raises(NotAllowed):
        national.thresholds.withdraw(national["author_one"], coming.threshold_id, **named)
    national.thresholds.withdraw(national["approver_one"], coming.threshold_id, **named)
    assert national.thresholds.in_force("smuggling", "*", utc(2006, 6, 1)).mandatory == 37


def test_a_decision_on_an_old_reading_is_refused(national):
    row = propose(national, "author_one", "*", 40)
    approve(national, row)
    with pytest.raises(Conflict, match="os:approver_one"):
        approve(national, row, "approver_two")


def test_nonsense_is_refused(national):
    with pytest.raises(Invalid, match="review 37 is not below mandatory 37"):
        propose(national, "author_one", "*", 37, 37)
    with pytest.raises(NotFound, match="'unknown'"):
        propose(national, "author_one", "*", 37, rule_set="unknown")
    with pytest.raises(Invalid, match="not U.S. ports"):
        propose(national, "author_one", "0000", 37)
    with pytest.raises(Invalid, match="expected 'after 2006-04-30'"):
        propose(
            national,
            "author_one",
            "*",
            37,
            effective_from=date(2006, 5, 1),
            effective_precision="after 2006-04-28",
        )
