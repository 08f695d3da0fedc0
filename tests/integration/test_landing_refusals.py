"""A folder or a file that is not whole is refused aloud, and keeps nothing else out."""

import gzip
import hashlib
import os
import re
from datetime import datetime
from pathlib import Path

import duckdb
import pytest

from pipelines.landing import (
    FileRefused,
    LandingRefused,
    LoadRecord,
    create_raw_tables,
    load_contracts,
    load_folder,
    loads,
    quarantine_rows,
    reconcile,
)
from pipelines.landing.appending import append_files
from pipelines.landing.declaration import read_landing_folder
from pipelines.landing.file_names import LandingFile, recognise
from pipelines.landing.inspection import inspect_ahead, list_entries
from pipelines.landing.ledger import Ledger
from pipelines.landing.reading import Source
from pipelines.landing.survey import Fingerprint, fingerprint, survey
from tests.integration.landing_files import (
    CARGODESC,
    cargo_row,
    cargodesc,
    make_folder,
)

GOOD = cargodesc(cargo_row(2), cargo_row(3))
OTHER = "ams__cargodesc_2005__200510240300.csv"


@pytest.fixture
def con() -> duckdb.DuckDBPyConnection:
    return duckdb.connect()


def blank_record(folder: Path, file: LandingFile, found: Fingerprint) -> LoadRecord:
    """Write a file's row of the ledger as it stands before loading."""
    moment = datetime.fromisoformat("2005-10-20T00:00:00")
    return LoadRecord(
        load_id=1, landing_folder="drop", landing_path=str(folder), file_name=file.name,
        table_name=file.contract.name, origin="synthetic", sha256=found.sha256,
        byte_count=found.byte_count, rows_read=0, rows_loaded=0, rows_quarantined=0,
        started_at=moment, finished_at=moment, stamp=file.stamp, state="refused",
    )  # fmt: skip


def row_count(con: duckdb.DuckDBPyConnection) -> int:
    return len(con.execute("select 1 from raw.ams_cargodesc").fetchall())


@pytest.mark.parametrize(
    ("declaration", "got"),
    [
        (None, "no landing.yml"),
        ("description: no origin\n", "origin: Field required"),
        ("origin: invented\n", "'real' or 'synthetic'"),
        ("origin: [\n", "while parsing"),
        ("", "origin: Field required"),
        ("origin: 2005-13-45\n", "month must be in 1..12"),
        ("origin: synthetic\norigin: real\n", "origin stands twice"),
        (
            "origin: synthetic\nfiles:\n  a.csv: {rows: 2}\n  ./a.csv: {rows: 3}\n",
            "a.csv is listed twice",
        ),
    ],
)
def test_a_folder_without_an_origin_is_refused_and_nothing_is_written(
    con: duckdb.DuckDBPyConnection, tmp_path: Path, declaration: str | None, got: str
) -> None:
    folder = make_folder(tmp_path / "drop", {CARGODESC: GOOD}, declaration or "")
    if declaration is None:
        (folder / "landing.yml").unlink()

    with pytest.raises(LandingRefused) as refusal:
        load_folder(con, folder)

    assert got in str(refusal.value)
    assert "Write `origin: real` or `origin: synthetic`" in str(refusal.value)
    assert con.execute("select count(*) from information_schema.tables").fetchone() == (0,)


