"""Programs of the small world: told at the command line as the edition has them, and packed."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from pipelines.cli import app
from pipelines.editions import open_edition
from pipelines.editions.programs import KINDS, list_programs, read_program, table_rows
from pipelines.settings import Settings, get_settings
from tests.unit.packs.tiny_editions import Workbook

EARLY = "1990-01-01"
"""Before any register states anything, and before the stream begins."""
PACKED = "ctpat"
LISTED = "fct_partner_duties"


@pytest.fixture
def typed(monkeypatch: pytest.MonkeyPatch, small_world: Settings) -> Iterator[Callable[..., Any]]:
    monkeypatch.setenv("TALLYMAN_BUILD", str(small_world.build))
    monkeypatch.setenv("COLUMNS", "80")
    get_settings.cache_clear()
    yield lambda *words: CliRunner().invoke(app, [str(word) for word in words])
    get_settings.cache_clear()


def plain(result: Result) -> Any:
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)


def figures_of(told: dict[str, Any]) -> list[dict[str, Any]]:
    return [row for section in told["sections"] for row in section["figures"]]


def test_every_program_with_figures_is_in_the_edition(typed: Any, small_world: Settings) -> None:
    models = (small_world.dbt_project / "models" / "marts" / "programs").rglob("program_*.sql")
    written = {
        path.stem.removeprefix("program_").removesuffix("_figures")
        for path in models
        if path.stem.endswith("_figures")
    }
    found = plain(typed("programs", "list", "--json"))

    assert {row["program"] for row in found} == written
    assert all(row["figures"] > 0 and row["title"] for row in found)
    shown = typed("programs", "list").output
    assert all(f" {name} " in shown for name in written)


def test_a_program_is_told_as_the_edition_has_it(typed: Any, small_world: Settings) -> None:
    edition = open_edition(small_world.editions)
    for row in list_programs(edition):
        told = figures_of(plain(typed("programs", row["program"], "--json")))
        with edition.connect() as con:
            for one in told:
                published = con.execute(
                    "select numerator, denominator, n_unknown, value, low, high, published_value "
                    "from published.program_figures where program = ? and figure = ? "
                    'and "view" = ? and period_kind = ? and period = ? and geography = ? '
                    "and subject = ? and origin = ?",
                    [
                        row["program"], one["figure"], one["view"], one["period_kind"],
                        one["period"], one["geography"], one["subject"], one["origin"],
                    ],
                ).fetchall()  # fmt: skip
                assert [
                    (one["numerator"], one["denominator"], one["n_unknown"], one["value"],
                     one["low"], one["high"], one["published_value"])
                ] == published  # fmt: skip


def test_before_anything_is_stated_every_figure_is_not_stated(
    typed: Any, small_world: Settings
) -> None:
    for row in list_programs(open_edition(small_world.editions)):
        told = figures_of(plain(typed("programs", row["program"], "--as-of", EARLY, "--json")))

        assert told
        assert {one["state"] for one in told} == {"not stated"}
        assert {one["value"] for one in told} == {one["numerator"] for one in told} == {None}
    assert "not stated" in typed("programs", PACKED, "--as-of", EARLY).output


def test_tables_tell_as_many_rows_as_they_list(typed: Any, small_world: Settings) -> None:
    edition = open_edition(small_world.editions)
    for row in list_programs(edition):
        for table in read_program(edition, row["program"]).tables:
            assert table.kind in KINDS
            assert len(table_rows(edition, table)) == table.row_count, table.name
    (table,) = [
        one
        for one in plain(typed("programs", PACKED, "--json"))["tables"]
        if one["table"] == LISTED
    ]
    listed = plain(typed("programs", PACKED, "--table", LISTED, "--json"))
    assert len(listed) == sum(table["rows"].values()) > 0


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("programs", "csti"), "'csti' is no program of"),
        (("pack", "csti"), "'csti' is no program of"),
        (("programs", PACKED, "--table", "none"), "'none' is no table of program ctpat; it has"),
        (("pack", PACKED, "--period", "2006-13"), "'2006-13' is no period; expected a month"),
    ],
)
def test_what_there_is_not_is_refused(typed: Any, words: tuple[str, ...], said: str) -> None:
    result = typed(*words)

    assert result.exit_code == 1
    assert said in result.output


def test_the_pack_of_a_program_holds_the_editions_figures(
    typed: Any, small_world: Settings, tmp_path: Path
) -> None:
    told = plain(typed("pack", PACKED, "--out", tmp_path / "one", "--json"))
    again = plain(typed("pack", PACKED, "--out", tmp_path / "two", "--json"))
    folder, other = Path(told["folder"]), Path(again["folder"])
    edition = open_edition(small_world.editions)
    book = Workbook(folder / f"{PACKED}.edition_{edition.id}.xlsx")
    program = read_program(edition, PACKED)

    assert {name: (folder / name).read_bytes() for name in told["files"]} == {
        name: (other / name).read_bytes() for name in again["files"]
    }
    assert [(row["Id"], row["Numerator"]) for row in book.records("Figures")] == [
        (row["figure"], "" if row["numerator"] is None else row["numerator"])
        for row in program.figures
    ]
    assert {"Figures", "Plots", "Definitions", "Restatements", "Manifest"} <= set(book.sheets)
    page = (folder / "index.html").read_text(encoding="utf-8")
    assert "<svg" in page
    assert "Synthetic." in page
    assert "<script" not in page
