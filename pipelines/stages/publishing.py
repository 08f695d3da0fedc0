"""From marts to an edition: rates and commonalities, publishing.

Estimating belongs in ``estimates`` and ``models``, the weight proposal in ``proposing``; copying
belongs in ``editions``.
"""

from pipelines.builds import last_build, record_step
from pipelines.editions import Edition, publish
from pipelines.estimates import (
    estimate_clearance_times,
    estimate_commonalities,
    estimate_drift,
    estimate_exam_clocks,
    estimate_incidents,
    estimate_measures,
    estimate_parties,
    estimate_partner_exams,
    estimate_port_shift,
    estimate_program_clocks,
    estimate_program_figures,
    estimate_random_lane,
    estimate_targeting_quality,
)
from pipelines.progress import Progress, Silent
from pipelines.settings import Settings
from pipelines.stages.green_build import require_green_build
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
        require_green_build(con)
        told.advance("measures", 0, 4)
        built = last_build(con)
        cut = built.as_known_at if built else None
        measures = estimate_measures(
            con, as_known_at=cut, final_after_days=settings.final_after_days
        )
        told.advance("clearance times", 1, 4)
        clearance = estimate_clearance_times(con)
        told.advance("commonalities", 2, 4)
        commonalities = estimate_commonalities(con)
        told.advance("random lane", 3, 4)
        lane, quality = estimate_random_lane(con), estimate_targeting_quality(con)
        drift, shifts = estimate_drift(con), estimate_port_shift(con)
        clocks, incidents = estimate_exam_clocks(con), estimate_incidents(con)
        programs = estimate_program_figures(
            con, as_known_at=cut, final_after_days=settings.final_after_days
        )
        partner_exams = estimate_partner_exams(con)
        program_clocks = estimate_program_clocks(con)
        parties = estimate_parties(con, settings.truth)
        record_step(con, "estimated")
    told.end(f"{len(measures):,} figures, {len(commonalities)} traits compared")
    return {
        "measures": len(measures),
        "clearance_times": len(clearance),
        "commonalities": len(commonalities),
        "random_lane": len(lane),
        "targeting_quality": len(quality),
        "drift": len(drift),
        **{name: len(rows) for name, rows in (clocks | incidents).items()},
        "port_shift": len(shifts),
        "program_figures": len(programs),
        "partner_exam_ratios": len(partner_exams),
        **{name: len(rows) for name, rows in program_clocks.items()},
        "party_evaluation": len(parties),
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
