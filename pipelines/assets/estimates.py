"""Rates with intervals, commonalities and the weight proposal, estimated from mart counts."""

from collections.abc import Iterator, Sequence

import dagster as dg

from pipelines.partitions import WAREHOUSE_POOL, season_partitions
from pipelines.progress import Progress
from pipelines.settings import Settings
from pipelines.stages import proposing, publishing

FIGURE_TABLES = {
    "measures": (
        "SAFE standard 8 measures by unit, period, port and origin: numerator, "
        "denominator, exact interval and what is unknown."
    ),
    "clearance_times": (
        "Hours to customs release and of each segment by period, place and breakdown: median, "
        "P75, P90 and mean with open cases censored (Kaplan-Meier), extremes, share within target."
    ),
    "commonalities": (
        "Traits, and pairs of them, of incident containers against the ordinary traffic "
        "matched with them, by era: exact interval of the odds ratio, Holm, leave-one-out."
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
    "exam_clocks": (
        "Hours from discharge to the first exam of high-risk containers and smuggling-filter "
        "hits by period and port, with open cases censored (Kaplan-Meier)."
    ),
    "uncovered_hours": (
        "High-risk discharges by local hour of the day, and the share after which the port did "
        "nothing for six hours."
    ),
    "image_openings": (
        "What images said against what openings found: false clears, false alarms, inconclusive "
        "images, by period and port."
    ),
    "incident_counts": (
        "Incidents, containers and persons of confirmed incidents, three units, by period of "
        "discovery."
    ),
    "notification_times": (
        "Minutes from the discovery, and behind the first agency told, to each agency; presence "
        "at the opening."
    ),
    "port_shift": (
        "Ports of lading where a smuggling-like trait rises against the same months of the "
        "two seasons before: from what to what, z, and how many were looked at."
    ),
    "party_evaluation": (
        "Precision and recall of joining names to parties, by threshold, on planted duplicates of "
        "the synthetic stream."
    ),
    "program_figures": (
        "Figures of the programs by section, period, place and subject: counted with exact "
        "interval, or as a source printed them."
    ),
    "scan_alarm_times": (
        "Hours from an alarm of a scanning system to its resolution by port and year, with open "
        "alarms censored (Kaplan-Meier)."
    ),
    "targeting_workload": (
        "Containers reviewed per targeter-hour and supervisors per shift of each targeting unit, "
        "by month and year."
    ),
    "partner_exam_ratios": (
        "Exam rate of C-TPAT members over that of others by season of arrival: raw, and "
        "standardised on port, country of lading and score band before credit."
    ),
}
"""What each table of figures in schema published holds."""

PROPOSAL_TABLES = {
    "proposal": "Proposed points per rule with their spread and the decision on each.",
    "proposal_summary": (
        "Whether a proposal is made for the season, and why not where not; the model card."
    ),
    "proposal_history": "Incidents one by one with their clocks, and which the proposal may know.",
    "proposal_workload": (
        "Exams and hours a week at each port under the current and the proposed points, and what "
        "can be done within six hours."
    ),
    "proposal_incidents": "Past incident containers caught and missed by either set of points.",
    "proposal_findings": "Statute checks, oddities, and what nothing in the data anticipates.",
    "season_backtest": "What the proposals of past seasons would have found, season by season.",
    "moving_port": "The same incidents laded elsewhere: what each filter then still finds.",
    "left_out": "Refits without one incident, and without one port of lading.",
}
"""What each table that a season's proposal writes holds."""


def figure_assets(marts: Sequence[dg.AssetKey]) -> dg.AssetsDefinition:
    """Make the published figures assets that depend on every mart.

    Parameters
    ----------
    marts
        Keys of the mart models.

    Returns
    -------
    dagster.AssetsDefinition
        One asset ``published/<name>`` per entry of :data:`FIGURE_TABLES`.
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
        The tables of ``PROPOSAL_TABLES``; an accepted proposal is put into the filter register as
        a draft besides.
    """

    @dg.multi_asset(
        name="propose_weights",
        pool=WAREHOUSE_POOL,
        partitions_def=season_partitions(settings),
        specs=[
            dg.AssetSpec(
                ["published", name],
                group_name="estimates",
                kinds={"python"},
                deps=marts,
                description=words,
            )
            for name, words in PROPOSAL_TABLES.items()
        ],
    )
    def proposal(
        context: dg.AssetExecutionContext,
        settings: dg.ResourceParam[Settings],
        progress: dg.ResourceParam[Progress],
    ) -> Iterator[dg.MaterializeResult[None]]:
        outcome = proposing.propose(settings, int(context.partition_key), progress)
        for name in PROPOSAL_TABLES:
            yield dg.MaterializeResult(
                asset_key=["published", name], metadata=outcome.to_metadata()
            )

    return proposal
