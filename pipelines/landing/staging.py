"""From a file to a temporary table: typed reading, then the rows that fail a check.

A file is first read into a temporary table, in the file's order and in parallel, and only then
appended to its raw table, because a row's line is known only once the rows that were turned away
are known. Numbering rows while they are read (``row_number() over ()``) keeps DuckDB to one thread.
Where the rows that fail are written belongs in ``quarantine``.
"""

# ruff: noqa: S608
# SQL is made of names in the contracts and numbers, never of values in files.

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import duckdb
import numpy as np

from pipelines.landing.checks import Check, checks_of, literal, staged_type
from pipelines.landing.contracts import Contract
from pipelines.landing.file_names import LandingFile
from pipelines.landing.line_map import Integers, Steps

STAGED, FAILED = "landing_staged", "landing_failed"
_ERRORS, _SCANS = "landing_reject_errors", "landing_reject_scans"
MOST_STEPS_IN_A_STATEMENT = 3000
"""DuckDB plans a tree of a thousand comparisons in tens of milliseconds, of 14,000 in seconds."""


@dataclass(frozen=True)
class Staged:
    """A file in the temporary table.

    Attributes
    ----------
    row_count
        Rows in the temporary table.
    turned_away
        For each record DuckDB could not read, by its position in what it read, from one and
        ascending: column and kind of each error.
    """

    row_count: int
    turned_away: dict[int, list[tuple[str | None, str]]]

    @property
    def records(self) -> Integers:
        """Positions of the records that were turned away, shape (records,)."""
        return np.fromiter(self.turned_away, dtype=np.int64)

    @property
    def record_count(self) -> int:
        """Records DuckDB saw."""
        return self.row_count + len(self.turned_away)


@dataclass(frozen=True)
class Provenance:
    """What every appended row carries beside its own columns.

    Attributes
    ----------
    load_id
        Its load.
    known_at
        When it is taken to have become known, where no column says so. UTC without zone.
    origin
        ``real`` or ``synthetic``.
    """

    load_id: int
    known_at: datetime
    origin: str


def stage_text(
    con: duckdb.DuckDBPyConnection, contract: Contract, path: Path, columns: Sequence[str]
) -> Staged:
    """Read a CSV file, plain or compressed, with the contract's types.

    Parameters
    ----------
    con
        Connection to the warehouse.
    contract
        The table's contract.
    path
        The file. Its name must hold none of ``*?[``, which DuckDB takes for a pattern.
    columns
        Column names in the file's order.

    Returns
    -------
    Staged
        The rows that could be read, and what is known of the others.

    Raises
    ------
    duckdb.Error
        If DuckDB cannot read the file at all.
    """
    types = ", ".join(
        f"{literal(name)}: {literal(staged_type(contract.column(name)))}" for name in columns
    )
    drop_staging(con)
    row_count = _count(
        con,
        f"create temp table {STAGED} as select * from read_csv({literal(str(path))}, "
        f"columns = {{{types}}}, auto_detect = false, header = true, delim = ',', quote = '\"', "
        "escape = '\"', nullstr = '', strict_mode = true, store_rejects = true, "
        f"rejects_table = '{_ERRORS}', rejects_scan = '{_SCANS}')",
    )
    turned_away: dict[int, list[tuple[str | None, str]]] = {}
    for record, *error in con.execute(
        f"select line - 1, column_name, error_type::varchar from {_ERRORS} "
        "order by line, column_idx"
    ).fetchall():
        turned_away.setdefault(record, []).append((error[0], error[1]))
    return Staged(row_count, turned_away)


def stage_parquet(con: duckdb.DuckDBPyConnection, contract: Contract, path: Path) -> Staged:
    """Read a Parquet file, casting each column to the contract's type.

    Parameters
    ----------
    con
        Connection to the warehouse.
    contract
        The table's contract.
    path
        The file. Its name must hold none of ``*?[``.

    Returns
    -------
    Staged
        Every row; a value that fails its type is null there and found by :func:`find_failures`.

    Raises
    ------
    duckdb.Error
        If DuckDB cannot read the file, or knows no cast to a column's type.
    """
    drop_staging(con)
    casts = ", ".join(
        f'try_cast("{c.name}" as {staged_type(c)}) as "{c.name}"' for c in contract.columns
    )
    query = f"create temp table {STAGED} as select {casts} from {parquet_source(con, path)}"
    return Staged(_count(con, query), {})


def parquet_source(con: duckdb.DuckDBPyConnection, path: Path) -> str:
    """Write the relation of a Parquet file, times with a zone turned to UTC without one.

    Parameters
    ----------
    con
        Connection to the warehouse.
    path
        The file.

    Returns
    -------
    str
        SQL relation with the file's columns and ``file_row_number``, from nought.
    """
    read = f"read_parquet({literal(str(path))}, file_row_number = true)"
    described = con.execute(f"describe select * from {read}").fetchall()
    zoned = [name for name, kind, *_ in described if kind == "TIMESTAMP WITH TIME ZONE"]
    replaced = ", ".join(f'timezone(\'UTC\', "{name}") as "{name}"' for name in zoned)
    return f"(select * {f'replace ({replaced})' if zoned else ''} from {read})"


