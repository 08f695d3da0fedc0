"""Guards: triggers that refuse a change, written once and rendered for SQLite and PostgreSQL.

What is guarded stands in the revisions. A guard sees the row as it would be (NEW) and as it was
(OLD); its condition is SQL that both databases read alike, and it refuses where that is true.
"""

# ruff: noqa: S608 - the SQL is put together of words of this folder alone

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from alembic import op

Event = Literal["INSERT", "UPDATE", "DELETE"]


@dataclass(frozen=True, slots=True)
class Guard:
    """One refusal.

    Parameters
    ----------
    name : str
        Of the trigger, unique in the store.
    table : str
        Whose rows are guarded.
    event : {'INSERT', 'UPDATE', 'DELETE'}
        What is looked at, before it happens.
    refuses_when : str
        SQL condition over NEW and OLD.
    message : str
        What the database answers.
    """

    name: str
    table: str
    event: Event
    refuses_when: str
    message: str

    def creation(self, dialect: str) -> list[str]:
        """Give the statements that put the guard in place."""
        message = self.message.replace("'", "''")
        if dialect == "sqlite":
            when = self.refuses_when.replace("IS DISTINCT FROM", "IS NOT")
            return [
                f"CREATE TRIGGER {self.name} BEFORE {self.event} ON {self.table} FOR EACH ROW "
                f"WHEN ({when}) BEGIN SELECT RAISE(ABORT, '{message}'); END"
            ]
        row = "OLD" if self.event == "DELETE" else "NEW"
        return [
            f"CREATE FUNCTION {self.name}() RETURNS trigger LANGUAGE plpgsql AS $guard$ BEGIN "
            f"IF ({self.refuses_when}) THEN RAISE EXCEPTION '{message.replace('%', '%%')}' "
            f"USING ERRCODE = 'integrity_constraint_violation'; END IF; RETURN {row}; END $guard$",
            f"CREATE TRIGGER {self.name} BEFORE {self.event} ON {self.table} FOR EACH ROW "
            f"EXECUTE FUNCTION {self.name}()",
        ]

    def removal(self, dialect: str) -> list[str]:
        """Give the statements that take the guard away."""
        if dialect == "sqlite":
            return [f"DROP TRIGGER {self.name}"]
        return [f"DROP TRIGGER {self.name} ON {self.table}", f"DROP FUNCTION {self.name}()"]


def put(guards: Iterable[Guard]) -> None:
    """Put guards in place, in a revision."""
    connection = op.get_bind()
    for guard in guards:
        for statement in guard.creation(connection.dialect.name):
            connection.exec_driver_sql(statement)


def take_away(guards: Iterable[Guard]) -> None:
    """Take guards away, in a revision."""
    connection = op.get_bind()
    for guard in guards:
        for statement in guard.removal(connection.dialect.name):
            connection.exec_driver_sql(statement)


def keeps_rows(table: str, key: Sequence[str]) -> list[Guard]:
    """Make the guards of a table whose rows are never deleted and never written over.

    Parameters
    ----------
    table : str
        The table.
    key : sequence of str
        Columns of its primary key; an insert over a row that is there (INSERT OR REPLACE) would
        delete it without a trace.
    """
    same = " AND ".join(f"there.{column} = NEW.{column}" for column in key)
    return [
        Guard(
            f"{table}_is_kept",
            table,
            "DELETE",
            "1 = 1",
            f"{table}: a row is never deleted",
        ),
        Guard(
            f"{table}_is_not_replaced",
            table,
            "INSERT",
            f"EXISTS (SELECT 1 FROM {table} there WHERE {same})",
            f"{table}: a row with this key is there already and is never replaced",
        ),
    ]


def never_changes(table: str) -> Guard:
    """Make the guard of a table whose rows are written once."""
    return Guard(f"{table}_stays", table, "UPDATE", "1 = 1", f"{table}: a row is never changed")


def keeps_columns(table: str, name: str, columns: Sequence[str], when: str, why: str) -> Guard:
    """Make the guard that refuses a change of some columns while a condition holds."""
    # As text: PostgreSQL does not compare JSON.
    differs = " OR ".join(
        f"CAST(NEW.{column} AS TEXT) IS DISTINCT FROM CAST(OLD.{column} AS TEXT)"
        for column in columns
    )
    return Guard(name, table, "UPDATE", f"({when}) AND ({differs})", why)


def refuse_truncation(tables: Iterable[str]) -> None:
    """Refuse TRUNCATE of these tables where the database knows it, in a revision."""
    connection = op.get_bind()
    if connection.dialect.name != "postgresql":
        return
    connection.exec_driver_sql(
        "CREATE OR REPLACE FUNCTION refuses_truncation() RETURNS trigger LANGUAGE plpgsql AS "
        "$guard$ BEGIN RAISE EXCEPTION 'rows are never deleted' "
        "USING ERRCODE = 'integrity_constraint_violation'; END $guard$"
    )
    for table in tables:
        connection.exec_driver_sql(
            f"CREATE TRIGGER {table}_is_not_truncated BEFORE TRUNCATE ON {table} "
            "EXECUTE FUNCTION refuses_truncation()"
        )
