"""The raw tables, the load ledger and the quarantine: making them, and checking they fit.

What is written into them belongs in ``staging``, ``ledger`` and ``quarantine``.
"""

from collections.abc import Mapping

import duckdb

from pipelines.landing.contracts import Contract, load_contracts
from pipelines.landing.refusals import LandingRefused

PROVENANCE_COLUMNS = {
    "load_id": "BIGINT",
    "file_line": "BIGINT",
    "known_at": "TIMESTAMP",
    "origin": "VARCHAR",
}
LOADS_COLUMNS = {
    "load_id": "BIGINT",
    "landing_folder": "VARCHAR",
    "landing_path": "VARCHAR",
    "file_name": "VARCHAR",
    "table_name": "VARCHAR",
    "origin": "VARCHAR",
    "sha256": "VARCHAR",
    "byte_count": "BIGINT",
    "rows_read": "BIGINT",
    "rows_loaded": "BIGINT",
    "rows_quarantined": "BIGINT",
    "started_at": "TIMESTAMP",
    "finished_at": "TIMESTAMP",
    "stamp": "TIMESTAMP",
    "state": "VARCHAR",
    "message": "VARCHAR",
    "supersedes_load_id": "BIGINT",
    "superseded_by_load_id": "BIGINT",
    "built_at": "TIMESTAMP",
}
ADDED_SINCE = (("loads", "landing_path"),)
"""Columns that a warehouse of an earlier version lacks; they are empty in the rows it holds."""
QUARANTINE_COLUMNS = {
    "load_id": "BIGINT",
    "table_name": "VARCHAR",
    "file_name": "VARCHAR",
    "file_line": "BIGINT",
    "column_name": "VARCHAR",
    "reason": "VARCHAR",
    "raw_text": "VARCHAR",
    "origin": "VARCHAR",
    "quarantined_at": "TIMESTAMP",
}


def create_raw_tables(con: duckdb.DuckDBPyConnection) -> None:
    """Make schema ``raw`` with every table of the contracts, the load ledger and the quarantine.

    Tables that exist are left as they are, but for columns that an earlier version did not have.

    Parameters
    ----------
    con
        Connection to the warehouse.

    Raises
    ------
    LandingRefused
        If a raw table was made under another contract.
    """
    layouts = _layouts(load_contracts())
    found: dict[str, list[tuple[str, str]]] = {}
    for table, column, data_type in con.execute(
        "select table_name, column_name, data_type from information_schema.columns "
        "where table_schema = 'raw' and table_catalog = current_database() order by all"
    ).fetchall():
        found.setdefault(table, []).append((column, data_type))
    con.execute("create schema if not exists raw")
    for table, column in ADDED_SINCE:
        added = (column, layouts[table][column])
        if table in found and added not in found[table]:
            con.execute(f'alter table raw."{table}" add column "{column}" {added[1]}')
            found[table] = sorted([*found[table], added])
    for table, layout in layouts.items():
        if table not in found:
            columns = ", ".join(f'"{name}" {data_type}' for name, data_type in layout.items())
            con.execute(f'create table raw."{table}" ({columns})')
        elif found[table] != sorted(layout.items()):
            differing = sorted({*found[table]} ^ {*layout.items()})
            raise LandingRefused.because(
                "A raw table was made under another contract",
                where=f"raw.{table} in the warehouse",
                got=", ".join(f"{name} {data_type}" for name, data_type in differing),
                expected="the columns of its contract",
                do="Move the warehouse file away and load the landing folders again: it is made "
                "from them alone.",
            )


def _layouts(contracts: Mapping[str, Contract]) -> dict[str, dict[str, str]]:
    tables = {
        name: {column.name: column.type for column in contract.columns} | PROVENANCE_COLUMNS
        for name, contract in contracts.items()
    }
    return tables | {"loads": LOADS_COLUMNS, "quarantine": QUARANTINE_COLUMNS}
