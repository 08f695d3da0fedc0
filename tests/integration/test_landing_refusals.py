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
from pipelines.landing.file_names import recognise
from pipelines.landing.ledger import Ledger
from pipelines.landing.reading import Source
from pipelines.landing.survey import fingerprint, survey
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
    assert "Expected: <feed>__<YYYY>[_<MM>]" in (report.refused[0].message or "")


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
    ledger = Ledger(con, "drop", "synthetic")
    file = recognise(folder, folder / CARGODESC, load_contracts())
    found = fingerprint(file)
    moment = datetime.fromisoformat("2005-10-20T00:00:00")
    record = LoadRecord(
        load_id=1, landing_folder="drop", file_name=CARGODESC, table_name="ams_cargodesc",
        origin="synthetic", sha256=found.sha256, byte_count=len(GOOD), rows_read=0,
        rows_loaded=0, rows_quarantined=0, started_at=moment, finished_at=moment, stamp=file.stamp,
        state="refused",
    )  # fmt: skip
    source = Source(file, found, survey(file), record, declared_rows=None)
    (folder / CARGODESC).write_text(GOOD.replace("HAT", "CAP"), encoding="utf-8")
    os.utime(folder / CARGODESC, ns=(1, 1))

    ((_, outcome),) = append_files(con, ledger, [source])

    assert isinstance(outcome, FileRefused)
    assert "was changed while it was being read" in str(outcome)

    assert row_count(con) == 0
    assert loads(con) == []
