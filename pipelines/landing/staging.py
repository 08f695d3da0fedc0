"""From files to a temporary table: typed reading, then the rows that fail a check.

The files of a batch are first read into one temporary table, in their order and in parallel, and
only then appended to their raw table, because a row's line is known only once the rows that were
turned away are known. Numbering rows while they are read (``row_number() over ()``) keeps DuckDB to
one thread, and changing the numbers afterwards writes every row twice. Parquet belongs in
``parquet``; where the rows that fail are written belongs in ``quarantine``.
"""

# ruff: noqa: S608
# SQL is made of names in the contracts and numbers, never of values in files.

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

import duckdb
import numpy as np

from pipelines.landing.checks import Check, literal, staged_type
from pipelines.landing.contracts import Column, Contract
from pipelines.landing.line_map import Integers, Steps

STAGED, FAILED = "landing_staged", "landing_failed"
FILE = "landing_file"
_ERRORS, _SCANS = "landing_reject_errors", "landing_reject_scans"
Failing = tuple[int, list[int]]
"""A row or its line, and the positions of the checks that it fails, ascending."""
MOST_STEPS_IN_A_STATEMENT = 3000
"""DuckDB plans a tree of a thousand comparisons in tens of milliseconds, of 14,000 in seconds."""


@dataclass
class Staged:
    """One file of the batch in the temporary table, where its rows follow each other.

    Attributes
    ----------
    first_row, row_count
        Its rows in the temporary table.
    turned_away
        For each record DuckDB could not read, by its position in what it read, from one and
        ascending: column and kind of each error.
    """

    first_row: int = 0
    row_count: int = 0
    turned_away: dict[int, list[tuple[str | None, str]]] = field(default_factory=dict)

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
    """What every appended row of a file carries beside its own columns.

    Attributes
    ----------
    file
        The file's position in the batch.
    load_id
        Its load.
    known_at
        When it is taken to have become known, where no column says so. UTC without zone.
    """

    file: int
    load_id: int
    known_at: datetime


def stage_text(
    con: duckdb.DuckDBPyConnection,
    contract: Contract,
    paths: Sequence[Path],
    columns: Sequence[str],
) -> list[Staged]:
    """Read CSV files, all plain or all compressed, with the contract's types.

    Parameters
    ----------
    con
        Connection to the warehouse.
    contract
        The table's contract.
    paths
        The files. Their names must hold none of ``*?[``, which DuckDB takes for a pattern.
    columns
        Column names in the files' order.

    Returns
    -------
    list of Staged
        Of each file the rows that could be read, and what is known of the others.

    Raises
    ------
    duckdb.Error
        If DuckDB cannot read a file at all.
    """
    types = ", ".join(
        f"{literal(name)}: {literal(staged_type(contract.column(name)))}" for name in columns
    )
    files = ", ".join(literal(str(path)) for path in paths)
    drop_staging(con)
    con.execute("set preserve_insertion_order = true")
    con.execute(
        f"create temp table {STAGED} as select *, file_index as {FILE} from read_csv([{files}], "
        f"columns = {{{types}}}, auto_detect = false, header = true, delim = ',', quote = '\"', "
        "escape = '\"', nullstr = '', strict_mode = true, hive_partitioning = false, "
        f"store_rejects = true, rejects_table = '{_ERRORS}', rejects_scan = '{_SCANS}')"
    )
    staged = [Staged() for _ in paths]
    for file, first_row, row_count in con.execute(
        f"select {FILE}, min(rowid), count(*) from {STAGED} group by all"
    ).fetchall():
        staged[file] = Staged(first_row, row_count)
    for file, record, column, kind in con.execute(
        f"select file_id, line - 1, column_name, error_type::varchar from {_ERRORS} "
        "order by file_id, line, column_idx"
    ).fetchall():
        staged[file].turned_away.setdefault(record, []).append((column, kind))
    return staged


