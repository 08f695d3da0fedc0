"""From draft to its end: who may take which step, and when a version is in force where."""

from datetime import UTC, date, timedelta

import pytest

from pipelines.decisions import (
    Clock,
    Conflict,
    DecisionError,
    FilterRegister,
    Invalid,
    NotAllowed,
    NotFound,
    Period,
    periods,
)
from tests.integration.decisions.office import APRIL_7, EVIDENCE, VOCABULARY, rule_set, utc


def test_a_national_version_waits_for_a_second_person_and_is_then_in_force(office):
    draft = office.draft()
    submitted = office.submit(draft)
    assert (submitted.state, office.register.standing(submitted)) == ("submitted", "submitted")
    assert office.register.in_force() == []
    approved = office.approve(submitted)
    assert (approved.author, approved.approver) == ("os:author_one", "os:approver_one")
    assert (approved.approved_at, approved.in_force_from) == (APRIL_7, APRIL_7)
    assert approved.content == draft.content
    assert approved.evidence == EVIDENCE
    assert [one.subject for one in office.register.in_force(port="0131")] == ["smuggling version 1"]
    assert periods(office.store) == [
        Period("smuggling", 1, "*", "in_force", APRIL_7.replace(tzinfo=None), None)
    ]


@pytest.mark.parametrize("approver", ["author_one", "author_two", "viewer", "seattle_approver"])
def test_nobody_else_than_an_approver_of_all_its_ports_approves(office, approver):
    submitted = office.submit(office.draft())
    with pytest.raises(NotAllowed):
        office.approve(submitted, approver)
    assert office.register.in_force() == []


def test_who_holds_both_roles_does_not_approve_their_own(office):
    submitted = office.submit(office.draft("both"), "both")
    with pytest.raises(NotAllowed, match=r"os:both is its author; a second person approves it"):
        office.approve(submitted, "both")
    assert office.approve(submitted).state == "approved"


def test_an_approver_of_the_ports_approves_what_stands_at_them_only(office):
    here = office.submit(office.draft(ports=("3001", "3002")))
    assert office.approve(here, "seattle_approver").state == "approved"
    beyond = office.submit(office.draft(ports=("3001", "2704"), points=13))
    with pytest.raises(NotAllowed, match="approver at 2704"):
        office.approve(beyond, "seattle_approver")


def test_a_rule_set_stays_on_its_track_and_risk(office):
    office.national()
    with pytest.raises(Invalid, match="of the track 'national', got 'port'"):
        office.draft("seattle", track="port", ports=("3001",))
    with pytest.raises(Invalid, match="one rule set weighs one risk"):
        office.register.draft(
            office["author_one"],
            rule_set(risk="narcotics"),
            track="national",
            ports=("*",),
            reason="another risk",
        )


def test_a_new_version_supersedes_the_old_one_when_it_comes_into_force(office):
    first = office.national()
    second = office.national(points=15, effective_from=date(2006, 5, 1))
    starts = utc(2006, 5, 1, 4)  # midnight in New York, daylight time
    assert second.in_force_from == starts
    register = office.register
    assert (register.standing(first), register.standing(second)) == ("in_force", "scheduled")
    assert register.standing(first, starts) == "superseded"
    assert register.standing(second, starts) == "in_force"
    assert [one.version for one in register.in_force(starts)] == [2]
    assert register.difference("smuggling", 2).lines() == ["soft_top: points 12 -> 15"]


def test_a_date_of_the_past_brings_nothing_into_force_before_its_approval(office):
    version = office.national(effective_from=date(2005, 1, 1))
    assert version.effective_from == utc(2005, 1, 1, 5)
    assert version.in_force_from == APRIL_7


def test_a_withdrawn_successor_gives_the_field_back_to_nobody(office):
    office.national()
    office.moment += timedelta(days=1)
    second = office.national(points=15)
    office.moment += timedelta(days=1)
    office.withdraw(second)
    assert office.register.in_force() == []
    office.moment += timedelta(days=1)
    third = office.national(points=12)
    assert third.parent_version == 2
    assert [one.version for one in office.register.in_force()] == [3]


