"""Rule sets, resolved texts and the dbt models, as assets named after the tables they make."""

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import dagster as dg
from dagster_dbt import DagsterDbtTranslator, DbtCliResource, dbt_assets

from pipelines import warehouse
from pipelines.assets.landing import raw_specs
from pipelines.dbt_runs.environment import dbt_variables
from pipelines.dbt_runs.running import read_results
from pipelines.parties import resolve_names
from pipelines.partitions import WAREHOUSE_POOL
from pipelines.progress import Progress
from pipelines.settings import Settings
from pipelines.stages import building


class BuildConfig(dg.Config):
    """How the warehouse is built.

    Attributes
    ----------
    full_refresh
        Replace every month whatever changed.
    as_known_at
        Cut of the data in ISO 8601, UTC; empty for everything loaded.
    """

    full_refresh: bool = False
    as_known_at: str = ""


class LayerTranslator(DagsterDbtTranslator):
    """Groups dbt's models by layer, which is the schema they lie in."""

    def get_group_name(self, dbt_resource_props: Mapping[str, Any]) -> str:
        """Name the layer: reference, staging, intermediate or marts."""
        return str(dbt_resource_props["schema"])

    def get_description(self, dbt_resource_props: Mapping[str, Any]) -> str:
        """Take the description written beside the model, without its SQL."""
        return str(dbt_resource_props.get("description", "")).strip()


RULES_TABLES = {
    "rule_sets": "Every version that is scored, with the expressions of its mask and score.",
    "rules": "Every rule with its wording, points and the SQL it compiles to.",
    "thresholds": "Mandatory and review thresholds per port, dated, with their reason.",
    "periods": "When each version counts where: in force, or in shadow beside that one.",
    "lists": "Lists that rules name, with their values.",
    "operations": "Special operations: dates, ports, and criteria as a rule.",
    "lane_plans": "Expected rate per lane of selection, and the floor of the random lane.",
    "targets": "What measures are held against: value, direction, from when, who set it.",
    "party_decisions": "Names of parties merged or split by hand: which, by whom, why.",
}
"""What each table of schema rules holds."""

PARTY_TABLES = {
    "parties": "Names of shippers, consignees and NVOCCs with the party each belongs to.",
    "party_names": "The names as filed, with their addresses, taken apart.",
    "party_pairs": "Pairs of names compared, with the outcome of each comparison.",
    "party_levels": "What each outcome of a comparison weighs.",
    "party_changes": "Names that came to belong to another party, and why.",
}
"""What each table of parties holds."""


@dg.multi_asset(
    name="register_rule_sets",
    pool=WAREHOUSE_POOL,
    specs=[
        dg.AssetSpec(["rules", name], group_name="rules", kinds={"duckdb"}, description=words)
        for name, words in RULES_TABLES.items()
    ],
)
def registered_rules(settings: dg.ResourceParam[Settings]) -> Iterator[dg.MaterializeResult[None]]:
    """Take over what was decided: rule sets, checked and compiled, and when they count where."""
    for name, rows in warehouse.register(settings).rows.items():
        yield dg.MaterializeResult(asset_key=["rules", name], metadata={"rows": rows})


@dg.multi_asset(
    name="resolve_texts",
    pool=WAREHOUSE_POOL,
    specs=[
        dg.AssetSpec(
            ["resolved", "port_texts"],
            group_name="resolved",
            kinds={"duckdb"},
            deps=[spec.key for spec in raw_specs()],
            description=(
                "Port texts as filed, with the port they name: exact, then alias, then close "
                "spelling above a stated score; what stays unresolved is kept and counted."
            ),
        ),
        dg.AssetSpec(
            ["resolved", "container_numbers"],
            group_name="resolved",
            kinds={"duckdb"},
            deps=[spec.key for spec in raw_specs()],
            description="Container numbers with their ISO 6346 check digit tested: a finding.",
        ),
        *(
            dg.AssetSpec(
                ["resolved", name],
                group_name="resolved",
                kinds={"duckdb", "splink"},
                deps=[*(spec.key for spec in raw_specs()), ["rules", "party_decisions"]],
                description=words,
            )
            for name, words in PARTY_TABLES.items()
        ),
    ],
)
def resolved_texts(settings: dg.ResourceParam[Settings]) -> Iterator[dg.MaterializeResult[None]]:
    """Resolve the texts that no earlier run has resolved, and join names of parties."""
    report = warehouse.resolve(settings)
    for name, new, standing in (
        ("port_texts", report.new_port_texts, report.port_texts_by_method),
        ("container_numbers", report.new_container_numbers, report.container_numbers_by_reason),
    ):
        yield dg.MaterializeResult(
            asset_key=["resolved", name], metadata={"new": new, "standing": standing}
        )
    told = vars(resolve_names(settings))
    for name in PARTY_TABLES:
        yield dg.MaterializeResult(asset_key=["resolved", name], metadata=told)


