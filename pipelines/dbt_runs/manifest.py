"""dbt's manifest: parsed anew where a file of the project is newer than it.

Running the project belongs in ``running``.
"""

import fcntl
from pathlib import Path

from pipelines.dbt_runs.running import run_dbt
from pipelines.settings import Settings


def ensure_manifest(settings: Settings) -> Path:
    """Parse the dbt project where its manifest is missing or older than a file of the project.

    Parameters
    ----------
    settings
        Paths of the installation.

    Returns
    -------
    Path
        ``manifest.json``.

    Raises
    ------
    DbtError
        If the project does not parse.
    """
    manifest = settings.dbt_target / "manifest.json"
    settings.dbt_target.mkdir(parents=True, exist_ok=True)
    with (settings.dbt_target / ".parse.lock").open("w", encoding="utf-8") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not is_manifest_fresh(settings):
            run_dbt(settings, ["parse"])
            manifest.touch()
    return manifest


def is_manifest_fresh(settings: Settings) -> bool:
    """Say whether the manifest exists and is newer than every file of the project."""
    manifest = settings.dbt_target / "manifest.json"
    if not manifest.is_file():
        return False
    newest = max(path.stat().st_mtime for path in project_files(settings))
    return manifest.stat().st_mtime >= newest


def project_files(settings: Settings) -> list[Path]:
    """List the files a change of which changes the dbt project, in a fixed order."""
    suffixes = {".sql", ".yml", ".yaml", ".csv"}
    return sorted(
        path
        for path in settings.dbt_project.rglob("*")
        if path.suffix in suffixes
        and not {"target", "logs", "dbt_packages"}
        & set(path.relative_to(settings.dbt_project).parts)
    )
