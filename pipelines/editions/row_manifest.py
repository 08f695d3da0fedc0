"""The rows behind a figure in one query, and what proves that they are the ones counted.

Holds the SELECT that lists a figure's rows, an order-free hash and a SHA-256 of their keys. Which
figure is meant, and what is made of its rows, belongs in ``selection``; the hash that a figure was
published with is summed by the database.
"""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Any

import duckdb

HASH_MODULUS = 2**64
PERIOD_SQL = {
    "month": "strftime({month}, '%Y-%m')",
    "season": "case when is_in_season then season::varchar end",
    "fiscal_year": "'FY' || fiscal_year",
    "calendar_year": "'CY' || year({month})",
}
"""How a row of a measure's view says which period it belongs to, by kind of period."""
FIELD_OFFICE_SQL = (
    "coalesce((select o.field_office_code from marts.dim_field_offices as o "
    "where o.port_code = us_port_code), 'FO:not assigned')"
)
"""How a row says which field office its port is under."""
COHORT_MONTH = "cohort_month"
"""Month a row is counted in, where a view says it; else the month of arrival."""


@dataclass(frozen=True)
class RowManifest:
    """What proves the rows of one side of one figure.

    Attributes
    ----------
    edition, measure, definition_version
        Whose figure it is.
    unit, view, period_kind, period, port, origin
        Which figure it is.
    side
        ``numerator`` or ``denominator``.
    count
        Rows listed; equals the printed number.
    order_free_hash
        Of the row keys, see :func:`order_free_hash`; the same whatever the order of rows.
    sorted_keys_sha256
        SHA-256 of the row keys sorted by code point, each followed by a line feed, in UTF-8.
    sql
        The SELECT that lists them; run it on the edition's ``edition.duckdb``.
    """

    edition: str
    measure: str
    definition_version: int
    unit: str
    view: str
    period_kind: str
    period: str
    port: str
    origin: str
    side: str
    count: int
    order_free_hash: str
    sorted_keys_sha256: str
    sql: str

    def as_mapping(self) -> dict[str, Any]:
        """Give the fields as plain data, in order."""
        return asdict(self)


def order_free_hash(row_keys: Iterable[str]) -> str:
    """Hash row keys so that their order does not matter.

    Parameters
    ----------
    row_keys
        Each key once.

    Returns
    -------
    str
        Decimal digits of the sum, modulo 2^64, of the last eight bytes of each key's MD5 read as
        a little-endian number: what macro ``row_key_hash`` of ``dbt/macros/measure_counts.sql``
        writes beside each row and the measures add up, worked out again from the keys alone.

    Examples
    --------
    >>> order_free_hash(["CBHU8833999|9345415", "COSU1111111|9345415"]) == order_free_hash(
    ...     ["COSU1111111|9345415", "CBHU8833999|9345415"])
    True
    >>> order_free_hash(["a"]), order_free_hash([])
    ('7000413967451013937', '0')
    """
    total = 0
    for key in row_keys:
        digest = hashlib.md5(key.encode(), usedforsecurity=False).digest()
        total += int.from_bytes(digest[8:], "little")
    return str(total % HASH_MODULUS)


def sorted_keys_sha256(row_keys: Iterable[str]) -> str:
    r"""Hash row keys in sorted order.

    Parameters
    ----------
    row_keys
        Each key once, in any order.

    Returns
    -------
    str
        SHA-256 in hexadecimal.

    Examples
    --------
    >>> sorted_keys_sha256(["b", "a"]) == hashlib.sha256(b"a\nb\n").hexdigest()
    True
    """
    digest = hashlib.sha256()
    for key in sorted(row_keys):
        digest.update(key.encode() + b"\n")
    return digest.hexdigest()


def rows_sql(figure: Mapping[str, Any], relation: str, columns: set[str], side: str) -> str:
    """Spell the SELECT that lists the rows of one side of a figure.

    Parameters
    ----------
    figure
        As ``selection.one_figure`` gives it.
    relation
        View of schema ``marts`` that lists the measure's rows.
    columns
        The view's columns: where it says the month counted by, and the view of a row, rows are
        chosen by them.
    side
        ``numerator`` or ``denominator``.

    Returns
    -------
    str
        A statement without parameters, for a reader to run as it stands.
    """
    month = COHORT_MONTH if COHORT_MONTH in columns else "arrival_month"
    wanted = [
        ("measure", figure["measure"]),
        ("unit", figure["unit"]),
        ("origin", figure["origin"]),
        (PERIOD_SQL[figure["period_kind"]].format(month=month), figure["period"]),
    ]
    if "view" in columns:
        wanted.append(('"view"', figure.get("view") or "cohort"))
    if figure["port"] != "*":
        by_office = figure.get("geography") == "field_office"
        wanted.append((FIELD_OFFICE_SQL if by_office else "us_port_code", figure["port"]))
    conditions = [f"{sql} = {_literal(value)}" for sql, value in wanted] + [f"is_{side}"]
    return (
        "select measure, unit, row_key, origin, us_port_code, arrival_month\n"  # noqa: S608
        f"from marts.{relation}\nwhere " + "\n  and ".join(conditions) + "\norder by row_key"
    )


def relation_columns(con: duckdb.DuckDBPyConnection, relation: str) -> set[str]:
    """Name the columns of a view of schema ``marts``."""
    found = con.execute(
        "select column_name from duckdb_columns() where schema_name = 'marts' and table_name = ? "
        "and database_name = current_database()",
        [relation],
    ).fetchall()
    return {name for (name,) in found}


def _literal(value: object) -> str:
    text = str(value).replace("'", "''")
    return f"'{text}'"