class Standing:
    """What a build left as it stands, and its tests, as events where they belong in the graph.

    Parameters
    ----------
    assets
        The dbt project as assets.
    kept_from
        Build that they stand from; None where the build leaves nothing out.
    """

    def __init__(self, assets: dg.AssetsDefinition, kept_from: int | None) -> None:
        self._assets = assets
        self._kept_from = kept_from
        self._told: set[dg.AssetKey] = set()
        self._tested: set[dg.AssetCheckKey] = set()

    def among(self, events: Iterable[Any]) -> Iterator[Any]:
        """Pass dbt's events on, before each what it reads and dbt did not build."""
        for event in events:
            key = self._assets.keys_by_output_name.get(getattr(event, "output_name", ""))
            if key is not None:
                yield from self._before(key)
                self._told.add(key)
            if isinstance(event, dg.AssetCheckResult) and event.asset_key and event.check_name:
                self._tested.add(dg.AssetCheckKey(event.asset_key, event.check_name))
            yield event

    def rest(self) -> Iterator[Any]:
        """Tell of what nothing reads that dbt built, and of tests that still hold."""
        for key in self._assets.keys:
            yield from self._tell(key)
        if self._kept_from is None:
            return
        for check in self._assets.check_keys - self._tested:
            yield dg.AssetCheckResult(
                asset_key=check.asset_key,
                check_name=check.name,
                passed=True,
                metadata={"stands as in build": self._kept_from},
            )

    def _before(self, key: dg.AssetKey) -> Iterator[Any]:
        for upstream in self._assets.asset_deps[key] & self._assets.keys:
            yield from self._tell(upstream)

    def _tell(self, key: dg.AssetKey) -> Iterator[Any]:
        if self._kept_from is None or key in self._told:
            return
        yield from self._before(key)
        self._told.add(key)
        yield dg.MaterializeResult(asset_key=key, metadata={"stands as in build": self._kept_from})


def warehouse_models(manifest: Path) -> dg.AssetsDefinition:
    """Make the dbt project's models, seeds and data tests assets and checks.

    Parameters
    ----------
    manifest
        ``manifest.json`` of the parsed project.

    Returns
    -------
    dagster.AssetsDefinition
        One op that runs ``dbt build``; a failed data test blocks what follows.
    """

    @dbt_assets(
        manifest=manifest,
        name="build_warehouse",
        dagster_dbt_translator=LayerTranslator(),
        pool=WAREHOUSE_POOL,
    )
    def build_warehouse(
        context: dg.AssetExecutionContext,
        config: BuildConfig,
        dbt: DbtCliResource,
        settings: dg.ResourceParam[Settings],
        progress: dg.ResourceParam[Progress],
    ) -> Iterator[Any]:
        progress.start("build")
        plan = warehouse.begin_build(
            settings,
            full_refresh=config.full_refresh,
            as_known_at=building.parse_moment(config.as_known_at),
            is_whole=not context.is_subset,
        )
        with dbt_variables(settings, plan.kept_from):
            run = dbt.cli(
                plan.arguments,
                context=context,
                target_path=settings.dbt_target,
                raise_on_error=False,
            )
        expected = len(context.selected_asset_keys) + len(context.selected_asset_check_keys)
        standing = Standing(context.assets_def, plan.kept_from)
        yield from standing.among(building.watched(run.stream(), progress, expected))
        nodes = read_results(settings.dbt_target / "run_results.json")
        report = warehouse.end_build(settings, plan, nodes, is_whole=not context.is_subset)
        yield from standing.rest()
        progress.end(report.summary())

    return build_warehouse