def find_failures(con: duckdb.DuckDBPyConnection, file: LandingFile, path: Path) -> list[Check]:
    """Hold the staged rows against their contract; what fails is listed in a temporary table.

    Parameters
    ----------
    con
        Connection to the warehouse, with the file staged.
    file
        The file.
    path
        Where it was read from.

    Returns
    -------
    list of Check
        The checks that were run; empty where every row satisfies them. The rows that fail stand in
        ``landing_failed`` with ``staged_row`` and ``fails``, whose bit i says that check i fails.
    """
    if file.format == "parquet":
        checks, source = _parquet_checks(con, file.contract, path)
    else:
        checks = checks_of(file.contract)
        source = f"select *, rowid as staged_row from {STAGED}"
    flags = ", ".join(f"{check.fails} as landing_{i}" for i, check in enumerate(checks))
    names = [f"landing_{i}" for i in range(len(checks))]
    mask = " + ".join(f"({name}::bigint << {i})" for i, name in enumerate(names))
    failing = _count(
        con,
        f"create temp table {FAILED} as select staged_row, {mask} as fails "
        f"from (select staged_row, {flags} from ({source})) where {' or '.join(names)}",
    )
    return checks if failing else []


def _parquet_checks(
    con: duckdb.DuckDBPyConnection, contract: Contract, path: Path
) -> tuple[list[Check], str]:
    """Add the types to the checks; a value that fails its type fails no other check."""
    untyped = {c.name: f'"{c.name}__untyped"' for c in contract.columns}
    columns = ", ".join(
        f'try_cast("{c.name}" as {staged_type(c)}) as "{c.name}", '
        f'"{c.name}" is not null and try_cast("{c.name}" as {staged_type(c)}) is null '
        f"as {untyped[c.name]}"
        for c in contract.columns
    )
    checks = [Check(c.name, untyped[c.name], f"is no {c.type}") for c in contract.columns]
    checks += [
        Check(check.column, f"(not {untyped[check.column]} and {check.fails})", check.words)
        for check in checks_of(contract)
    ]
    checks.sort(key=lambda check: contract.column_names.index(check.column))
    source = f"select file_row_number as staged_row, {columns} from {parquet_source(con, path)}"
    return checks, source


def failures(con: duckdb.DuckDBPyConnection) -> list[tuple[int, int]]:
    """List the staged rows that fail a check.

    Parameters
    ----------
    con
        Connection to the warehouse, after :func:`find_failures`.

    Returns
    -------
    list of tuple
        ``staged_row``, ascending, and ``fails``.
    """
    return con.execute(f"select staged_row, fails from {FAILED} order by staged_row").fetchall()


def append_rows(
    con: duckdb.DuckDBPyConnection,
    contract: Contract,
    steps: Steps,
    provenance: Provenance,
    *,
    has_failures: bool,
) -> int:
    """Append the staged rows that satisfy the contract to their raw table.

    Parameters
    ----------
    con
        Connection to the warehouse, in a transaction.
    contract
        The table's contract.
    steps
        From staged row to line.
    provenance
        What every row carries.
    has_failures
        Whether ``landing_failed`` lists any row.

    Returns
    -------
    int
        Rows appended.
    """
    known_at = f"timestamp {literal(provenance.known_at.isoformat())}"
    if contract.known_at:
        known_at = f'coalesce("{contract.known_at}", {known_at})'
    columns = ", ".join(
        f'cast("{c.name}" as {c.type})' if staged_type(c) != c.type else f'"{c.name}"'
        for c in contract.columns
    )
    names = ", ".join(f'"{name}"' for name in contract.column_names)
    good = f"staged_row not in (select staged_row from {FAILED})" if has_failures else "true"
    pieces = steps.pieces(MOST_STEPS_IN_A_STATEMENT)
    ends = [*(int(piece.starts[0]) for piece in pieces[1:]), None]
    appended = 0
    for piece, end in zip(pieces, ends, strict=True):
        within = "" if len(pieces) == 1 else f" where rowid >= {piece.starts[0]}"
        within += "" if end is None else f" and rowid < {end}"
        appended += _count(
            con,
            f'insert into raw."{contract.name}" '
            f"({names}, load_id, file_line, known_at, origin) "
            f"select {columns}, {provenance.load_id}, {piece.sql('staged_row')}, {known_at}, "
            f"{literal(provenance.origin)} "
            f"from (select *, rowid as staged_row from {STAGED}{within}) where {good}",
        )
    return appended


def drop_staging(con: duckdb.DuckDBPyConnection) -> None:
    """Drop the temporary tables of the file before.

    Parameters
    ----------
    con
        Connection to the warehouse.
    """
    names = (STAGED, FAILED, _ERRORS, _SCANS)
    con.execute("; ".join(f"drop table if exists temp.{name}" for name in names))


def _count(con: duckdb.DuckDBPyConnection, query: str) -> int:
    row = con.execute(query).fetchone()
    return int(row[0]) if row else 0
