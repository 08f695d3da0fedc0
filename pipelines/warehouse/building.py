"""The steps of a build in their order: decide what is replaced, run dbt, enter the outcome.

What has changed since the build before is found in ``fingerprints`` and ``standing_nodes``.
"""

import time
from datetime import datetime

import duckdb

from pipelines.builds import (
    Build,
    TouchedMonth,
    close_build,
    create_build_tables,
    last_build,
    open_build,
    utc_now,
)
from pipelines.dbt_runs.running import DbtNode, OnNode, build_arguments, run_dbt
from pipelines.dbt_runs.standby import dbt_at_hand
from pipelines.decisions.clock import port_zones
from pipelines.parties import resolve_names
from pipelines.resolution import ResolutionReport, resolve_texts
from pipelines.rulesets import (
    RegistrationReport,
    open_filled_store,
    read_vocabulary,
    register_rule_sets,
)
from pipelines.settings import Settings
from pipelines.warehouse.fingerprints import REPLACES_NO_MONTH, definition_fingerprints
from pipelines.warehouse.old_relations import drop_old_relations
from pipelines.warehouse.report import BuildError, BuildPlan, BuildReport
from pipelines.warehouse.standing_nodes import nodes_that_stand
from pipelines.warehouse_file import open_warehouse


def register(settings: Settings) -> RegistrationReport:
    """Take over what was decided: rule sets, checked and compiled, and when they count where.

    What came with the platform's files is brought into the decision store first.

    Parameters
    ----------
    settings
        Paths of the installation.

    Returns
    -------
    RegistrationReport
        The versions that are scored, and the rows of each table.
    """
    vocabulary = read_vocabulary(settings.features_yml)
    zones = port_zones(settings.reference)
    store = open_filled_store(settings, vocabulary, zones)
    try:
        with open_warehouse(settings.warehouse) as con:
            return register_rule_sets(con, store, vocabulary, zones)
    finally:
        store.close()


def resolve(settings: Settings) -> ResolutionReport:
    """Resolve port texts and check container numbers that no earlier run has seen.

    Parameters
    ----------
    settings
        Paths of the installation.

    Returns
    -------
    ResolutionReport
        Counts of this run and of what stands.
    """
    with open_warehouse(settings.warehouse) as con:
        return resolve_texts(con, settings.reference)


def begin_build(
    settings: Settings,
    *,
    full_refresh: bool = False,
    as_known_at: datetime | None = None,
    is_whole: bool = True,
) -> BuildPlan:
    """Decide what the build replaces and enter it in the ledger as running.

    Every month is replaced when it is asked for, at the first build, when the cut of the data is
    another one, and when models or reference tables are not those of the last green build: the
    changed months alone would then leave old figures beside new ones. After a decision on rule sets
    or thresholds they do: months in which it counts are among them, and a version that is new, gone
    or no longer current is scored anew in every month. Seeds and views are left as they stand where
    the build before was green and nothing they say has changed, and with them the tables and tests
    that read nothing that has changed.

    Parameters
    ----------
    settings
        Paths of the installation.
    full_refresh
        Replace every month whatever changed.
    as_known_at
        Cut of the data, UTC; None means everything loaded.
    is_whole
        False where only some models are selected.

    Returns
    -------
    BuildPlan
        What to run.
    """
    started = time.monotonic()
    with open_warehouse(settings.warehouse) as con:
        create_build_tables(con)
        fingerprints = definition_fingerprints(con, settings)
        green = last_build(con, state="green")
        reason = (
            "asked for" if full_refresh else full_refresh_reason(green, fingerprints, as_known_at)
        )
        kept_from, standing = None, None
        if not is_whole:
            # what was not selected is still that of the build before
            fingerprints = green.fingerprints if green else {}
        elif reason is None:
            kept_from = build_that_stands(last_build(con), fingerprints)
        if kept_from is not None:
            standing = nodes_that_stand(con, settings)
        build_id = open_build(
            con, as_known_at=as_known_at, full_refresh_reason=reason, fingerprints=fingerprints
        )
        newest = con.execute("select coalesce(max(load_id), 0) from raw.loads").fetchone()
    arguments = build_arguments(
        full_refresh=reason is not None,
        as_known_at=as_known_at,
        standing=standing,
    )
    last_load_id = int(newest[0]) if newest else 0
    return BuildPlan(build_id, arguments, as_known_at, reason, kept_from, last_load_id, started)


