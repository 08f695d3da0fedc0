"""What the assets are given: settings, dbt, progress. Any of it can be replaced by name.

There are no environment names: a test or another installation passes other settings.
"""

from dagster_dbt import DbtCliResource

from pipelines.dbt_runs import dbt_executable
from pipelines.progress import Progress, Silent
from pipelines.settings import Settings


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
        "dbt": DbtCliResource(
            project_dir=str(settings.dbt_project),
            profiles_dir=str(settings.dbt_project),
            dbt_executable=str(dbt_executable()),
        ),
    }
