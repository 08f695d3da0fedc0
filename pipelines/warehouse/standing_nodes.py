"""Which tables and tests of the dbt project a build after a green one may leave as they stand.

Those stand that read, through however many views and tables, nothing that has changed since. That
the project and the decisions are those of the green build is found in ``building``; which rows of
a table are replaced the models say themselves.
"""

import json
from collections import defaultdict
from collections.abc import Iterable
from typing import Any

import duckdb

from pipelines.dbt_runs.manifest import is_manifest_fresh
from pipelines.landing.contracts import load_contracts
from pipelines.settings import Settings

LEDGER = "loads"
READS_WHAT_THE_BUILD_BEFORE_LEFT = "macro.tallyman.table_before_this_build"
LEAVES_OUT_CORRECTED_LOADS = "macro.tallyman.is_current_load"
"""A correction is a load of the same table, so a view that asks the ledger for this alone changes
with its own table only."""


def changed_sources(con: duckdb.DuckDBPyConnection, manifest: dict[str, Any]) -> set[str]:
    """Find the sources that may hold other rows than the last green build read.

    A landing table is changed by a load that no green build has taken in. What was decided is that
    of the green build. Any other source may be written by each build.

    Parameters
    ----------
    con
        Connection to the warehouse.
    manifest
        dbt's manifest of the project.

    Returns
    -------
    set of str
        dbt's names of them, such as ``source.tallyman.raw.exams``.
    """
    loaded = con.execute(
        "select distinct table_name from raw.loads where state = 'loaded' and built_at is null"
    ).fetchall()
    unchanged = load_contracts().keys() - {name for (name,) in loaded}
    return {
        unique_id
        for unique_id, source in manifest["sources"].items()
        if source["schema"] != "rules"
        and not (source["schema"] == "raw" and source["name"] in unchanged)
    }


def standing_nodes(manifest: dict[str, Any], changed: Iterable[str]) -> list[str]:
    """Find the tables and data tests that read nothing of what has changed.

    Views are left out: they stand in any case, whatever they show.

    A model that reads what the build before left behind is always built: it says what this build
    replaces, and what it said of the last one must not stand.

    Parameters
    ----------
    manifest
        dbt's manifest of the project.
    changed
        dbt's names of the sources that may hold other rows.

    Returns
    -------
    list of str
        Names of models and tests, in order.
    """
    nodes = {
        unique_id: node
        for unique_id, node in manifest["nodes"].items()
        if node["resource_type"] in {"model", "test"}
    }
    readers = defaultdict(set)
    for unique_id, node in nodes.items():
        for read in node["depends_on"]["nodes"]:
            if not _asks_for_corrections_alone(node, read):
                readers[read].add(unique_id)
    reached = {
        unique_id
        for unique_id, node in nodes.items()
        if READS_WHAT_THE_BUILD_BEFORE_LEFT in node["depends_on"]["macros"]
    }
    to_follow = [*changed, *reached]
    while to_follow:
        new = readers[to_follow.pop()] - reached
        reached |= new
        to_follow += new
    standing = [nodes[unique_id] for unique_id in nodes.keys() - reached]
    return sorted(node["name"] for node in standing if node["config"]["materialized"] != "view")


def nodes_that_stand(con: duckdb.DuckDBPyConnection, settings: Settings) -> list[str]:
    """Find what this build may leave as it stands after a green one of the same project.

    Parameters
    ----------
    con
        Connection to the warehouse.
    settings
        Paths of the installation; where dbt's manifest is gone, or older than a file of the
        project, it may tell of another one, and nothing stands.

    Returns
    -------
    list of str
        Names of models and tests, in order.
    """
    if not is_manifest_fresh(settings):
        return []
    manifest = json.loads((settings.dbt_target / "manifest.json").read_text(encoding="utf-8"))
    return standing_nodes(manifest, changed_sources(con, manifest))


def _asks_for_corrections_alone(node: dict[str, Any], read: str) -> bool:
    return (
        read.endswith(f".raw.{LEDGER}")
        and LEAVES_OUT_CORRECTED_LOADS in node["depends_on"]["macros"]
    )
