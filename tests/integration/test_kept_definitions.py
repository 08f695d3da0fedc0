"""A build after a green one: what it leaves standing, and what its tests still see.

That it leaves every table as a full build would belongs in ``test_changed_months`` and
``test_invariants``.
"""

import json
from pathlib import Path

import dagster as dg
import pytest

from pipelines.assets import automation
from pipelines.definitions import build_definitions
from pipelines.settings import Settings
from pipelines.warehouse import BuildError
from pipelines.warehouse_file import open_warehouse
from tests.integration.hand_worked_world import LATER, World, keys_of

UNCHANGED = "2006-06-01"


@pytest.fixture(scope="module")
def later(hand_worked: World, tmp_path_factory: pytest.TempPathFactory) -> World:
    """The hand-worked world with files to build that speak of April and July."""
    world = hand_worked.copy(tmp_path_factory.mktemp("later") / "build")
    world.load(LATER)
    return world


def stand_again(world: World, container: str, month: str) -> None:
    """Write a container trip into the facts once more, under a month of its own."""
    with open_warehouse(world.settings.warehouse) as con:
        con.execute(
            "insert into marts.fct_container_trips select * replace (? as arrival_month) "
            "from marts.fct_container_trips where container_trip_key = ?",
            [month, keys_of("container_trip")[container]],
        )


def test_views_and_seeds_stand_and_every_test_is_run(later: World, tmp_path: Path) -> None:
    world = later.copy(tmp_path / "build")
    nodes = world.build().nodes
    manifest = json.loads((world.settings.dbt_target / "manifest.json").read_text())["nodes"]
    expected = {
        name
        for name, node in manifest.items()
        if node["resource_type"] in {"model", "test"}
        and node["config"]["materialized"] not in {"view", "ephemeral"}
    }
    assert {node.unique_id for node in nodes} == expected


def test_a_key_that_also_stands_in_an_unchanged_month_blocks(later: World, tmp_path: Path) -> None:
    world = later.copy(tmp_path / "build")
    stand_again(world, "C12", UNCHANGED)
    for _ in range(2):  # the second build follows one that was not green
        with pytest.raises(BuildError, match="one_row_per_fct_container_trips"):
            world.build()
    assert world.build(full_refresh=True).failures == []


def test_what_a_deleted_model_left_is_dropped_and_blocks_no_edition(
    hand_worked: World, tmp_path: Path
) -> None:
    world = hand_worked.copy(tmp_path / "build")
    with open_warehouse(world.settings.warehouse) as con:
        con.execute("create table intermediate.int_deleted as select 1 as row_key")
        # what it reads is gone, so that it cannot even be counted
        con.execute("create table marts.fct_gone as select 1 as row_key")
        con.execute("create view marts.fct_deleted as select * from marts.fct_gone")
        con.execute("drop table marts.fct_gone")
        con.execute("create table raw.kept as select 1 as row_key")
        before = set(con.execute("select schema_name, view_name from duckdb_views()").fetchall())
    report = world.build()
    assert report.dropped == ["intermediate.int_deleted", "marts.fct_deleted"]
    assert report.summary().endswith(
        "dropped, as no model makes it any more: intermediate.int_deleted, marts.fct_deleted"
    )
    after = set(world.rows("select schema_name, view_name from duckdb_views()"))
    assert before - after == {("marts", "fct_deleted")}
    assert world.rows("select row_key from raw.kept") == [(1,)]
    assert world.publish().id == "0001"
    assert world.build().dropped == []


def test_every_asset_of_the_project_is_told_of(small_world_copy: Settings) -> None:
    definitions = build_definitions(small_world_copy)
    dbt = definitions.resolve_asset_graph()
    expected = {
        key
        for key in dbt.get_all_asset_keys()
        if dbt.get(key).group_name in {"reference", "staging", "intermediate", "marts"}
    }
    with dg.DagsterInstance.ephemeral() as instance:
        result = definitions.resolve_job_def(automation.LOAD_AND_BUILD).execute_in_process(
            instance=instance,
            run_config={"ops": {"load_landing_folders": {"config": {"folders": []}}}},
        )
    told = {
        event.asset_key: event.step_materialization_data.materialization.metadata
        for event in result.get_asset_materialization_events()
    }
    assert expected <= told.keys()
    standing = {key for key, metadata in told.items() if "stands as in build" in metadata}
    groups = {dbt.get(key).group_name for key in standing}
    assert {"reference", "staging"} <= groups
    assert dg.AssetKey(["marts", "fct_measure_counts"]) not in standing
