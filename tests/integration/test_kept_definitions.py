"""A build after a green one: what it leaves standing, and what its tests still see.

That it leaves every table as a full build would belongs in ``test_changed_months`` and
``test_invariants``.
"""

import json
import shutil
from pathlib import Path

import dagster as dg
import pytest

from pipelines.assets import automation
from pipelines.definitions import build_definitions
from pipelines.settings import Settings
from pipelines.warehouse import BuildError
from pipelines.warehouse.old_relations import drop_old_relations
from pipelines.warehouse_file import open_warehouse
from tests.integration.hand_worked_world import LANDING, LATER, World, edit, keys_of

UNCHANGED = "2006-06-01"
SEARCH = "incidents__2006__200610150300.csv"


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


def ran(world: World) -> set[str]:
    """Build, and name what dbt built and tested."""
    return {node.name for node in world.build().nodes}


def test_what_reads_nothing_new_stands(later: World, tmp_path: Path) -> None:
    world = later.copy(tmp_path / "build")
    manifest = json.loads((world.settings.dbt_target / "manifest.json").read_text())["nodes"]
    whole = {
        node["name"]
        for node in manifest.values()
        if node["resource_type"] in {"model", "test"}
        and node["config"]["materialized"] not in {"view", "ephemeral"}
    }
    incidents = {name for name in whole if "dim_incidents" in name}
    assert len(incidents) > 1

    day = ran(world)  # bills, exams and messages
    assert day < whole
    assert {name for name in whole if "container_trip" in name and "vocabulary" not in name} <= day
    assert {"fct_measure_counts", "months_sum_to_the_years"} <= day
    assert not incidents & day

    world.load(one_more_search(tmp_path))
    assert incidents <= ran(world)
    assert world.rows("select count(*) from marts.dim_incidents where incident_id = 'HW-5'") == [
        (1,)
    ]


def one_more_search(folder: Path) -> Path:
    """A landing folder with an incident that the hand-worked world does not know."""
    landing = folder / "one_more_search"
    landing.mkdir()
    shutil.copy(LANDING / "landing.yml", landing)
    shutil.copy(LANDING / "agency" / SEARCH, landing)
    edit(landing / SEARCH, "HW-4,negative_search,2006-10-02", "HW-5,negative_search,2006-10-09")
    return landing


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
    with open_warehouse(world.settings.warehouse) as con:
        assert drop_old_relations(con, world.settings.dbt_target / "manifest.json") == []


def test_every_asset_and_check_of_the_project_is_told_of(small_world_copy: Settings) -> None:
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

    held = {one.asset_check_key: one for one in result.get_asset_check_evaluations()}
    tested = {key for key in dbt.asset_check_keys if key.asset_key in expected}
    assert tested <= held.keys()
    assert all(held[key].passed for key in tested)
    untested = {key for key in tested if "stands as in build" in held[key].metadata}
    assert set() < untested < tested
    # no incident was loaded since; what came in was counted anew
    assert {key.asset_key.path[-1] for key in untested} >= {"dim_incidents"}
    assert "fct_container_trips" not in {key.asset_key.path[-1] for key in untested}