def test_a_successor_withdrawn_before_its_day_changes_nothing(office):
    first = office.national()
    second = office.national(points=15, effective_from=date(2006, 5, 1))
    office.withdraw(second)
    register = office.register
    assert register.standing(first, utc(2006, 6, 1)) == "in_force"
    assert register.standing(register.version("smuggling", 2), utc(2006, 6, 1)) == "withdrawn"
    assert office.draft(points=16).parent_version == 1


def test_a_version_of_one_port_takes_its_place_there_only(office):
    first = office.national()
    office.moment += timedelta(days=1)
    here = office.national(points=15, ports=("3001",))
    register = office.register
    assert register.standing(first) == "in_force"
    assert [one.version for one in register.in_force(port="3001")] == [2]
    assert [one.version for one in register.in_force(port="2704")] == [1]
    office.moment += timedelta(days=1)
    office.withdraw(here)
    assert office.register.in_force(port="3001") == []
    start, next_day = (APRIL_7 + timedelta(days=day) for day in (0, 1))
    end = APRIL_7 + timedelta(days=2)
    naive = [moment.astimezone(UTC).replace(tzinfo=None) for moment in (start, next_day, end)]
    assert periods(office.store) == [
        Period("smuggling", 1, "*", "in_force", naive[0], None),
        Period("smuggling", 1, "3001", "in_force", naive[0], naive[1]),
        Period("smuggling", 2, "3001", "in_force", naive[1], naive[2]),
    ]


def test_only_the_author_edits_and_only_a_draft(office):
    draft = office.draft()
    named = {"revision": draft.revision, "content": rule_set(points=20)}
    with pytest.raises(NotAllowed, match="is os:author_one's"):
        office.register.edit(office["author_two"], "smuggling", 1, **named)
    edited = office.register.edit(office["author_one"], "smuggling", 1, **named)
    assert (edited.content.rules[0].points, edited.revision) == (20, 2)
    submitted = office.submit(edited)
    with pytest.raises(Invalid, match="is submitted; only a version that is draft can be edited"):
        office.register.edit(
            office["author_one"],
            "smuggling",
            1,
            revision=submitted.revision,
            content=rule_set(points=25),
        )


def test_an_approval_names_what_was_seen(office):
    seen = office.submit(office.draft())
    returned = office.register.return_to_author(
        office["approver_one"], "smuggling", 1, revision=seen.revision, reason="say which port"
    )
    edited = office.register.edit(
        office["author_one"],
        "smuggling",
        1,
        revision=returned.revision,
        content=rule_set(points=25),
        reason="as asked",
    )
    office.submit(edited)
    with pytest.raises(Conflict, match=r"you saw revision 2, it is at 5: os:author_one \(submit"):
        office.approve(seen)


def test_a_version_written_from_an_older_one_does_not_undo_what_came_between(office):
    office.national()
    slow = office.submit(office.draft(points=20))
    office.national(points=15)
    with pytest.raises(Invalid, match="version 3 was approved since"):
        office.approve(slow)
    still_a_draft = office.draft(points=21, parent_version=1)
    with pytest.raises(Invalid, match="draft a new version from version 3"):
        office.submit(still_a_draft)


def test_evidence_with_errors_or_of_another_content_or_none_is_refused(office):
    draft = office.draft()

    def submit(evidence):
        office.register.submit(
            office["author_one"], "smuggling", 1, revision=draft.revision, evidence=evidence
        )

    with pytest.raises(Invalid, match="lacks findings, statute"):
        submit({})
    finding = {"severity": "error", "message": "soft_top hits every container"}
    with pytest.raises(Invalid, match="soft_top hits every container"):
        submit({**EVIDENCE, "findings": [finding]})
    with pytest.raises(Invalid, match="make the evidence anew"):
        submit({**EVIDENCE, "content_sha256": "0" * 64})
    submit({**EVIDENCE, "findings": [{**finding, "severity": "warning"}]})


