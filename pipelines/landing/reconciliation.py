"""Do the sums hold? The ledger's counts against the rows that the tables really hold.

Writing the ledger belongs in ``ledger``.
"""

# ruff: noqa: S608
# SQL is made of the names of raw tables.

import duckdb
from pydantic import BaseModel, ConfigDict


class Imbalance(BaseModel):
    """A load whose counts contradict each other.

    Attributes
    ----------
    load_id, file_name, table_name
        The load.
    rows_read, rows_loaded, rows_quarantined
        As the ledger says.
    found_loaded, found_quarantined
        Rows that the raw table and the quarantine hold of it.
    """

    model_config = ConfigDict(frozen=True)

    load_id: int
    file_name: str
    table_name: str
    rows_read: int
    rows_loaded: int
    rows_quarantined: int
    found_loaded: int
    found_quarantined: int


def reconcile(con: duckdb.DuckDBPyConnection) -> list[Imbalance]:
    """Check rows read = rows loaded + rows quarantined against what the tables really hold.

    Parameters
    ----------
    con
        Connection to the warehouse.

    Returns
    -------
    list of Imbalance
        Loads that contradict themselves, rows of loads the ledger does not know included; empty
        where all is well.
    """
    tables = con.execute(
        "select table_name from information_schema.columns where table_schema = 'raw' "
        "and table_catalog = current_database() and column_name = 'file_line' "
        "and table_name <> 'quarantine'"
    ).fetchall()
    counts = " union all ".join(
        f"select load_id, '{name}' as table_name, count(*) as n from raw.\"{name}\" "
        "group by load_id"
        for (name,) in tables
    )
    cursor = con.execute(
        f"""
        with counted as ({counts}),
        held as (
            select load_id, table_name, n as found_loaded, 0 as found_quarantined from counted
            union all
            select load_id, table_name, 0, count(*) from raw.quarantine group by all
        ),
        found as (
            select load_id, table_name, sum(found_loaded)::bigint as found_loaded,
                sum(found_quarantined)::bigint as found_quarantined
            from held group by all
        ),
        entered as (
            select load_id, file_name, table_name, rows_read, rows_loaded, rows_quarantined
            from raw.loads where state = 'loaded'
        )
        select load_id, coalesce(file_name, '(not in the ledger)') as file_name, table_name,
            coalesce(rows_read, 0) as rows_read, coalesce(rows_loaded, 0) as rows_loaded,
            coalesce(rows_quarantined, 0) as rows_quarantined,
            coalesce(found_loaded, 0) as found_loaded,
            coalesce(found_quarantined, 0) as found_quarantined
        from entered full join found using (load_id, table_name)
        where entered.rows_read is null
            or rows_read <> rows_loaded + rows_quarantined
            or rows_loaded <> coalesce(found_loaded, 0)
            or rows_quarantined <> coalesce(found_quarantined, 0)
        order by load_id
        """
    )
    names = [column[0] for column in cursor.description or []]
    return [Imbalance(**dict(zip(names, row, strict=True))) for row in cursor.fetchall()]
