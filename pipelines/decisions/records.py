"""Rows of any table: written by their values, read as records, people by their keys.

What the rows of a table mean stands in the module of what they tell.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from typing import Any, TypeVar, cast

from sqlalchemy import Connection, Select, Table, insert, select

from pipelines.decisions import tables

Record = TypeVar("Record")


def insert_row(connection: Connection, table: Table, values: Mapping[str, Any]) -> int:
    """Write a row; give the key that the database gave it."""
    key = connection.execute(insert(table).values(values)).inserted_primary_key
    return int(key[0]) if key else 0


def read_records(connection: Connection, query: Select[Any], record: type[Record]) -> list[Record]:
    """Read rows as records of a dataclass, each field from the column of its name."""
    names = [field.name for field in fields(cast("Any", record))]
    return [
        record(**{name: row[name] for name in names})
        for row in connection.execute(query).mappings()
    ]


def identities(connection: Connection) -> dict[int, str]:
    """Give everybody's identity by their key."""
    people = tables.people
    rows = connection.execute(select(people.c.person_id, people.c.identity))
    return {row.person_id: row.identity for row in rows}
