"""People and what they may do: identities, roles at ports, and how a person is known.

A person is known by an identity that somebody else vouches for: the operating system's user
(`os:<user>`) or an account of the store (`account:<name>`, `accounts.py`), never by free text and
never by an environment variable. Who grants roles is `keeper.py`.
"""

from __future__ import annotations

import os
import pwd
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from pydantic import TypeAdapter, ValidationError
from sqlalchemy import Connection, insert, select

from models.rules.fields import Line
from pipelines.decisions import audit, tables
from pipelines.decisions.clock import Clock
from pipelines.decisions.errors import Invalid, NotFound
from pipelines.decisions.records import insert_row
from pipelines.decisions.store import DecisionStore

Role = Literal["author", "approver", "viewer"]
ROLES: tuple[Role, ...] = ("author", "approver", "viewer")
SHIPPED_IDENTITY = "system:shipped"
"""Technical identity under which the platform's own files are history; nobody signs in as it."""

_LINE: TypeAdapter[str] = TypeAdapter(Line)


@dataclass(frozen=True, slots=True, order=True)
class Grant:
    """A role at a port ('*' at all)."""

    role: str
    port_code: str


@dataclass(frozen=True, slots=True)
class Person:
    """A person as they were when they were looked up.

    A change looks the person up again: a grant that was revoked since does not count.

    Attributes
    ----------
    person_id : int
        Key.
    identity : str
        By which the person came: `os:<user>` or `account:<name>`.
    name : str
        For people.
    grants : frozenset of Grant
        Roles held.
    active : bool
        False once the keeper has deactivated the person.

    Examples
    --------
    >>> person = Person(2, "os:author_one", "author_one", frozenset({Grant("author", "3001")}))
    >>> person.may("author", "3001"), person.may("author"), person.may("approver", "3001")
    (True, False, False)
    """

    person_id: int
    identity: str
    name: str
    grants: frozenset[Grant]
    active: bool = True

    def may(self, role: Role, port: str = "*") -> bool:
        """Say whether the person holds a role at a port; '*' asks for all ports."""
        return self.active and any(
            grant.role == role and grant.port_code in ("*", port) for grant in self.grants
        )


def os_identity() -> str:
    """Name the operating system's user of this process, by user id."""
    return f"os:{pwd.getpwuid(os.getuid()).pw_name}"


def os_person(store: DecisionStore) -> Person:
    """Give the person of this process's operating-system user; an unknown one becomes viewer."""
    identity = os_identity()
    with store.reading() as connection:
        found = find_person(connection, identity)
        if found is not None:
            return look_up(connection, found, identity)
    with store.writing() as connection:
        found = find_person(connection, identity)
        if found is None:
            found = add_person(connection, identity, identity.removeprefix("os:"), by=None)
            give(connection, found, "viewer", "*", by=found, reason="unknown until now")
        return look_up(connection, found, identity)


def look_up(connection: Connection, person_id: int, identity: str | None = None) -> Person:
    """Read a person with the grants that are not revoked.

    Raises
    ------
    NotFound
        If there is no such person.
    """
    row = connection.execute(
        select(tables.people).where(tables.people.c.person_id == person_id)
    ).one_or_none()
    if row is None:
        raise NotFound(f"person {person_id}: not in this store")
    held = connection.execute(
        select(tables.grants.c.role, tables.grants.c.port_code).where(
            tables.grants.c.person_id == person_id, tables.grants.c.revoked_at.is_(None)
        )
    )
    grants = frozenset(Grant(one.role, one.port_code) for one in held)
    return Person(person_id, identity or row.identity, row.name, grants, row.active)


def person_of(store: DecisionStore, identity: str) -> Person:
    """Give the person of an identity.

    Raises
    ------
    NotFound
        If nobody has it.
    """
    with store.reading() as connection:
        return look_up(connection, person_id_of(connection, identity), identity)


def list_people(store: DecisionStore) -> list[Person]:
    """Give everybody, by the order they came in."""
    with store.reading() as connection:
        ids = connection.execute(
            select(tables.people.c.person_id).order_by(tables.people.c.person_id)
        ).all()
        return [look_up(connection, row.person_id) for row in ids]


def keeper_id(connection: Connection) -> int | None:
    """Give the key of the person who keeps the store."""
    return connection.scalar(select(tables.store.c.keeper_id))


def require_reason(reason: str) -> str:
    """Refuse a change without a reason; give the reason as one line.

    Raises
    ------
    Invalid
        If nothing is said, more than 300 characters are, or some of them cannot be seen.
    """
    line = " ".join(reason.split())
    if not line:
        raise Invalid("no reason given; every change says why")
    try:
        return str(_LINE.validate_python(line))
    except ValidationError as error:
        raise Invalid(
            f"reason: {error.errors()[0]['msg'].removeprefix('Value error, ')}"
        ) from error


def add_person(
    connection: Connection, identity: str, name: str, *, by: Person | None, why: str = "first seen"
) -> int:
    """Add a person without any role, within a change; by nobody: by themselves."""
    if find_person(connection, identity) is not None:
        raise Invalid(f"{identity}: known already")
    values = {"identity": identity, "name": name, "active": True, "created_at": Clock().now()}
    person_id = insert_row(connection, tables.people, values)
    audit.write(
        connection,
        audit.Change("add", "person", identity, None, {"name": name}),
        by=by.person_id if by else person_id,
        reason=require_reason(why),
    )
    return person_id


def give(
    connection: Connection, person_id: int, role: Role, port_code: str, *, by: int, reason: str
) -> None:
    """Write a grant and its audit entry, within a change."""
    now: datetime = Clock().now()
    connection.execute(
        insert(tables.grants).values(
            person_id=person_id, role=role, port_code=port_code, granted_by=by, granted_at=now
        )
    )
    identity = look_up(connection, person_id).identity
    audit.write(
        connection,
        audit.Change("grant", "person", identity, None, {"role": role, "port": port_code}),
        by=by,
        reason=require_reason(reason),
    )


def find_person(connection: Connection, identity: str) -> int | None:
    """Find the key of the person whose own identity it is."""
    people = tables.people
    return connection.scalar(select(people.c.person_id).where(people.c.identity == identity))


def person_id_of(connection: Connection, identity: str) -> int:
    """Find whose identity it is: a person's own, or an account of theirs."""
    accounts, found = tables.accounts, find_person(connection, identity)
    if found is None and identity.startswith("account:"):
        found = connection.scalar(
            select(accounts.c.person_id).where(
                accounts.c.account == identity.removeprefix("account:")
            )
        )
    if found is None:
        raise NotFound(f"{identity}: nobody has this identity; see the list of people")
    return int(found)
