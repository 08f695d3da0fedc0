"""Rates with intervals, commonalities and the weight proposal, estimated from mart counts."""

from collections.abc import Iterator, Sequence

import dagster as dg

from pipelines.partitions import WAREHOUSE_POOL, season_partitions
from pipelines.progress import Progress
from pipelines.settings import Settings
from pipelines.stages import publishing

FIGURE_TABLES = {
    "measures": (
        "SAFE standard 8 measures by unit, period, port and origin: numerator, "
        "denominator, exact interval and what is unknown."
    ),
    "clearance_times": (
        "Hours to customs release by period, port and lane: median, P75 and P90, with "
        "open cases censored (Kaplan-Meier)."
    ),
    "commonalities": (
        "Traits of incident containers against comparable ordinary traffic, with the "
        "exact interval of the odds ratio; flagged where one incident carries it."
    ),
    "random_lane": (
        "What random draws say of all discharged containers: rate, bound or refusal by "
        "outcome, period and port, with the draws that did not respond."
    ),
    "targeting_quality": (
        "Hit rates by reason for selection, detection share of the targeted, lift at "
        "the exams of each port and week."
    ),
    "drift": (
        "Population stability of features and scores by port of lading: each month "
        "against the same month of the year before."
    ),
}
"""What each table of figures in schema published holds."""


def figure_assets(marts: Sequence[dg.AssetKey]) -> dg.AssetsDefinition:
    """Make the published figures assets that depend on every mart.

    Parameters
    ----------
    marts
        Keys of the mart models.

    Returns
    -------
    dagster.AssetsDefinition
        ``published.measures``, ``published.clearance_times``, ``published.commonalities``,
        ``published.random_lane``, ``published.targeting_quality`` and ``published.drift``.
    """

    @dg.multi_asset(
        name="estimate_figures",
        pool=WAREHOUSE_POOL,
        specs=[
            dg.AssetSpec(
                ["published", name],
                group_name="estimates",
                kinds={"python"},
                deps=marts,
                description=words,
            )
            for name, words in FIGURE_TABLES.items()
        ],
    )
    def figures(
        settings: dg.ResourceParam[Settings], progress: dg.ResourceParam[Progress]
    ) -> Iterator[dg.MaterializeResult[None]]:
        for name, rows in publishing.estimate(settings, progress).items():
            yield dg.MaterializeResult(asset_key=["published", name], metadata={"rows": rows})

    return figures


def proposal_assets(settings: Settings, marts: Sequence[dg.AssetKey]) -> dg.AssetsDefinition:
    """Make the weight proposal an asset partitioned by season.

    Parameters
    ----------
    settings
        Paths of the installation.
    marts
        Keys of the mart models.

    Returns
    -------
    dagster.AssetsDefinition
        ``published.proposal`` and ``published.proposal_summary``.
    """

    @dg.multi_asset(
        name="propose_weights",
        pool=WAREHOUSE_POOL,
        partitions_def=season_partitions(settings),
        specs=[
            dg.AssetSpec(
                ["published", "proposal"],
                group_name="estimates",
                kinds={"python"},
                deps=marts,
                description="Proposed points per rule with their spread and the decision on each.",
            ),
            dg.AssetSpec(
                ["published", "proposal_summary"],
                group_name="estimates",
                kinds={"python"},
                deps=marts,
                description="Whether a proposal is made for the season, and why not where not.",
            ),
        ],
    )
    def proposal(
        context: dg.AssetExecutionContext,
        settings: dg.ResourceParam[Settings],
        progress: dg.ResourceParam[Progress],
    ) -> Iterator[dg.MaterializeResult[None]]:
        outcome = publishing.propose(settings, int(context.partition_key), progress)
        for name in ("proposal", "proposal_summary"):
            yield dg.MaterializeResult(asset_key=["published", name], metadata=outcome)

    return proposal
