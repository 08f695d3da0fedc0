"""Landing folders and the raw tables their files are loaded into."""

from collections.abc import Iterator

import dagster as dg

from pipelines.landing.contracts import load_contracts
from pipelines.partitions import WAREHOUSE_POOL, arrival_months
from pipelines.progress import Progress
from pipelines.settings import Settings, get_settings
from pipelines.stages import building, loading

LANDING_FOLDERS = [
    dg.AssetSpec(
        ["landing", "synthetic"],
        group_name="landing",
        kinds={"csv"},
        description=(
            "Files of the synthetic national stream: manifests in the real AMS layout and agency "
            "feeds, dirt included. Planted by a simulation; no row describes real traffic."
        ),
    ),
    dg.AssetSpec(
        ["landing", "incident_history"],
        group_name="landing",
        kinds={"csv"},
        description=(
            "The real incident history from public sources: facts with a source per row, unknown "
            "left unknown, conflicting accounts side by side."
        ),
    ),
    dg.AssetSpec(
        ["landing", "registers"],
        group_name="landing",
        kinds={"csv"},
        description=(
            "Registers of the programs: facts of published reviews, each with its as-of date and "
            "its source."
        ),
    ),
]
LEDGERS = {
    "loads": (
        "The load ledger: each file with its hash, rows read, loaded and quarantined, times, "
        "state, and the load that corrected it."
    ),
    "quarantine": "Rows that failed a type, a required key or an allowed value, with file, line, "
    "column, reason and the raw text.",
}


class LoadConfig(dg.Config):
    """Which folders to load.

    Attributes
    ----------
    folders
        Landing folders; empty for every folder under the landing root, the incident history and
        the registers.
    """

    folders: list[str] = []


def raw_specs() -> list[dg.AssetSpec]:
    """Name the raw tables as the contracts do.

    Returns
    -------
    list of dagster.AssetSpec
        One a contract, and the two ledgers.
    """
    described = {
        contract.name: contract.description for contract in load_contracts().values()
    } | LEDGERS
    return [
        dg.AssetSpec(
            ["raw", name],
            group_name="raw",
            kinds={"duckdb"},
            deps=LANDING_FOLDERS,
            description=text[0].upper() + text[1:],
        )
        for name, text in described.items()
    ]


@dg.multi_asset(specs=raw_specs(), name="load_landing_folders", pool=WAREHOUSE_POOL)
def raw_tables(
    config: LoadConfig, settings: dg.ResourceParam[Settings], progress: dg.ResourceParam[Progress]
) -> Iterator[dg.MaterializeResult[None]]:
    """Append every new file of the landing folders; what was loaded before is not read again."""
    loading.load(settings, config.folders, progress)
    for name, counts in loading.raw_counts(settings).items():
        yield dg.MaterializeResult(asset_key=["raw", name], metadata=counts)


@dg.asset(
    key=["raw", "rebuild_requests"],
    group_name="raw",
    kinds={"duckdb"},
    pool=WAREHOUSE_POOL,
    partitions_def=arrival_months(get_settings()),
    backfill_policy=dg.BackfillPolicy.single_run(),
)
def rebuild_requests(
    context: dg.AssetExecutionContext, settings: dg.ResourceParam[Settings]
) -> dg.MaterializeResult[None]:
    """Months of arrival that a person asked to be built again; the next build takes them in."""
    asked = building.request_rebuild(settings, context.partition_keys)
    return dg.MaterializeResult(metadata={"months": asked})
