"""What figures depend on besides loaded rows, hashed: models, reference tables, decisions.

A build compares these with those of builds before it. What it then does belongs in ``building``.
"""

import hashlib
from pathlib import Path

import duckdb

from pipelines.dbt_runs.manifest import project_files
from pipelines.settings import Settings

PROPERTIES = "properties"
"""YAML and tests of the dbt project: what is tested, contracted, stored. No row depends on it."""

DECISIONS = "decisions"
"""Schema rules: what was decided. Views are written from it; which rows a decision touches dbt
compares itself, version by version and month by month."""

REPLACES_NO_MONTH = frozenset({PROPERTIES, DECISIONS})

READ_BY_NO_MODEL = frozenset({"targets", "party_decisions"})
"""Decisions that no model reads: targets stand beside figures, and what a decision on parties does
shows in the months in which a party now arrives first."""


def definition_fingerprints(con: duckdb.DuckDBPyConnection, settings: Settings) -> dict[str, str]:
    """Hash each thing other than loaded rows that the figures depend on.

    Parameters
    ----------
    con
        Connection to the warehouse, decisions written to it.
    settings
        Paths of the installation.

    Returns
    -------
    dict of str to str
        ``models`` (SQL of the dbt project), ``reference tables``, ``properties``, ``decisions``.
    """
    models = [
        path
        for folder in ("models", "macros")
        for path in sorted((settings.dbt_project / folder).rglob("*.sql"))
    ]
    return {
        "models": _hash_files([*models, settings.dbt_project / "dbt_project.yml"]),
        "reference tables": _hash_files(sorted(settings.reference.glob("*.csv"))),
        PROPERTIES: _hash_files(
            [path for path in project_files(settings) if path not in set(models)]
        ),
        DECISIONS: _hash_decisions(con),
    }


def _hash_files(paths: list[Path]) -> str:
    digest = hashlib.sha256()
    for path in paths:
        digest.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()[:16]


def _hash_decisions(con: duckdb.DuckDBPyConnection) -> str:
    """Hash every row of schema rules that a model may read, in whatever order it was written."""
    tables = con.execute(
        "select table_name from duckdb_tables() where schema_name = 'rules' order by table_name"
    ).fetchall()
    digest = hashlib.sha256()
    for table in sorted({name for (name,) in tables} - READ_BY_NO_MODEL):
        rows = con.execute(
            f'select r::varchar from rules."{table}" as r order by all'  # noqa: S608  catalog name
        ).fetchall()
        digest.update(f"{table}\0{chr(10).join(row for (row,) in rows)}\0".encode())
    return digest.hexdigest()[:16]
