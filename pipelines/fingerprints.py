"""What figures depend on besides loaded rows, hashed: models and reference tables.

A build compares these with those of the last green build. What it then does belongs in
``warehouse``. What was decided (rule sets, thresholds) is not among it: dbt compares that version
by version and month by month, and replaces what it touches.
"""

import hashlib
from pathlib import Path

from pipelines.settings import Settings


def definition_fingerprints(settings: Settings) -> dict[str, str]:
    """Hash each thing other than loaded rows that the figures depend on.

    Parameters
    ----------
    settings
        Paths of the installation.

    Returns
    -------
    dict of str to str
        ``models`` (SQL of the dbt project) and ``reference tables``.
    """
    models = [
        path
        for folder in ("models", "macros")
        for path in sorted((settings.dbt_project / folder).rglob("*.sql"))
    ]
    return {
        "models": _hash_files([*models, settings.dbt_project / "dbt_project.yml"]),
        "reference tables": _hash_files(sorted(settings.reference.glob("*.csv"))),
    }


def _hash_files(paths: list[Path]) -> str:
    digest = hashlib.sha256()
    for path in paths:
        digest.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()[:16]
