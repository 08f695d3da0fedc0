"""The published edition as an asset: the last step, and the only thing pages read."""

from collections.abc import Sequence

import dagster as dg

from pipelines.assets.estimates import FIGURE_TABLES, PROPOSAL_TABLES
from pipelines.partitions import WAREHOUSE_POOL
from pipelines.progress import Progress
from pipelines.settings import Settings
from pipelines.stages import publishing

EDITION = dg.AssetKey(["edition", "current"])


def edition_asset(marts: Sequence[dg.AssetKey]) -> dg.AssetsDefinition:
    """Make the edition an asset that depends on figures, proposal and every mart it copies.

    Parameters
    ----------
    marts
        Keys of the mart models.

    Returns
    -------
    dagster.AssetsDefinition
        ``edition/current``.
    """
    estimates = [dg.AssetKey(["published", name]) for name in (*FIGURE_TABLES, *PROPOSAL_TABLES)]

    @dg.asset(
        key=EDITION,
        group_name="edition",
        kinds={"duckdb"},
        pool=WAREHOUSE_POOL,
        deps=[*estimates, *marts],
        description=(
            "An immutable folder with everything a page or report may show and a manifest of what "
            "it was made from; the pointer moves to it in one step. Published only from a green "
            "build."
        ),
    )
    def current(
        settings: dg.ResourceParam[Settings], progress: dg.ResourceParam[Progress]
    ) -> dg.MaterializeResult[None]:
        edition = publishing.publish_edition(settings, progress)
        return dg.MaterializeResult(
            metadata={"edition": edition.id, "tables": len(edition.manifest.tables)}
        )

    return current
