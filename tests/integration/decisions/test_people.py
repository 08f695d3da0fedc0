"""Who is who: operating-system users, accounts, roles, and the keeper who gives them."""

import os
import pwd
from datetime import timedelta

import pytest
from sqlalchemy import text

from pipelines.decisions import (
    Invalid,
    NotAllowed,
    NotFound,
    add_account,
    add_os_person,
    audit,
    authenticate,
    grant,
    hand_over,
    is_keeper,
    os_person,
    person_of,
    revoke,
    set_active,
    set_password,
)
from pipelines.decisions.accounts import FAILURES_BEFORE_LOCK

PASSWORD = "correct horse battery"
ON_SQLITE = pytest.mark.parametrize("office", ["sqlite"], indirect=True)
"""For what hashes many passwords and asks nothing of the database."""


def test_the_operating_system_says_who_somebody_is_and_no_variable_does(office, monkeypatch):
    for variable in ("USER", "LOGNAME", "USERNAME", "SUDO_USER"):
        monkeypatch.setenv(variable, "approver_one")
    assert os_person(office.store).identity == f"os:{pwd.getpwuid(os.getuid()).pw_name}"


def test_an_unknown_user_becomes_a_viewer_once(office, monkeypatch):
    class Stranger:
        pw_name = "stranger"

    monkeypatch.setattr(pwd, "getpwuid", lambda _: Stranger)
    for _ in range(2):
        person = os_person(office.store)
        assert (person.identity, person.may("viewer")) == ("os:stranger", True)
        assert not person.may("author", "3001")
    entries = audit.read(office.store, subject="os:stranger")
    assert [one.action for one in entries] == ["grant", "add"]
    with pytest.raises(NotAllowed, match="only the keeper of this store"):
        grant(office.store, person, "os:stranger", "approver", reason="me")


def test_only_the_keeper_gives_and_takes_roles_until_it_is_handed_over(office):
    store, keeper = office.store, office.keeper
    for attempt in (
        lambda: grant(store, office["both"], "os:both", "approver", "3001", reason="me"),
        lambda: revoke(store, office["both"], "os:author_one", "author", reason="him"),
        lambda: set_active(store, office["both"], "os:author_one", False, reason="him"),
        lambda: add_os_person(store, office["both"], "friend", reason="mine"),
        lambda: add_account(store, office["both"], "friend", PASSWORD),
        lambda: hand_over(store, office["both"], "os:both", reason="mine"),
    ):
        with pytest.raises(NotAllowed, match="only the keeper"):
            attempt()
    hand_over(store, keeper, "os:both", reason="retires")
    assert (is_keeper(store, office["both"]), is_keeper(store, keeper)) == (True, False)
    with pytest.raises(NotAllowed):
        grant(store, keeper, "os:viewer", "author", reason="late")
    grant(store, office["both"], "os:viewer", "author", "1001", reason="new")
    assert office["viewer"].may("author", "1001")


def test_a_role_taken_counts_from_the_next_change_on_whoever_remembers_it(office):
    approver = office["approver_one"]
    submitted = office.submit(office.draft())
    revoke(office.store, office.keeper, "os:approver_one", "approver", reason="moved on")
    assert approver.may("approver")
    with pytest.raises(NotAllowed, match="needs the role approver at all ports"):
        office.register.approve(
            approver, "smuggling", 1, revision=submitted.revision, reason="still"
        )
    grant(office.store, office.keeper, "os:approver_one", "approver", reason="came back")
    assert office.approve(submitted).state == "approved"


def test_who_is_deactivated_does_nothing_more(office):
    author = office["author_one"]
    submitted = office.submit(office.draft())
    set_active(office.store, office.keeper, "os:author_one", False, reason="left")
    with pytest.raises(NotAllowed, match="deactivated"):
        office.draft("author_one")
    with pytest.raises(NotAllowed, match="no longer holds the author role"):
        office.approve(submitted)
    assert not office["author_one"].may("author")
    assert author.may("author")
    with pytest.raises(NotAllowed, match="cannot be deactivated"):
        set_active(office.store, office.keeper, office.keeper.identity, False, reason="me")


def test_a_role_is_held_once_and_taken_where_it_is_held(office):
    store, keeper = office.store, office.keeper
    with pytest.raises(Invalid, match="is author at \\* already"):
        grant(store, keeper, "os:author_one", "author", reason="again")
    with pytest.raises(NotFound, match="is not approver at 3001"):
        revoke(store, keeper, "os:author_one", "approver", "3001", reason="never was")
    with pytest.raises(Invalid, match="expected one of author, approver, viewer"):
        grant(store, keeper, "os:author_one", "owner", reason="more")
    with pytest.raises(Invalid, match="holds no role"):
        grant(store, keeper, "system:shipped", "approver", reason="quicker")
    with pytest.raises(NotFound, match="nobody has this identity"):
        grant(store, keeper, "os:nobody_here", "author", reason="who")