def test_credit_beyond_the_law_is_refused_whatever_the_evidence_says(office):
    rules = [
        {
            **rule_set().rules[0].model_dump(),
            "id": "tier_1",
            "expression": "importer_ctpat_tier = 1",
            "points": -8,
            "sign": -1,
            "min_points": -8,
            "max_points": 0,
        }
    ]
    register = office.register
    draft = register.draft(
        office["author_one"],
        rule_set(rules=rules),
        track="national",
        ports=("*",),
        reason="partners",
    )
    proposal = office.thresholds.propose(
        office["author_one"], "smuggling", "*", mandatory=39, review=20, reason="first"
    )
    office.thresholds.approve(
        office["approver_one"], proposal.threshold_id, revision=1, reason="agreed"
    )
    with pytest.raises(Invalid, match="at most 20 % of the high-risk threshold 39"):
        office.submit(draft)
    higher = office.thresholds.propose(
        office["author_one"], "smuggling", "*", mandatory=40, review=20, reason="8 is 20 % of 40"
    )
    assert higher.state == "proposed"


def test_an_expiry_that_has_passed_is_refused_on_submission_and_on_approval(office):
    late = office.draft(expires_at=date(2006, 4, 1))
    with pytest.raises(Invalid, match="set a later expiry"):
        office.submit(late)
    submitted = office.submit(office.draft(expires_at=date(2006, 4, 20)))
    office.moment = utc(2006, 4, 20, 4)
    with pytest.raises(Invalid, match="set a later expiry"):
        office.approve(submitted)


def test_an_approved_national_version_is_withdrawn_by_an_approver_only(office):
    version = office.national()
    with pytest.raises(NotAllowed, match="needs the role approver"):
        office.withdraw(version, "author_one")
    withdrawn = office.withdraw(version)
    assert office.register.standing(withdrawn) == "withdrawn"
    with pytest.raises(Invalid, match="withdrawn already"):
        office.withdraw(withdrawn)


@pytest.mark.parametrize("reason", ["", "  \n ", "x" * 301, "turned \u202eround"])
def test_every_change_says_why_in_one_line_that_can_be_read(office, reason):
    with pytest.raises(Invalid, match="reason"):
        office.draft(reason=reason)


def test_what_is_not_there_is_named_with_what_is(office):
    office.draft()
    with pytest.raises(NotFound, match="smuggling has versions 1"):
        office.register.version("smuggling", 2)
    with pytest.raises(NotFound, match="no rule set 'stowaways'"):
        office.register.version("stowaways", 1)
    with pytest.raises(Invalid, match="ports 9999: not U.S. ports"):
        office.draft(ports=("9999",), name="elsewhere")


def test_the_clock_does_not_run_back_over_what_was_decided(office):
    office.national()
    office.moment = APRIL_7 - timedelta(minutes=1)
    with pytest.raises(Invalid, match=r"decided by a later one \(2006-04-07 12:00 UTC\)"):
        office.port_filter()
    office.moment = utc(2999, 1, 1)
    with pytest.raises(Invalid, match="after the true time"):
        office.port_filter()


def test_nothing_is_rehearsed_where_it_was_decided_in_earnest(office):
    in_earnest = FilterRegister(office.store, Clock(), VOCABULARY)
    draft = in_earnest.draft(
        office["author_one"], rule_set(), track="national", ports=("*",), reason="in earnest"
    )
    for moment in (APRIL_7, Clock().now()):
        office.moment = moment
        with pytest.raises(Invalid, match="decided by the true time"):
            office.submit(draft)
    in_earnest.submit(
        office["author_one"], "smuggling", 1, revision=draft.revision, evidence=EVIDENCE
    )


def test_content_changed_behind_the_stores_back_is_not_read(office):
    office.draft(points=12)
    with office.store.writing() as connection:
        connection.exec_driver_sql(
            "UPDATE versions SET content = replace(content, '12', '2'), revision = revision + 1"
        )
    with pytest.raises(DecisionError, match="changed behind the store's back"):
        office.register.version("smuggling", 1)
