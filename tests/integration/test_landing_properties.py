"""Whatever mixture of good and bad records a file holds, each one ends in exactly one place."""

import tempfile
from collections import Counter
from pathlib import Path

import duckdb
import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from pipelines.landing import load_folder, loads, quarantine_rows, reconcile
from tests.integration.landing_files import cargo_row, cargodesc, make_folder

# Each entry: is it good, the text of the record, lines it covers. ``{n}`` tells records apart.
GOOD_RECORDS = [
    "2005101700001,CBHU{n:07d},1,324,HAT",
    '2005101700001,CBHU{n:07d},,,"HAT, CAP"',
    '2005101700001,CBHU{n:07d},1,1,"A\nB"',
    '2005101700001,CBHU{n:07d},1,1,"A ""B""\n\nC, D"',
    '2005101700001,CBHU{n:07d},1,1,12" PIPE',
    "2005101700001,CBHU{n:07d},1,1,",
]
BAD_RECORDS = [
    "2005101700001,CBHU{n:07d},1,many,HAT",
    "2005101700000,CBHU{n:07d},1,1,HAT",
    "2005101700001,CBHU{n:07d},1,1.5,HAT",
    "2005101700001,CBHU{n:07d},1",
    "2005101700001,CBHU{n:07d},1,1,HAT,CAP",
    '2005101700001,CBHU{n:07d},1,1,"HAT',
    '2005101700001,CBHU{n:07d},1,1,"HAT"S',
    "2005101700001,CBHU{n:07d},1,1,HAT\rCAP",
    "x",
]
RECORDS = [(True, text) for text in GOOD_RECORDS] + [(False, text) for text in BAD_RECORDS]


@pytest.fixture(scope="module")
def con() -> duckdb.DuckDBPyConnection:
    return duckdb.connect()


def load_texts(con: duckdb.DuckDBPyConnection, *texts: str) -> None:
    """Load files into fresh raw tables."""
    con.execute("drop schema if exists raw cascade")
    stamps = range(200510170300, 200510170300 + len(texts))
    files = {
        f"ams__cargodesc_2005__{stamp}.csv": text for stamp, text in zip(stamps, texts, strict=True)
    }
    with tempfile.TemporaryDirectory() as scratch:
        load_folder(con, make_folder(Path(scratch) / "drop", files))


@given(
    picks=st.lists(st.sampled_from(RECORDS), max_size=40),
    blanks=st.lists(st.integers(0, 40), max_size=3),
    line_end=st.sampled_from(["\n", "\r\n"]),
)
@settings(max_examples=80)
def test_every_record_is_in_exactly_one_place_with_its_line(
    con: duckdb.DuckDBPyConnection,
    picks: list[tuple[bool, str]],
    blanks: list[int],
    line_end: str,
) -> None:
    lines, good, bad = 2, [], []
    texts = []
    for n, (is_good, template) in enumerate(picks):
        lines += blanks.count(n)
        texts += [""] * blanks.count(n)
        record = template.format(n=n)
        (good if is_good else bad).append((lines, record))
        texts.append(record)
        lines += record.count("\n") + 1
    load_texts(con, cargodesc(*texts).replace("\n", line_end))

    (load,) = loads(con)
    assert (load.state, load.rows_read) == ("loaded", len(picks))
    assert (load.rows_loaded, load.rows_quarantined) == (len(good), len(bad))
    found = con.execute(
        "select file_line, container_number from raw.ams_cargodesc order by file_line"
    ).fetchall()
    assert found == [(line, record.split(",")[1]) for line, record in good]
    assert [(row.file_line, row.raw_text) for row in quarantine_rows(con)] == bad
    assert reconcile(con) == []


