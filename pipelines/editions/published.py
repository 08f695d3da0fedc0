"""What figures are read from, and how a SELECT on it gives rows.

An edition is one; a past state built apart is another. What is selected belongs in ``selection``.
"""

from datetime import datetime
from typing import Any, Protocol

import duckdb


class SelectionError(Exception):
    """What was asked for is not in the edition, or not one thing; the message says what is."""


class Published(Protocol):
    """What figures are read from: an edition, or a past state built apart."""

    @property
    def id(self) -> str:
        """What the figures are called by."""

    @property
    def as_known_at(self) -> datetime | None:
        """The cut of the data; None means everything loaded."""

    def connect(self) -> duckdb.DuckDBPyConnection:
        """Open it for reading."""


def select(
    con: duckdb.DuckDBPyConnection,
    sql: str,
    parameters: list[Any] | dict[str, Any] | None = None,
) -> list[dict[str, Any]]:
    """Run a SELECT and give each row as a mapping."""
    cursor = con.execute(sql, parameters)
    names = [column[0] for column in cursor.description or ()]
    return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
