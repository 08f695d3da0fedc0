"""What figures depend on besides loaded rows, hashed: models, rule sets, reference tables.

A build compares these with those of the last green build. What it then does belongs in
``warehouse``.
"""

import hashlib
from pathlib import Path

import duckdb

from pipelines.settings import Settings


def definition_fingerprints(con: duckdb.DuckDBPyConnection, settings: Settings) -> dict[str, str]:
    """Hash each thing other than loaded rows that the figures depend on.

    Parameters
    ----------
    con
        Connection to the warehouse, rule sets registered.
    settings
        Paths of the installation.

    Returns
    -------
    dict of str to str
        ``models`` (SQL of the dbt project), ``rule sets`` and ``reference tables``.
    """
    models = [
        path
        for folder in ("models", "macros")
        for path in sorted((settings.dbt_project / folder).rglob("*.sql"))
    ]
    rules = con.execute(
        "select md5(coalesce(string_agg(line, chr(10) order by line), '')) from ("
        "select r::varchar as line from rules.rules as r "
        "union all select t::varchar from rules.thresholds as t)"
    ).fetchone()
    return {
        "models": _hash_files([*models, settings.dbt_project / "dbt_project.yml"]),
        "rule sets": str(rules[0]) if rules else "",
        "reference tables": _hash_files(sorted(settings.reference.glob("*.csv"))),
    }


def _hash_files(paths: list[Path]) -> str:
    digest = hashlib.sha256()
    for path in paths:
        digest.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()[:16]
