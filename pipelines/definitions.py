"""The one entry point for Dagster: every asset, check, job, sensor and schedule, put together.

``dagster dev -m pipelines.definitions`` shows the graph that the command line runs in process.
What assets do belongs in ``stages``; what they are called belongs in ``assets``.
"""

import dagster as dg

from pipelines.assets import automation, checks, editions, estimates, landing, warehouse
from pipelines.dbt_runs.manifest import ensure_manifest
from pipelines.progress import Progress
from pipelines.resources import resources
from pipelines.settings import Settings, get_settings


def build_definitions(settings: Settings, progress: Progress | None = None) -> dg.Definitions:
    """Put the graph together for one installation.

    Parameters
    ----------
    settings
        Paths of the installation.
    progress
        Told what each stage does; None for silence.

    Returns
    -------
    dagster.Definitions
        The graph; one step at a time, since one process writes the warehouse.
    """
    models = warehouse.warehouse_models(ensure_manifest(settings))
    marts = sorted(spec.key for spec in models.specs if spec.group_name == "marts")
    return dg.Definitions(
        assets=[
            *landing.LANDING_FOLDERS,
            landing.raw_tables,
            landing.rebuild_requests,
            warehouse.registered_rules,
            warehouse.resolved_texts,
            models,
            estimates.figure_assets(marts),
            estimates.proposal_assets(settings, marts),
            editions.edition_asset(marts),
        ],
        asset_checks=checks.CHECKS,
        jobs=automation.jobs(),
        sensors=automation.SENSORS,
        schedules=automation.SCHEDULES,
        resources=resources(settings, progress),
        executor=dg.in_process_executor,
    )


@dg.definitions
def defs() -> dg.Definitions:
    """Load the graph of this installation.

    Returns
    -------
    dagster.Definitions
        The graph for the settings of the environment.
    """
    return build_definitions(get_settings())
