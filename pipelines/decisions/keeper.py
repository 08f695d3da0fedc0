"""What the keeper of the store does: who belongs to it, and who holds which role where.

Whoever made the store keeps it until they hand it over. How a person is known is `people.py`.
"""

from __future__ import annotations

from sqlalchemy import Connection, update

from pipelines.decisions import audit, tables
from pipelines.decisions.clock import Clock
from pipelines.decisions.errors import Invalid, NotAllowed, NotFound
from pipelines.decisions.people import (
    ROLES,
    SHIPPED_IDENTITY,
    Grant,
    Person,
    Role,
    add_person,
    give,
    keeper_id,
    look_up,
    person_id_of,
    require_reason,
)
from pipelines.decisions.store import DecisionStore


def add_os_person(store: DecisionStore, keeper: Person, user: str, *, reason: str) -> Person:
    """Add an operating-system user before they first come; the keeper alone.

    Raises
    ------
    Invalid
        If the user is known already.
    NotAllowed
        If `keeper` is not the keeper.
    """
    identity = f"os:{user}"
    with store.writing() as connection:
        require_keeper(connection, keeper)
        return look_up(connection, add_person(connection, identity, user, by=keeper, why=reason))


def grant(
    store: DecisionStore,
    keeper: Person,
    identity: str,
    role: Role,
    port_code: str = "*",
    *,
    reason: str,
) -> Person:
    """Give a person a role at a port; the keeper alone.

    Raises
    ------
    NotAllowed
        If `keeper` is not the keeper.
    NotFound
        If nobody has the identity.
    Invalid
        If there is no such role, or the person holds it there already.
    """
    if role not in ROLES:
        raise Invalid(f"role {role!r}: expected one of {', '.join(ROLES)}")
    with store.writing() as connection:
        require_keeper(connection, keeper)
        person = look_up(connection, person_id_of(connection, identity))
        if Grant(role, port_code) in person.grants:
            raise Invalid(f"{identity} is {role} at {port_code} already")
        if person.identity == SHIPPED_IDENTITY:
            raise Invalid(f"{SHIPPED_IDENTITY} is nobody; it holds no role")
        give(connection, person.person_id, role, port_code, by=keeper.person_id, reason=reason)
        return look_up(connection, person.person_id)


def revoke(
    store: DecisionStore,
    keeper: Person,
    identity: str,
    role: Role,
    port_code: str = "*",
    *,
    reason: str,
) -> Person:
    """Take a role at a port from a person, from the next change on; the keeper alone.

    Raises
    ------
    NotAllowed, NotFound
        As for `grant`; NotFound too if the person does not hold the role there.
    """
    with store.writing() as connection:
        require_keeper(connection, keeper)
        person_id = person_id_of(connection, identity)
        held = tables.grants
        changed = connection.execute(
            update(held)
            .where(
                held.c.person_id == person_id,
                held.c.role == role,
                held.c.port_code == port_code,
                held.c.revoked_at.is_(None),
            )
            .values(revoked_by=keeper.person_id, revoked_at=Clock().now())
        )
        if not changed.rowcount:
            raise NotFound(f"{identity} is not {role} at {port_code}; see the list of people")
        audit.write(
            connection,
            audit.Change("revoke", "person", identity, {"role": role, "port": port_code}, None),
            by=keeper.person_id,
            reason=require_reason(reason),
        )
        return look_up(connection, person_id)


def set_active(
    store: DecisionStore, keeper: Person, identity: str, active: bool, *, reason: str
) -> Person:
    """Deactivate a person, or take them back; the keeper alone, and never of themselves.

    Raises
    ------
    NotAllowed
        If `keeper` is not the keeper, or is the person.
    """
    with store.writing() as connection:
        require_keeper(connection, keeper)
        person = look_up(connection, person_id_of(connection, identity))
        if person.person_id == keeper.person_id:
            raise NotAllowed(f"{identity} keeps this store and cannot be deactivated")
        connection.execute(
            update(tables.people)
            .where(tables.people.c.person_id == person.person_id)
            .values(active=active)
        )
        action = "activate" if active else "deactivate"
        audit.write(
            connection,
            audit.Change(action, "person", identity, {"active": person.active}, {"active": active}),
            by=keeper.person_id,
            reason=require_reason(reason),
        )
        return look_up(connection, person.person_id)


def is_keeper(store: DecisionStore, person: Person) -> bool:
    """Say whether the person keeps the store and so grants roles."""
    with store.reading() as connection:
        return keeper_id(connection) == person.person_id


def require_keeper(connection: Connection, person: Person) -> None:
    """Refuse whoever is not the keeper.

    Raises
    ------
    NotAllowed
        Naming the keeper.
    """
    keeper = keeper_id(connection)
    if keeper != person.person_id:
        name = look_up(connection, keeper).identity if keeper else "nobody"
        raise NotAllowed(
            f"{person.identity}: only the keeper of this store ({name}) may do this; ask the keeper"
        )


def hand_over(store: DecisionStore, keeper: Person, identity: str, *, reason: str) -> Person:
    """Make another person the keeper; the keeper alone.

    Raises
    ------
    NotAllowed
        If `keeper` is not the keeper.
    NotFound
        If nobody has the identity.
    Invalid
        If the person is not active.
    """
    with store.writing() as connection:
        require_keeper(connection, keeper)
        person = look_up(connection, person_id_of(connection, identity))
        if not person.active or person.identity == SHIPPED_IDENTITY:
            raise Invalid(f"{identity} is not active and cannot keep the store")
        connection.execute(update(tables.store).values(keeper_id=person.person_id))
        old, new = {"keeper": keeper.identity}, {"keeper": person.identity}
        audit.write(
            connection,
            audit.Change("hand_over", "store", "store", old, new),
            by=keeper.person_id,
            reason=require_reason(reason),
        )
        return person
