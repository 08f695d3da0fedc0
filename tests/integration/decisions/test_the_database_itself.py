"""SQL written straight to the database, past the service layer: what it must refuse by itself."""

import sqlite3
from contextlib import closing

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from pipelines.decisions import revoke, set_active
from tests.integration.decisions.by_hand import (
    APPROVED,
    APPROVER,
    AUTHOR,
    AUTHOR_TWO,
    BOTH,
    LATER,
    LONG_AGO,
    NO_APPROVER,
    NOW,
    ON_THE_REST,
    ON_VERSIONS,
    PORT,
    SHIPPED,
    approval,
    change,
    insertion,
    person,
)
from tests.integration.decisions.office import Office


def contents(office: Office) -> list[object]:
    tables = ("versions", "version_ports", "rule_sets", "grants", "people", "audit", "thresholds")
    with office.store.reading() as connection:
        return [
            connection.execute(text(f"SELECT * FROM {table} ORDER BY 1, 2")).all()
            for table in tables
        ]


def settle(office: Office) -> None:
    """Versions 1 in force, 2 submitted, 3 draft, 4 withdrawn; a port filter at Seattle."""
    office.national()
    office.submit(office.draft(points=15))
    office.draft(points=16)
    office.withdraw(office.draft(points=17), "author_one")
    office.port_filter()
    office.submit(office.draft("both", name="of_both"), "both")


def attempt(office: Office, statement: str) -> None:
    statement = statement.replace("'os:root'", f"'{office.keeper.identity}'")
    with office.store.writing() as connection:
        connection.exec_driver_sql(statement)


def answer_to(office: Office, statement: str) -> str:
    try:
        attempt(office, statement)
    except IntegrityError as error:
        return str(error.orig)
    return "let through"


def test_every_way_around_a_second_person_is_refused(office):
    settle(office)
    before = contents(office)
    answers = {
        what: answer_to(office, statement)
        for what, (statement, _) in {**ON_VERSIONS, **ON_THE_REST}.items()
    }
    expected = {what: words for what, (_, words) in {**ON_VERSIONS, **ON_THE_REST}.items()}
    others = {
        what: answers[what]
        for what, words in expected.items()
        if not any(word in answers[what] for word in words.split("|"))
    }
    assert others == {}
    assert contents(office) == before


def test_what_the_database_lets_through_is_the_proper_way(office):
    settle(office)
    attempt(office, approval())
    version = office.register.version("smuggling", 2)
    assert (version.state, version.approver) == ("approved", "os:approver_one")


def test_a_revoked_grant_approves_nothing(office):
    settle(office)
    revoke(office.store, office.keeper, "os:approver_one", "approver", reason="moved on")
    with pytest.raises(IntegrityError, match="does not hold the approver role"):
        attempt(office, approval())
    with pytest.raises(IntegrityError, match="stays revoked"):
        attempt(office, "UPDATE grants SET revoked_at = NULL, revoked_by = NULL")


def test_a_deactivated_approver_approves_nothing(office):
    settle(office)
    set_active(office.store, office.keeper, "os:approver_one", False, reason="left")
    with pytest.raises(IntegrityError, match="approver is not active"):
        attempt(office, approval())


def test_what_a_revoked_author_submitted_is_not_approved(office):
    settle(office)
    revoke(office.store, office.keeper, "os:author_one", "author", reason="moved on")
    with pytest.raises(IntegrityError, match="author is not active or does not hold"):
        attempt(office, approval())


def test_a_port_filter_by_hand_stands_at_one_district_and_ends(office):
    settle(office)
    draft = office.draft("both", name="quick_filter", track="port", ports=("3001",), points=3)
    number = draft.version
    for port in ("*", "2704"):
        with pytest.raises(IntegrityError):
            attempt(
                office, f"INSERT INTO version_ports VALUES ('quick_filter', {number}, '{port}')"
            )
    values = {"state": "'approved'", "submitted_at": NOW, "approved_at": NOW, "in_force_from": NOW}
    where = f"{PORT} AND version = {number}"
    with pytest.raises(IntegrityError, match="port_filter_expires"):
        attempt(office, change(where, **values))


def test_a_shipped_version_by_hand_has_no_approval_and_no_other_author(office):
    office.draft(name="another")
    attempt(
        office,
        "INSERT INTO rule_sets VALUES ('history', 'narcotics', 'national', 'targeting', 'History')",
    )
    shipped = {"rule_set": "'history'", "version": "1", "track": "'shipped'"}
    with pytest.raises(IntegrityError, match="only system:shipped"):
        attempt(office, insertion(**shipped))
    attempt(office, insertion(**shipped, author_id=SHIPPED))
    with pytest.raises(IntegrityError, match="no port named"):
        attempt(office, change("rule_set = 'history'", state="'approved'", in_force_from=NOW))
    attempt(office, "INSERT INTO version_ports VALUES ('history', 1, '*')")
    with pytest.raises(IntegrityError):
        attempt(
            office,
            change("rule_set = 'history'", **APPROVED, approver_id=APPROVER),
        )
    attempt(office, change("rule_set = 'history'", state="'approved'", in_force_from=NOW))


