"""From marts to an edition: rates and commonalities, the weight proposal, publishing.

Estimating belongs in ``estimates`` and ``models``; copying belongs in ``editions``.
"""

import duckdb

from pipelines.builds import last_build, record_step
from pipelines.editions import Edition, publish
from pipelines.estimates import (
    estimate_clearance_times,
    estimate_commonalities,
    estimate_drift,
    estimate_measures,
    estimate_random_lane,
    estimate_targeting_quality,
    propose_weights,
)
from pipelines.progress import Progress, Silent
from pipelines.seasons import read_seasons
from pipelines.settings import Settings
from pipelines.stages.errors import StageError
from pipelines.warehouse_file import open_warehouse


def estimate(settings: Settings, progress: Progress | None = None) -> dict[str, int]:
    """Estimate measures, clearance times, commonalities and the random lane of the last build.

    Parameters
    ----------
    settings
        Paths of the installation.
    progress
        Told what is done; None for silence.

    Returns
    -------
    dict of str to int
        Rows by table of schema ``published``.

    Raises
    ------
    StageError
        If there is no green build to estimate from.
    """
    told = progress or Silent()
    told.start("estimate")
    with open_warehouse(settings.warehouse) as con:
        _require_green_build(con)
        told.advance("measures", 0, 4)
        built = last_build(con)
        cut = built.as_known_at if built else None
        measures = estimate_measures(
            con, as_known_at=cut, final_after_days=settings.final_after_days
        )
        told.advance("clearance times", 1, 4)
        clearance = estimate_clearance_times(con, cut)
        told.advance("commonalities", 2, 4)
        commonalities = estimate_commonalities(con)
        told.advance("random lane", 3, 4)
        lane, quality = estimate_random_lane(con), estimate_targeting_quality(con)
        drift = estimate_drift(con)
        record_step(con, "estimated")
    told.end(f"{len(measures):,} figures, {len(commonalities)} traits compared")
    return {
        "measures": len(measures),
        "clearance_times": len(clearance),
        "commonalities": len(commonalities),
        "random_lane": len(lane),
        "targeting_quality": len(quality),
        "drift": len(drift),
    }


def rates_outside_their_interval(settings: Settings) -> int:
    """Count published rates that do not lie in their interval, or not between nought and one.

    Parameters
    ----------
    settings
        Paths of the installation.

    Returns
    -------
    int
        Rows of ``published.measures``; any one blocks publishing.
    """
    with open_warehouse(settings.warehouse, read_only=True) as con:
        row = con.execute(
            "select count(*) from published.measures where denominator is not null "
            "and not (0 <= low and low <= value and value <= high and high <= 1)"
        ).fetchone()
    return int(row[0]) if row else 0


def propose(
    settings: Settings, season: int | None, progress: Progress | None = None
) -> dict[str, int]:
    """Propose weights for a season, or record why not.

    Parameters
    ----------
    settings
        Paths of the installation.
    season
        Season proposed for; None for the one after the last with arrivals.
    progress
        Told what is done; None for silence.

    Returns
    -------
    dict of str to int
        The season, how many proposals were made and how many refused.

    Raises
    ------
    StageError
        If there is no green build to learn from.
    """
    told = progress or Silent()
    told.start("propose")
    with open_warehouse(settings.warehouse) as con:
        _require_green_build(con)
        chosen = season or _coming_season(con, settings)
        summary = propose_weights(con, chosen)
        record_step(con, "proposed")
    made = int((~summary["refused"].astype(bool)).sum())
    told.end(f"season {chosen}: {made} proposed, {len(summary) - made} refused with the reason")
    return {"season": chosen, "proposed": made, "refused": len(summary) - made}


def coming_season(settings: Settings) -> int:
    """Name the season after the last one with arrivals: the one weights are needed for.

    Parameters
    ----------
    settings
        Paths of the installation.

    Returns
    -------
    int
        Fiscal year of the season.
    """
    with open_warehouse(settings.warehouse, read_only=True) as con:
        return _coming_season(con, settings)


def publish_edition(settings: Settings, progress: Progress | None = None) -> Edition:
    """Publish the warehouse as a new edition.

    Parameters
    ----------
    settings
        Paths of the installation.
    progress
        Told what is done; None for silence.

    Returns
    -------
    Edition
        The new current edition.

    Raises
    ------
    pipelines.editions.EditionError
        If publishing is blocked.
    """
    told = progress or Silent()
    told.start("publish")
    edition = publish(settings.warehouse, settings.editions, home=settings.home)
    megabytes = edition.database.stat().st_size / 1e6
    told.end(f"edition {edition.id}, {len(edition.manifest.tables)} tables, {megabytes:.1f} MB")
    return edition


def _require_green_build(con: duckdb.DuckDBPyConnection) -> None:
    newest = last_build(con)
    if newest is None or newest.state != "green":
        state = f"build {newest.build_id} is {newest.state}" if newest else "nothing was built"
        raise StageError(
            f"There is no green build to estimate from: {state}. Type `tallyman build` and repair "
            "what it names."
        )


def _coming_season(con: duckdb.DuckDBPyConnection, settings: Settings) -> int:
    row = con.execute("select max(season) + 1 from marts.fct_measure_months").fetchone()
    if row and row[0] is not None:
        return int(row[0])
    return read_seasons(settings.reference / "seasons.csv")[-1].season
