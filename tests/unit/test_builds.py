"""The ledger of builds and the decision what a build replaces."""

from datetime import date, datetime

import duckdb
import pytest

from pipelines.builds import (
    TouchedMonth,
    close_build,
    create_build_tables,
    last_build,
    open_build,
    record_step,
    request_month,
)
from pipelines.warehouse import build_that_stands, full_refresh_reason

FINGERPRINTS = {"models": "a", "reference tables": "c"}


@pytest.fixture
def con() -> duckdb.DuckDBPyConnection:
    connection = duckdb.connect()
    create_build_tables(connection)
    return connection


def green_build(con: duckdb.DuckDBPyConnection, as_known_at: datetime | None = None) -> None:
    build_id = open_build(
        con, as_known_at=as_known_at, full_refresh_reason=None, fingerprints=FINGERPRINTS
    )
    close_build(con, build_id, state="green", months=[])


def test_a_build_is_running_until_it_is_closed(con: duckdb.DuckDBPyConnection) -> None:
    assert last_build(con) is None
    build_id = open_build(con, as_known_at=None, full_refresh_reason="asked", fingerprints={})
    running = last_build(con)
    assert running is not None
    assert (running.build_id, running.state, running.finished_at) == (1, "running", None)
    months = [TouchedMonth(date(2006, 4, 1), "new rows: exams; ams_header")]
    close_build(con, build_id, state="failed", months=months, message="unique_trips")
    failed = last_build(con)
    assert failed is not None
    assert (failed.state, failed.message, failed.months) == ("failed", "unique_trips", months)
    assert last_build(con, state="green") is None


def test_steps_belong_to_the_newest_build_only(con: duckdb.DuckDBPyConnection) -> None:
    green_build(con)
    record_step(con, "estimated")
    green_build(con)
    newest = last_build(con)
    assert newest is not None
    assert (newest.build_id, newest.estimated_at, newest.proposed_at) == (2, None, None)


def test_a_warehouse_without_the_ledger_has_no_build() -> None:
    assert last_build(duckdb.connect()) is None


def test_a_month_is_asked_for_by_its_first_day(con: duckdb.DuckDBPyConnection) -> None:
    request_month(con, date(2006, 4, 17))
    asked = con.execute("select arrival_month, built_at from raw.rebuild_requests").fetchall()
    assert asked == [(date(2006, 4, 1), None)]


@pytest.mark.parametrize(
    ("fingerprints", "as_known_at", "reason"),
    [
        (FINGERPRINTS, None, None),
        (FINGERPRINTS | {"models": "x"}, None, "changed: models"),
        (
            FINGERPRINTS | {"models": "x", "reference tables": "x"},
            None,
            "changed: models, reference tables",
        ),
        (
            FINGERPRINTS,
            datetime(2006, 4, 1),  # noqa: DTZ001  the ledger holds UTC without a zone
            "as known at 2006-04-01 00:00:00, before: everything loaded",
        ),
    ],
)
def test_every_month_is_replaced_where_the_changed_ones_would_not_do(
    con: duckdb.DuckDBPyConnection,
    fingerprints: dict[str, str],
    as_known_at: datetime | None,
    reason: str | None,
) -> None:
    assert full_refresh_reason(None, fingerprints, as_known_at) == "first build"
    green_build(con)
    assert full_refresh_reason(last_build(con), fingerprints, as_known_at) == reason


def test_a_failed_build_does_not_stand_for_the_last_green_one(
    con: duckdb.DuckDBPyConnection,
) -> None:
    green_build(con)
    build_id = open_build(
        con, as_known_at=None, full_refresh_reason=None, fingerprints={"models": "x"}
    )
    close_build(con, build_id, state="failed", months=[])
    green = last_build(con, state="green")
    assert green is not None
    assert green.build_id == 1
    assert full_refresh_reason(green, FINGERPRINTS, None) is None


def test_what_the_build_before_left_stands_while_it_was_green_and_nothing_changed(
    con: duckdb.DuckDBPyConnection,
) -> None:
    assert build_that_stands(None, FINGERPRINTS) is None
    green_build(con)
    assert build_that_stands(last_build(con), FINGERPRINTS) == 1
    assert build_that_stands(last_build(con), FINGERPRINTS | {"properties": "other"}) is None
    build_id = open_build(
        con, as_known_at=None, full_refresh_reason=None, fingerprints=FINGERPRINTS
    )
    assert build_that_stands(last_build(con), FINGERPRINTS) is None
    close_build(con, build_id, state="failed", months=[])
    assert build_that_stands(last_build(con), FINGERPRINTS) is None


def test_a_changed_test_or_property_replaces_no_month(con: duckdb.DuckDBPyConnection) -> None:
    green_build(con)
    now = FINGERPRINTS | {"properties": "other"}
    assert full_refresh_reason(last_build(con), now, None) is None
