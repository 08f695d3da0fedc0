"""The Dagster graph: what it is made of, what starts it, and what blocks it."""

import datetime
import json
import shutil
from collections import Counter
from pathlib import Path
from typing import Any

import dagster as dg
import duckdb
import pytest
import yaml

from pipelines.assets.automation import landing_sensor, monthly_edition, season_refresh
from pipelines.definitions import build_definitions
from pipelines.editions import current_id
from pipelines.landing import load_contracts
from pipelines.partitions import WAREHOUSE_POOL, arrival_months, season_partitions
from pipelines.progress import Silent
from pipelines.refresh import RefreshError, refresh
from pipelines.seasons import read_seasons
from pipelines.settings import Settings
from pipelines.warehouse import BuildError

OWN_ASSETS = {
    "landing/synthetic",
    "landing/incident_history",
    "landing/registers",
    "raw/loads",
    "raw/quarantine",
    "raw/rebuild_requests",
    "resolved/port_texts",
    "resolved/container_numbers",
    "resolved/parties",
    "resolved/party_names",
    "resolved/party_pairs",
    "resolved/party_levels",
    "resolved/party_changes",
    "rules/rules",
    "rules/rule_sets",
    "rules/thresholds",
    "rules/periods",
    "rules/lists",
    "rules/operations",
    "rules/lane_plans",
    "rules/targets",
    "rules/party_decisions",
    "published/measures",
    "published/clearance_times",
    "published/commonalities",
    "published/random_lane",
    "published/targeting_quality",
    "published/drift",
    "published/exam_clocks",
    "published/uncovered_hours",
    "published/image_openings",
    "published/incident_counts",
    "published/notification_times",
    "published/party_evaluation",
    "published/port_shift",
    "published/partner_exam_ratios",
    "published/scan_alarm_times",
    "published/targeting_workload",
    "published/program_figures",
    "published/proposal",
    "published/proposal_summary",
    "published/proposal_history",
    "published/proposal_workload",
    "published/proposal_incidents",
    "published/proposal_findings",
    "published/season_backtest",
    "published/moving_port",
    "published/left_out",
    "edition/current",
}
OWN_CHECKS = {
    "raw/loads:read_equals_loaded_plus_quarantined",
    "published/measures:rate_lies_in_its_interval",
    "edition/current:bytes_are_as_published",
}
GROUPS = {
    "landing", "raw", "rules", "resolved", "reference", "staging", "intermediate", "marts",
    "estimates", "edition",
}  # fmt: skip


@pytest.fixture(scope="module")
def definitions(small_world: Settings) -> dg.Definitions:
    return build_definitions(small_world)


@pytest.fixture(scope="module")
def graph(definitions: dg.Definitions) -> Any:
    return definitions.resolve_asset_graph()


def test_definitions_load(definitions: dg.Definitions) -> None:
    dg.Definitions.validate_loadable(definitions)


def test_assets_are_named_as_the_tables_they_make(graph: Any, small_world: Settings) -> None:
    models = small_world.dbt_project / "models"
    from_dbt = {
        f"{path.relative_to(models).parts[0]}/{path.stem}"
        for path in models.rglob("*.sql")
        if 'materialized="ephemeral"' not in path.read_text(encoding="utf-8")
    }
    seeds = {f"reference/{path.stem}" for path in small_world.reference.glob("*.csv")}
    raw = {f"raw/{name}" for name in load_contracts()}
    found = {key.to_user_string() for key in graph.get_all_asset_keys()}
    assert found == OWN_ASSETS | raw | from_dbt | seeds


def test_every_asset_has_a_group_and_a_description(graph: Any) -> None:
    nodes = [graph.get(key) for key in graph.get_all_asset_keys()]
    assert {node.group_name for node in nodes} == GROUPS
    assert [node.key.to_user_string() for node in nodes if not node.description] == []


