"""Accounts: signing in on the pages with a password, until single sign-on comes.

Passwords are hashed with Argon2id and never leave this module. An account belongs to one person;
a person known by the operating system may have one too, and stays one person. What a person may
do is `people.py`.
"""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError, VerifyMismatchError
from sqlalchemy import Connection, insert, select, update

from pipelines.decisions import audit, tables
from pipelines.decisions.clock import Clock
from pipelines.decisions.errors import Invalid, NotAllowed, NotFound
from pipelines.decisions.keeper import require_keeper
from pipelines.decisions.people import (
    Person,
    add_person,
    find_person,
    look_up,
    require_reason,
)
from pipelines.decisions.store import DecisionStore

SHORTEST_PASSWORD = 12
FAILURES_BEFORE_LOCK = 5
LOCKED_FOR = timedelta(minutes=15)

_HASHER = PasswordHasher()
_NAME = re.compile(r"[a-z][a-z0-9_.-]{1,59}")
_REFUSAL = "account or password is wrong, or the account is locked for a while; try again later"


def add_account(
    store: DecisionStore,
    keeper: Person,
    account: str,
    password: str,
    *,
    name: str = "",
    identity: str | None = None,
    reason: str = "account on the pages",
) -> Person:
    """Add an account; the keeper alone.

    Parameters
    ----------
    store : DecisionStore
        Where.
    keeper : Person
        Who adds it.
    account : str
        Name to sign in with: lower case letters, digits, '_', '.', '-'.
    password : str
        A first password, at least 12 characters; the person sets their own before they approve
        anything its giver wrote.
    name : str, optional
        For people; the account's name if not given.
    identity : str, optional
        Identity of a person who is known already ('os:<user>') and signs in with this account
        too; without it the account is a new person's.
    reason : str
        Why.

    Returns
    -------
    Person
        Without roles if new; grant them.

    Raises
    ------
    NotAllowed
        If `keeper` is not the keeper.
    Invalid
        If the name is taken or the name or password has not the form.
    """
    if not _NAME.fullmatch(account):
        raise Invalid(f"account {account!r}: 2 to 60 of a-z, 0-9, '_', '.', '-', a letter first")
    hashed = _hash(password)
    with store.writing() as connection:
        require_keeper(connection, keeper)
        if _row(connection, account) is not None:
            raise Invalid(f"account {account!r} is taken; choose another name")
        if identity is None:
            person_id = add_person(
                connection, f"account:{account}", name or account, by=keeper, why=reason
            )
        else:
            person_id = _known(connection, identity)
        connection.execute(
            insert(tables.accounts).values(
                account=account,
                person_id=person_id,
                password_hash=hashed,
                password_set_by=keeper.person_id,
                failures=0,
            )
        )
        person = look_up(connection, person_id, f"account:{account}")
        audit.write(
            connection,
            audit.Change("add_account", "person", person.identity, None, {"name": person.name}),
            by=keeper.person_id,
            reason=require_reason(reason),
        )
        return person


def authenticate(store: DecisionStore, account: str, password: str) -> Person:
    """Sign in with an account.

    An account that is not there takes as long as a wrong password. After five failures the
    account is locked for a quarter of an hour, by the true time.

    Raises
    ------
    NotAllowed
        With the same words whatever is wrong.
    """
    now = Clock().true_now()
    with store.reading() as connection:
        row = _row(connection, account)
    fits = _fits(row.password_hash if row else _hash_of_nothing(), password)
    with store.writing() as connection:
        row = _row(connection, account)
        person = look_up(connection, row.person_id, f"account:{account}") if row else None
        if row is None or person is None:
            raise NotAllowed(_REFUSAL)
        is_locked = row.locked_until is not None and now < row.locked_until
        let_in = fits and not is_locked and person.active
        if let_in:
            _note_success(connection, row, password)
        elif not is_locked:
            _note_failure(connection, row, now)
    if not let_in:
        raise NotAllowed(_REFUSAL)
    return person


def set_password(
    store: DecisionStore, person: Person, account: str, password: str, *, reason: str
) -> None:
    """Set a password: one's own, signed in with the account, or as keeper anybody's.

    Raises
    ------
    NotAllowed
        If it is somebody else's account.
    NotFound
        If there is no such account.
    Invalid
        If the password is too short.
    """
    hashed = _hash(password)
    with store.writing() as connection:
        row = _row(connection, account)
        if row is None:
            raise NotFound(f"account {account!r}: not in this store")
        current = look_up(connection, person.person_id, person.identity)
        if row.person_id != person.person_id:
            require_keeper(connection, person)
        if not current.active:
            raise NotAllowed(f"{person.identity} is deactivated; ask the keeper of the store")
        connection.execute(
            update(tables.accounts)
            .where(tables.accounts.c.account == account)
            .values(
                password_hash=hashed,
                password_set_by=person.person_id,
                failures=0,
                locked_until=None,
            )
        )
        audit.write(
            connection,
            audit.Change("set_password", "person", f"account:{account}", None, None),
            by=person.person_id,
            reason=require_reason(reason),
        )


def password_giver(connection: Connection, identity: str) -> int | None:
    """Give the person who set the password of an account; None for other identities.

    Whoever set it could sign in with it, so it decides whether two people are two.
    """
    row = _row(connection, identity.removeprefix("account:"))
    return None if row is None or not identity.startswith("account:") else row.password_set_by


def _row(connection: Connection, account: str) -> Any:
    return connection.execute(
        select(tables.accounts).where(tables.accounts.c.account == account)
    ).one_or_none()


def _known(connection: Connection, identity: str) -> int:
    found = find_person(connection, identity)
    if found is None or not identity.startswith("os:"):
        raise NotFound(f"{identity}: no operating-system user of this store")
    return found


@lru_cache(maxsize=1)
def _hash_of_nothing() -> str:
    """Give a hash to check against where there is no account, so that it takes as long."""
    return _HASHER.hash("no account has this password")


def _hash(password: str) -> str:
    if len(password) < SHORTEST_PASSWORD:
        raise Invalid(f"password of {len(password)} characters; give at least {SHORTEST_PASSWORD}")
    return _HASHER.hash(password)


def _fits(hashed: str, password: str) -> bool:
    try:
        return _HASHER.verify(hashed, password)
    except (VerifyMismatchError, VerificationError, InvalidHashError):
        return False


def _note_success(connection: Connection, row: Any, password: str) -> None:
    """Forget the failures; hash anew where the parameters of the hash have grown."""
    values: dict[str, object] = {"failures": 0, "locked_until": None}
    if _HASHER.check_needs_rehash(row.password_hash):
        values["password_hash"] = _HASHER.hash(password)
    connection.execute(
        update(tables.accounts).where(tables.accounts.c.account == row.account).values(**values)
    )


def _note_failure(connection: Connection, row: Any, now: datetime) -> None:
    """Count a failure; at the fifth lock the account and say so in the audit log."""
    failures = row.failures + 1
    locks = failures >= FAILURES_BEFORE_LOCK
    connection.execute(
        update(tables.accounts)
        .where(tables.accounts.c.account == row.account)
        .values(
            failures=0 if locks else failures,
            locked_until=now + LOCKED_FOR if locks else row.locked_until,
        )
    )
    if locks:
        audit.write(
            connection,
            audit.Change("lock", "person", f"account:{row.account}", None, None),
            by=row.person_id,
            reason=f"{failures} failed attempts to sign in",
        )
