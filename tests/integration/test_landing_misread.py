"""Values that DuckDB reads as something else than is written: in UTC or in quarantine, never as is.

The moments expected are worked out by hand from the zones' offsets.
"""

from collections.abc import Iterator
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from pipelines.landing import load_folder, quarantine_rows
from tests.integration.landing_files import (
    CARGODESC,
    CARGODESC_HEADER,
    PORT_CALLS,
    PORT_CALLS_HEADER,
    cargo_row,
    cargodesc,
    example_rows,
    make_folder,
)

PARTNERS = "trade_partners__2005_10__200511010300.csv"
RETURNS = "partner_returns__2006_04__200605030000.csv"
HEADERS = "ams__header_2005__200510170300.csv"
ARRIVALS = {
    "2005-10-15T06:20:00": "2005-10-15 06:20:00",
    "2005-10-15 06:20": "2005-10-15 06:20:00",
    "2005-10-15T06:20:00Z": "2005-10-15 06:20:00",
    "2005-10-15T06:20:00+09:00": "2005-10-14 21:20:00",  # Tokyo is nine hours ahead
    "2005-10-15T06:20:00-05": "2005-10-15 11:20:00",
    "2005-10-15 06:20:00-0500": "2005-10-15 11:20:00",
    "2005-10-15 06:20:00 BST": "named",  # London's summer time, and read as Bangladesh's
    "2005-10-15 06:20:00 America/New_York": "named",
    "2005-10-15 06:20 CST": "named",  # Chicago's or China's
    "2005-10-15 4:12 PM": None,
    "2005-10-15 04:12:00 AM": None,
    "2005-10-15 06:20:00 SHIP": None,
    "infinity": "endless",
    "-infinity": "endless",
    "2101-01-01T08:00:00+09:00": "outside",
    "2005-10-15 (BC)": "endless",
}
OUTSIDE = {"outside": "lies outside 1900-01-01 to 2100-12-31"}
ENDLESS = {"endless": OUTSIDE["outside"]}
ESTIMATES = {
    "2005-10-14": "2005-10-14",
    "2005-10-14T00:00:00": "2005-10-14",
    "2005-10-14 00:00:00": "2005-10-14",
    "2005-10-14T18:30:00": None,
    "2005-10-14garbage": None,
    "2005-10-14 4:12 PM": None,
    "2005-10-14 00:00:00 PM": None,
    "2005-10-14 00:00:00+09:00": None,  # on the 13th in UTC
    "2005-10-13 19:00:00 EST": None,
    "14 October 2005": None,
}
IDENTIFIERS = {
    "2005101700017": 2005101700017,
    "2005101700017.0": 2005101700017,
    "2.00510170001E+12": None,
    "2.00510170002e+12": None,
    "2.00510170003E12": None,
    "200510170003.e1": None,
    "20051017000400e-1": None,
    "2005_101_700_017": None,
}


@pytest.fixture(params=["UTC", "Asia/Tokyo"])
def con(request: pytest.FixtureRequest) -> Iterator[duckdb.DuckDBPyConnection]:
    """A warehouse, at headquarters and on a machine that stands elsewhere."""
    con = duckdb.connect()
    con.execute(f"set TimeZone = '{request.param}'")
    yield con
    assert con.execute("select current_setting('TimeZone')").fetchone() == (request.param,)


def arrivals(con: duckdb.DuckDBPyConnection) -> dict[int, str]:
    rows = con.execute("select call_sequence, arrived_at::varchar from raw.port_calls").fetchall()
    return {int(sequence): moment for sequence, moment in rows}


def check_arrivals(con: duckdb.DuckDBPyConnection, said: dict[str | None, str]) -> None:
    expected = {i: told for i, told in enumerate(ARRIVALS.values(), start=1) if told not in said}
    assert arrivals(con) == expected
    assert {row.reason for row in quarantine_rows(con)} == {
        f'arrived_at "{text}" {said[told]}' for text, told in ARRIVALS.items() if told in said
    }