def test_dbt_data_tests_are_blocking_checks(graph: Any, small_world: Settings) -> None:
    manifest = json.loads((small_world.dbt_target / "manifest.json").read_text(encoding="utf-8"))
    names = {
        node["name"]
        for node in manifest["nodes"].values()
        if node["resource_type"] == "test" and node["config"]["severity"].lower() == "error"
    }
    checks = {key: graph.get(key) for key in graph.asset_check_keys}
    blocking = {key.name for key, node in checks.items() if node.blocking}
    attached = names & {key.name for key in checks}
    assert attached <= blocking
    assert len(attached) > 40
    own = {f"{k.asset_key.to_user_string()}:{k.name}" for k in checks if k.name not in names}
    assert own == OWN_CHECKS
    assert OWN_CHECKS - {
        f"{k.asset_key.to_user_string()}:{k.name}" for k, n in checks.items() if n.blocking
    } == {"edition/current:bytes_are_as_published"}


def test_the_edition_stands_downstream_of_every_mart_and_figure(graph: Any) -> None:
    parents = Counter(
        graph.get(key).group_name
        for key in graph.get(dg.AssetKey(["edition", "current"])).parent_keys
    )
    marts = sum(graph.get(key).group_name == "marts" for key in graph.get_all_asset_keys())
    estimates = sum(graph.get(key).group_name == "estimates" for key in graph.get_all_asset_keys())
    assert parents == {"estimates": estimates, "marts": marts}


def test_one_op_at_a_time_may_open_the_warehouse(
    graph: Any, small_world: Settings, tmp_path: Path
) -> None:
    ops = [asset.node_def for asset in graph.assets_defs if asset.is_executable]
    assert {op.name for op in ops} == {
        "load_landing_folders",
        "raw__rebuild_requests",
        "register_rule_sets",
        "resolve_texts",
        "build_warehouse",
        "estimate_figures",
        "propose_weights",
        "edition__current",
        *(name.replace("/", "__").replace(":", "_") for name in OWN_CHECKS),
    }
    unpooled = {op.name for op in ops if op.pool != WAREHOUSE_POOL}
    assert unpooled == {"edition__current_bytes_are_as_published"}
    config = yaml.safe_load(
        (small_world.home / "pipelines" / "dagster.yaml").read_text(encoding="utf-8")
    )
    (tmp_path / "dagster.yaml").write_text(yaml.safe_dump(config), encoding="utf-8")
    with dg.DagsterInstance.from_config(str(tmp_path)) as instance:
        limits = instance.get_concurrency_config().pool_config
    assert limits.default_pool_limit == 1


def test_jobs_sensors_and_schedules_are_these(definitions: dg.Definitions) -> None:
    repository = definitions.get_repository_def()
    assert {job.name for job in repository.get_all_jobs() if not job.name.startswith("__")} == {
        "load_and_build",
        "season_proposal",
        "publish_edition",
        "rebuild_months",
    }
    assert {sensor.name for sensor in repository.sensor_defs} == {"landing_sensor"}
    assert {one.name: one.cron_schedule for one in repository.schedule_defs} == {
        "season_refresh": "0 6 1 9 *",
        "monthly_edition": "0 6 2 * *",
    }


def test_seasons_follow_each_other_without_gap_or_overlap(small_world: Settings) -> None:
    seasons = read_seasons(small_world.reference / "seasons.csv")
    for season in seasons:
        assert season.opens_on == datetime.date(season.season - 1, 10, 1)
        assert season.closes_on == datetime.date(season.season, 5, 31)
    labels = [season.season for season in seasons]
    assert labels == list(range(labels[0], labels[-1] + 1))
    assert season_partitions(small_world).get_partition_keys() == [str(one) for one in labels]


def test_arrival_months_cover_the_fiscal_years_of_the_seasons(small_world: Settings) -> None:
    labels = [season.season for season in read_seasons(small_world.reference / "seasons.csv")]
    months = arrival_months(small_world).get_partition_keys()
    assert months[0] == f"{labels[0] - 1}-10"
    assert months[-1] == f"{labels[-1]}-09"
    assert len(months) == 12 * len(labels)