def test_a_folder_that_is_not_there_is_refused(
    con: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    with pytest.raises(LandingRefused, match="no such folder"):
        load_folder(con, tmp_path / "nowhere")


def test_a_folder_in_a_folder_is_refused_because_their_origins_could_differ(
    con: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    folder = make_folder(tmp_path / "drop", {CARGODESC: GOOD})
    make_folder(folder / "history", {OTHER: GOOD}, "origin: real\n")

    with pytest.raises(LandingRefused, match="holds another landing folder"):
        load_folder(con, folder)


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        (CARGODESC, b"", "is empty. Where: ams__cargodesc_2005__200510170300.csv. Got: 0 bytes"),
        (CARGODESC, GOOD.encode()[:-1], r"does not end with a line feed.*line 3.*last byte b'T'"),
        (CARGODESC, b"identifier,container", r"does not end with a line feed.*line 1"),
        (CARGODESC + ".gz", gzip.compress(GOOD.encode() * 50)[:-9], "compressed file is truncated"),
        (CARGODESC + ".gz", GOOD.encode(), "compressed file is truncated or damaged"),
        (
            CARGODESC.replace(".csv", ".parquet"),
            b"PAR1 and then nothing",
            "Parquet file is truncated or damaged",
        ),
        (
            CARGODESC,
            GOOD.replace(",piece_count", "").encode(),
            "missing: piece_count.*line 1.*Expected: identifier, container_number, description_seq",
        ),
        (
            CARGODESC,
            GOOD.replace("piece_count", "pieces").encode(),
            "missing: piece_count; not in the contract: pieces",
        ),
        (
            CARGODESC,
            GOOD.replace("piece_count", "identifier").encode(),
            "missing: piece_count; twice: identifier",
        ),
        (CARGODESC, b"\x89PNG\r\n\x1a\n" + b"\x00" * 40 + b"\n", "columns are not those of"),
        (CARGODESC, GOOD.replace("\n", "\r").encode(), "lines end in carriage returns alone"),
        (CARGODESC, GOOD.encode("utf-16"), "Got: text in UTF-16"),
        (CARGODESC, gzip.compress(GOOD.encode()), "Got: a gzip file, to be named .csv.gz"),
        (CARGODESC + ".gz", gzip.compress(b""), "Got: a compressed file with nothing in it"),
        (CARGODESC, b"PK\x03\x04" + b"\x00" * 40 + b"\n", "Got: a zip archive or a workbook"),
    ],
    ids=[
        "empty",
        "no line feed",
        "header cut",
        "gzip cut",
        "not gzip",
        "parquet cut",
        "column missing",
        "column renamed",
        "column twice",
        "not text",
        "carriage returns",
        "utf-16",
        "gzip named csv",
        "gzip of nothing",
        "workbook",
    ],
)
def test_a_damaged_file_is_refused_whole_and_the_others_are_loaded(
    con: duckdb.DuckDBPyConnection, tmp_path: Path, name: str, content: bytes, message: str
) -> None:
    folder = make_folder(tmp_path / "drop", {name: content, OTHER: GOOD})
    report = load_folder(con, folder)

    assert [outcome.file_name for outcome in report.refused] == [name]
    assert [outcome.file_name for outcome in report.new] == [OTHER]
    (refused,) = loads(con, state="refused")
    assert re.search(message, refused.message or "")
    assert (refused.rows_read, refused.file_name) == (0, name)
    assert row_count(con) == 2
    assert quarantine_rows(con) == []
    assert reconcile(con) == []