def find_failures(
    con: duckdb.DuckDBPyConnection, checks: Sequence[Check], source: str | None = None
) -> list[Failing]:
    """Hold the staged rows against their contract; what fails is listed in a temporary table.

    Parameters
    ----------
    con
        Connection to the warehouse, with the files staged.
    checks
        What each row must satisfy.
    source
        SQL relation to hold against them, with ``staged_row``; None for the staged rows.

    Returns
    -------
    list of tuple
        ``staged_row``, ascending, and ``fails``, the positions of the checks that it fails. They
        stand in ``landing_failed`` too.
    """
    applied = {i: check for i, check in enumerate(checks) if not check.signs}
    flags = ", ".join(f"{check.fails} as landing_{i}" for i, check in applied.items())
    positions = ", ".join(f"case when landing_{i} then {i} end" for i in applied)
    fails = f"list_filter([{positions}], lambda position: position is not null)"
    rows = source or f"select *, rowid as staged_row from {STAGED}"
    con.execute(
        f"create temp table {FAILED} as select staged_row, {fails} as fails "
        f"from (select staged_row, {flags} from ({rows})) "
        f"where {' or '.join(f'landing_{i}' for i in applied)}"
    )
    return con.execute(f"select staged_row, fails from {FAILED} order by staged_row").fetchall()


def leave_out(con: duckdb.DuckDBPyConnection, rows: Sequence[int]) -> None:
    """List staged rows in ``landing_failed`` although they fail no check.

    Parameters
    ----------
    con
        Connection to the warehouse, after :func:`find_failures`.
    rows
        Their positions in the temporary table.
    """
    con.execute(f"insert into temp.{FAILED} select unnest(?::bigint[]), []", [rows])


def append_rows(
    con: duckdb.DuckDBPyConnection,
    contract: Contract,
    steps: Steps,
    provenance: Sequence[Provenance],
    origin: str,
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
        What the rows carry; rows of a file that is not named here stay out.
    origin
        ``real`` or ``synthetic``.

    Returns
    -------
    int
        Rows appended.
    """
    files = ", ".join(
        f"({each.file}, {each.load_id}, timestamp {literal(each.known_at.isoformat())})"
        for each in provenance
    )
    typed = {c.name: _typed(c) for c in contract.columns}
    columns = ", ".join(typed.values())
    known_at = f"coalesce({typed[contract.known_at]}, file_known_at)" if contract.known_at else None
    names = ", ".join(f'"{name}"' for name in contract.column_names)
    failed = con.execute(f"select exists(from temp.{FAILED})").fetchone()
    good = f"staged_row not in (select staged_row from {FAILED})" if failed == (True,) else "true"
    pieces = steps.pieces(MOST_STEPS_IN_A_STATEMENT)
    ends = [*(int(piece.starts[0]) for piece in pieces[1:]), None]
    con.execute("set preserve_insertion_order = false")
    appended = 0
    for piece, end in zip(pieces, ends, strict=True):
        within = "" if len(pieces) == 1 else f" where rowid >= {piece.starts[0]}"
        within += "" if end is None else f" and rowid < {end}"
        answer = con.execute(
            f'insert into raw."{contract.name}" '
            f"({names}, load_id, file_line, known_at, origin) "
            f"select {columns}, file_load_id, {piece.sql('staged_row')}, "
            f"{known_at or 'file_known_at'}, {literal(origin)} "
            f"from (select *, rowid as staged_row from {STAGED}{within}) "
            f"join (values {files}) files ({FILE}, file_load_id, file_known_at) using ({FILE}) "
            f"where {good}"
        ).fetchone()
        appended += int(answer[0]) if answer else 0
    return appended


def _typed(column: Column) -> str:
    """Write a staged value as its contract's type."""
    name, kind = f'"{column.name}"', staged_type(column)
    if kind == column.type:
        return name
    if kind == "TIMESTAMPTZ":
        name = f"make_timestamp(epoch_us({name}))"  # in UTC; a cast asks the calendar of the zone
    return f"cast({name} as {column.type})"


def drop_staging(con: duckdb.DuckDBPyConnection) -> None:
    """Drop the temporary tables of the batch before.

    Parameters
    ----------
    con
        Connection to the warehouse.
    """
    names = (STAGED, FAILED, _ERRORS, _SCANS)
    con.execute("; ".join(f"drop table if exists temp.{name}" for name in names))