def test_new_files_start_a_load_and_unfinished_ones_do_not(tmp_path: Path) -> None:
    settings = Settings(build=tmp_path / "build")
    folder = settings.landing / "dropped"
    folder.mkdir(parents=True)
    (folder / "landing.yml").write_text("origin: synthetic\n")

    def look(cursor: str | None) -> dg.SensorResult | dg.SkipReason:
        with dg.build_sensor_context(cursor=cursor, resources={"settings": settings}) as context:
            result = landing_sensor(context)
        assert isinstance(result, dg.SensorResult | dg.SkipReason)
        return result

    first = look(None)
    assert isinstance(first, dg.SensorResult)
    assert len(first.run_requests or []) == 1
    assert isinstance(look(first.cursor), dg.SkipReason)
    (folder / "exams__2006_04__200605010300.csv.partial").write_text("half")
    assert isinstance(look(first.cursor), dg.SkipReason)
    (folder / "exams__2006_04__200605010300.csv").write_text("whole")
    second = look(first.cursor)
    assert isinstance(second, dg.SensorResult)
    assert second.cursor != first.cursor
    (folder / "exams__2006_04__200605010300.csv").write_text("corrected")
    assert isinstance(look(second.cursor), dg.SensorResult)


@pytest.mark.parametrize(
    ("schedule", "when", "season"),
    [
        (season_refresh, (2005, 9, 1), "2006"),
        (monthly_edition, (2005, 8, 2), "2005"),
        (monthly_edition, (2005, 9, 2), "2006"),
        (monthly_edition, (2006, 1, 2), "2006"),
    ],
)
def test_schedules_ask_for_the_season_in_force(
    schedule: dg.ScheduleDefinition, when: tuple[int, int, int], season: str
) -> None:
    moment = datetime.datetime(*when, 6, tzinfo=datetime.UTC)
    context = dg.build_schedule_context(
        scheduled_execution_time=moment, resources={"settings": Settings()}
    )
    request = schedule(context)
    assert isinstance(request, dg.RunRequest)
    assert (request.partition_key, request.run_key) == (season, f"{moment:%Y-%m-%d}")


def test_a_season_the_reference_table_does_not_name_is_skipped_aloud() -> None:
    moment = datetime.datetime(2090, 9, 1, 6, tzinfo=datetime.UTC)
    context = dg.build_schedule_context(
        scheduled_execution_time=moment, resources={"settings": Settings()}
    )
    answer = season_refresh(context)
    assert isinstance(answer, dg.SkipReason)
    assert "Season 2091 is not in data/reference/seasons.csv" in (answer.skip_message or "")


def test_a_lost_raw_row_blocks_everything_after_the_load(small_world_copy: Settings) -> None:
    with duckdb.connect(str(small_world_copy.warehouse)) as con:
        con.execute(
            "delete from raw.exams where exam_event_id = (select min(exam_event_id) from raw.exams)"
        )
    with pytest.raises(RefreshError, match="read_equals_loaded_plus_quarantined"):
        refresh(small_world_copy, Silent(), folders=[])
    assert current_id(small_world_copy.editions) == "0001"


def test_a_failing_data_test_blocks_publishing_and_the_current_edition_stays(
    small_world_copy: Settings, tmp_path: Path
) -> None:
    home = tmp_path / "home"
    for part in ("dbt", "data"):
        shutil.copytree(small_world_copy.home / part, home / part)
    failing = home / "dbt" / "tests" / "no_file_may_be_loaded.sql"
    failing.write_text("select load_id from {{ ref('stg_loads__loads') }} limit 1\n")
    settings = Settings(home=home, build=small_world_copy.build)
    with pytest.raises(BuildError, match="no_file_may_be_loaded: Got 1 result"):
        refresh(settings, Silent(), folders=[])
    assert current_id(settings.editions) == "0001"
    with duckdb.connect(str(settings.warehouse), read_only=True) as con:
        state, message = con.execute(
            "select state, message from raw.builds order by build_id desc limit 1"
        ).fetchone() or (None, None)
    assert (state, message) == ("failed", "no_file_may_be_loaded")
    # what failed can be read, as the message says, and is all that is written
    written = list((settings.dbt_target / "compiled").rglob("*.sql"))
    assert [path.name for path in written] == ["no_file_may_be_loaded.sql"]
    assert written[0].read_text(encoding="utf-8").startswith("select load_id from")
