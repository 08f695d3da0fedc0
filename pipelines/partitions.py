"""Partitions and the pool of the Dagster graph: months of arrival, seasons, one warehouse writer.

Seasons come from one table (``data/reference/seasons.csv``); months of arrival are those of its
fiscal years. Nothing is scheduled here.
"""

import dagster as dg

from pipelines.seasons import read_seasons
from pipelines.settings import Settings

WAREHOUSE_POOL = "warehouse_writer"
"""Pool of every op that opens the warehouse file; its limit is 1 (``dagster.yaml``)."""


def season_partitions(settings: Settings) -> dg.StaticPartitionsDefinition:
    """Make one partition a season; proposals are made for a season.

    Parameters
    ----------
    settings
        Paths of the installation.

    Returns
    -------
    dagster.StaticPartitionsDefinition
        Keys such as ``2006``.
    """
    seasons = read_seasons(settings.reference / "seasons.csv")
    return dg.StaticPartitionsDefinition([str(season.season) for season in seasons])


def arrival_months(settings: Settings) -> dg.MonthlyPartitionsDefinition:
    """Make one partition a month of arrival, from the first season's to the last fiscal year's end.

    Parameters
    ----------
    settings
        Paths of the installation.

    Returns
    -------
    dagster.MonthlyPartitionsDefinition
        Keys such as ``2006-04``.
    """
    seasons = read_seasons(settings.reference / "seasons.csv")
    return dg.MonthlyPartitionsDefinition(
        start_date=f"{seasons[0].opens_on:%Y-%m}",
        end_date=f"{seasons[-1].season}-10",
        fmt="%Y-%m",
    )
