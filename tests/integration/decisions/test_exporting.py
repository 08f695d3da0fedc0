"""Documents: what leaves the store, with hash and approval, and what comes in as a draft."""

from datetime import date, timedelta

import pytest

from models.rules import DocumentError, FilterDocument, NamedList
from pipelines.decisions import Clock, Invalid, Lists, NotAllowed, export, import_document
from tests.integration.decisions.office import APRIL_7, SOFT_TOP, VOCABULARY, rule_set, utc

READ = {"yaml": FilterDocument.from_yaml, "json": FilterDocument.from_json}


@pytest.mark.parametrize("form", ["yaml", "json"])
def test_what_is_in_force_leaves_with_its_approval_thresholds_and_hashes(office, form):
    version = office.national(effective_from=date(2006, 1, 1), expires_at=date(2006, 6, 1))
    proposal = office.thresholds.propose(
        office["author_one"], "smuggling", "*", mandatory=37, review=20, reason="first"
    )
    office.thresholds.approve(
        office["approver_one"], proposal.threshold_id, revision=1, reason="agreed"
    )
    office.thresholds.propose(
        office["seattle"], "smuggling", "3001", mandatory=32, review=20, reason="an incident"
    )
    document = READ[form](export(office.register, "smuggling", 1, form), VOCABULARY)
    assert document.rule_set == version.content
    assert document.content_sha256 == version.content_sha256
    assert (document.state, document.author) == ("in_force", "os:author_one")
    assert (document.approval.approver, document.approval.approved_at) == (
        "os:approver_one",
        APRIL_7,
    )
    assert (document.effective_from, document.effective_precision) == (date(2006, 1, 1), "day")
    assert document.expires_at == utc(2006, 6, 1, 4)
    assert {row.port_code: row.mandatory for row in document.thresholds} == {"*": 37, "3001": 32}


def test_a_word_changed_on_the_way_is_found(office):
    office.national()
    text = export(office.register, "smuggling", 1)
    with pytest.raises(DocumentError, match="changed after it was written"):
        FilterDocument.from_yaml(text.replace("points: 12", "points: 11"), VOCABULARY)


def test_what_is_not_in_force_stays(office):
    draft = office.draft()
    with pytest.raises(Invalid, match="is draft, not approved"):
        export(office.register, "smuggling", 1)
    marked = FilterDocument.from_yaml(
        export(office.register, "smuggling", 1, draft=True), VOCABULARY
    )
    assert (marked.state, marked.approval) == ("draft", None)
    office.approve(office.submit(draft))
    office.moment += timedelta(days=1)
    office.national(points=15)
    with pytest.raises(Invalid, match="is superseded"):
        export(office.register, "smuggling", 1, draft=True)
    quick = office.port_filter()
    assert "in_force" in export(office.register, "quick_filter", 1)
    office.moment = quick.expires_at
    with pytest.raises(Invalid, match="is expired"):
        export(office.register, "quick_filter", 1)


def test_a_document_comes_in_as_a_draft_of_who_brings_it_with_its_lists(office):
    ports = NamedList(
        name="shenzhen_ports",
        version=1,
        kind="port",
        title="Ports of Shenzhen",
        values=("CNSHK",),
        source="chosen",
    )
    rule = {**SOFT_TOP, "expression": "port_of_lading in list('shenzhen_ports')"}
    elsewhere = FilterDocument.seal(
        rule_set(rules=[rule], lists=[ports.model_dump()]),
        track="national",
        ports=("*",),
        effective_from=date(2006, 5, 1),
        effective_precision="day",
        reason="written elsewhere",
        state="in_force",
        author="os:somebody",
        approval={"approver": "os:other", "approved_at": APRIL_7, "reason": "agreed"},
    )
    with pytest.raises(NotAllowed):
        import_document(office.register, office["viewer"], elsewhere)
    version = import_document(office.register, office["author_two"], elsewhere)
    assert (version.state, version.author, version.approver) == ("draft", "os:author_two", None)
    assert version.effective_from == utc(2006, 5, 1, 4)
    assert Lists(office.store, Clock()).get("shenzhen_ports") == ports
    assert version.content == elsewhere.rule_set
    back = FilterDocument.from_json(
        export(office.register, "smuggling", 1, "json", draft=True), VOCABULARY
    )
    assert back.rule_set == elsewhere.rule_set
    assert back.content_sha256 == elsewhere.content_sha256


def test_an_expired_document_does_not_come_in(office):
    document = FilterDocument.seal(
        rule_set(),
        track="port",
        ports=("3001",),
        expires_at=utc(2006, 4, 1),
        reason="old",
        state="expired",
        author="os:somebody",
    )
    with pytest.raises(Invalid, match="the document expired 2006-04-01"):
        import_document(office.register, office["seattle"], document)
