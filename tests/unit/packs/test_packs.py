"""A program and its pack on hand-made editions: figures as of a day, sheets, formats, bytes."""

import hashlib
import json
import resource
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from models.evaluation.rates import clopper_pearson
from pipelines.editions import Edition, EditionError
from pipelines.editions.programs import list_programs, one_table, read_program, table_rows
from pipelines.editions.published import SelectionError
from pipelines.packs import PackError, write_pack
from tests.unit.packs.tiny_editions import SECOND, SYNTHETIC, Workbook, make_edition

NUMBERS = {
    "Numerator": "numerator",
    "Denominator": "denominator",
    "Unknown": "n_unknown",
    "95 % low": "low",
    "95 % high": "high",
}
WHOLE = "1"
"""Number of the format that spreadsheets write whole numbers with, by their standard."""


@pytest.fixture(scope="module")
def editions(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Edition, Edition]:
    folder = tmp_path_factory.mktemp("editions")
    first = make_edition(folder, 1, SYNTHETIC)
    return folder, first, make_edition(folder, 2, SECOND, file_sha="b2")


def figure(edition: Edition, name: str, subject: str = "*", **asked: Any) -> dict[str, Any]:
    found = [
        row
        for row in read_program(edition, "cranes", **asked).figures
        if row["figure"] == name and row["subject"] == subject
    ]
    assert len(found) == 1
    return found[0]


def folder_digest(folder: Path) -> dict[str, str]:
    return {one.name: hashlib.sha256(one.read_bytes()).hexdigest() for one in folder.iterdir()}


def test_a_share_has_its_exact_interval_and_unknowns_count_neither_way(editions: Any) -> None:
    row = figure(editions[1], "CRANE.lifts.timely", as_of=date(2005, 12, 31))

    low, high = clopper_pearson(30, 40)
    assert (row["period"], row["numerator"], row["denominator"], row["n_unknown"]) == (
        "2005", 30, 50, 10,
    )  # fmt: skip
    assert (row["value"], row["low"], row["high"]) == pytest.approx((0.75, low[()], high[()]))
    assert (row["value_unknown_low"], row["value_unknown_high"]) == (0.6, 0.8)


def test_no_percentage_stands_where_fewer_than_twenty_are_known(editions: Any) -> None:
    row = figure(editions[1], "CRANE.lifts.timely", "north_pier")

    assert (row["numerator"], row["denominator"], row["n_unknown"]) == (3, 15, 1)
    assert row["value"] is None
    assert row["value_note"] == "fewer than 20"


def test_a_count_as_of_a_day_and_a_printed_value_have_no_interval(editions: Any) -> None:
    ports, cover = figure(editions[1], "CRANE.ports"), figure(editions[1], "CRANE.cover")

    assert (ports["value"], ports["low"], ports["state"]) == (58, None, "as of")
    assert (cover["value"], cover["low"], cover["state"]) == (0.86, None, "as printed")


def test_what_no_source_states_is_not_stated_and_not_nought(editions: Any) -> None:
    row = figure(editions[1], "CRANE.staff")

    assert (row["value"], row["numerator"], row["state"]) == (None, None, "not stated")


@pytest.mark.parametrize(
    ("day", "value", "state"),
    [
        (date(2006, 3, 30), None, "not stated"),
        (date(2006, 3, 31), 44, "as of"),
        (date(2007, 9, 29), 44, "as of"),
        (date(2007, 9, 30), 58, "as of"),
    ],
)
def test_the_newest_state_as_of_a_day_is_shown(
    editions: Any, day: date, value: float | None, state: str
) -> None:
    row = figure(editions[1], "CRANE.ports", as_of=day)

    assert (row["value"], row["state"]) == (value, state)
    assert row["numerator"] == value


def test_before_the_first_statement_the_row_says_when_that_was(editions: Any) -> None:
    row = figure(editions[1], "CRANE.ports", as_of=date(2000, 1, 1))

    assert row["note"] == "first stated as of 2006-03-31"
    assert row["period"] == ""


def test_a_season_counts_once_it_is_over(editions: Any) -> None:
    # The season of 2006 ends on 31 May 2006.
    before = figure(editions[1], "CRANE.lifts.timely", as_of=date(2006, 5, 30))
    after = figure(editions[1], "CRANE.lifts.timely", as_of=date(2006, 5, 31))

    assert (before["period"], after["period"]) == ("2005", "2006")


