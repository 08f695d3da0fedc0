"""Where the records of a file begin and end when its lines are not its records."""

from datetime import datetime
from pathlib import Path

import pytest

from pipelines.landing import load_contracts
from pipelines.landing.file_names import LandingFile
from pipelines.landing.records import (
    LONGEST_LINE_BYTES,
    examine,
    fields_of,
    raw_texts,
    write_readable_copy,
)
from pipelines.landing.survey import survey

HEADER = b"incident_id,source,source_kind,attribute,value\n"


def file_of(tmp_path: Path, body: bytes) -> LandingFile:
    """A file of five columns: that is what incident_claims has."""
    path = tmp_path / "claims.csv"
    path.write_bytes(HEADER + body)
    contract = load_contracts()["incident_claims"]
    return LandingFile(path, path.name, contract, datetime.fromisoformat("2005-01-01"), "csv")


@pytest.mark.parametrize(
    ("body", "count", "broken", "spans"),
    [
        (b"1,a,b,c,d\n2,a,b,c,d\n", 2, [], {}),
        (b"1,a,b,c,d\n\n\r\n2,a,b,c,d\n", 2, [], {}),
        (b'1,"a\nb",b,c,d\n2,a,b,c,d\n', 2, [], {2: 2}),
        (b'1,"a\n\n""x"",\n",b,c,d\n2,a,b,c,d\n', 2, [], {2: 4}),
        (b'1,a,b,c, "d\ne" \n2,a,b,c,d\n', 2, [], {2: 2}),
        (b'1,"a,b,c,d\n2,a,b,c,d\n', 2, [2], {}),
        (b'1,"a,b,c,d\n2,"a, b",b,c,d\n', 2, [2], {}),
        (b'1,"a"b"c,b,c,d\n2,a,b,c,d\n', 2, [2], {}),
        (b'1,a"b,b,c,d\n2,a,b,c,d\n', 2, [], {}),
        (b'1,"a\nb",c\n2,a,b,c,d\n', 3, [2], {}),
        (b"1,a\rb,b,c,d\n2,a,b,c,d\n", 2, [2], {}),
        (b'1,"a\rb",b,c,d\n2,a,b,c,d\n', 2, [], {}),
        (b"1," + b"a" * (LONGEST_LINE_BYTES + 1) + b",b,c,d\n2,a,b,c,d\n", 2, [2], {}),
        (b'1,"' + b"a\n" * 250 + b'",b,c,d\n', 251, [2, 252], {}),
        (b"", 0, [], {}),
    ],
    ids=[
        "lines", "blank lines", "a break", "breaks and quotes", "spaces around quotes",
        "never closed", "closed by the next quote", "text after a quote", "an ordinary quote",
        "too few values over two lines", "stray return", "quoted return", "long line",
        "more lines than a record may have", "nothing",
    ],
)  # fmt: skip
def test_records_of_a_file(
    tmp_path: Path, body: bytes, count: int, broken: list[int], spans: dict[int, int]
) -> None:
    for thoroughly in (False, True):
        found = examine(file_of(tmp_path, body), thoroughly=thoroughly)
        assert (found.record_count, found.spans) == (count, spans)
        assert [line for line, _ in found.broken] == broken


def test_a_stray_quote_before_a_value_over_two_lines_needs_a_thorough_look(tmp_path: Path) -> None:
    file = file_of(tmp_path, b'1,5" x,"b\nb",c,d\n2,a,b,c,d\n')

    assert examine(file).spans == {}
    assert examine(file, thoroughly=True).spans == {2: 2}


def test_a_copy_without_what_is_broken_keeps_the_rest(tmp_path: Path) -> None:
    file = file_of(
        tmp_path, b'1,a,b,c,d\r\n2,"a,b,c,d\n\n3,"a\r\nb",b,c,d\r\n4,a\rb,b,c,d\n5,a,b,c,d\n'
    )
    structure = examine(file)
    write_readable_copy(file, structure, tmp_path / "copy.csv")

    assert structure.record_count == 5
    assert not structure.is_readable
    assert (tmp_path / "copy.csv").read_bytes() == (
        HEADER + b'1,a,b,c,d\n3,"a\r\nb",b,c,d\n5,a,b,c,d\n'
    )


def test_records_are_read_back_as_they_stand(tmp_path: Path) -> None:
    rows = [b"%d,a,b,c,d" % line for line in range(2, 30_002)]
    rows[40] = b'42,"a\nb\nc",b,c,d'  # lines 42 to 44
    rows[100] = b"102,caf\xe9,b,c,d\r"  # line 104
    file = file_of(tmp_path, b"\n".join(rows) + b"\n")
    lines = [2, 41, 42, 45, 104, 29_999]

    assert [*raw_texts(file, survey(file).stretches, lines, {42: 3})] == [
        "2,a,b,c,d",
        "41,a,b,c,d",
        '42,"a\nb\nc",b,c,d',
        "43,a,b,c,d",
        "102,caf\\xe9,b,c,d",
        "29997,a,b,c,d",
    ]


def test_values_of_a_record() -> None:
    assert fields_of('1,"a ""b"", c",, "d"') == ["1", 'a "b", c', "", "d"]
    assert fields_of('1,"a\nb"') == ["1", "a\nb"]
    assert fields_of("") == [""]
