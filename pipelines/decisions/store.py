"""Opening the decision store: connections, transactions, schema and backups.

SQLite or PostgreSQL by address, with the same behaviour: one change at a time, each in one
transaction that sees every change before it. What may be decided lies in the modules beside.
"""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from alembic.config import Config
from alembic.runtime.environment import EnvironmentContext
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, create_engine, event, make_url, text

from pipelines.decisions.errors import DecisionError, Invalid

MIGRATIONS = Path(__file__).parent / "migrations"
BUSY_SECONDS = 30
"""How long a change waits for the one before it."""

_ONE_CHANGE_AT_A_TIME = 7_041_776
"""Key of the PostgreSQL advisory lock that puts changes in a row."""


class DecisionStore:
    """The store of what people decide.

    Parameters
    ----------
    url : str
        SQLAlchemy address: `sqlite:///path` or `postgresql+psycopg://...`.

    Notes
    -----
    The database's own checks and triggers hold against whoever writes through the database. The
    owner of a SQLite file can take them away; the seals of the audit log then tell
    (`audit.verify`).
    """

    def __init__(self, url: str) -> None:
        parsed = make_url(url)
        if parsed.get_backend_name() not in ("sqlite", "postgresql"):
            raise Invalid(
                f"decision store {parsed.render_as_string()}: got {parsed.get_backend_name()}, "
                "expected sqlite or postgresql"
            )
        if parsed.get_backend_name() == "sqlite" and parsed.database in (None, "", ":memory:"):
            raise Invalid("decision store: SQLite in memory keeps nothing; name a file")
        self.url = parsed
        self.is_sqlite = parsed.get_backend_name() == "sqlite"
        arguments = {"timeout": BUSY_SECONDS} if self.is_sqlite else {}
        self.engine = create_engine(parsed, connect_args=arguments)
        if self.is_sqlite:
            _prepare_sqlite(self.engine)

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Open a transaction that only reads, of one state of the store."""
        with self.engine.connect() as connection, connection.begin():
            if not self.is_sqlite:
                connection.execute(text("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ"))
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """Open a transaction that changes the store; the next one waits for its end."""
        with (
            self.engine.connect().execution_options(changes_store=True) as connection,
            connection.begin(),
        ):
            if not self.is_sqlite:
                connection.execute(
                    text("SELECT pg_advisory_xact_lock(:key)"), {"key": _ONE_CHANGE_AT_A_TIME}
                )
            yield connection

    def revision(self) -> str | None:
        """Give the schema's revision; None in an empty database."""
        with self.engine.connect() as connection:
            return MigrationContext.configure(connection).get_current_revision()

    def is_current(self) -> bool:
        """Say whether the schema is the newest this platform knows."""
        return self.revision() == _scripts().get_current_head()

    def upgrade(self, to: str = "head") -> None:
        """Bring the schema to a revision, in one transaction.

        Parameters
        ----------
        to : str, default 'head'
            A revision, or 'head' for the newest.

        Raises
        ------
        DecisionError
            If the schema is of a newer platform than this one.
        """
        scripts = _scripts()

        def steps(current: str, context: MigrationContext) -> Any:  # noqa: ARG001
            return scripts._upgrade_revs(to, current)

        with self.writing() as connection:
            current = MigrationContext.configure(connection).get_current_revision()
            if current is not None and current not in {
                s.revision for s in scripts.walk_revisions()
            }:
                raise DecisionError(
                    f"decision store {self.url.render_as_string()}: its schema is of revision "
                    f"{current}, newer than this platform knows; use the newer platform"
                )
            with EnvironmentContext(Config(), scripts, fn=steps, destination_rev=to) as context:
                context.configure(connection=connection, transactional_ddl=True)
                context.run_migrations()

    def backup(self, path: Path) -> Path:
        """Copy a SQLite store to another file, while others read and write.

        Parameters
        ----------
        path : Path
            A file that does not exist yet.

        Returns
        -------
        Path
            The same.

        Raises
        ------
        Invalid
            If the store is not SQLite, or the file exists.
        """
        if not self.is_sqlite or self.url.database is None:
            raise Invalid("backup: this store is PostgreSQL; use pg_dump")
        if path.exists():
            raise Invalid(f"backup: {path} exists; name a file that does not")
        path.parent.mkdir(parents=True, exist_ok=True)
        with (
            closing(sqlite3.connect(self.url.database)) as source,
            closing(sqlite3.connect(path)) as target,
        ):
            source.backup(target)
        return path

    def close(self) -> None:
        """Give back every connection."""
        self.engine.dispose()


def _scripts() -> ScriptDirectory:
    return ScriptDirectory(str(MIGRATIONS))


def _keep_write_ahead_log(connection: sqlite3.Connection) -> None:
    """Switch a new file to a write-ahead log; SQLite itself does not wait its turn for that."""
    deadline = time.monotonic() + BUSY_SECONDS
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL")
        except sqlite3.OperationalError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.02)
        else:
            return


def _prepare_sqlite(engine: Engine) -> None:
    """Let SQLite keep foreign keys, wait its turn, and begin where a transaction begins."""

    @event.listens_for(engine, "connect")
    def _connected(connection: sqlite3.Connection, _record: object) -> None:
        connection.isolation_level = None  # the BEGIN below is the only one
        connection.execute("PRAGMA foreign_keys = ON")
        _keep_write_ahead_log(connection)
        connection.execute("PRAGMA synchronous = FULL")

    @event.listens_for(engine, "begin")
    def _begun(connection: Connection) -> None:
        changes = connection.get_execution_options().get("changes_store", False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if changes else "BEGIN")
