"""What goes into an edition: which relations are copied, and what the manifest counts of them.

Tables are copied as they stand; nothing is computed from their rows but counts. When publishing is
allowed, and how a folder becomes an edition, belongs in ``publish``.
"""

from pathlib import Path

import duckdb

from pipelines.editions.manifest import EditionInput, RuleSetVersion

COPIED_SCHEMAS = ("marts", "published", "rules")
COPIED_LEDGERS = ("loads", "quarantine", "builds")
SCRATCH_SUFFIXES = ("__dbt_tmp", "__dbt_backup")


def copy_published_relations(con: duckdb.DuckDBPyConnection) -> None:
    """Copy what an edition holds from catalog ``warehouse`` to catalog ``edition``.

    Tables are copied as tables. Views are made again as views where everything they read is in
    the edition too (so the rows behind a figure stay traceable at no cost), else as tables.

    Parameters
    ----------
    con
        Connection with both files attached.
    """
    con.execute("use edition")
    for schema in (*COPIED_SCHEMAS, "raw"):
        con.execute(f'create schema if not exists edition."{schema}"')
    for schema, name in _tables(con):
        con.execute(
            f'create table edition."{schema}"."{name}" as '  # noqa: S608  names of the catalog
            f'from warehouse."{schema}"."{name}"'
        )
    waiting = _views(con)
    while True:
        left = {key: sql for key, sql in waiting.items() if not _create_view(con, sql)}
        if len(left) == len(waiting):
            break
        waiting = left
    for schema, name in waiting:
        con.execute(
            f'create table edition."{schema}"."{name}" as '  # noqa: S608  names of the catalog
            f'from warehouse."{schema}"."{name}"'
        )


def _tables(con: duckdb.DuckDBPyConnection) -> list[tuple[str, str]]:
    found = con.execute(
        "select schema_name, table_name from duckdb_tables() where database_name = 'warehouse' "
        "order by schema_name, table_name"
    ).fetchall()
    return [key for key in found if _is_published(*key)]


def _views(con: duckdb.DuckDBPyConnection) -> dict[tuple[str, str], str]:
    found = con.execute(
        "select schema_name, view_name, sql from duckdb_views() "
        "where database_name = 'warehouse' and not internal order by schema_name, view_name"
    ).fetchall()
    return {(schema, name): sql for schema, name, sql in found if _is_published(schema, name)}


def _is_published(schema: str, name: str) -> bool:
    if name.endswith(SCRATCH_SUFFIXES):
        return False
    return schema in COPIED_SCHEMAS or (schema == "raw" and name in COPIED_LEDGERS)


def _create_view(con: duckdb.DuckDBPyConnection, sql: str) -> bool:
    """Make a view in the edition; say False where something it reads is not there."""
    try:
        con.execute(sql)
    except (duckdb.CatalogException, duckdb.BinderException):
        return False
    return True


def row_counts(database: Path) -> dict[str, int]:
    """Open the edition alone and count every relation: each view must stand by itself."""
    with duckdb.connect(str(database), read_only=True) as con:
        relations = con.execute(
            "select table_schema, table_name from information_schema.tables "
            "order by table_schema, table_name"
        ).fetchall()
        counts = {}
        for schema, name in relations:
            row = con.execute(f'select count(*) from "{schema}"."{name}"').fetchone()  # noqa: S608
            counts[f"{schema}.{name}"] = int(row[0]) if row else 0
    return counts


def origin_counts(con: duckdb.DuckDBPyConnection) -> dict[str, int]:
    """Count loaded rows by origin; rows of corrected files' earlier loads are left out."""
    return dict(
        con.execute(
            "select origin, sum(rows_loaded)::bigint from warehouse.raw.loads "
            "where state = 'loaded' and superseded_by_load_id is null "
            "group by origin order by origin"
        ).fetchall()
    )


def inputs(con: duckdb.DuckDBPyConnection) -> list[EditionInput]:
    """List the loaded files that no corrected file has replaced."""
    found = con.execute(
        "select file_name, sha256, table_name, rows_loaded, origin from warehouse.raw.loads "
        "where state = 'loaded' and superseded_by_load_id is null "
        "order by origin, file_name, load_id"
    ).fetchall()
    return [
        EditionInput(file_name=name, sha256=sha256, table=table, rows=rows, origin=origin)
        for name, sha256, table, rows, origin in found
    ]


def rule_sets(con: duckdb.DuckDBPyConnection) -> list[RuleSetVersion]:
    """List the rule sets that score the rows, with their versions."""
    found = con.execute(
        "select distinct rule_set, version from warehouse.rules.rules order by rule_set, version"
    ).fetchall()
    return [RuleSetVersion(rule_set=name, version=number) for name, number in found]


def definition_versions(con: duckdb.DuckDBPyConnection) -> dict[str, str]:
    """Name the version of every measure's definition."""
    return dict(
        con.execute(
            "select distinct measure, definition_version::varchar "
            "from warehouse.published.measures order by measure"
        ).fetchall()
    )
