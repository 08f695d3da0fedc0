"""A file's name gives its table and its stamp."""

from datetime import datetime
from pathlib import Path

import pytest

from pipelines.landing import FileRefused, load_contracts
from pipelines.landing.file_names import list_files, recognise

FOLDER = Path("/landing")


@pytest.mark.parametrize(
    ("name", "table", "stamp", "stored_as"),
    [
        ("ams__header_2005__200510170300.csv", "ams_header", "2005-10-17T03:00", "csv"),
        ("ams__hazmat_2005__200510170300.csv", "ams_hazmat", "2005-10-17T03:00", "csv"),
        ("ams__hazmatclass_2005__200510170300.csv", "ams_hazmatclass", "2005-10-17T03:00", "csv"),
        ("ams/2005/ams__tariff_2005__200512312359_part_0.csv.gz", "ams_tariff",
         "2005-12-31T23:59", "csv.gz"),
        ("exams__2005_10__200511010300.parquet", "exams", "2005-11-01T03:00", "parquet"),
        ("manifest_events__2005__200511010300_part_12.csv", "manifest_events",
         "2005-11-01T03:00", "csv"),
    ],
)  # fmt: skip
def test_names_that_are_recognised(name: str, table: str, stamp: str, stored_as: str) -> None:
    file = recognise(FOLDER, FOLDER / name, load_contracts())

    assert (file.name, file.contract.name, file.format) == (name, table, stored_as)
    assert file.stamp == datetime.fromisoformat(stamp)


@pytest.mark.parametrize(
    "name",
    [
        "header.csv",
        "ams__header_2005__20051017.csv",  # the stamp lacks its time
        "ams__header_2005__200502300300.csv",  # there is no 30 February
        "ams__cargo_2005__200510170300.csv",  # there is no such table
        "ams__exams_2005__200510170300.csv",  # a feed under the name of the other family
        "ams_header__2005__200510170300.csv",
        "exams__2005_10__200511010300.csv.bz2",
        "exams__2005_10__200511010300 (1).csv",
        "loads__2005_10__200511010300.csv",
    ],
)
def test_names_that_are_not(name: str) -> None:
    with pytest.raises(FileRefused, match="not recognised by its name") as refusal:
        recognise(FOLDER, FOLDER / name, load_contracts())

    assert name in str(refusal.value)
    assert "ams__<table>_<YYYY>__<YYYYMMDDhhmm>" in str(refusal.value)


def test_only_files_meant_to_be_loaded_are_listed(tmp_path: Path) -> None:
    for name in ("b.csv", "sub/a.csv", "c.csv.partial", ".d.csv", ".git/e.csv", "README.md",
                 "landing.yml"):  # fmt: skip
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).touch()

    assert list_files(tmp_path) == [tmp_path / "b.csv", tmp_path / "sub" / "a.csv"]
