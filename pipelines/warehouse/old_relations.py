"""Tables and views that models of an older project left in the warehouse: found and dropped.

What dbt builds it builds in place; what a deleted or renamed model made stays, and a view of it
may read what is no longer there. When they are dropped belongs in ``warehouse``.
"""

import json
from pathlib import Path

import duckdb

MODEL_SCHEMAS = ("staging", "intermediate", "marts")
"""Schemas in which nothing but models of the dbt project has a table or view."""


def drop_old_relations(con: duckdb.DuckDBPyConnection, manifest: Path) -> list[str]:
    """Drop what no model of the project makes.

    Parameters
    ----------
    con
        Writing connection to the warehouse.
    manifest
        dbt's ``manifest.json`` of the project as it was run.

    Returns
    -------
    list of str
        What was dropped, such as ``marts.fct_old``, in order.
    """
    nodes = json.loads(manifest.read_text(encoding="utf-8"))["nodes"].values()
    made = {(node["schema"], node["alias"]) for node in nodes if node["resource_type"] == "model"}
    found = con.execute(
        "select table_schema, table_name, table_type = 'VIEW' from information_schema.tables "
        "where table_catalog = current_database() and table_schema in (select unnest(?)) "
        "order by table_schema, table_name",
        [list(MODEL_SCHEMAS)],
    ).fetchall()
    dropped = []
    for schema, name, is_view in found:
        if (schema, name) not in made:
            con.execute(f'drop {"view" if is_view else "table"} "{schema}"."{name}"')
            dropped.append(f"{schema}.{name}")
    return dropped