@given(
    picks=st.lists(st.sampled_from(RECORDS), min_size=1, max_size=25),
    cut=st.integers(0, 25),
)
@settings(max_examples=40)
def test_a_file_cut_in_two_between_records_gives_the_same_rows(
    con: duckdb.DuckDBPyConnection, picks: list[tuple[bool, str]], cut: int
) -> None:
    records = [template.format(n=n) for n, (_, template) in enumerate(picks)]
    assume(records[:cut] != records[cut:])  # the same bytes twice are one file, loaded once
    contents = "select columns(* exclude (load_id, file_line, known_at)) from raw.ams_cargodesc"
    results = []
    for texts in ((records,), (records[:cut], records[cut:])):
        load_texts(con, *(cargodesc(*part) for part in texts))
        reasons = sorted((row.raw_text, row.reason) for row in quarantine_rows(con))
        results.append((sorted(map(str, con.execute(contents).fetchall())), reasons))

    assert results[0] == results[1]


@pytest.mark.parametrize("threads", [1, 4])
def test_lines_are_true_in_a_file_of_many_blocks_read_in_parallel(threads: int) -> None:
    con = duckdb.connect(config={"threads": threads})
    # 24 MB: DuckDB cuts it into several blocks, some of them inside a value over three lines.
    filler = "GOODS " * 60
    records, line = [], 2
    for n in range(60_000):
        if n % 977 == 0:
            records.append(cargo_row(line, text=filler, pieces="many"))
        elif n % 53 == 0:
            records.append(cargo_row(line, text=f'"{filler}\n\n{filler}"'))
        else:
            records.append(cargo_row(line, text=filler))
        line += records[-1].count("\n") + 1
    load_texts(con, cargodesc(*records))

    wrong = con.execute(
        "select count(*) from raw.ams_cargodesc where container_number[5:]::int <> file_line"
    ).fetchone()
    assert wrong == (0,)
    bad = quarantine_rows(con)
    assert len(bad) == 62  # of 0, 977, ... 59597
    assert all(row.raw_text.split(",")[1] == f"CBHU{row.file_line:07d}" for row in bad)
    assert loads(con)[0].rows_read == 60_000


PARTS = [f"ams__cargodesc_2005__200510170300_part_{part}.csv" for part in range(4)]
ABSENT = 0
FOLDERS = st.lists(st.integers(ABSENT, 6), min_size=len(PARTS), max_size=len(PARTS))
"""Which of six contents each part has, if it is there."""


def lines_of(content: int) -> str:
    """Write a content of one to six rows, no two contents with a row in common."""
    return cargodesc(*(cargo_row(100 * content + row) for row in range(content + 1)))


@settings(max_examples=15)
@given(st.lists(FOLDERS, min_size=2, max_size=3))
@example([[ABSENT, 1, ABSENT, ABSENT], [1, 2, ABSENT, ABSENT]])  # renamed, and its name given away
@example([[1, 2, ABSENT, ABSENT], [2, 3, ABSENT, ABSENT]])
@example([[1, 2, 3, ABSENT], [2, 3, 4, ABSENT]])  # each takes over from the next
@example([[1, 2, 3, 4], [2, 1, 5, 3]])  # two swapped
def test_however_names_and_contents_change_hands_each_content_counts_once(
    folders: list[list[int]],
) -> None:
    con = duckdb.connect()
    with tempfile.TemporaryDirectory() as scratch:
        drop = make_folder(Path(scratch) / "drop", {})
        for parts in folders:
            for path in drop.glob("*.csv"):
                path.unlink()
            present = {name: part for name, part in zip(PARTS, parts, strict=True) if part}
            for name, content in present.items():
                (drop / name).write_text(lines_of(content), encoding="utf-8")
            load_folder(con, drop)

            counted = Counter(
                int(number) // 100
                for (number,) in con.execute(
                    "select container_number[5:] from raw.ams_cargodesc "
                    "join raw.loads using (load_id) where superseded_by_load_id is null"
                ).fetchall()
            )
            assert all(counted[content] == content + 1 for content in present.values())
            assert all(rows == content + 1 for content, rows in counted.items())
            assert load_folder(con, drop).new == []