def test_an_account_signs_in_and_its_password_is_nowhere_to_be_read(office):
    add_account(office.store, office.keeper, "page_user", PASSWORD)
    person = authenticate(office.store, "page_user", PASSWORD)
    assert (person.identity, person.grants) == ("account:page_user", frozenset())
    with office.store.reading() as connection:
        stored = connection.execute(text("SELECT password_hash FROM accounts")).scalar_one()
        log = connection.execute(text("SELECT * FROM audit")).all()
    assert stored.startswith("$argon2id$")
    assert PASSWORD not in str(log)
    assert stored not in str(log)


@ON_SQLITE
def test_a_wrong_password_and_no_account_and_a_deactivated_one_sound_the_same(office):
    add_account(office.store, office.keeper, "page_user", PASSWORD)
    add_account(office.store, office.keeper, "gone", PASSWORD)
    set_active(office.store, office.keeper, "account:gone", False, reason="left")
    said = set()
    for account, password in [
        ("page_user", "wrong password"),
        ("nobody", PASSWORD),
        ("gone", PASSWORD),
    ]:
        with pytest.raises(NotAllowed) as refusal:
            authenticate(office.store, account, password)
        said.add(str(refusal.value))
    assert len(said) == 1


@ON_SQLITE
def test_after_five_failures_the_right_password_waits_too(office):
    add_account(office.store, office.keeper, "page_user", PASSWORD)
    for _ in range(FAILURES_BEFORE_LOCK):
        with pytest.raises(NotAllowed):
            authenticate(office.store, "page_user", "wrong password")
    with pytest.raises(NotAllowed):
        authenticate(office.store, "page_user", PASSWORD)
    assert audit.read(office.store, limit=1)[0].action == "lock"
    with office.store.writing() as connection:
        past = "2020-01-01 00:00:00.000000"
        connection.exec_driver_sql(f"UPDATE accounts SET locked_until = '{past}'")
    assert authenticate(office.store, "page_user", PASSWORD).name == "page_user"


def test_whoever_gave_the_password_is_not_made_two_by_it(office):
    store, keeper = office.store, office.keeper
    add_account(store, keeper, "second", PASSWORD)
    grant(store, keeper, "account:second", "approver", reason="second person")
    register = office.register
    own = register.draft(
        keeper, office.draft().content, track="national", ports=("*",), reason="keeper's own"
    )
    own = register.submit(
        keeper,
        own.rule_set,
        own.version,
        revision=1,
        evidence={"findings": [], "statute": []},
    )

    def approve():
        return register.approve(
            authenticate(store, "second", password),
            own.rule_set,
            own.version,
            revision=own.revision,
            reason="agreed",
        )

    password = PASSWORD
    with pytest.raises(NotAllowed, match="set by the author, who could sign in with it"):
        approve()
    second = authenticate(store, "second", PASSWORD)
    password = "a password of my own"
    set_password(store, second, "second", password, reason="the first one was given")
    assert approve().approver == "account:second"


def test_an_account_of_a_known_person_is_no_second_person(office):
    store, keeper = office.store, office.keeper
    add_account(store, keeper, "both_page", PASSWORD, identity="os:both")
    person = authenticate(store, "both_page", PASSWORD)
    assert person.person_id == office["both"].person_id
    submitted = office.submit(office.draft("both"), "both")
    with pytest.raises(NotAllowed, match="is its author"):
        office.register.approve(
            person, "smuggling", 1, revision=submitted.revision, reason="the other me"
        )
    assert person_of(store, "account:both_page") == person


@ON_SQLITE
def test_a_password_is_set_by_its_person_or_the_keeper(office):
    store, keeper = office.store, office.keeper
    add_account(store, keeper, "one", PASSWORD)
    add_account(store, keeper, "other", PASSWORD)
    one = authenticate(store, "one", PASSWORD)
    with pytest.raises(NotAllowed, match="only the keeper"):
        set_password(store, one, "other", "another password", reason="mine now")
    with pytest.raises(Invalid, match="at least 12"):
        set_password(store, one, "one", "short", reason="easier")
    with pytest.raises(NotFound):
        set_password(store, keeper, "nobody", PASSWORD, reason="who")
    with pytest.raises(Invalid, match="is taken"):
        add_account(store, keeper, "one", PASSWORD)
    for name in ("One", "o", "one two", "o'ne", "öne"):
        with pytest.raises(Invalid, match="a letter first"):
            add_account(store, keeper, name, PASSWORD)


def test_the_log_tells_both_clocks_and_the_seals_find_a_change(office):
    office.national()
    entry = office.register.audit("smuggling", 1)[0]
    assert entry.occurred_at == office.moment
    assert entry.recorded_at - entry.occurred_at > timedelta(days=365)
    assert (entry.old, entry.new["approver"]) == ({"state": "submitted"}, "os:approver_one")
    assert audit.verify(office.store) == 0
    where = "WHERE action = 'approve'"
    past_the_guards = (
        "DROP TRIGGER audit_stays"
        if office.store.is_sqlite
        else "SET LOCAL session_replication_role = replica"
    )
    with office.store.writing() as connection:
        connection.exec_driver_sql(past_the_guards)
        connection.exec_driver_sql(f"UPDATE audit SET reason = 'another' {where}")
        number = connection.execute(text(f"SELECT audit_id FROM audit {where}")).scalar_one()
    assert audit.verify(office.store) == number
