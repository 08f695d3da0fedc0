"""Recommendations: what is refused and why, that refused evidence is kept, and who may close."""

from datetime import date

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from models.recommendations import Element
from pipelines.decisions import (
    Clock,
    Invalid,
    NotAllowed,
    OpenRecommendation,
    Recommendations,
    audit,
)
from tests.integration.decisions.office import Office

ASKED = OpenRecommendation(
    "TEST-1",
    "resolved_open",
    (
        Element("ports of lading", "commonality", "Hong Kong;Shekou|Shenzhen", "TEST, line 1"),
        Element("modified container", "commonality", "modif*", "TEST, line 2"),
        Element("be alert", "instruction", "alert", "TEST, line 3"),
    ),
    ("2704", "3001"),
    "3 elements of TEST",
)
MEMORANDUM = "The filters remain in use. Be alert."
BULLETIN = "Laded at Hong Kong, then SHEKOU; floors were modified. Be alert."
RECEIPTS = "port_code,received_on\n2704,2006-04-05\n3001,2006-04-06\n"


def kept(office: Office) -> Recommendations:
    return Recommendations(office.store, Clock(office.moment))


def hand_in(office: Office, content: str = BULLETIN, person: str = "author_one") -> None:
    kept(office).hand_in_text(office[person], ASKED, "bulletin.txt", content, "sent to the ports")


def receipts(office: Office, content: str = RECEIPTS, person: str = "author_one") -> None:
    kept(office).hand_in_receipts(office[person], ASKED, "receipts.csv", content, "received")


def close(office: Office, person: str = "approver_one") -> None:
    kept(office).close(office[person], ASKED, "read, and complete")


def test_it_does_not_close_without_evidence(office: Office) -> None:
    with pytest.raises(
        Invalid, match=r"no evidence was handed in; .*ports of lading, .* a receipt of each of 2"
    ):
        close(office)
    assert kept(office).closings() == {}


def test_a_memorandum_without_the_commonalities_is_refused_with_the_words_and_kept(
    office: Office,
) -> None:
    words = r"lacks Hong Kong, Shekou or Shenzhen \(ports of lading: .*; modif… \(modified"
    with pytest.raises(Invalid, match=words):
        hand_in(office, MEMORANDUM)
    with pytest.raises(Invalid, match=words):
        close(office)
    (refused,) = kept(office).evidence("TEST-1")
    assert not refused.accepted
    assert refused.content == MEMORANDUM
    assert audit.read(office.store, kind="recommendation")[0].action == "refuse_evidence"


def test_receipts_are_of_a_text_that_was_accepted_and_of_every_port(office: Office) -> None:
    with pytest.raises(Invalid, match="no text was accepted that these receipts could be of"):
        receipts(office)
    hand_in(office)
    with pytest.raises(Invalid, match="no receipts of bulletin.txt were handed in"):
        close(office)
    with pytest.raises(Invalid, match="has no receipt of ports 3001; it is kept as refused"):
        receipts(office, "port_code,received_on\n2704,2006-04-05\n")
    with pytest.raises(Invalid, match="no receipt of ports 3001"):
        close(office)
    with pytest.raises(Invalid, match="line 2: got port '2704', received on 2006-05-01; expected"):
        receipts(office, "port_code,received_on\n2704,2006-05-01\n")


def test_receipts_of_an_earlier_text_do_not_close_a_later_one(office: Office) -> None:
    hand_in(office)
    receipts(office)
    hand_in(office, BULLETIN + " Second issue.")
    with pytest.raises(Invalid, match="no receipts of bulletin.txt were handed in"):
        close(office)


def test_a_second_person_closes_it_once_and_the_log_tells_all_of_it(office: Office) -> None:
    hand_in(office, person="both")
    receipts(office)
    for person, words in [
        ("author_two", "needs the role approver"),
        ("both", "is its author; a second person"),
        ("seattle_approver", "needs the role approver"),
    ]:
        with pytest.raises(NotAllowed, match=words):
            close(office, person)
    close(office)
    closing = kept(office).closings()["TEST-1"]
    assert (closing.closed_by, closing.closed_at) == ("os:approver_one", office.moment)
    log = audit.read(office.store, kind="recommendation", subject="TEST-1")
    assert [entry.action for entry in log] == ["close", "accept_evidence", "accept_evidence"]
    assert log[0].old == {"state": "resolved_open"}
    assert audit.verify(office.store) == 0
    with pytest.raises(Invalid, match="closed already, by os:approver_one"):
        close(office, "approver_two")
    with pytest.raises(Invalid, match="closed already"):
        hand_in(office)


def test_what_a_later_edition_asks_for_too_must_stand_in_the_text(office: Office) -> None:
    hand_in(office)
    receipts(office)
    card = Element("Open-top container", "commonality", "open;container", "card, edition 0009")
    grown = OpenRecommendation(
        "TEST-1", "resolved_open", (*ASKED.elements, card), ASKED.ports, "cards"
    )
    with pytest.raises(Invalid, match=r"lacks open, container \(Open-top container: card"):
        kept(office).close(office["approver_one"], grown, "read")


def test_a_report_is_delivered_once_for_a_term_and_not_empty(office: Office) -> None:
    terms = (office["author_one"], "STATUS", date(2005, 12, 31), "status.txt")
    with pytest.raises(Invalid, match="status.txt is empty"):
        kept(office).deliver(*terms, "  ", "sent")
    assert kept(office).deliver(*terms, "Status.", "sent").subject == "STATUS 2005-12-31"
    with pytest.raises(Invalid, match="a delivery is recorded already"):
        kept(office).deliver(*terms, "Status.", "sent")


def test_the_database_itself_keeps_evidence_and_closings(office: Office) -> None:
    hand_in(office)
    receipts(office)
    names = "recommendation_id, text_id, receipts_id, closed_by, closed_at, reason"
    whose = "SELECT {who}, handed_in_at, 'x' FROM oversight_evidence WHERE evidence_id = 1"
    insert = f"INSERT INTO recommendation_closings ({names}) "
    approver = office["approver_one"].person_id
    refused = [
        ("DELETE FROM oversight_evidence", "a row is never deleted"),
        ("UPDATE oversight_evidence SET accepted = (1 = 0)", "a row is never changed"),
        (insert + whose.format(who="'TEST-1', 1, 2, handed_in_by"), "a second person closes"),
        (insert + whose.format(who=f"'TEST-2', 1, NULL, {approver}"), "no accepted evidence"),
        (insert + whose.format(who=f"'TEST-1', 2, NULL, {approver}"), "no accepted evidence"),
        (insert + whose.format(who=f"'TEST-1', 1, 1, {approver}"), "not of this evidence"),
    ]
    for statement, words in refused:
        with (
            pytest.raises(IntegrityError, match=words),
            office.store.writing() as connection,
        ):
            connection.execute(text(statement))
    assert kept(office).closings() == {}
