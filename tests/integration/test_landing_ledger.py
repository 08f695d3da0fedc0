"""What was loaded is not loaded again; a corrected file takes the place of the earlier one."""

from datetime import UTC, datetime
from pathlib import Path

import duckdb
import pytest

from dashboards.queries import QUARANTINE_REASONS, QUARANTINED_ROWS
from pipelines.landing import FileOutcome, load_folder, loads, quarantine_rows, reconcile
from tests.integration.landing_files import CARGODESC, cargo_row, cargodesc, make_folder

OTHER = "ams__cargodesc_2005__200510240300.csv"
GOOD = cargodesc(cargo_row(2), cargo_row(3))
CORRECTED = cargodesc(cargo_row(2), cargo_row(3), cargo_row(4))
LATER = datetime(2006, 1, 1, 12, 0, tzinfo=UTC)


@pytest.fixture
def con() -> duckdb.DuckDBPyConnection:
    return duckdb.connect()


def states(con: duckdb.DuckDBPyConnection, folder: Path) -> list[str]:
    return [outcome.state for outcome in load_folder(con, folder).outcomes]


def load_and_move(con: duckdb.DuckDBPyConnection, tmp_path: Path) -> tuple[Path, Path]:
    """Load a folder, then move it: where it lay and where it lies."""
    folder, moved = tmp_path / "before" / "drop", tmp_path / "after" / "drop"
    load_folder(con, make_folder(folder, {CARGODESC: GOOD}))
    moved.parent.mkdir()
    folder.rename(moved)
    return folder, moved


def row_count(con: duckdb.DuckDBPyConnection) -> int:
    return len(con.execute("select 1 from raw.ams_cargodesc").fetchall())