def test_a_repaired_file_under_the_same_name_just_loads(
    con: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    folder = make_folder(tmp_path / "drop", {CARGODESC: GOOD[:-1]})
    load_folder(con, folder)
    load_folder(con, folder)
    assert len(loads(con, state="refused")) == 1  # the same refusal is entered once

    (folder / CARGODESC).write_text(GOOD, encoding="utf-8")
    report = load_folder(con, folder)

    assert [outcome.state for outcome in report.outcomes] == ["loaded"]
    assert report.outcomes[0].supersedes_load_id is None
    assert row_count(con) == 2


@pytest.mark.parametrize("header_end", ["\n", "\r\n"])
@pytest.mark.parametrize("row_end", ["\n", "\r\n"])
def test_a_header_may_end_otherwise_than_the_rows(
    con: duckdb.DuckDBPyConnection, tmp_path: Path, header_end: str, row_end: str
) -> None:
    header, *rows = GOOD.splitlines()
    text = header + header_end + "".join(row + row_end for row in rows)
    report = load_folder(con, make_folder(tmp_path / "drop", {CARGODESC: text}))

    assert (report.rows_loaded, report.refused) == (2, [])
    found = con.execute("select file_line, description_text from raw.ams_cargodesc").fetchall()
    assert sorted(found) == [(2, "HAT"), (3, "HAT")]


def test_names_in_other_bytes_and_linked_folders_are_told(
    con: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    folder = make_folder(tmp_path / "drop", {CARGODESC: GOOD})
    elsewhere = make_folder(tmp_path / "archive", {OTHER: GOOD})
    (folder / "archive").symlink_to(elsewhere)
    (folder / os.fsdecode(b"caf\xe9")).mkdir()
    (folder / os.fsdecode(b"caf\xe9") / OTHER).write_text(GOOD.replace("HAT", "CAP"))
    report = load_folder(con, folder)

    assert [outcome.file_name for outcome in report.new] == [CARGODESC]
    told = {outcome.file_name: outcome.message or "" for outcome in report.refused}
    assert sorted(told) == ["archive", f"caf\\xe9/{OTHER}"]
    assert "link to a folder is not followed" in told["archive"]
    assert "bytes that are no UTF-8" in told[f"caf\\xe9/{OTHER}"]
    assert len(loads(con, state="refused")) == 2


def test_a_folder_whose_own_name_is_no_text_is_refused(
    con: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    folder = make_folder(tmp_path / os.fsdecode(b"caf\xe9"), {CARGODESC: GOOD})
    with pytest.raises(LandingRefused, match=r"cannot be written down.*caf\\xe9"):
        load_folder(con, folder)


@pytest.mark.parametrize("gone", [CARGODESC, OTHER])
def test_a_file_that_goes_away_while_others_are_loaded_is_refused_alone(
    con: duckdb.DuckDBPyConnection, tmp_path: Path, gone: str
) -> None:
    first = "ams__cargodesc_2005__200501010300.csv"
    broken = cargodesc(cargo_row(7), cargo_row(8, '"a quote'))  # looked at closer than the others
    files = {CARGODESC: GOOD, OTHER: broken, first: GOOD.replace("HAT", "CAP")}
    folder = make_folder(tmp_path / "drop", files)
    landing = read_landing_folder(folder)
    create_raw_tables(con)
    ledger = Ledger(con, landing)
    sources = []
    for entry in inspect_ahead(list_entries(folder, landing.declaration), ledger):
        assert entry.file is not None
        assert entry.found is not None
        assert entry.surveyed is not None
        record = blank_record(folder, entry.file, entry.found)
        sources.append(Source(entry.file, entry.found, entry.surveyed, record, None))
    (folder / gone).unlink()

    outcomes = {source.file.name: said for source, said in append_files(con, ledger, sources)}

    refused = {name: str(said) for name, said in outcomes.items() if isinstance(said, FileRefused)}
    assert [*refused] == [gone]
    assert "The file cannot be read" in refused[gone]
    assert "No such file or directory" in refused[gone]
    assert {load.file_name for load in loads(con)} == {*files} - {gone}


def test_a_file_that_goes_away_before_it_is_read_is_refused_alone(
    con: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    folder = make_folder(tmp_path / "drop", {CARGODESC: GOOD, OTHER: GOOD.replace("HAT", "CAP")})
    landing = read_landing_folder(folder)
    create_raw_tables(con)
    entries = list_entries(folder, landing.declaration)
    (folder / OTHER).unlink()

    inspected = [*inspect_ahead(entries, Ledger(con, landing))]

    assert [entry.refusal is None for entry in inspected] == [True, False]
    assert "No such file or directory" in (inspected[1].refusal or "")


def test_names_that_are_not_recognised_are_told_and_entered(
    con: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    unknown = {
        "manifest final v2.csv": GOOD,
        "ams__cargo_2005__200510170300.csv": GOOD,
        "ams__cargodesc_2005__200513170300.csv": GOOD,  # there is no thirteenth month
        "exams__2005_10__200511010300.xlsx": "binary",
    }
    left_alone = {
        "README.md": "# what this is",
        ".hidden.csv": GOOD,
        ".cache/ams__cargodesc_2005__200510170300.csv": GOOD,
        f"{CARGODESC}.partial": GOOD[:20],
    }
    report = load_folder(con, make_folder(tmp_path / "drop", unknown | left_alone))

    assert {outcome.file_name: outcome.state for outcome in report.outcomes} == dict.fromkeys(
        unknown, "not_recognised"
    )
    assert {load.file_name for load in loads(con, state="refused")} == {*unknown}
    message = report.refused[0].message or ""
    assert "Expected: <feed>__<YYYY>[_<MM>]" in message
    assert message.count("or ams__<table>") == message.count(".edi") == 1, "each pattern once"


@pytest.mark.parametrize(
    ("said", "message"),
    [
        ("{bytes: 7}", r"size in bytes is not what landing.yml says.*Expected: 7\."),
        (f"{{sha256: {'a' * 64}}}", "sha256 is not what landing.yml says"),
        ("{rows: 3}", "Got: 2 rows. Expected: 3 rows"),
    ],
)
def test_a_file_that_is_not_what_the_declaration_says_is_refused(
    con: duckdb.DuckDBPyConnection, tmp_path: Path, said: str, message: str
) -> None:
    declaration = f"origin: synthetic\nfiles:\n  {CARGODESC}: {said}\n"
    report = load_folder(con, make_folder(tmp_path / "drop", {CARGODESC: GOOD}, declaration))

    assert re.search(message, report.outcomes[0].message or "")
    assert row_count(con) == 0


def test_a_file_that_is_what_the_declaration_says_is_loaded_and_an_absent_one_is_told(
    con: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    sha256 = hashlib.sha256(GOOD.encode()).hexdigest().upper()
    declaration = (
        f"origin: synthetic\nfiles:\n  {CARGODESC}: {{sha256: {sha256}, "
        f"bytes: {len(GOOD)}, rows: 2}}\n  {OTHER}: {{rows: 1}}\n"
    )
    report = load_folder(con, make_folder(tmp_path / "drop", {CARGODESC: GOOD}, declaration))

    assert [(o.file_name, o.state) for o in report.outcomes] == [
        (CARGODESC, "loaded"),
        (OTHER, "missing"),
    ]


def test_a_file_that_changes_while_it_is_read_leaves_nothing(
    con: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    folder = make_folder(tmp_path / "drop", {CARGODESC: GOOD})
    create_raw_tables(con)
    ledger = Ledger(con, read_landing_folder(folder))
    file = recognise(folder, folder / CARGODESC, load_contracts())
    found = fingerprint(file)
    record = blank_record(folder, file, found)
    source = Source(file, found, survey(file), record, declared_rows=None)
    (folder / CARGODESC).write_text(GOOD.replace("HAT", "CAP"), encoding="utf-8")
    os.utime(folder / CARGODESC, ns=(1, 1))

    ((_, outcome),) = append_files(con, ledger, [source])

    assert isinstance(outcome, FileRefused)
    assert "was changed while it was being read" in str(outcome)

    assert row_count(con) == 0
    assert loads(con) == []
