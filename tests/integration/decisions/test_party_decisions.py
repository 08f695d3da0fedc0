"""Hand decisions on parties: who may take one, what is refused, and that none ever changes."""

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from pipelines.decisions import (
    Clock,
    Invalid,
    NotAllowed,
    PartyDecision,
    audit,
    decide_parties,
    read_party_decisions,
)
from pipelines.rulesets.party_decisions import decided_parties
from tests.integration.decisions.office import Office


def decide(office: Office, person: str = "author_one", **changes: object) -> PartyDecision:
    terms = {
        "kind": "merge",
        "origin": "synthetic",
        "names": ["ACME LTD", "ACME CO"],
        "others": ["ACNE LTD"],
        "reason": "same tax number",
        **changes,
    }
    return decide_parties(office.store, Clock(office.moment), office[person], **terms)


def test_an_author_decides_and_the_audit_says_who_what_and_why(office: Office) -> None:
    made = decide(office)
    assert (made.names, made.others) == (("ACME CO", "ACME LTD"), ("ACNE LTD",))
    assert read_party_decisions(office.store) == [made]
    entry = audit.read(office.store)[0]
    assert (entry.action, entry.kind, entry.person, entry.reason) == (
        "merge", "party", made.decided_by, "same tax number",
    )  # fmt: skip
    assert entry.new == {
        "origin": "synthetic", "names": ["ACME CO", "ACME LTD"], "others": ["ACNE LTD"],
    }  # fmt: skip
    (row,) = decided_parties([made])
    assert (row.kind, row.names, row.decided_at.tzinfo) == ("merge", made.names, None)


def test_who_is_no_author_is_refused(office: Office) -> None:
    with pytest.raises(NotAllowed, match="needs the role author"):
        decide(office, "approver_one")
    assert read_party_decisions(office.store) == []


@pytest.mark.parametrize(
    ("sides", "told"),
    [
        ({"names": []}, "a side without a name"),
        ({"others": ["ACME CO"]}, "on both sides: ACME CO"),
        ({"reason": " "}, "reason"),
    ],
)
def test_a_decision_without_two_sides_or_a_reason_is_refused(
    office: Office, sides: dict[str, object], told: str
) -> None:
    with pytest.raises(Invalid, match=told):
        decide(office, **sides)


def test_a_decision_neither_changes_nor_goes(office: Office) -> None:
    decide(office)
    for statement in (
        "UPDATE party_decisions SET kind = 'split'",
        "DELETE FROM party_decisions",
    ):
        with pytest.raises(IntegrityError), office.store.writing() as connection:
            connection.execute(text(statement))