def end_build(
    settings: Settings, plan: BuildPlan, nodes: list[DbtNode], *, is_whole: bool = True
) -> BuildReport:
    """Enter how a build ended; a green one marks the loads it took in.

    Tables and views that no model of the project makes any more are dropped: the next edition would
    carry them, or fail over a view whose tables are gone.

    Parameters
    ----------
    settings
        Paths of the installation.
    plan
        The build.
    nodes
        What dbt reported.
    is_whole
        False where only some models were selected: such a build takes no load in.

    Returns
    -------
    BuildReport
        The report of a green build.

    Raises
    ------
    BuildError
        If anything failed.
    """
    seconds = time.monotonic() - plan.started
    with open_warehouse(settings.warehouse) as con:
        dropped = drop_old_relations(con, settings.dbt_target / "manifest.json") if nodes else []
        months = _touched_months(con)
        report = BuildReport(
            plan.build_id, nodes, months, plan.full_refresh_reason, seconds, dropped
        )
        is_green = bool(nodes) and not report.failures
        message = None if is_green else "; ".join(node.name for node in report.failures)
        con.execute("begin")
        close_build(
            con,
            plan.build_id,
            state="green" if is_green else "failed",
            months=report.months,
            message=message if nodes else "dbt ran no model",
        )
        if is_green and is_whole:
            con.execute(
                "update raw.loads set built_at = ? "
                "where state = 'loaded' and built_at is null and load_id <= ?",
                [utc_now(), plan.last_load_id],
            )
            con.execute(
                "update raw.rebuild_requests set built_at = ? where built_at is null", [utc_now()]
            )
        con.execute("commit")
    if not is_green:
        raise BuildError(report)
    return report


def build(
    settings: Settings,
    *,
    full_refresh: bool = False,
    as_known_at: datetime | None = None,
    on_node: OnNode | None = None,
) -> BuildReport:
    """Build the warehouse: rule sets, resolved texts, then seeds, models and data tests.

    Parameters
    ----------
    settings
        Paths of the installation.
    full_refresh
        Replace every month whatever changed.
    as_known_at
        Cut of the data, UTC; None means everything loaded.
    on_node
        Called as each model and test ends.

    Returns
    -------
    BuildReport
        What was built, the months touched and why.

    Raises
    ------
    BuildError
        If a model or a data test failed; publishing stays blocked until a green build.
    WarehouseError
        If nothing was loaded yet.
    """
    open_warehouse(settings.warehouse, read_only=True).close()  # refused where nothing is loaded
    with dbt_at_hand():  # it reads its modules while rule sets and texts are seen to
        register(settings)
        resolve(settings)
        resolve_names(settings, as_known_at)
        plan = begin_build(settings, full_refresh=full_refresh, as_known_at=as_known_at)
        nodes = run_dbt(settings, plan.arguments, on_node, kept_from=plan.kept_from)
    return end_build(settings, plan, nodes)


def full_refresh_reason(
    previous: Build | None, fingerprints: dict[str, str], as_known_at: datetime | None
) -> str | None:
    """Say why the changed months alone would not do.

    Parameters
    ----------
    previous
        The last green build; None before the first.
    fingerprints
        What figures depend on besides rows, now.
    as_known_at
        Cut of the data now.

    Returns
    -------
    str or None
        None where the changed months will do.
    """
    if previous is None:
        return "first build"
    if previous.as_known_at != as_known_at:
        before = previous.as_known_at or "everything loaded"
        return f"as known at {as_known_at or 'everything loaded'}, before: {before}"
    changed = [
        what
        for what, now in fingerprints.items()
        if what not in REPLACES_NO_MONTH and previous.fingerprints.get(what) != now
    ]
    return f"changed: {', '.join(changed)}" if changed else None


def build_that_stands(newest: Build | None, fingerprints: dict[str, str]) -> int | None:
    """Find the build whose seeds and views an incremental build may leave as they are.

    Parameters
    ----------
    newest
        The last build, however it ended.
    fingerprints
        What figures depend on besides rows, and what the project's YAML says, now.

    Returns
    -------
    int or None
        Its number; None where the last build was not green or the project has changed since.
    """
    if newest is None or newest.state != "green" or newest.fingerprints != fingerprints:
        return None
    return newest.build_id


def _touched_months(con: duckdb.DuckDBPyConnection) -> list[TouchedMonth]:
    try:
        found = con.execute(
            "select arrival_month, string_agg(distinct reason, ', ' order by reason) "
            "from intermediate.int_months_to_rebuild group by arrival_month order by arrival_month"
        ).fetchall()
    except duckdb.CatalogException:
        return []
    return [TouchedMonth(month, reason) for month, reason in found]
