"""Bridged series on hand-made editions: both definitions for one season, kept from then on."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import duckdb

from pipelines.editions import Edition, EditionManifest
from pipelines.editions.bridge import write_bridges
from pipelines.editions.manifest import DATABASE_NAME

Row = tuple[str, int, str, int]
"""Measure, definition version, season, numerator (of ten)."""


def make_edition(
    folder: Path, number: int, figures: list[Row], previous: Edition | None, *, files: str = "a1"
) -> Edition:
    edition_folder = folder / f"{number:04d}"
    edition_folder.mkdir()
    database = edition_folder / DATABASE_NAME
    with duckdb.connect(str(database)) as con:
        con.execute(
            """
            create schema raw; create schema published;
            create table raw.loads (origin varchar, file_name varchar, sha256 varchar,
                state varchar, superseded_by_load_id bigint);
            create table published.measures (measure varchar, definition_version integer,
                unit varchar, view varchar, period_kind varchar, period varchar, port_code varchar,
                origin varchar, numerator bigint, denominator bigint, value double, low double,
                high double, n_unknown bigint);
            """
        )
        con.execute(
            "insert into raw.loads values ('synthetic', 'exams.csv', ?, 'loaded', null)", [files]
        )
        for measure, version, period, numerator in figures:
            con.execute(
                "insert into published.measures values (?, ?, 'shipment', 'cohort', 'season', ?, "
                "'*', 'synthetic', ?, 10, null, null, null, 0)",
                [measure, version, period, numerator],
            )
        rows = write_bridges(con, previous, None)
    manifest = EditionManifest(
        id=f"{number:04d}",
        created_at=datetime(2026, 1, number, tzinfo=UTC),
        code_version="0.1.0",
        build_id=number,
        tables={"published.bridged_measures": rows},
        database_sha256="00",
    )
    return Edition(manifest.id, edition_folder, manifest)


def bridged(edition: Edition) -> list[tuple[Any, ...]]:
    with edition.connect() as con:
        return con.execute(
            "select measure, definition_version, edition, is_same_data, period, numerator "
            "from published.bridged_measures order by all"
        ).fetchall()


OLD: list[Row] = [("S8.2", 1, "2005", 3), ("S8.2", 1, "2006", 4), ("S8.3", 1, "2006", 2)]
NEW: list[Row] = [("S8.2", 2, "2005", 5), ("S8.2", 2, "2006", 6), ("S8.3", 1, "2006", 2)]


def test_the_last_season_of_both_stands_under_both_versions(tmp_path: Path) -> None:
    first = make_edition(tmp_path, 1, OLD, None)
    second = make_edition(tmp_path, 2, NEW, first)
    assert bridged(first) == []
    assert bridged(second) == [
        ("S8.2", 1, "0001", True, "2006", 4),
        ("S8.2", 2, None, True, "2006", 6),
    ]
    third = make_edition(tmp_path, 3, [*NEW, ("S8.2", 2, "2007", 1)], second)
    assert bridged(third) == [
        ("S8.2", 1, "0001", True, "2006", 4),
        ("S8.2", 2, "0002", True, "2006", 6),
    ]


def test_new_files_between_the_two_are_said(tmp_path: Path) -> None:
    first = make_edition(tmp_path, 1, OLD, None)
    second = make_edition(tmp_path, 2, NEW, first, files="b2")
    assert {row[3] for row in bridged(second)} == {False}


def test_a_season_only_one_of_them_has_is_no_overlap(tmp_path: Path) -> None:
    first = make_edition(tmp_path, 1, [("S8.2", 1, "2005", 3)], None)
    second = make_edition(tmp_path, 2, [("S8.2", 2, "2005", 4), ("S8.2", 2, "2006", 6)], first)
    assert [row[4:] for row in bridged(second)] == [("2005", 3), ("2005", 4)]
