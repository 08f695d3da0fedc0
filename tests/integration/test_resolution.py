"""Resolution on a real DuckDB: what is written, what is left alone, when it starts over."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from pipelines.resolution import REFERENCE_TABLES, ResolutionReport, resolve_texts

REFERENCE = Path(__file__).resolve().parents[2] / "data" / "reference"
HEADER = """
    create table raw.ams_header (
        port_of_unlading varchar, port_of_destination varchar, foreign_port_of_lading varchar,
        place_of_receipt varchar, foreign_port_of_destination varchar
    )
"""


@pytest.fixture
def con(tmp_path: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    con = duckdb.connect(str(tmp_path / "warehouse.duckdb"))
    con.execute("create schema raw")
    con.execute(HEADER)
    con.execute(
        "create table raw.manifest_events "
        "(amended_field varchar, value_before varchar, value_after varchar)"
    )
    con.execute("create table raw.ams_container (container_number varchar)")
    con.execute("create table raw.exams (container_number varchar)")
    con.execute(
        """
        insert into raw.ams_header values
            ('Los Angeles, California', null, 'Ningpo', 'NINGBO', null),
            (' Los Angeles, California ', 'Chicago, Illinois', 'Anvers,Belgium', '', null),
            ('Port Hueneme, California', null,
             'Puerto Bolivar,Ecuador', 'PUERTO BOLIVAR -', 'Nowhere at all')
        """
    )
    con.execute("insert into raw.ams_container values ('CSQU3054383'), (' csqu3054384 ')")
    con.execute("insert into raw.exams values ('CSQU3054383'), ('LCL'), ('')")
    yield con
    con.close()


@pytest.fixture
def reference(tmp_path: Path) -> Path:
    folder = tmp_path / "reference"
    folder.mkdir()
    for name in REFERENCE_TABLES:
        shutil.copy(REFERENCE / f"{name}.csv", folder)
    return folder


def port_texts(con: duckdb.DuckDBPyConnection) -> list[tuple[str, str, str | None, str, float]]:
    return con.execute("select * from resolved.port_texts order by side, port_text").fetchall()


def test_every_distinct_text_and_number_is_resolved_once(
    con: duckdb.DuckDBPyConnection, reference: Path
) -> None:
    report = resolve_texts(con, reference)
    assert port_texts(con) == [
        ("Anvers,Belgium", "foreign", "42305", "alias", 100.0),
        ("NINGBO", "foreign", "57020", "exact", 100.0),
        ("Ningpo", "foreign", "57020", "alias", 100.0),
        ("Nowhere at all", "foreign", None, "unresolved", None),
        ("PUERTO BOLIVAR -", "foreign", None, "unresolved", 100.0),
        ("Puerto Bolivar,Ecuador", "foreign", "33159", "exact", 100.0),
        ("Chicago, Illinois", "us", "3901", "exact", 100.0),
        ("Los Angeles, California", "us", "2704", "exact", 100.0),
        ("Port Hueneme, California", "us", "2713", "exact", 100.0),
    ]
    assert con.execute(
        "select * from resolved.container_numbers order by container_number"
    ).fetchall() == [
        ("CSQU3054383", True, "ok"),
        ("CSQU3054384", False, "wrong check digit"),
        ("LCL", False, "not the ISO 6346 form"),
    ]
    assert report == ResolutionReport(
        new_port_texts=9,
        new_container_numbers=3,
        port_texts_by_method={"alias": 2, "exact": 5, "unresolved": 2},
        container_numbers_by_reason={
            "not the ISO 6346 form": 1,
            "ok": 1,
            "wrong check digit": 1,
        },
        started_over=False,
    )


def test_a_second_run_looks_only_at_what_is_new(
    con: duckdb.DuckDBPyConnection, reference: Path
) -> None:
    resolve_texts(con, reference)
    before = port_texts(con)
    again = resolve_texts(con, reference)
    assert (again.new_port_texts, again.new_container_numbers, again.started_over) == (0, 0, False)
    assert port_texts(con) == before
    con.execute("insert into raw.ams_header values ('Seattle, Washington', null, 'Busan', '', '')")
    con.execute("insert into raw.exams values ('CBHU8833999')")
    third = resolve_texts(con, reference)
    assert (third.new_port_texts, third.new_container_numbers) == (2, 1)
    assert len(port_texts(con)) == len(before) + 2


def test_ports_that_an_amendment_names_are_resolved_and_its_other_values_are_not(
    con: duckdb.DuckDBPyConnection, reference: Path
) -> None:
    resolve_texts(con, reference)
    before = set(port_texts(con))
    con.execute(
        """
        insert into raw.manifest_events values
            ('foreign_port_of_lading', 'Pusan', 'Busan'), ('place_of_receipt', null, ' Busan '),
            ('shipper_name', 'Rotterdam', 'Hamburg')
        """
    )
    assert resolve_texts(con, reference).new_port_texts == 2
    assert set(port_texts(con)) - before == {
        ("Pusan", "foreign", "58023", "alias", 100.0),
        ("Busan", "foreign", "58023", "exact", 100.0),
    }


def test_a_changed_reference_table_resolves_everything_anew(
    con: duckdb.DuckDBPyConnection, reference: Path
) -> None:
    resolve_texts(con, reference)
    with (reference / "port_aliases.csv").open("a", encoding="utf-8") as aliases:
        aliases.write("NOWHERE AT ALL,foreign,57020,a test\n")
    report = resolve_texts(con, reference)
    assert report.started_over
    assert report.new_port_texts == 9
    assert ("Nowhere at all", "foreign", "57020", "alias", 100.0) in port_texts(con)
    assert len(port_texts(con)) == 9


def test_another_minimum_score_resolves_everything_anew(
    con: duckdb.DuckDBPyConnection, reference: Path
) -> None:
    con.execute("insert into raw.ams_header values ('Los Angelos, California', null, '', '', '')")

    def method() -> tuple[str] | None:
        return con.execute(
            "select method from resolved.port_texts where port_text like 'Los Angelos%'"
        ).fetchone()

    resolve_texts(con, reference)
    assert method() == ("fuzzy",)
    assert resolve_texts(con, reference, minimum_score=99.0).started_over
    assert method() == ("unresolved",)


def test_one_text_on_both_sides_is_two_rows(
    con: duckdb.DuckDBPyConnection, reference: Path
) -> None:
    con.execute("insert into raw.ams_header values ('Georgetown', 'Freeport', 'Freeport', '', '')")
    resolve_texts(con, reference)
    both = con.execute(
        "select side, port_code from resolved.port_texts where port_text = 'Freeport' order by side"
    ).fetchall()
    assert both == [("foreign", "23645"), ("us", "5311")]


def test_a_failure_leaves_everything_as_it_was(
    con: duckdb.DuckDBPyConnection, reference: Path
) -> None:
    resolve_texts(con, reference)
    before = port_texts(con)
    with (reference / "port_aliases.csv").open("a", encoding="utf-8") as aliases:
        aliases.write("ATLANTIS,foreign,99999,a test\n")
    with pytest.raises(ValueError, match="points to port '99999'"):
        resolve_texts(con, reference)
    assert port_texts(con) == before


def test_a_missing_reference_table_is_named(
    con: duckdb.DuckDBPyConnection, reference: Path
) -> None:
    (reference / "place_words.csv").unlink()
    with pytest.raises(
        FileNotFoundError, match=r"place_words\.csv: the reference table is missing"
    ):
        resolve_texts(con, reference)


def test_an_empty_warehouse_gets_empty_tables(
    con: duckdb.DuckDBPyConnection, reference: Path
) -> None:
    for table in ("ams_header", "ams_container", "exams"):
        con.execute(f"delete from raw.{table}")  # noqa: S608
    report = resolve_texts(con, reference)
    assert report == ResolutionReport(0, 0, {}, {}, started_over=False)
    assert port_texts(con) == []
