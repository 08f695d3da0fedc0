"""Files read together end where each would end alone, whatever the others hold."""

import gzip
import tempfile
from pathlib import Path

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import pipelines.landing.load
from pipelines.landing import load_folder, loads, quarantine_rows, reconcile
from tests.integration.landing_files import cargo_row, cargodesc, make_folder

GOOD, BAD = cargo_row(2), cargo_row(2, pieces="many")
CONTENTS = {
    "clean": cargodesc(GOOD, cargo_row(3)),
    "header alone": cargodesc(),
    "type and identifier": cargodesc(BAD, "2005000000000,CBHU0000003,1,1,HAT", cargo_row(4)),
    "short and overlong": cargodesc("1,CBHU0000002", "2005101700001,CBHU0000003,1,12,TYRES,", GOOD),
    "over two lines": cargodesc(cargo_row(2, text='"A\nB"'), cargo_row(4)),
    "never closed": cargodesc(cargo_row(2, text='"HAT'), cargo_row(3), cargo_row(4, text='"B"')),
    "stray quote, then overlong": cargodesc(
        cargo_row(2, text='12" PIPE'), '2005101700001,CBHU0000003,1,12,3" PIPE, 2" BEND,'
    ),
    "stray quote, then two lines": cargodesc('2005101700001,5" X,1,1,"A\nB"', cargo_row(4)),
    "carriage returns": cargodesc(cargo_row(2, text=""), cargo_row(3)).replace("\n", "\r\n"),
    "blank lines": cargodesc(GOOD, "", "", cargo_row(5)),
    "foreign bytes": cargodesc(cargo_row(2, text="CAFE"), cargo_row(3)),
    "cut": cargodesc(GOOD)[:-3],
}
LINES = {  # loaded, quarantined; worked by hand
    "clean": ([2, 3], []),
    "header alone": ([], []),
    "type and identifier": ([4], [2, 3]),
    "short and overlong": ([4], [2, 3]),
    "over two lines": ([2, 4], []),
    "never closed": ([3, 4], [2]),
    "stray quote, then overlong": ([2], [3]),
    "stray quote, then two lines": ([2, 4], []),
    "carriage returns": ([2, 3], []),
    "blank lines": ([2, 5], []),
    "foreign bytes": ([3], [2]),
    "cut": ([], []),
}


def load_contents(con: duckdb.DuckDBPyConnection, kinds: list[str], ending: str = "csv") -> None:
    """Load one file of each kind, in this order of their stamps, into fresh raw tables."""
    con.execute("drop schema if exists raw cascade")
    files: dict[str, str | bytes] = {}
    for number, kind in enumerate(kinds):
        content = CONTENTS[kind].encode().replace(b"CAFE", b"CAF\xc9")
        name = f"{kind}/ams__cargodesc_2005__{200510170300 + number}.{ending}"
        files[name] = gzip.compress(content) if ending == "csv.gz" else content
    with tempfile.TemporaryDirectory() as scratch:
        load_folder(con, make_folder(Path(scratch) / "drop", files))


def lines_found(con: duckdb.DuckDBPyConnection) -> dict[str, tuple[list[int], list[int]]]:
    """Lines loaded and quarantined, by kind of file."""
    found = {load.file_name.split("/")[0]: ([], []) for load in loads(con)}  # type: ignore[var-annotated]
    for name, line in con.execute(
        "select file_name, file_line from raw.ams_cargodesc join raw.loads using (load_id) "
        "order by file_line"
    ).fetchall():
        found[name.split("/")[0]][0].append(line)
    for row in quarantine_rows(con):
        found[row.file_name.split("/")[0]][1].append(row.file_line)
    return found


@pytest.fixture(scope="module")
def con() -> duckdb.DuckDBPyConnection:
    return duckdb.connect()


@given(st.permutations([*CONTENTS]), st.sampled_from(["csv", "csv.gz"]))
@settings(max_examples=25)
def test_any_order_of_files_gives_each_its_own_lines(
    con: duckdb.DuckDBPyConnection, kinds: list[str], ending: str
) -> None:
    load_contents(con, kinds, ending)

    assert lines_found(con) == LINES
    assert {load.file_name.split("/")[0] for load in loads(con, state="refused")} == {"cut"}
    assert reconcile(con) == []
    texts = con.execute("select distinct description_text from raw.ams_cargodesc").fetchall()
    assert {text for (text,) in texts} == {"HAT", "A\nB", "B", '12" PIPE', None}


def test_files_read_together_and_one_by_one_give_the_same_rows(
    con: duckdb.DuckDBPyConnection, monkeypatch: pytest.MonkeyPatch
) -> None:
    results = []
    for most in (1, 3, 1000):
        monkeypatch.setattr(pipelines.landing.load, "MOST_FILES_IN_A_BATCH", most)
        load_contents(con, [*CONTENTS])
        contents = con.execute(
            "select t.* exclude (load_id), file_name from raw.ams_cargodesc t "
            "join raw.loads using (load_id) order by all"
        ).fetchall()
        bad = sorted((r.file_name, r.file_line, r.reason, r.raw_text) for r in quarantine_rows(con))
        results.append((contents, bad))

    assert results[0] == results[1] == results[2]


def test_a_file_that_breaks_its_declaration_keeps_no_other_one_out(
    con: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    con.execute("drop schema if exists raw cascade")
    names = [f"ams__cargodesc_2005__20051017030{number}.csv" for number in range(5)]
    files = {name: cargodesc(cargo_row(number)) for number, name in enumerate(names)}
    declaration = f"origin: synthetic\nfiles:\n  {names[2]}: {{rows: 7}}\n"
    report = load_folder(con, make_folder(tmp_path / "drop", files, declaration))

    assert [outcome.file_name for outcome in report.refused] == [names[2]]
    assert con.execute(
        "select file_name, container_number, file_line from raw.ams_cargodesc "
        "join raw.loads using (load_id) order by all"
    ).fetchall() == [(names[i], f"CBHU{i:07d}", 2) for i in (0, 1, 3, 4)]
    assert reconcile(con) == []