def test_times_are_taken_in_their_zone(con: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    lines = [
        f"9345415,061E,{i},2704,{text},,2005-10-16 00:00:00-02:00"
        for i, text in enumerate(ARRIVALS, start=1)
    ]
    text = "\n".join([PORT_CALLS_HEADER, *lines]) + "\n"
    load_folder(con, make_folder(tmp_path / "drop", {PORT_CALLS: text}))

    named = "is no date and time: a zone is written Z or as hours from UTC, such as -05:00"
    check_arrivals(con, {None: "is no date and time", "named": named, **OUTSIDE, **ENDLESS})
    known = con.execute("select distinct known_at::varchar from raw.port_calls").fetchall()
    assert known == [("2005-10-16 02:00:00",)]


def test_so_are_times_in_text_of_parquet(con: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    folder = make_folder(tmp_path / "drop", {})
    count = len(ARRIVALS)
    table = {
        "vessel_imo": ["9345415"] * count,
        "voyage_number": ["061E"] * count,
        "call_sequence": [*range(1, count + 1)],
        "port_code": ["2704"] * count,
        "arrived_at": [*ARRIVALS],
        "departed_at": pa.nulls(count),
        "recorded_at": ["2005-10-16T00:00:00"] * count,
    }
    pq.write_table(pa.table(table), folder / PORT_CALLS.replace(".csv", ".parquet"))
    load_folder(con, folder)

    none = dict.fromkeys((None, "named", *ENDLESS), "is no date and time")  # by their letters
    check_arrivals(con, {**none, **OUTSIDE})


def test_a_date_has_no_time_of_day(con: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    row = dict(example_rows("trade_partners")[0])
    lines = [",".join({**row, "valid_to": text}.values()) for text in ESTIMATES]
    text = "\n".join([",".join(row), *lines]) + "\n"
    load_folder(con, make_folder(tmp_path / "drop", {PARTNERS: text}))

    zone = "is no date: a zone is written Z or as hours from UTC, such as -05:00"
    loaded = con.execute("select file_line, valid_to::varchar from raw.trade_partners").fetchall()
    assert sorted(loaded) == [(2, "2005-10-14"), (3, "2005-10-14"), (4, "2005-10-14")]
    assert [(row.file_line, row.reason) for row in quarantine_rows(con)] == [
        (5, 'valid_to "2005-10-14T18:30:00" is no date: it has a time of day'),
        (6, 'valid_to "2005-10-14garbage" is no date'),
        (7, 'valid_to "2005-10-14 4:12 PM" is no date'),
        (8, 'valid_to "2005-10-14 00:00:00 PM" is no date'),
        (9, 'valid_to "2005-10-14 00:00:00+09:00" is no date: it has a time of day'),
        (10, f'valid_to "2005-10-13 19:00:00 EST" {zone}'),
        (11, 'valid_to "14 October 2005" is no date'),
    ]


def test_a_rounded_identifier_is_no_other_bill(
    con: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    lines = [f'{text},CBHU{i:07d},1,324,"1E+3 HATS, 5_5"' for i, text in enumerate(IDENTIFIERS)]
    load_folder(con, make_folder(tmp_path / "drop", {CARGODESC: cargodesc(*lines)}))

    loaded = con.execute("select identifier, file_line from raw.ams_cargodesc").fetchall()
    assert sorted(loaded) == [(2005101700017, 2), (2005101700017, 3)]
    found = [(row.file_line, row.column_name, row.reason) for row in quarantine_rows(con)]
    assert [(line, column) for line, column, _ in found] == [
        (line, "identifier") for line in range(4, 10)
    ]
    assert all(reason.count("is no record identifier") == 1 for _, _, reason in found)


def test_a_count_is_written_in_digits(con: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    text = cargodesc(
        cargo_row(1),
        cargo_row(2, '"HAT\n1E+3"', "3E+2"),  # the value over two lines stands after the count
        '2005101700001,CBHU0000003,1,,"a line\nand one more, 1_0"',
        cargo_row(4, pieces="3_2"),
        "2005_10,too,few",
        cargo_row(5, "1E+3"),
    )
    load_folder(con, make_folder(tmp_path / "drop", {CARGODESC: text}))

    loaded = con.execute("select container_number, file_line from raw.ams_cargodesc").fetchall()
    assert sorted(loaded) == [("CBHU0000001", 2), ("CBHU0000003", 5), ("CBHU0000005", 9)]
    found = [(row.file_line, row.column_name, row.reason) for row in quarantine_rows(con)]
    assert found == [
        (3, "piece_count", 'piece_count "3E+2" is no whole number in plain digits'),
        (7, "piece_count", 'piece_count "3_2" is no whole number in plain digits'),
        (8, "piece_count", "5 values were expected and 3 found: the line is broken off"),
    ]


def test_a_period_is_one_of_its_kind(con: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    row = dict(example_rows("partner_returns")[0])
    kinds = ["month", "season", "season", "fiscal_year", "calendar_year", "fiscal_year"]
    periods = ["2006-04", "2006", "2005-06", "FY2006", "CY2006", "2006"]
    lines = [
        ",".join({**row, "period_kind": kind, "period": period}.values())
        for kind, period in zip(kinds, periods, strict=True)
    ]
    text = "\n".join([",".join(row), *lines]) + "\n"
    load_folder(con, make_folder(tmp_path / "drop", {RETURNS: text}))

    assert [(found.file_line, found.reason) for found in quarantine_rows(con)] == [
        (4, 'period "2005-06" is no period of the row\'s period_kind'),
        (7, 'period "2006" is no period of the row\'s period_kind'),
    ]


def test_a_weight_that_no_ship_carries_stays_out(
    con: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    row = dict(example_rows("ams_header")[0])
    weights = ["16495", "1e19", "-1E13", "nan", "inf", "1e12"]
    lines = [",".join(f'"{v}"' for v in {**row, "weight": w}.values()) for w in weights]
    text = "\n".join([",".join(row), *lines]) + "\n"
    load_folder(con, make_folder(tmp_path / "drop", {HEADERS: text}))

    assert [(found.file_line, found.reason) for found in quarantine_rows(con)] == [
        (line, f'weight "{weights[line - 2]}" is no number up to 1e+12') for line in (3, 4, 5, 6)
    ]


def test_a_column_order_of_its_own_changes_nothing(
    con: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    header = ",".join(reversed(CARGODESC_HEADER.split(",")))
    text = f"{header}\nHAT,324,1,CBHU0000001,2.00510170001E+12\nE+1 HAT,324,1,CBHU0000002,"
    text += "2005101700001\n"
    load_folder(con, make_folder(tmp_path / "drop", {CARGODESC: text}))

    assert con.execute("select container_number from raw.ams_cargodesc").fetchall() == [
        ("CBHU0000002",)
    ]
