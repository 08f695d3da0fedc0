"""A Parquet file into the temporary table: each column cast to its contract.

Nothing is turned away here: a value that fails its type is null in the temporary table and found by
a check. What is the same for CSV belongs in ``staging``.
"""

# ruff: noqa: S608
# SQL is made of names in the contracts and paths, never of values in files.

from pathlib import Path

import duckdb

from pipelines.landing.checks import ODD_SIGNS, Check, checks_of, literal, staged_type
from pipelines.landing.contracts import Column, Contract
from pipelines.landing.staging import FAILED, FILE, STAGED, Staged, drop_staging


def stage_parquet(con: duckdb.DuckDBPyConnection, contract: Contract, path: Path) -> Staged:
    """Read a Parquet file with the contract's types.

    Parameters
    ----------
    con
        Connection to the warehouse.
    contract
        The table's contract.
    path
        The file. Its name must hold none of ``*?[``, which DuckDB takes for a pattern.

    Returns
    -------
    Staged
        Every row.

    Raises
    ------
    duckdb.Error
        If DuckDB cannot read the file, or knows no cast to a column's type.
    """
    drop_staging(con)
    con.execute("set preserve_insertion_order = true")
    casts = ", ".join(f'{_cast(c)} as "{c.name}"' for c in contract.columns)
    answer = con.execute(
        f"create temp table {STAGED} as select {casts}, 0 as {FILE} from {_source(path)}"
    ).fetchone()
    return Staged(0, int(answer[0]) if answer else 0)


def parquet_checks(contract: Contract, path: Path) -> tuple[list[Check], str]:
    """Make the checks of a Parquet file, types among them.

    Parameters
    ----------
    contract
        The table's contract.
    path
        The file.

    Returns
    -------
    checks : list of Check
        In the order of the columns; a value that fails its type fails no other check.
    source : str
        SQL relation to hold against them, with ``staged_row``.
    """
    untyped = {c.name: f'"{c.name}__untyped"' for c in contract.columns}
    columns = ", ".join(
        f'{_cast(c)} as "{c.name}", {_is_given(c)} and ({_cast(c)} is null{_odd(c)}) '
        f"as {untyped[c.name]}"
        for c in contract.columns
    )
    checks = [Check(c.name, untyped[c.name], f"is no {c.kind}") for c in contract.columns]
    checks += [
        Check(check.column, f"(not {untyped[check.column]} and {check.fails})", check.words)
        for check in checks_of(contract)
        if not check.signs
    ]
    checks.sort(key=lambda check: contract.column_names.index(check.column))
    return checks, f"select file_row_number as staged_row, {columns} from {_source(path)}"


def _cast(column: Column) -> str:
    """Write the cast to a column's staged type; empty text is nothing, as it is in CSV."""
    kind = staged_type(column)
    text, value = f"try_cast({_text(column)} as {kind})", f'try_cast("{column.name}" as {kind})'
    return f"case when {_is_text(column)} then {text} else {value} end"


def _is_given(column: Column) -> str:
    """Write the condition that a value stands there."""
    value = f'"{column.name}" is not null'
    return f"case when {_is_text(column)} then {_text(column)} is not null else {value} end"


def _odd(column: Column) -> str:
    """Write the condition that a value stored as text is written with a sign no contract has."""
    if column.type not in ODD_SIGNS:
        return ""
    odd = f"regexp_matches({_text(column)}, '[{ODD_SIGNS[column.type]}]')"
    return f" or ({_is_text(column)} and {odd})"


def _text(column: Column) -> str:
    return f"nullif(cast(\"{column.name}\" as varchar), '')"


def _is_text(column: Column) -> str:
    return f"typeof(\"{column.name}\") = 'VARCHAR'"


def failed_texts(
    con: duckdb.DuckDBPyConnection, contract: Contract, path: Path
) -> list[tuple[int, list[int], list[str]]]:
    """Read the rows that fail a check as text.

    Parameters
    ----------
    con
        Connection to the warehouse, after ``find_failures``.
    contract
        The table's contract.
    path
        The file.

    Returns
    -------
    list of tuple
        The row from one, the checks it fails, and its values in the contract's order.
    """
    columns = ", ".join(f"coalesce(p.\"{name}\"::varchar, '')" for name in contract.column_names)
    return con.execute(
        f"select f.staged_row + 1, f.fails, [{columns}] "
        f"from {_source(path)} p join {FAILED} f on p.file_row_number = f.staged_row "
        "order by f.staged_row"
    ).fetchall()


def _source(path: Path) -> str:
    """Write the relation of the file, rows numbered from nought.

    What a folder is called says nothing of the rows in it.
    """
    options = "file_row_number = true, hive_partitioning = false"
    return f"read_parquet({literal(str(path))}, {options})"
