"""Opening the store of an installation: made when it is absent, brought up to date when it is old.

Who opens it first keeps it. How a store works is `store.py`.
"""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import insert

from pipelines.decisions import audit, people, tables
from pipelines.decisions.clock import Clock
from pipelines.decisions.store import DecisionStore
from pipelines.settings import Settings


def open_store(settings: Settings) -> DecisionStore:
    """Open the decision store of an installation.

    An absent store is made: its folder, its schema, and its keeper, the operating-system user of
    this process, who is author, approver and viewer at all ports and alone grants roles. An old
    schema is brought up to date; a SQLite file is copied first, beside itself.

    Parameters
    ----------
    settings : Settings
        Says where the store is.

    Returns
    -------
    DecisionStore

    Raises
    ------
    DecisionError
        If the schema is of a newer platform than this one.
    """
    store = DecisionStore(settings.decisions_url)
    if store.is_sqlite and store.url.database is not None:
        Path(store.url.database).parent.mkdir(parents=True, exist_ok=True)
    if not store.is_current():
        _bring_up_to_date(store)
    _appoint_keeper(store)
    return store


def _bring_up_to_date(store: DecisionStore) -> None:
    """Upgrade the schema; of an old SQLite file keep a copy as it was."""
    revision = store.revision()
    if revision is not None and store.is_sqlite and store.url.database is not None:
        stamp = Clock().true_now().strftime("%Y%m%dT%H%M%S%f")
        store.backup(Path(f"{store.url.database}.{revision}-{stamp}"))
    store.upgrade()


def _appoint_keeper(store: DecisionStore) -> None:
    """Make this process's user the keeper of a store that has none."""
    with store.reading() as connection:
        if people.keeper_id(connection) is not None:
            return
    with store.writing() as connection:
        if people.keeper_id(connection) is not None:
            return
        identity = people.os_identity()
        keeper = people.add_person(
            connection, identity, identity.removeprefix("os:"), by=None, why="made the store"
        )
        connection.execute(
            insert(tables.store).values(store_id=1, keeper_id=keeper, created_at=Clock().now())
        )
        audit.write(
            connection,
            audit.Change("create", "store", "store", None, {"keeper": identity}),
            by=keeper,
            reason="the store was absent",
        )
        for role in people.ROLES:
            people.give(connection, keeper, role, "*", by=keeper, reason="made the store")
        people.add_person(
            connection,
            people.SHIPPED_IDENTITY,
            "shipped with the platform",
            by=people.look_up(connection, keeper),
            why="technical identity of the shipped history",
        )


def shipped_id(store: DecisionStore) -> int:
    """Give the key of the technical identity of the shipped history."""
    with store.reading() as connection:
        return people.person_id_of(connection, people.SHIPPED_IDENTITY)
