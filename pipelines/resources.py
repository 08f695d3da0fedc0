"""What the assets are given: settings, dbt, progress. Any of it can be replaced by name.

There are no environment names: a test or another installation passes other settings.
"""

from functools import cached_property
from importlib import metadata
from typing import Any

from dagster_dbt import DbtCliResource
from packaging.version import Version

from pipelines.dbt_runs.running import dbt_executable
from pipelines.progress import Progress, Silent
from pipelines.settings import Settings


class Dbt(DbtCliResource):
    """dbt in a process of its own, and nothing of it in this one.

    Dagster would start dbt once more to ask for its version, and read its macros here for an
    adapter that could fetch the columns of each table; nobody asks it to.
    """

    @cached_property
    def _cli_version(self) -> Version:
        return Version(metadata.version("dbt-core"))

    def _initialize_dbt_core_adapter(self, args: Any) -> Any:  # noqa: ARG002  Dagster's own signature
        return None


def resources(settings: Settings, progress: Progress | None = None) -> dict[str, object]:
    """Make the resources of the graph.

    Parameters
    ----------
    settings
        Paths of the installation.
    progress
        Told what each stage does; None for silence.

    Returns
    -------
    dict of str to object
        By the names the assets ask for.
    """
    return {
        "settings": settings,
        "progress": progress or Silent(),
        "dbt": Dbt(
            project_dir=str(settings.dbt_project),
            profiles_dir=str(settings.dbt_project),
            dbt_executable=str(dbt_executable()),
        ),
    }