def test_state_is_judged_by_the_messages_and_not_by_a_newer_register(editions: Any) -> None:
    # Newest lift 1 July 2006: 2005 is over for long, 2006 (to 31 May) is final from 15 July.
    rows = {
        row["period"]: row["state"]
        for day in (date(2005, 12, 31), date(2006, 12, 31))
        for row in [figure(editions[1], "CRANE.lifts.timely", as_of=day)]
    }

    assert rows == {"2005": "final", "2006": "provisional"}


def test_a_period_shows_its_own_counts_and_registers_as_of_its_end(editions: Any) -> None:
    program = read_program(editions[1], "cranes", period="2005")

    assert figure(editions[1], "CRANE.lifts.timely", period="2005")["numerator"] == 30
    assert {row["period"] for row in program.figures if row["view"] == "cohort"} == {"2005"}
    assert figure(editions[1], "CRANE.ports", period="2005")["state"] == "not stated"


def test_a_register_shows_what_was_stated_by_the_day(editions: Any) -> None:
    program = read_program(editions[1], "cranes", as_of=date(2008, 7, 30))
    table = one_table(program, "fct_cranes")

    assert table.rows == {"real": 1}
    rows = table_rows(editions[1], table, as_of=date(2008, 7, 30))
    assert [row["crane"] for row in rows] == ["A"]


def test_figures_name_the_table_that_lists_their_rows(editions: Any) -> None:
    assert figure(editions[1], "CRANE.ports")["rows_in"] == "fct_cranes"
    assert figure(editions[1], "CRANE.lifts.timely")["rows_in"] == "fct_late_lifts"
    assert figure(editions[1], "CRANE.staff")["rows_in"] is None


def test_the_list_tells_how_much_there_is_of_each_program(editions: Any) -> None:
    assert list_programs(editions[1]) == [
        {
            "program": "cranes",
            "title": "Cranes",
            "figures": 4,
            "tables": 2,
            "exceptions": {"synthetic": 1},
            "origins": ("real", "synthetic"),
        }
    ]


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"name": "crane"}, "'crane' is no program of 0001; expected one of cranes"),
        ({"name": "cranes", "period": "2006/04"}, "'2006/04' is no period; expected a month"),
    ],
)
def test_what_is_not_there_is_refused_with_what_is(
    editions: Any, asked: dict[str, str], said: str
) -> None:
    with pytest.raises(SelectionError, match=said):
        read_program(editions[1], **asked)


def test_the_pack_holds_every_figure_as_the_edition_has_it(editions: Any, tmp_path: Path) -> None:
    folder, first, _ = editions
    written = write_pack(first, folder, "cranes", tmp_path)
    book = Workbook(written.folder / "cranes.edition_0001.xlsx")

    rows = {(row["Id"], row["Of"]): row for row in book.records("Figures")}
    program = read_program(first, "cranes")
    assert len(rows) == len(program.figures) == 5
    for expected in program.figures:
        row = rows[expected["figure"], expected["subject"]]
        for heading, name in NUMBERS.items():
            wanted = expected[name]
            assert row[heading] == ("" if wanted is None else pytest.approx(wanted)), heading
        said = expected["value_note"] if expected["value"] is None else expected["value"]
        assert row["Value"] == pytest.approx(said)


def test_cells_hold_numbers_with_formats_and_headings_stay_in_sight(
    editions: Any, tmp_path: Path
) -> None:
    folder, first, _ = editions
    written = write_pack(first, folder, "cranes", tmp_path)
    book = Workbook(written.folder / "cranes.edition_0001.xlsx")

    assert list(book.sheets) == [
        "Pack", "Figures", "Exceptions Late lifts by pier", "Cranes on the register",
        "Definitions", "Sources", "Restatements", "Manifest",
    ]  # fmt: skip
    tables = set(book.sheets) - {"Pack", "Restatements"}
    assert {book.frozen[name] for name in tables} == {1}
    places = {row["Id"]: n for n, row in enumerate(book.records("Figures")) if row["Of"] == "*"}
    assert book.format_of("Figures", places["CRANE.lifts.timely"], "Value") == "0.0%"
    assert book.format_of("Figures", places["CRANE.cover"], "Value") == "0.0%"
    assert book.format_of("Figures", places["CRANE.ports"], "Value") == "#,##0"
    assert book.format_of("Figures", places["CRANE.ports"], "Numerator") == "#,##0"
    late = "Exceptions Late lifts by pier"
    (row,) = book.records(late)
    assert (row["Is found"], row["Season"], row["Box count"]) == ("yes", 2006, 12345)
    assert book.format_of(late, 0, "Late on") == "yyyy-mm-dd hh:mm"
    assert book.format_of(late, 0, "Season") == WHOLE
    assert book.format_of(late, 0, "Box count") == "#,##0"
    assert [row["Number"] for row in book.records("Sources")] == ["GAO-08-187"]
    assert book.format_of("Cranes on the register", 0, "As of day") == "yyyy-mm-dd"
    assert book.format_of("Cranes on the register", 0, "Reach m") == "#,##0.0###"