def test_the_same_folder_again_writes_nothing_and_says_so(
    con: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    folder = make_folder(tmp_path / "drop", {CARGODESC: GOOD, f"late/{OTHER}": CORRECTED})
    assert states(con, folder) == ["loaded", "loaded"]

    again = load_folder(con, folder)

    assert (len(again.new), len(again.no_op), again.rows_read, again.rows_loaded) == (0, 2, 0, 0)
    assert again.outcomes[0].message == "already loaded as load 1; nothing written"
    assert (row_count(con), len(loads(con))) == (5, 2)


def test_the_same_bytes_under_another_name_or_in_another_folder_are_not_counted_twice(
    con: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    folder = make_folder(tmp_path / "drop", {CARGODESC: GOOD, OTHER: GOOD})
    report = load_folder(con, folder)
    elsewhere = load_folder(con, make_folder(tmp_path / "copy", {CARGODESC: GOOD}))

    assert [outcome.state for outcome in report.outcomes] == ["loaded", "duplicate_content"]
    assert report.outcomes[1].message == (
        f"the same bytes are loaded as load 1 ({CARGODESC} of drop, synthetic); "
        "not counted a second time"
    )
    assert [outcome.state for outcome in elsewhere.outcomes] == ["duplicate_content"]
    assert row_count(con) == 2


def test_files_without_rows_are_no_duplicates_of_each_other(
    con: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    folder = make_folder(tmp_path / "drop", {CARGODESC: cargodesc(), OTHER: cargodesc()})

    assert states(con, folder) == ["loaded", "loaded"]
    assert states(con, folder) == ["already_loaded", "already_loaded"]


def test_a_corrected_file_is_a_new_load_that_supersedes_the_earlier_one(
    con: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    folder = make_folder(tmp_path / "drop", {CARGODESC: GOOD})
    load_folder(con, folder)
    (folder / CARGODESC).write_text(CORRECTED, encoding="utf-8")

    (outcome,) = load_folder(con, folder, now=LATER).outcomes

    assert (outcome.state, outcome.supersedes_load_id) == ("loaded", 1)
    assert outcome.message == "corrects load 1"
    first, second = loads(con)
    assert (first.superseded_by_load_id, second.superseded_by_load_id) == (2, None)
    assert (first.supersedes_load_id, second.supersedes_load_id) == (None, 1)
    # The earlier rows stay readable; the new ones are known from the time of loading.
    known = con.execute(
        "select load_id, known_at, count(*) from raw.ams_cargodesc group by all order by 1"
    ).fetchall()
    assert known == [
        (1, datetime.fromisoformat("2005-10-17T03:00:00"), 2),
        (2, datetime.fromisoformat("2006-01-01T12:00:00"), 3),
    ]
    assert states(con, folder) == ["already_loaded"]
    assert reconcile(con) == []


def test_quarantined_rows_say_that_their_file_was_corrected_since(
    con: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    folder = make_folder(tmp_path / "drop", {CARGODESC: cargodesc(cargo_row(1, pieces="many"))})
    load_folder(con, folder)
    for pieces in ("some", "few"):
        (folder / CARGODESC).write_text(cargodesc(cargo_row(1, pieces=pieces)), encoding="utf-8")
        load_folder(con, folder)

    found = [(row.load_id, row.superseded_by_load_id) for row in quarantine_rows(con)]
    assert found == [(1, 2), (2, 3), (3, None)]
    asked = con.execute(QUARANTINED_ROWS, ["ams_cargodesc", 10]).df()
    assert asked.set_index("raw_text")["corrected_by_load"].sum() == 2 + 3
    counted = con.execute(QUARANTINE_REASONS).df()
    assert counted[["rows_quarantined", "rows_in_corrected_files"]].to_numpy().tolist() == [[3, 2]]


def test_going_back_to_the_first_version_is_a_correction_too(
    con: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    folder = make_folder(tmp_path / "drop", {CARGODESC: GOOD})
    for content in (GOOD, CORRECTED, GOOD):
        (folder / CARGODESC).write_text(content, encoding="utf-8")
        load_folder(con, folder)

    chain = [(r.load_id, r.supersedes_load_id, r.superseded_by_load_id) for r in loads(con)]
    assert chain == [(1, None, 2), (2, 1, 3), (3, 2, None)]


def test_a_correction_that_is_a_copy_of_another_file_is_refused(
    con: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    folder = make_folder(tmp_path / "drop", {CARGODESC: GOOD, OTHER: CORRECTED})
    load_folder(con, folder)
    (folder / OTHER).write_text(GOOD, encoding="utf-8")

    report = load_folder(con, folder)

    assert [outcome.state for outcome in report.outcomes] == ["already_loaded", "refused"]
    assert "content stands elsewhere already" in (report.refused[0].message or "")
    assert row_count(con) == 5


def test_a_name_that_passes_to_another_content_leaves_every_row_counted_once(
    con: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    first, second = (CARGODESC.replace(".csv", f"_part_{part}.csv") for part in (0, 1))
    folder = make_folder(tmp_path / "drop", {first: GOOD})
    load_folder(con, folder)
    (folder / first).rename(folder / second)
    new = cargodesc(cargo_row(7), cargo_row(8), cargo_row(9))
    (folder / first).write_text(new, encoding="utf-8")

    assert states(con, folder) == ["loaded", "loaded"]
    current = con.execute(
        "select file_name, count(*) from raw.ams_cargodesc join raw.loads using (load_id) "
        "where superseded_by_load_id is null group by all order by all"
    ).fetchall()
    assert current == [(first, 3), (second, 2)]
    assert states(con, folder) == ["already_loaded", "already_loaded"]


def test_another_folder_of_the_same_name_corrects_nothing_unless_it_says_so(
    con: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    load_folder(con, make_folder(tmp_path / "2005" / "drop", {CARGODESC: GOOD}))
    other = make_folder(tmp_path / "2006" / "drop", {CARGODESC: CORRECTED, OTHER: GOOD})
    report = load_folder(con, other)

    assert [outcome.state for outcome in report.outcomes] == ["refused", "duplicate_content"]
    message = report.refused[0].message or ""
    assert f"load 1, from {tmp_path / '2005' / 'drop'}" in message
    assert "Write a name of its own, such as `name: drop_2`" in message
    assert row_count(con) == 2

    (other / "landing.yml").write_text("origin: synthetic\nname: drop\n", encoding="utf-8")
    (corrected, _) = load_folder(con, other).outcomes
    assert (corrected.state, corrected.supersedes_load_id) == ("loaded", 1)


def test_a_warehouse_of_an_earlier_version_goes_on(
    con: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    folder = make_folder(tmp_path / "drop", {CARGODESC: GOOD})
    load_folder(con, folder)
    con.execute("alter table raw.loads drop column landing_path")
    (folder / CARGODESC).write_text(CORRECTED, encoding="utf-8")

    (outcome,) = load_folder(con, folder).outcomes

    assert (outcome.state, outcome.supersedes_load_id) == ("loaded", 1)
    assert [load.landing_path for load in loads(con)] == [None, str(folder)]


def test_a_folder_that_was_moved_goes_on_correcting_its_files(
    con: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    _, moved = load_and_move(con, tmp_path)
    (moved / CARGODESC).write_text(CORRECTED, encoding="utf-8")

    (outcome,) = load_folder(con, moved).outcomes

    assert (outcome.state, outcome.supersedes_load_id) == ("loaded", 1)


def test_a_folder_at_the_place_of_one_that_was_moved_away_corrects_nothing(
    con: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    folder, moved = load_and_move(con, tmp_path)
    assert states(con, moved) == ["already_loaded"]
    assert [load.landing_path for load in loads(con)] == [str(moved)]

    make_folder(folder, {CARGODESC: CORRECTED})
    assert states(con, folder) == ["refused"]
    assert row_count(con) == 2


def test_a_path_in_the_declaration_may_begin_with_a_dot(
    con: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    declaration = f"origin: synthetic\nfiles:\n  ./{CARGODESC}: {{rows: 2}}\n"
    folder = make_folder(tmp_path / "drop", {CARGODESC: GOOD}, declaration)

    assert states(con, folder) == ["loaded"]


def test_the_same_bytes_cannot_be_synthetic_and_real(
    con: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    folder = make_folder(tmp_path / "drop", {CARGODESC: GOOD})
    load_folder(con, folder)
    (folder / "landing.yml").write_text("origin: real\n", encoding="utf-8")

    (outcome,) = load_folder(con, folder).outcomes

    assert outcome.state == "refused"
    assert "(ams__cargodesc_2005__200510170300.csv of drop, synthetic)" in (outcome.message or "")


def test_two_folders_of_one_name_are_told_apart_by_the_name_they_declare(
    con: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    for name, content in (("west", GOOD), ("east", CORRECTED)):
        declaration = f"origin: synthetic\nname: {name}\n"
        folder = make_folder(tmp_path / name / "drop", {CARGODESC: content}, declaration)
        assert states(con, folder) == ["loaded"]

    assert [(r.landing_folder, r.superseded_by_load_id) for r in loads(con)] == [
        ("west", None),
        ("east", None),
    ]
    assert [r.landing_folder for r in loads(con, landing_folder="east")] == ["east"]


def test_files_are_taken_by_stamp_and_told_one_by_one(
    con: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    folder = make_folder(
        tmp_path / "drop",
        {
            f"z/{OTHER}": CORRECTED,
            f"a/{OTHER}": cargodesc(cargo_row(7)),
            f"y/{CARGODESC}": GOOD,
            "letter.txt": "hello",
        },
    )
    told: list[tuple[str, int, int]] = []

    def on_file(outcome: FileOutcome, done: int, total: int) -> None:
        told.append((outcome.file_name, done, total))

    load_folder(con, folder, on_file=on_file)

    assert told == [
        (f"y/{CARGODESC}", 1, 4),
        (f"a/{OTHER}", 2, 4),
        (f"z/{OTHER}", 3, 4),
        ("letter.txt", 4, 4),
    ]


def test_the_ledger_says_what_was_read_and_when(
    con: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    load_folder(con, make_folder(tmp_path / "drop", {CARGODESC: GOOD}), now=LATER)

    (record,) = loads(con)
    assert record.model_dump(exclude={"finished_at", "sha256"}) == {
        "load_id": 1,
        "landing_folder": "drop",
        "landing_path": str(tmp_path / "drop"),
        "file_name": CARGODESC,
        "table_name": "ams_cargodesc",
        "origin": "synthetic",
        "byte_count": len(GOOD),
        "rows_read": 2,
        "rows_loaded": 2,
        "rows_quarantined": 0,
        "started_at": datetime.fromisoformat("2006-01-01T12:00:00"),
        "stamp": datetime.fromisoformat("2005-10-17T03:00:00"),
        "state": "loaded",
        "message": None,
        "supersedes_load_id": None,
        "superseded_by_load_id": None,
        "built_at": None,
    }
    assert record.finished_at >= record.started_at
