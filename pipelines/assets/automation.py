"""When things run: jobs, the sensor on the landing folder, the two schedules."""

import hashlib
from datetime import datetime
from pathlib import Path
from typing import Any

import dagster as dg

from pipelines.assets.editions import EDITION
from pipelines.assets.estimates import PROPOSAL_TABLES
from pipelines.partitions import season_partitions
from pipelines.settings import Settings
from pipelines.stages import loading

PROPOSALS = dg.AssetSelection.assets(*(["published", name] for name in PROPOSAL_TABLES))
LOAD_AND_BUILD = "load_and_build"
SEASON_PROPOSAL = "season_proposal"
PUBLISH_EDITION = "publish_edition"
REBUILD_MONTHS = "rebuild_months"


def jobs() -> list[Any]:
    """Name the parts of the graph that run on their own.

    Returns
    -------
    list
        Load to figures, the season's proposal, the edition, months on request.
    """
    edition = dg.AssetSelection.assets(EDITION)
    requests = dg.AssetSelection.assets(["raw", "rebuild_requests"])
    return [
        dg.define_asset_job(
            LOAD_AND_BUILD,
            dg.AssetSelection.all() - PROPOSALS - edition - requests,
            description="New files into raw, months that changed rebuilt, figures estimated.",
        ),
        dg.define_asset_job(
            SEASON_PROPOSAL,
            PROPOSALS,
            description="The weight proposal for one season, or the refusal and why.",
        ),
        dg.define_asset_job(
            PUBLISH_EDITION,
            PROPOSALS | edition,
            description="The season's proposal and a new edition, from a green build.",
        ),
        dg.define_asset_job(
            REBUILD_MONTHS, requests, description="Ask for months of arrival to be built again."
        ),
    ]


def landing_fingerprint(folders: list[Path]) -> str:
    """Fingerprint what lies in the landing folders: names, sizes, times of change.

    Parameters
    ----------
    folders
        Landing folders; files still being written (``.partial``) are left out.

    Returns
    -------
    str
        Another value as soon as a file is added, replaced or removed.
    """
    digest = hashlib.sha256()
    for folder in folders:
        for path in sorted(folder.rglob("*")):
            if path.is_file() and path.suffix != ".partial":
                found = path.stat()
                digest.update(f"{path}\0{found.st_size}\0{found.st_mtime_ns}\0".encode())
    return digest.hexdigest()[:16]


@dg.sensor(job_name=LOAD_AND_BUILD, minimum_interval_seconds=60)
def landing_sensor(
    context: dg.SensorEvaluationContext, settings: dg.ResourceParam[Settings]
) -> dg.SensorResult | dg.SkipReason:
    """Start a load when files were added to or replaced in a landing folder."""
    found = landing_fingerprint(loading.landing_folders(settings))
    if found == context.cursor:
        return dg.SkipReason("No file was added or replaced since the last look.")
    return dg.SensorResult(run_requests=[dg.RunRequest(run_key=found)], cursor=found)


def season_in_force(moment: datetime) -> str:
    """Name the season whose weights hold: the refresh of 1 September turns to the coming one.

    Parameters
    ----------
    moment
        Any time.

    Returns
    -------
    str
        Fiscal year of the season.

    Examples
    --------
    >>> from datetime import datetime
    >>> season_in_force(datetime(2005, 9, 1, 6)), season_in_force(datetime(2006, 8, 2))
    ('2006', '2006')
    """
    return str(moment.year + (moment.month >= 9))


def _for_season(
    context: dg.ScheduleEvaluationContext, settings: Settings
) -> dg.RunRequest | dg.SkipReason:
    moment = context.scheduled_execution_time
    season = season_in_force(moment)
    if season not in season_partitions(settings).get_partition_keys():
        return dg.SkipReason(f"Season {season} is not in data/reference/seasons.csv: add it there.")
    return dg.RunRequest(run_key=f"{moment:%Y-%m-%d}", partition_key=season)


@dg.schedule(cron_schedule="0 6 1 9 *", job_name=SEASON_PROPOSAL, execution_timezone="UTC")
def season_refresh(
    context: dg.ScheduleEvaluationContext, settings: dg.ResourceParam[Settings]
) -> dg.RunRequest | dg.SkipReason:
    """Propose weights for the coming season from what was known before 1 September."""
    return _for_season(context, settings)


@dg.schedule(cron_schedule="0 6 2 * *", job_name=PUBLISH_EDITION, execution_timezone="UTC")
def monthly_edition(
    context: dg.ScheduleEvaluationContext, settings: dg.ResourceParam[Settings]
) -> dg.RunRequest | dg.SkipReason:
    """Publish the edition of the month on its second day, with the proposal of the season."""
    return _for_season(context, settings)


SENSORS = [landing_sensor]
SCHEDULES = [season_refresh, monthly_edition]
