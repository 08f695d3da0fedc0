"""What a build after a green one may leave standing, on a project that can be followed by hand."""

from typing import Any

import duckdb
import pytest

from pipelines.landing.tables import LOADS_COLUMNS
from pipelines.warehouse.standing_nodes import (
    LEAVES_OUT_CORRECTED_LOADS,
    READS_WHAT_THE_BUILD_BEFORE_LEFT,
    changed_sources,
    standing_nodes,
)

Named = tuple[str, dict[str, Any]]


def source(schema: str, name: str) -> Named:
    return f"source.tallyman.{schema}.{name}", {"schema": schema, "name": name}


def node(
    name: str, *reads: str, calls: str = "", kind: str = "model"
) -> tuple[str, dict[str, Any]]:
    depends_on = {"nodes": list(reads), "macros": [calls] if calls else []}
    return f"{kind}.tallyman.{name}", {
        "name": name,
        "resource_type": kind,
        "config": {"materialized": "view" if name.startswith("stg_") else "table"},
        "depends_on": depends_on,
    }


SOURCES = dict(
    [
        source("raw", "exams"),
        source("raw", "incidents"),
        source("raw", "loads"),
        source("rules", "periods"),
        source("resolved", "port_texts"),
    ]
)
EXAMS, INCIDENTS, LOADS, PERIODS, PORT_TEXTS = SOURCES
STAGED = LEAVES_OUT_CORRECTED_LOADS
MANIFEST = {
    "sources": SOURCES,
    "nodes": dict(
        [
            node("stg_exams", EXAMS, LOADS, calls=STAGED),
            node("stg_incidents", INCIDENTS, LOADS, calls=STAGED),
            node("stg_loads", LOADS),
            node("fct_exams", "model.tallyman.stg_exams"),
            node("fct_loads", "model.tallyman.stg_loads"),
            node("dim_ports", PORT_TEXTS),
            node("dim_incidents", "model.tallyman.stg_incidents"),
            node("dim_periods", PERIODS),
            node("to_rescore", PERIODS, calls=READS_WHAT_THE_BUILD_BEFORE_LEFT),
            node("fct_rescored", "model.tallyman.to_rescore"),
            node("incidents_are_one", "model.tallyman.dim_incidents", kind="test"),
            node(
                "exams_have_incidents",
                "model.tallyman.dim_incidents",
                "model.tallyman.fct_exams",
                kind="test",
            ),
            node("ports", kind="seed"),
        ]
    ),
}


@pytest.fixture
def con() -> duckdb.DuckDBPyConnection:
    connection = duckdb.connect()
    columns = ", ".join(f"{name} {kind}" for name, kind in LOADS_COLUMNS.items())
    connection.execute(f"create schema raw; create table raw.loads ({columns})")
    return connection


def load(con: duckdb.DuckDBPyConnection, table: str, state: str, built_at: str | None) -> None:
    con.execute(
        "insert into raw.loads by name select 1 as load_id, 'folder' as landing_folder, "
        "'file.csv' as file_name, ? as table_name, 'real' as origin, 0 as rows_read, "
        "0 as rows_loaded, 0 as rows_quarantined, now()::timestamp as started_at, "
        "now()::timestamp as finished_at, ? as state, ?::timestamp as built_at",
        [table, state, built_at],
    )


def test_what_reads_no_changed_source_stands() -> None:
    assert standing_nodes(MANIFEST, {EXAMS}) == [
        "dim_incidents",
        "dim_periods",
        "dim_ports",
        "fct_loads",
        "incidents_are_one",
    ]


def test_the_ledger_alone_changes_only_what_shows_the_ledger() -> None:
    standing = standing_nodes(MANIFEST, {LOADS})
    assert "fct_loads" not in standing
    assert {"fct_exams", "dim_incidents"} <= set(standing)


def test_a_test_of_two_tables_is_run_where_one_of_them_is_built() -> None:
    standing = standing_nodes(MANIFEST, {INCIDENTS})
    assert {"exams_have_incidents", "incidents_are_one"}.isdisjoint(standing)
    assert "fct_exams" in standing


def test_what_says_what_this_build_replaces_is_never_left_from_the_last() -> None:
    assert {"to_rescore", "fct_rescored"}.isdisjoint(standing_nodes(MANIFEST, set()))


def test_a_landing_table_is_changed_by_a_load_that_no_green_build_took_in(
    con: duckdb.DuckDBPyConnection,
) -> None:
    load(con, "exams", "loaded", built_at=None)
    load(con, "incidents", "loaded", built_at="2006-05-01")
    load(con, "incidents", "refused", built_at=None)
    # every build may resolve texts anew; what was decided is that of the green build
    assert changed_sources(con, MANIFEST) == {EXAMS, LOADS, PORT_TEXTS}
