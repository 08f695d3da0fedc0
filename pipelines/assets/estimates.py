"""Rates with intervals, commonalities and the weight proposal, estimated from mart counts."""

from collections.abc import Iterator, Sequence

import dagster as dg

from pipelines.partitions import WAREHOUSE_POOL, season_partitions
from pipelines.progress import Progress
from pipelines.settings import Settings
from pipelines.stages import publishing


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
                ["published", "measures"],
                group_name="estimates",
                kinds={"python"},
                deps=marts,
                description=(
                    "SAFE standard 8 measures by unit, period, port and origin: numerator, "
                    "denominator, exact interval and what is unknown."
                ),
            ),
            dg.AssetSpec(
                ["published", "clearance_times"],
                group_name="estimates",
                kinds={"python"},
                deps=marts,
                description=(
                    "Hours to customs release by period, port and lane: median, P75 and P90, with "
                    "open cases censored (Kaplan-Meier)."
                ),
            ),
            dg.AssetSpec(
                ["published", "commonalities"],
                group_name="estimates",
                kinds={"python"},
                deps=marts,
                description=(
                    "Traits of incident containers against comparable ordinary traffic, with the "
                    "exact interval of the odds ratio; flagged where one incident carries it."
                ),
            ),
            dg.AssetSpec(
                ["published", "random_lane"],
                group_name="estimates",
                kinds={"python"},
                deps=marts,
                description=(
                    "What random draws say of all discharged containers: rate, bound or refusal by "
                    "outcome, period and port, with the draws that did not respond."
                ),
            ),
            dg.AssetSpec(
                ["published", "targeting_quality"],
                group_name="estimates",
                kinds={"python"},
                deps=marts,
                description=(
                    "Hit rates by reason for selection, detection share of the targeted, lift at "
                    "the exams of each port and week."
                ),
            ),
            dg.AssetSpec(
                ["published", "drift"],
                group_name="estimates",
                kinds={"python"},
                deps=marts,
                description=(
                    "Population stability of features and scores by port of lading: each month "
                    "against the same month of the year before."
                ),
            ),
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