@pytest.mark.parametrize("office", ["sqlite"], indirect=True)
def test_sqlite_keeps_it_for_a_connection_that_asks_for_nothing(office):
    settle(office)
    before = contents(office)
    with closing(sqlite3.connect(str(office.store.url.database))) as stranger:
        for table in ("versions", "audit", "grants", "people", "rule_sets"):
            with pytest.raises(sqlite3.IntegrityError):
                stranger.execute(f"INSERT OR REPLACE INTO {table} SELECT * FROM {table}")
        with pytest.raises(sqlite3.IntegrityError):
            stranger.execute(approval(AUTHOR))
        stranger.rollback()
    assert contents(office) == before


@pytest.mark.parametrize("office", ["postgresql"], indirect=True)
def test_postgresql_truncates_nothing(office):
    settle(office)
    for table in ("versions", "audit", "grants", "thresholds", "research_answers"):
        with pytest.raises(IntegrityError, match="never deleted"):
            attempt(office, f"TRUNCATE {table} CASCADE")


THRESHOLD = {
    "rule_set": "'smuggling'",
    "port_code": "'3001'",
    "mandatory": "30",
    "review": "20",
    "effective_precision": "'day'",
    "state": "'proposed'",
    "route": "'second_person'",
    "revision": "1",
    "author_id": AUTHOR,
    "proposed_at": NOW,
    "reason": "'by hand'",
    "source": "'chosen'",
}


def threshold(**changes: str) -> str:
    values = {**THRESHOLD, **changes}
    return f"INSERT INTO thresholds ({', '.join(values)}) VALUES ({', '.join(values.values())})"


def deciding(**changes: str) -> str:
    values = {"state": "'approved'", "approved_at": NOW, "in_force_from": NOW, **changes}
    assigned = ", ".join(f"{name} = {value}" for name, value in values.items())
    return (
        f"UPDATE thresholds SET revision = revision + 1, {assigned} "
        "WHERE threshold_id = (SELECT max(threshold_id) FROM thresholds)"
    )


BY_HAND = [
    ({}, {}, NO_APPROVER),
    ({}, {"approver_id": AUTHOR}, NO_APPROVER),
    ({"author_id": BOTH}, {"approver_id": BOTH}, "second_person"),
    ({}, {"approver_id": AUTHOR_TWO}, NO_APPROVER),
    ({}, {"approver_id": APPROVER, "mandatory": "99"}, "what was proposed never changes"),
    ({}, {"approver_id": APPROVER, "in_force_from": LONG_AGO}, "approved_before"),
    ({}, {"route": "'lowered'"}, "what was proposed never changes"),
    ({"route": "'lowered'", "mandatory": "37"}, {}, "only a lower mandatory score"),
    ({"route": "'lowered'", "mandatory": "38"}, {}, "only a lower mandatory score"),
    ({"route": "'lowered'", "review": "26"}, {}, "only a lower mandatory score"),
    ({"route": "'lowered'", "port_code": "'*'"}, {}, "thresholds_lowered"),
    ({"route": "'lowered'"}, {"in_force_from": LATER}, "thresholds_lowered"),
    ({"author_id": person("os:los_angeles")}, {}, "does not hold the author role"),
]


def test_thresholds_by_hand_take_a_second_person_or_are_lower(office):
    office.national()
    proposal = office.thresholds.propose(
        office["author_one"], "smuggling", "*", mandatory=37, review=25, reason="first"
    )
    office.thresholds.approve(
        office["approver_one"], proposal.threshold_id, revision=1, reason="agreed"
    )
    others = {}
    for inserted, decided, words in BY_HAND:
        answer = answer_to(office, threshold(**inserted))
        if answer == "let through":
            answer = answer_to(office, deciding(**decided))
        if words not in answer:
            others[str((inserted, decided))] = answer
    assert others == {}


def test_thresholds_by_hand_the_proper_way(office):
    office.national()
    for changes in ({"route": "'shipped'"}, {"state": "'approved'", "in_force_from": NOW}):
        with pytest.raises(IntegrityError):
            attempt(office, threshold(**changes))
    attempt(office, threshold(route="'lowered'"))
    with pytest.raises(IntegrityError, match="first threshold of a national rule set"):
        attempt(office, deciding())
    attempt(office, threshold())
    attempt(office, deciding(approver_id=APPROVER))
    attempt(office, threshold(route="'lowered'", mandatory="29"))
    attempt(office, deciding())
    for statement in ("DELETE FROM thresholds", "UPDATE thresholds SET mandatory = 99"):
        with pytest.raises(IntegrityError):
            attempt(office, statement)


def test_shadows_answers_and_plans_are_kept_too(office):
    submitted = office.submit(office.draft())
    row = "(rule_set, version, starts_at, ends_at, revision, author_id, created_at, reason)"
    begin = f"INSERT INTO shadows {row} VALUES ('smuggling', {{}}, {{}}, {{}}, 1, 1, {NOW}, 'try')"
    attempt(office, begin.format(submitted.version, NOW, LATER))
    draft = office.draft(points=14)
    with pytest.raises(IntegrityError, match="only a version that was submitted"):
        attempt(office, begin.format(draft.version, NOW, LATER))
    with pytest.raises(IntegrityError):
        attempt(office, begin.format(submitted.version, LATER, NOW))
    for statement in (
        "UPDATE shadows SET ends_at = '2099-01-01 00:00:00.000000', revision = 2",
        "DELETE FROM shadows",
    ):
        with pytest.raises(IntegrityError):
            attempt(office, statement)
