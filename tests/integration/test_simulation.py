"""The synthetic stream as files: same bytes, an honest declaration, truth apart, and it loads."""

import hashlib
import json
from dataclasses import replace
from pathlib import Path

import duckdb
import pyarrow.parquet as pq
import pytest
import yaml

from models.simulation import SimulationConfig, simulate
from pipelines.landing import load_folder
from pipelines.settings import Settings
from pipelines.simulation import (
    LandingFolderInUse,
    LandingWritten,
    read_reference_tables,
    read_selection_rules,
    write_landing,
)

TINY = SimulationConfig(
    seed=3, first_season=2005, last_season=2006, trips_per_season=600, incidents_per_season=20
)


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> LandingWritten:
    home = tmp_path_factory.mktemp("stream")
    return write_landing(TINY, home / "landing", home / "truth")


def files_of(folder: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def test_same_seed_gives_the_same_bytes_and_another_seed_others(
    written: LandingWritten, tmp_path: Path
) -> None:
    again = write_landing(TINY, tmp_path / "landing", tmp_path / "truth")
    assert files_of(again.folder) == files_of(written.folder)
    assert files_of(again.truth_folder) == files_of(written.truth_folder)
    other = write_landing(replace(TINY, seed=4), tmp_path / "other", tmp_path / "other_truth")
    header = "ams/2005/ams__header_2005__200511060300.csv"
    assert files_of(other.folder)[header] != files_of(written.folder)[header]


def test_the_declaration_gives_every_file_with_its_hash_size_and_rows(
    written: LandingWritten,
) -> None:
    declaration = yaml.safe_load((written.folder / "landing.yml").read_text(encoding="utf-8"))
    assert declaration["origin"] == "synthetic"
    assert "not a finding" in " ".join(declaration["description"].split())
    files = files_of(written.folder)
    content = {name: data for name, data in files.items() if name != "landing.yml"}
    assert set(content) == set(declaration["files"])
    for name, declared in declaration["files"].items():
        data = content[name]
        assert declared["sha256"] == hashlib.sha256(data).hexdigest()
        assert declared["bytes"] == len(data)
        assert declared["rows"] == data.count(b"\n") - 1
        assert data.endswith(b"\n")
    assert written.files == len(content)
    assert written.bytes == sum(len(data) for data in content.values())
    assert written.rows == sum(file["rows"] for file in declaration["files"].values())


def test_no_word_of_the_truth_is_in_the_landing_folder(written: LandingWritten) -> None:
    carried = pq.read_table(written.truth_folder / "containers_with_persons.parquet")
    planted = ["truth", "log_odds", "has_lesser", "smuggl", *carried["truth_event"].to_pylist()]
    hidden = carried.filter(carried["is_discovered"].to_numpy() == False)  # noqa: E712
    hidden_trips = {
        f"{row['container_number']}|{row['voyage_number']}"
        for row in hidden.select(["container_number", "voyage_number"]).to_pylist()
    }
    for name, data in files_of(written.folder).items():
        text = data.decode()
        if name == "landing.yml":
            continue
        assert not [word for word in planted if word in text], name
        if "/incident" in name:
            boxes = {
                f"{fields[2]}|{fields[5]}".replace('"', "")
                for fields in (line.split(",") for line in text.splitlines()[1:])
                if len(fields) > 5
            }
            assert not boxes & hidden_trips, name
    assert hidden.num_rows > 0


def test_the_truth_says_what_was_planted_and_how_far_it_is_inflated(
    written: LandingWritten,
) -> None:
    manifest = json.loads((written.truth_folder / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["origin"] == "synthetic"
    assert manifest["config"]["seed"] == 3
    # 20 among 780 trips a year, against 29 / 8 among 11 million: 20/780 / (3.625/11e6).
    assert manifest["container_trips_a_year"] == pytest.approx(780, abs=2)
    assert manifest["incidents_inflated_by"] == pytest.approx(20 / 780 / (3.625 / 11e6), rel=0.01)
    names = {path.stem for path in written.truth_folder.glob("*.parquet")}
    assert names == {
        "containers_with_persons",
        "container_risk",
        "party_names",
        "weights",
        "active_ports",
        "calibration",
    }
    calibration = pq.read_table(written.truth_folder / "calibration.parquet").to_pylist()
    assert all(row["source"] for row in calibration)


def test_every_row_is_loaded_or_quarantined_and_only_dirty_lines_are(
    written: LandingWritten, tmp_path: Path
) -> None:
    settings = Settings()
    dirty: dict[str, int] = {}
    months = simulate(
        TINY,
        read_reference_tables(settings.reference, settings.rulesets, settings.features_yml),
        read_selection_rules(settings.rulesets, settings.features_yml),
    )
    for month in months:
        for name in month.tables:
            lines = month.dirt(name, month.tables[name])
            dirty[name] = dirty.get(name, 0) + len(lines)
    with duckdb.connect(tmp_path / "warehouse.duckdb") as con:
        report = load_folder(con, written.folder)
        by_table = con.execute(
            "select table_name, sum(rows_read), sum(rows_loaded), sum(rows_quarantined) "
            "from raw.loads group by all"
        ).fetchall()
    assert not report.refused
    assert sum(read for _, read, _, _ in by_table) == written.rows
    assert all(read == loaded + quarantined for _, read, loaded, quarantined in by_table)
    assert {table: bad for table, _, _, bad in by_table if bad} == {
        table: count for table, count in dirty.items() if count
    }
    assert sum(dirty.values()) > 10


def test_a_stream_replaces_an_earlier_one_whole(tmp_path: Path) -> None:
    short = replace(TINY, first_season=2006, trips_per_season=100)
    folder, truth = tmp_path / "landing", tmp_path / "truth"
    write_landing(replace(TINY, trips_per_season=100), folder, truth)
    write_landing(short, folder, truth)
    alone = write_landing(short, tmp_path / "alone", tmp_path / "alone_truth")
    assert files_of(folder) == files_of(alone.folder)


def test_an_interrupted_stream_cannot_be_loaded_and_is_replaced(tmp_path: Path) -> None:
    folder, truth = tmp_path / "landing", tmp_path / "truth"
    config = replace(TINY, first_season=2006, trips_per_season=100)

    def stop(_: object) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        write_landing(config, folder, truth, on_month=stop)
    assert not (folder / "landing.yml").exists()
    assert list(folder.rglob("*.csv"))
    write_landing(config, folder, truth)
    alone = write_landing(config, tmp_path / "alone", tmp_path / "alone_truth")
    assert files_of(folder) == files_of(alone.folder)


def test_what_is_not_a_synthetic_stream_is_left_alone(tmp_path: Path) -> None:
    real = tmp_path / "real"
    real.mkdir()
    (real / "landing.yml").write_text("origin: real\n", encoding="utf-8")
    before = files_of(real)
    with pytest.raises(LandingFolderInUse, match="got origin 'real', expected 'synthetic'"):
        write_landing(TINY, real, tmp_path / "truth")
    assert files_of(real) == before
    notes = tmp_path / "notes"
    notes.mkdir()
    (notes / "notes.txt").write_text("mine\n", encoding="utf-8")
    with pytest.raises(LandingFolderInUse, match=r"holds files but no landing\.yml"):
        write_landing(TINY, notes, tmp_path / "truth")
    assert list(files_of(notes)) == ["notes.txt"]


def test_the_truth_may_not_lie_in_the_landing_folder(tmp_path: Path) -> None:
    with pytest.raises(LandingFolderInUse, match="inside the landing folder"):
        write_landing(TINY, tmp_path / "landing", tmp_path / "landing" / "truth")
    assert not (tmp_path / "landing").exists()


def test_months_are_reported_as_they_are_written(tmp_path: Path) -> None:
    seen: list[str] = []
    result = write_landing(
        replace(TINY, first_season=2006, trips_per_season=100),
        tmp_path / "landing",
        tmp_path / "truth",
        on_month=lambda month: seen.append(month.month),
    )
    assert seen == [month.month for month in result.months]
    assert (seen[0], seen[-1]) == ("2005-10", "2006-09")
    assert {month.season for month in result.months} == {2006}
