"""Files of a landing folder end in raw tables and quarantine, with the lines they stand on."""

import csv
import gzip
import io
from datetime import datetime
from pathlib import Path

import duckdb
import pytest

from pipelines.landing import (
    LandingRefused,
    create_raw_tables,
    load_contracts,
    load_folder,
    loads,
    quarantine_rows,
    reconcile,
)
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

SAMPLE = Path(__file__).parents[2] / "data" / "sample"


@pytest.fixture
def con() -> duckdb.DuckDBPyConnection:
    return duckdb.connect()


def lines_of(con: duckdb.DuckDBPyConnection, table: str = "ams_cargodesc") -> list[int]:
    rows = con.execute(f"select file_line from raw.{table} order by load_id, file_line").fetchall()  # noqa: S608
    return [line for (line,) in rows]


def quarantined(con: duckdb.DuckDBPyConnection) -> list[tuple[int, str | None, str]]:
    return [(row.file_line, row.column_name, row.reason) for row in quarantine_rows(con)]


def test_the_sample_ends_where_its_readme_says(con: duckdb.DuckDBPyConnection) -> None:
    report = load_folder(con, SAMPLE)

    assert {
        t.table_name: (t.rows_read, t.rows_loaded, t.rows_quarantined) for t in report.totals
    } == {
        "ams_header": (14, 6, 8),
        "ams_billgen": (6, 5, 1),
        "ams_cargodesc": (8, 6, 2),
        "exams": (9, 4, 5),
        "manifest_events": (5, 4, 1),
        "isf_filings": (5, 3, 2),
        "discharge_tally": (2, 2, 0),
        "stow_plan_positions": (2, 2, 0),
    }
    (refused,) = [outcome for outcome in report.outcomes if outcome.state == "refused"]
    assert "200902040900.edi, line 19. Got: no UNZ at the end" in (refused.message or "")
    assert lines_of(con, "stow_plan_positions") == [9, 15]
    assert lines_of(con, "ams_header") == [2, 3, 4, 5, 12, 15]
    assert lines_of(con, "ams_cargodesc") == [2, 3, 4, 5, 6, 10]
    assert lines_of(con, "exams") == [2, 3, 4, 10]
    header = [row for row in quarantine_rows(con) if row.table_name == "ams_header"]
    assert [(row.file_line, row.column_name) for row in header] == [
        (6, "weight"),
        (7, "identifier"),
        (8, "estimated_arrival_date"),
        (9, None),
        (10, "record_status_indicator"),
        (11, "port_of_unlading"),
        (13, "port_of_unlading"),
        (14, None),
    ]
    assert header[0].reason == 'weight "heavy" is no number'
    assert "a spreadsheet rounded it" in header[1].reason
    assert header[3].reason.startswith("34 values were expected and 35 found: a comma")
    assert header[4].reason.endswith('"Changed" is not one of New, Amended, Deleted')
    assert header[5].raw_text == "2005101700010,COSU,PA,COSCO EUR"
    assert "quote is opened" in header[7].reason
    assert reconcile(con) == []


