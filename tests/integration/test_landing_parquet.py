"""Parquet files: columns are cast to the contract, what cannot be cast is quarantined by row."""

from datetime import UTC, datetime
from pathlib import Path

import duckdb
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from pipelines.landing import load_folder, quarantine_rows, reconcile
from tests.integration.landing_files import make_folder

PARQUET = "port_calls__2005_10__200511010300.parquet"
MOMENT = datetime.fromisoformat("2005-10-15T06:20:00")


@pytest.fixture
def con() -> duckdb.DuckDBPyConnection:
    return duckdb.connect()


def write(folder: Path, **columns: object) -> Path:
    """Write four port calls, some columns replaced."""
    make_folder(folder, {})
    frame = {
        "vessel_imo": ["9345415"] * 4,
        "voyage_number": ["061E"] * 4,
        "call_sequence": [1, 2, 3, 4],
        "port_code": ["57035", "58201", "2704", "3001"],
        "arrived_at": [None, MOMENT, MOMENT, MOMENT],
        "departed_at": [MOMENT, MOMENT, MOMENT, None],
        "recorded_at": [MOMENT] * 4,
    } | columns
    pq.write_table(
        pa.table({name: pa.array(values) for name, values in frame.items()}), folder / PARQUET
    )
    return folder


def test_the_right_types_are_taken_as_they_are(
    con: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    report = load_folder(con, write(tmp_path / "drop"))

    assert (report.rows_read, report.rows_loaded) == (4, 4)
    rows = con.execute(
        "select file_line, call_sequence, port_code, arrived_at, known_at from raw.port_calls "
        "order by file_line"
    ).fetchall()
    assert rows[0] == (1, 1, "57035", None, MOMENT)
    assert rows[3] == (4, 4, "3001", MOMENT, MOMENT)


def test_other_types_are_cast_and_what_cannot_be_is_quarantined_with_its_row(
    con: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    folder = write(
        tmp_path / "drop",
        call_sequence=["1", "second", "2.5", "0"],
        arrived_at=["2005-10-15 06:20:00", "later", "yesterday", None],
    )
    load_folder(con, folder)

    assert con.execute(
        "select file_line, vessel_imo, arrived_at from raw.port_calls"
    ).fetchall() == [(1, "9345415", MOMENT)]
    found = [(row.file_line, row.column_name, row.reason) for row in quarantine_rows(con)]
    assert found == [
        (
            2,
            "call_sequence",
            'call_sequence "second" is no whole number; arrived_at "later" is no date and time',
        ),
        (
            3,
            "call_sequence",
            'call_sequence "2.5" is no whole number; arrived_at "yesterday" is no date and time',
        ),
        (4, "call_sequence", 'call_sequence "0" is below 1'),
    ]
    assert quarantine_rows(con)[1].raw_text == (
        "9345415,061E,2.5,2704,yesterday,2005-10-15 06:20:00,2005-10-15 06:20:00"
    )
    assert reconcile(con) == []


def test_times_with_a_zone_become_utc_whatever_the_session_says(
    con: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    con.execute("set timezone = 'America/Los_Angeles'")
    zoned = pd.Series([MOMENT.replace(tzinfo=UTC)] * 4).dt.tz_convert("Asia/Shanghai")
    load_folder(con, write(tmp_path / "drop", recorded_at=zoned))

    assert con.execute("select distinct recorded_at, known_at from raw.port_calls").fetchall() == [
        (MOMENT, MOMENT)
    ]


@pytest.mark.parametrize(
    ("column", "values", "stored", "expected"),
    [
        ("arrived_at", [True, False, True, None], "bool", "times, dates or text"),
        ("port_code", [2704.0, 2704.0, 3001.0, None], "double", "text"),
        ("port_code", [2704, 2704, 3001, 101], "int64", "text"),
        ("port_code", [b"2704", b"2704", b"3001", b"0101"], "binary", "text"),
        ("port_code", [["2704"], ["2704"], ["3001"], []], "list<element: string>", "text"),
        ("call_sequence", [MOMENT] * 4, "timestamp[us]", "whole numbers, double or text"),
        (
            "call_sequence",
            pa.array([1, 2, 3, 4], type=pa.float32()),
            "float",
            "whole numbers, double or text",
        ),
    ],
)
def test_a_column_stored_as_what_its_values_cannot_be_read_back_from_refuses_the_file(
    con: duckdb.DuckDBPyConnection,
    tmp_path: Path,
    column: str,
    values: list[object],
    stored: str,
    expected: str,
) -> None:
    report = load_folder(con, write(tmp_path / "drop", **{column: values}))

    message = report.refused[0].message or ""
    assert f"Got: {column} as {stored}." in message
    assert f"Expected: {column} as {expected}." in message
    assert con.execute("select count(*) from raw.port_calls").fetchone() == (0,)


def test_text_by_dictionary_is_text_and_a_column_of_nothing_is_empty(
    con: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    ports = pa.array(["0101", "2704", "2704", "3001"]).dictionary_encode()
    load_folder(con, write(tmp_path / "drop", port_code=ports, arrived_at=[None] * 4))

    assert con.execute(
        "select port_code, arrived_at from raw.port_calls order by file_line limit 2"
    ).fetchall() == [("0101", None), ("2704", None)]


def test_a_number_in_text_is_held_to_its_digits(
    con: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    load_folder(con, write(tmp_path / "drop", call_sequence=["1", "2E+0", "0_3", "4.0"]))

    assert [(row.file_line, row.reason) for row in quarantine_rows(con)] == [
        (2, 'call_sequence "2E+0" is no whole number'),
        (3, 'call_sequence "0_3" is no whole number'),
    ]


def test_empty_text_is_nothing(con: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    folder = write(
        tmp_path / "drop",
        port_code=["57035", "", "2704", "3001"],
        arrived_at=["2005-10-15T06:20:00", "", "", "2005-10-15T06:20:00"],
        departed_at=["", "2005-10-15T06:20:00", "", ""],
    )
    load_folder(con, folder)

    rows = "select file_line, arrived_at, departed_at from raw.port_calls order by file_line"
    assert con.execute(rows).fetchall() == [(1, MOMENT, None), (3, None, None), (4, MOMENT, None)]
    assert [(row.file_line, row.reason) for row in quarantine_rows(con)] == [
        (2, "port_code is required and is empty")
    ]


def test_columns_in_another_order_and_a_missing_one(
    con: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    folder = write(tmp_path / "drop")
    table = pq.read_table(folder / PARQUET)
    pq.write_table(table.select(table.column_names[::-1]), folder / PARQUET)
    report = load_folder(con, folder)
    assert report.rows_loaded == 4
    assert con.execute("select distinct vessel_imo from raw.port_calls").fetchall() == [
        ("9345415",)
    ]

    pq.write_table(table.drop_columns(["port_code"]), folder / PARQUET)
    refused = load_folder(con, folder)
    assert "missing: port_code" in (refused.refused[0].message or "")


def test_a_number_that_is_none_is_quarantined_beside_one_that_is(
    con: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    load_folder(con, write(tmp_path / "drop", call_sequence=[1.0, float("nan"), 3.0, 4.0]))

    assert [(row.file_line, row.column_name) for row in quarantine_rows(con)] == [
        (2, "call_sequence")
    ]