def test_the_same_edition_gives_the_same_bytes(editions: Any, tmp_path: Path) -> None:
    folder, _, second = editions
    once = write_pack(second, folder, "cranes", tmp_path / "one")
    again = write_pack(second, folder, "cranes", tmp_path / "two")
    replaced = write_pack(second, folder, "cranes", tmp_path / "one")

    assert folder_digest(once.folder) == folder_digest(again.folder)
    assert folder_digest(replaced.folder) == folder_digest(again.folder)
    assert len(folder_digest(once.folder)) == 3


def test_the_page_needs_nothing_beside_itself(editions: Any, tmp_path: Path) -> None:
    folder, first, _ = editions
    page = (write_pack(first, folder, "cranes", tmp_path).folder / "index.html").read_text()

    assert "<script" not in page
    assert "<link" not in page
    assert "src=" not in page
    for said in (
        "86.0 %",
        "not stated",
        "no percentage",
        "3 of 14 known",
        "Synthetic.",
        "north pier",
    ):
        assert said in page, said


def test_what_an_earlier_edition_published_otherwise_is_told_with_its_cause(
    editions: Any, tmp_path: Path
) -> None:
    folder, first, second = editions
    (change,) = write_pack(second, folder, "cranes", tmp_path).contents.restatements

    assert (change.figure, change.period, change.subject) == (
        "CRANE.lifts.timely", "season 2006", "all",
    )  # fmt: skip
    assert (change.before, change.after) == ("30.0 %", "50.0 %")
    assert (change.edition_before, change.edition_after) == ("0001", "0002")
    # 2006 was provisional, so the change is none of a final figure.
    assert not change.is_restatement
    assert change.cause == "correction"
    assert write_pack(first, folder, "cranes", tmp_path).contents.restatements == ()


def test_the_manifest_names_edition_day_origins_and_hashes(editions: Any, tmp_path: Path) -> None:
    folder, first, _ = editions
    written = write_pack(first, folder, "cranes", tmp_path, period="2006")
    told = json.loads((written.folder / "manifest.json").read_text())

    assert written.folder.name == "cranes.2006.edition_0001"
    assert (told["edition"], told["period"], told["as_of"]) == ("0001", "2006", "2006-05-31")
    assert told["database_sha256"] == first.manifest.database_sha256
    assert told["origins"] == ["real", "synthetic"]
    for name, file in told["files"].items():
        content = (written.folder / name).read_bytes()
        assert file == {"sha256": hashlib.sha256(content).hexdigest(), "bytes": len(content)}


def test_an_edition_that_was_changed_gives_no_pack(tmp_path: Path) -> None:
    edition = make_edition(tmp_path / "editions", 1, SYNTHETIC)
    with edition.database.open("ab") as file:
        file.write(b"\0")

    with pytest.raises(EditionError, match="changed after it was published"):
        write_pack(edition, tmp_path / "editions", "cranes", tmp_path)


def test_what_is_no_pack_is_not_overwritten(editions: Any, tmp_path: Path) -> None:
    folder, first, _ = editions
    mine = tmp_path / "cranes.edition_0001" / "notes.txt"
    mine.parent.mkdir()
    mine.write_text("mine")

    with pytest.raises(PackError, match="is no pack"):
        write_pack(first, folder, "cranes", tmp_path)
    assert mine.read_text() == "mine"


def test_a_pack_that_cannot_be_written_leaves_the_one_before_and_nothing_beside_it(
    editions: Any, tmp_path: Path
) -> None:
    folder, first, _ = editions
    before = folder_digest(write_pack(first, folder, "cranes", tmp_path).folder)
    allowed, most = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1000, most))
    try:
        with pytest.raises(OSError, match="File too large"):
            write_pack(first, folder, "cranes", tmp_path)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (allowed, most))

    (left,) = tmp_path.iterdir()
    assert folder_digest(left) == before
