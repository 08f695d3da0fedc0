"""The whole Dagster graph in this process: load to figures, the proposal, the edition.

The jobs are those of ``dagster dev``; here they run on an instance that is forgotten afterwards,
with dbt's and Dagster's own lines in a log file.
"""

import contextlib
import logging
import warnings
from pathlib import Path
from typing import Any

import dagster as dg

from pipelines.assets import automation
from pipelines.definitions import build_definitions
from pipelines.editions import Edition, open_edition
from pipelines.progress import Progress
from pipelines.settings import Settings
from pipelines.stages import building, proposing

QUIET = {"loggers": {"console": {"config": {"log_level": "CRITICAL"}}}}


class RefreshError(Exception):
    """A check or step blocked the graph; the message says which and what to do."""


def refresh(
    settings: Settings,
    progress: Progress,
    *,
    folders: list[str],
    full_refresh: bool = False,
    as_known_at: str = "",
    season: int | None = None,
) -> Edition:
    """Run the graph and publish an edition.

    Parameters
    ----------
    settings
        Paths of the installation.
    progress
        Told what each stage does.
    folders
        Landing folders; empty for all of them.
    full_refresh
        Replace every month whatever changed.
    as_known_at
        Cut of the data in ISO 8601, UTC; empty for everything loaded.
    season
        Season to propose weights for; None for the one after the last with arrivals.

    Returns
    -------
    Edition
        The edition published.

    Raises
    ------
    RefreshError
        If an asset check or a data test blocked the graph.
    """
    building.parse_moment(as_known_at)
    build = {"full_refresh": full_refresh, "as_known_at": as_known_at}
    config = {
        "ops": {
            "load_landing_folders": {"config": {"folders": folders}},
            "build_warehouse": {"config": build},
        }
    }
    with _quiet(settings.build / "logs" / "refresh.log"), dg.DagsterInstance.ephemeral() as one:
        definitions = build_definitions(settings, progress)
        _run(definitions, automation.LOAD_AND_BUILD, one, config)
        chosen = str(season or proposing.coming_season(settings))
        _run(definitions, automation.PUBLISH_EDITION, one, {}, partition_key=chosen)
    return open_edition(settings.editions)


def _run(
    definitions: dg.Definitions,
    job: str,
    instance: dg.DagsterInstance,
    config: dict[str, Any],
    partition_key: str | None = None,
) -> None:
    """Run one job; raise the platform's own error where a step raised one."""
    try:
        definitions.resolve_job_def(job).execute_in_process(
            run_config={**QUIET, **config}, instance=instance, partition_key=partition_key
        )
    except dg.DagsterError as error:
        raise RefreshError(
            f"Job {job} was blocked: {error}\nNothing was published; the current edition stays. "
            "`tallyman doctor`, `tallyman quarantine` and build/logs/refresh.log say more."
        ) from error


@contextlib.contextmanager
def _quiet(log: Path) -> Any:
    """Send what Dagster and dbt print to a file while the graph runs."""
    log.parent.mkdir(parents=True, exist_ok=True)
    with (
        log.open("w", encoding="utf-8") as stream,
        contextlib.redirect_stdout(stream),
        warnings.catch_warnings(),
    ):
        warnings.simplefilter("ignore")
        logging.getLogger("dagster").setLevel(logging.CRITICAL)
        yield
