"""Editions of the small world: what a page can rely on, and that a build can be repeated."""

from collections.abc import Iterator

import duckdb
import pytest

from pipelines.editions import compare, open_edition
from pipelines.rulesets.rows import RegisterRow, read_rows
from pipelines.settings import Settings
from pipelines.stages import building, proposing, publishing


@pytest.fixture(scope="module")
def edition(small_world: Settings) -> Iterator[duckdb.DuckDBPyConnection]:
    with open_edition(small_world.editions).connect() as con:
        yield con


def test_it_carries_marts_figures_rules_and_ledgers_and_no_raw_row(
    edition: duckdb.DuckDBPyConnection, small_world: Settings
) -> None:
    found: dict[str, set[str]] = {}
    for schema, name in edition.execute(
        "select table_schema, table_name from information_schema.tables"
    ).fetchall():
        found.setdefault(schema, set()).add(name)
    marts = {
        path.stem
        for path in (small_world.dbt_project / "models" / "marts").rglob("*.sql")
        if 'materialized="ephemeral"' not in path.read_text(encoding="utf-8")
    }
    assert found["marts"] == marts
    assert found["published"] == {
        "measures",
        "bridged_measures",
        "clearance_times",
        "commonalities",
        "proposal",
        "proposal_summary",
        "proposal_history",
        "proposal_workload",
        "proposal_incidents",
        "proposal_findings",
        "season_backtest",
        "moving_port",
        "left_out",
        "random_lane",
        "targeting_quality",
        "drift",
        "exam_clocks",
        "uncovered_hours",
        "image_openings",
        "incident_counts",
        "notification_times",
        "port_shift",
        "program_figures",
        "partner_exam_ratios",
        "party_evaluation",
        "scan_alarm_times",
        "targeting_workload",
    }
    assert found["rules"] == {
        "rules", "rule_sets", "periods", "thresholds", "lists", "operations", "lane_plans",
        "targets", "party_decisions",
    }  # fmt: skip
    assert found["raw"] == {"loads", "quarantine", "builds"}
    assert set(found) == {"marts", "published", "rules", "raw"}


def test_the_manifest_counts_what_is_there(
    edition: duckdb.DuckDBPyConnection, small_world: Settings
) -> None:
    manifest = open_edition(small_world.editions).manifest
    for name, rows in manifest.tables.items():
        assert edition.execute(f"select count(*) from {name}").fetchone() == (rows,)  # noqa: S608
    loaded = dict(
        edition.execute(
            "select origin, sum(rows_loaded)::bigint from raw.loads group by origin"
        ).fetchall()
    )
    assert manifest.origin_counts == loaded
    shipped = read_rows(small_world.rulesets / "register.csv", RegisterRow)
    assert {(one.rule_set, one.version) for one in manifest.rule_sets} == {
        (row.rule_set, row.version) for row in shipped
    }
    measured = edition.execute("select distinct measure from published.measures").fetchall()
    assert {name for (name,) in measured} == set(manifest.definition_versions)


def test_no_figure_mixes_origins_and_only_synthetic_traffic_is_measured(
    edition: duckdb.DuckDBPyConnection,
) -> None:
    # Real incidents stand without traffic: they are counted, nothing else of real origin is.
    origins = edition.execute(
        "select distinct origin from published.measures where measure not like 'INC%'"
    ).fetchall()
    assert origins == [("synthetic",)]
    reasons = edition.execute(
        "select refused, reason from published.proposal_summary where origin = 'real'"
    ).fetchall()
    assert len(reasons) == 1
    refused, reason = reasons[0]
    assert refused
    assert "no real traffic to compare with" in reason


def test_the_same_inputs_give_the_same_figures(small_world_copy: Settings) -> None:
    report = building.build(small_world_copy, full_refresh=True)
    assert report.full_refresh_reason == "asked for"
    publishing.estimate(small_world_copy)
    proposing.propose(small_world_copy, None)
    second = publishing.publish_edition(small_world_copy)
    first = open_edition(small_world_copy.editions, "0001")
    found = compare(first, second)
    assert found.figures_compared > 1000
    assert found.figures_changed == []
    assert found.inputs_added == found.inputs_removed == []
    assert found.definitions_changed == {}
    for name, rows in first.manifest.tables.items():
        if name != "raw.builds":
            assert second.manifest.tables[name] == rows