def test_every_table_takes_a_row_of_its_contracts_examples(
    con: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    files = {}
    for name, contract in load_contracts().items():
        if contract.family == "stow_plans":
            continue  # these come as EDIFACT, tests/unit/landing/test_stow_plans.py
        text = io.StringIO()
        writer = csv.DictWriter(text, contract.column_names, lineterminator="\n")
        writer.writeheader()
        writer.writerows(example_rows(name))
        table = name.removeprefix("ams_")
        stem = f"ams__{table}_2005" if name.startswith("ams_") else f"{name}__2005"
        files[f"{stem}__200510170300.csv"] = text.getvalue()

    report = load_folder(con, make_folder(tmp_path / "examples", files))

    assert quarantined(con) == []
    assert {total.table_name: total.rows_loaded for total in report.totals} == dict.fromkeys(
        [name for name, one in load_contracts().items() if one.family != "stow_plans"], 1
    )


def test_lines_are_true_around_broken_records_blank_lines_and_values_over_several_lines(
    con: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    text = cargodesc(
        cargo_row(2),
        "",
        cargo_row(4, pieces="many"),
        cargo_row(5, text='"OVER\nTHREE\nLINES"'),
        cargo_row(8, text='"NEVER CLOSED'),
        cargo_row(9, text='5" PIPE'),
        cargo_row(10, text='"TWO\nLINES, BUT A COMMA",TOO MANY'),
        "2005000000000,CBHU0000012,1,1,ROUNDED",
        cargo_row(13, text='"LAST\nONE"'),
    )
    load_folder(con, make_folder(tmp_path / "drop", {CARGODESC: text}))

    # Line 10 opens a value that closes on line 11, but the record then has six values: line 10 is
    # broken, and line 11 is a record of its own with three values.
    assert lines_of(con) == [2, 5, 9, 13]
    assert [(line, column) for line, column, _ in quarantined(con)] == [
        (4, "piece_count"),
        (8, None),
        (10, None),
        (11, "piece_count"),
        (12, "identifier"),
    ]
    (load,) = loads(con)
    assert (load.rows_read, load.rows_loaded, load.rows_quarantined) == (9, 4, 5)
    texts = con.execute("select description_text from raw.ams_cargodesc order by file_line")
    assert [text for (text,) in texts.fetchall()] == [
        "HAT",
        "OVER\nTHREE\nLINES",
        '5" PIPE',
        "LAST\nONE",
    ]


def test_one_stray_quote_costs_one_row_of_many(
    con: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    rows = [cargo_row(line) for line in range(2, 5002)]
    rows[1000] = cargo_row(1002, text='"STRAY')
    rows[3000] = cargo_row(3002, text='ANOTHER"')
    load_folder(con, make_folder(tmp_path / "drop", {CARGODESC: cargodesc(*rows)}))

    # The second quote stands inside a value that did not begin with one: an ordinary character.
    assert [line for line, _, _ in quarantined(con)] == [1002]
    assert lines_of(con) == [line for line in range(2, 5002) if line != 1002]


def test_many_turned_away_rows_leave_every_line_true(
    con: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    # Every third row fails its type and every seventh its identifier: more than two thousand steps.
    rows, bad = [], []
    for line in range(2, 9002):
        pieces = "x" if line % 3 == 0 else "1"
        identifier = "2005101700000" if line % 7 == 0 else "2005101700001"
        rows.append(f"{identifier},CBHU{line:07d},1,{pieces},HAT")
        bad += [line] if line % 3 == 0 or line % 7 == 0 else []
    load_folder(con, make_folder(tmp_path / "drop", {CARGODESC: cargodesc(*rows)}))

    assert [line for line, _, _ in quarantined(con)] == bad
    mismatch = con.execute(
        "select count(*) from raw.ams_cargodesc where container_number[5:]::int <> file_line"
    ).fetchone()
    assert mismatch == (0,)
    assert all(
        row.raw_text.split(",")[1] == f"CBHU{row.file_line:07d}" for row in quarantine_rows(con)
    )


@pytest.mark.parametrize(
    "short", [[], ["2005101700001,CBHU0000009,1,324"]], ids=["alone", "hidden"]
)
def test_an_unquoted_comma_before_an_empty_last_value_shifts_nothing(
    con: duckdb.DuckDBPyConnection, tmp_path: Path, short: list[str]
) -> None:
    # DuckDB drops the empty value past the last column; a line one value short makes up for the
    # comma too many in the file's count.
    overlong = "2005101700001,CBHU0000003,1,12,TYRES,"
    rows = [cargo_row(2), overlong, cargo_row(4, text=""), *short]
    load_folder(con, make_folder(tmp_path / "drop", {CARGODESC: cargodesc(*rows)}))

    loaded = con.execute("select file_line from raw.ams_cargodesc order by file_line").fetchall()
    assert loaded == [(2,), (4,)]
    bad = {row.file_line: row.reason for row in quarantine_rows(con)}
    assert set(bad) == {3, *([5] if short else [])}
    assert bad[3].startswith("5 values were expected and 6 found")


@pytest.mark.parametrize(
    ("row", "column", "reason"),
    [
        ("2005101700001,CBHU8833999,1,12.7,HAT", "piece_count", "no whole number"),
        (
            "2005101700001,CBHU8833999,3000000000,1,HAT",
            "description_sequence_number",
            "no whole number",
        ),
        ("2.02E+12,CBHU8833999,1,1,HAT", "identifier", "no record identifier"),
        ("2005023000001,CBHU8833999,1,1,HAT", "identifier", "no record identifier"),
        ("2004022900001,CBHU8833999,1,1,HAT", None, None),
        ("2005022900001,CBHU8833999,1,1,HAT", "identifier", "no record identifier"),
        ("1969123100001,CBHU8833999,1,1,HAT", "identifier", "no record identifier"),
        ("200510170001,CBHU8833999,1,1,HAT", "identifier", "no record identifier"),
        ("99999999999999999999,CBHU8833999,1,1,HAT", "identifier", "no whole number"),
        ("2005101700001,   ,1,1,HAT", "container_number", "required"),
        ("2005101700001,CBHU8833999,1,nan,HAT", "piece_count", "no whole number"),
        ('2005101700001,"CBHU8833999",1,"","HAT, CAP"', None, None),
    ],
)
def test_values_that_are_not_what_the_contract_says(
    con: duckdb.DuckDBPyConnection,
    tmp_path: Path,
    row: str,
    column: str | None,
    reason: str | None,
) -> None:
    load_folder(con, make_folder(tmp_path / "drop", {CARGODESC: cargodesc(row)}))

    found = quarantined(con)
    if column is None or reason is None:
        assert found == []
        assert lines_of(con) == [2]
    else:
        assert [(line, name) for line, name, _ in found] == [(2, column)]
        assert reason in found[0][2]
        assert lines_of(con) == []


def test_all_reasons_of_a_row_are_joined(con: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    row = "9345415,061E,0,57018,1805-10-01T00:00:00,,1805-10-01T00:00:00"
    text = (
        f"{PORT_CALLS_HEADER}\n{row}\n{row.replace('0,57018', 'x,57018').replace('-01T', '-41T')}\n"
    )
    load_folder(con, make_folder(tmp_path / "drop", {PORT_CALLS: text}))

    assert quarantined(con) == [
        (
            2,
            "call_sequence",
            'call_sequence "0" is below 1; '
            'arrived_at "1805-10-01T00:00:00" lies outside 1900-01-01 to 2100-12-31; '
            'recorded_at "1805-10-01T00:00:00" lies outside 1900-01-01 to 2100-12-31',
        ),
        (
            3,
            "call_sequence",
            'call_sequence "x" is no whole number; '
            'arrived_at "1805-10-41T00:00:00" is no date and time; '
            'recorded_at "1805-10-41T00:00:00" is no date and time',
        ),
    ]


def test_columns_may_stand_in_another_order(con: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    text = (
        "description_text,piece_count,identifier,container_number,description_sequence_number\n"
        "HAT,7,2005101700001,CBHU8833999,1\n"
        "CAP,seven,2005101700001,CBHU8833999,1\n"
    )
    load_folder(con, make_folder(tmp_path / "drop", {CARGODESC: text}))

    row = con.execute(
        "select identifier, container_number, piece_count, description_text from raw.ams_cargodesc"
    ).fetchall()
    assert row == [(2005101700001, "CBHU8833999", 7, "HAT")]
    assert quarantined(con) == [(3, "piece_count", 'piece_count "seven" is no whole number')]


def test_ports_keep_their_leading_noughts_and_dates_lose_their_midnight(
    con: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    billgen = (
        "identifier,master_bol_number,house_bol_number,sub_house_bol_number,voyage_number,"
        "bill_type_code,manifest_number,trade_update_date,run_date\n"
        '2005101700001,"",0017,,061E,Regular Bill,000598,2005-10-08T00:00:00,2005-10-17\n'
    )
    load_folder(
        con, make_folder(tmp_path / "drop", {"ams__billgen_2005__200510170300.csv": billgen})
    )
    row = con.execute(
        "select house_bol_number, manifest_number, master_bol_number, trade_update_date::varchar "
        "from raw.ams_billgen"
    ).fetchone()
    assert row == ("0017", "000598", None, "2005-10-08")


@pytest.mark.parametrize(
    "text",
    [
        "\ufeff" + cargodesc(cargo_row(2), cargo_row(3)),
        cargodesc(cargo_row(2), cargo_row(3)).replace("\n", "\r\n"),
        cargodesc(cargo_row(2) + "\r", cargo_row(3)),  # both kinds of line end
        cargodesc(cargo_row(2), cargo_row(3)) + "\n\n",
    ],
    ids=["byte order mark", "carriage returns", "mixed line ends", "blank lines at the end"],
)
def test_other_ways_to_write_the_same_two_rows(
    con: duckdb.DuckDBPyConnection, tmp_path: Path, text: str
) -> None:
    report = load_folder(con, make_folder(tmp_path / "drop", {CARGODESC: text}))

    assert (report.rows_read, lines_of(con), quarantined(con)) == (2, [2, 3], [])


def test_a_stray_carriage_return_or_foreign_bytes_cost_their_row(
    con: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    text = cargodesc(
        cargo_row(2, text="BEFORE\rAFTER"), cargo_row(3), cargo_row(4, text="CAFE")
    ).encode()
    folder = make_folder(tmp_path / "drop", {CARGODESC: text.replace(b"CAFE", b"CAF\xc9")})
    load_folder(con, folder)

    assert lines_of(con) == [3]
    assert quarantined(con) == [
        (2, None, "a carriage return stands inside the line"),
        (4, "description_text", 'description_text "CAF\\xc9" is not UTF-8'),
    ]


def test_compressed_and_plain_files_hold_the_same(
    con: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    text = cargodesc(cargo_row(2), cargo_row(3, pieces="x"), cargo_row(4, text='"A\nB"')).encode()
    name = "ams/2005/ams__cargodesc_2005__200510170300_part_0.csv.gz"
    load_folder(con, make_folder(tmp_path / "drop", {name: gzip.compress(text)}))

    assert lines_of(con) == [2, 4]
    assert quarantined(con) == [(3, "piece_count", 'piece_count "x" is no whole number')]
    assert loads(con)[0].stamp == datetime.fromisoformat("2005-10-17T03:00:00")


def test_rows_carry_load_origin_and_the_time_they_were_known(
    con: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    incidents = (
        "incident_id,kind,discovered_on,discovered_precision,discovered_at,discovery_place,"
        "discovery_port_code,found_in,interception_stage,persons_known_count,"
        "persons_detained_count,persons_escaped_count,persons_dead_count,source,recorded_at\n"
        "I-1,stowaway,,unknown,,,,unknown,unknown,,,,,a text,2006-01-02T03:04:05\n"
        "I-2,stowaway,,unknown,,,,unknown,unknown,,,,,a text,\n"
    )
    folder = make_folder(
        tmp_path / "drop",
        {
            CARGODESC: cargodesc(cargo_row(2)),
            "incidents__2007__200704240000.csv": incidents,
        },
        "origin: real\n",
    )
    load_folder(con, folder)

    known = con.execute(
        "select known_at, origin, load_id from raw.incidents order by incident_id"
    ).fetchall()
    assert known == [
        (datetime.fromisoformat("2006-01-02T03:04:05"), "real", 1),
        (datetime.fromisoformat("2007-04-24T00:00:00"), "real", 1),
    ]
    assert con.execute("select known_at, load_id from raw.ams_cargodesc").fetchall() == [
        (datetime.fromisoformat("2005-10-17T03:00:00"), 2)
    ]


def test_a_folder_whose_name_looks_like_a_pattern_is_read_all_the_same(
    con: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    folder = make_folder(tmp_path / "drop [1]*", {CARGODESC: cargodesc(cargo_row(2))})
    load_folder(con, folder)

    assert lines_of(con) == [2]


@pytest.mark.parametrize("kind", ["csv", "parquet"])
def test_what_a_folder_is_called_changes_no_value(
    con: duckdb.DuckDBPyConnection, tmp_path: Path, kind: str
) -> None:
    inside = tmp_path / "container_number=TOOK0000000"
    folder = make_folder(inside / "drop", {f"piece_count=9/{CARGODESC}": cargodesc(cargo_row(1))})
    if kind == "parquet":
        text = folder / "piece_count=9" / CARGODESC
        con.execute(
            f"copy (from read_csv('{text}', all_varchar = true, hive_partitioning = false)) "
            f"to '{text.with_suffix('.parquet')}'"
        )
        text.unlink()
    load_folder(con, folder)
    found = con.execute("select container_number, piece_count from raw.ams_cargodesc").fetchall()
    assert found == [("CBHU0000001", 324)]


def test_a_header_alone_is_an_empty_table(con: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    report = load_folder(con, make_folder(tmp_path / "drop", {CARGODESC: CARGODESC_HEADER + "\n"}))

    assert [(o.state, o.rows_read) for o in report.outcomes] == [("loaded", 0)]


def test_settings_of_the_connection_are_put_back(
    con: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    con.execute("set preserve_insertion_order = false")
    names = ("preserve_insertion_order", "checkpoint_threshold")
    query = f"select {', '.join(f'current_setting({name!r})' for name in names)}"
    before = con.execute(query).fetchone()
    load_folder(con, make_folder(tmp_path / "drop", {CARGODESC: cargodesc(cargo_row(2))}))

    assert con.execute(query).fetchone() == before
    temporary = con.execute("select table_name from duckdb_tables() where temporary").fetchall()
    assert temporary == []


def test_a_table_made_under_another_contract_is_refused(con: duckdb.DuckDBPyConnection) -> None:
    create_raw_tables(con)
    con.execute("alter table raw.exams drop column finding")

    with pytest.raises(LandingRefused, match=r"another contract.*raw\.exams.*finding VARCHAR"):
        create_raw_tables(con)


def test_reconcile_sees_a_row_that_went_missing_and_one_that_came_from_nowhere(
    con: duckdb.DuckDBPyConnection,
) -> None:
    load_folder(con, SAMPLE)
    header = next(load for load in loads(con) if load.table_name == "ams_header")
    con.execute("delete from raw.ams_header where file_line = 12")
    con.execute("insert into raw.exams (exam_event_id, load_id) values ('X', 999)")

    found = reconcile(con)

    assert [(i.load_id, i.table_name, i.rows_loaded, i.found_loaded) for i in found] == [
        (header.load_id, "ams_header", 6, 5),
        (999, "exams", 0, 1),
    ]
