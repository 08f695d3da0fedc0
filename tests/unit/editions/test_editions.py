"""Editions published from a small hand-made warehouse: what is copied, what blocks, what lasts."""

import json
import signal
import stat
import subprocess
import sys
import time
from pathlib import Path

import duckdb
import pytest

from pipelines.builds import close_build, open_build, record_step
from pipelines.editions import (
    EditionError,
    compare,
    current_id,
    list_editions,
    open_edition,
    publish,
)

TRIPS = 40
EXAMINED = 10
"""Every fourth of the forty trips is examined."""


def make_warehouse(path: Path, *, trips: int = TRIPS) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    with duckdb.connect(str(path)) as con:
        for schema in ("raw", "intermediate", "marts", "published", "rules"):
            con.execute(f"create schema {schema}")
        con.execute(
            f"""
            create table intermediate.int_scratch as select 1 as one;
            create table marts.fct_container_trips as
            select
                'trip' || i as container_trip_key, i % 4 = 0 as is_examined,
                'synthetic' as origin
            from range({trips}) as t(i);
            create table marts.fct_left__dbt_tmp as select 1 as one;
            create view marts.measure_s8_3 as
            select container_trip_key as row_key, is_examined as is_numerator
            from marts.fct_container_trips;
            create view marts.fct_over_measure as
            select count(*) as n from marts.measure_s8_3 where is_numerator;
            create view marts.fct_reads_intermediate as select * from intermediate.int_scratch;
            create table published.measures as
            select 'S8.3' as measure, 1 as definition_version, 'container_trip' as unit,
                'cohort' as view, 'season' as period_kind, '2006' as period, '*' as port_code,
                'synthetic' as origin, count(*) filter (where is_examined) as numerator,
                count(*) as denominator, 0.25 as value, 0.2 as low, 0.3 as high, 0 as n_unknown
            from marts.fct_container_trips;
            create table published.proposal_summary (origin varchar, model_card varchar);
            create table rules.rules as select 'terrorism' as rule_set, 1 as version;
            create table raw.quarantine as select 1::bigint as load_id, 'bad' as raw_text;
            create table raw.loads as
            select 1::bigint as load_id, 'ams/header.csv' as file_name, 'ams_header' as table_name,
                'synthetic' as origin, 'ab12' as sha256, {trips}::bigint as rows_loaded,
                'loaded' as state, null::bigint as superseded_by_load_id,
                timestamp '2026-01-01' as built_at;
            create table raw.ams_header as select 1 as identifier;
            """
        )
    return path


def enter_build(path: Path, state: str = "green", *steps: str) -> None:
    with duckdb.connect(str(path)) as con:
        build_id = open_build(
            con, as_known_at=None, full_refresh_reason="first build", fingerprints={}
        )
        if state != "running":
            message = None if state == "green" else "unique_fct_container_trips"
            close_build(con, build_id, state=state, months=[], message=message)
        for step in steps:
            record_step(con, step)


@pytest.fixture
def warehouse(tmp_path: Path) -> Path:
    path = make_warehouse(tmp_path / "warehouse" / "tallyman.duckdb")
    enter_build(path, "green", "estimated", "proposed")
    return path


@pytest.fixture
def editions(tmp_path: Path) -> Path:
    return tmp_path / "editions"


def test_edition_holds_marts_figures_rules_and_ledgers_and_nothing_else(
    warehouse: Path, editions: Path
) -> None:
    edition = publish(warehouse, editions)

    assert edition.manifest.tables == {
        "marts.fct_container_trips": TRIPS,
        "marts.fct_over_measure": 1,
        "marts.fct_reads_intermediate": 1,
        "marts.measure_s8_3": TRIPS,
        "published.bridged_measures": 0,
        "published.measures": 1,
        "published.proposal_summary": 0,
        "raw.builds": 1,
        "raw.loads": 1,
        "raw.quarantine": 1,
        "rules.rules": 1,
    }
    with edition.connect() as con:
        kinds = dict(
            con.execute("select table_name, table_type from information_schema.tables").fetchall()
        )
        rows = con.execute("select count(*) from marts.measure_s8_3 where is_numerator").fetchone()
        figure = con.execute("select numerator, denominator from published.measures").fetchone()
    assert kinds["measure_s8_3"] == kinds["fct_over_measure"] == "VIEW"
    assert kinds["fct_reads_intermediate"] == "BASE TABLE"
    assert rows == (EXAMINED,)
    assert figure == (EXAMINED, TRIPS)


def test_manifest_names_what_the_edition_was_made_from(warehouse: Path, editions: Path) -> None:
    written = json.loads((publish(warehouse, editions).folder / "edition.json").read_text())

    assert written["id"] == "0001"
    assert written["build_id"] == 1
    assert written["as_known_at"] is None
    assert written["origin_counts"] == {"synthetic": TRIPS}
    assert written["inputs"] == [
        {
            "file_name": "ams/header.csv",
            "sha256": "ab12",
            "table": "ams_header",
            "rows": TRIPS,
            "origin": "synthetic",
        }
    ]
    assert written["rule_sets"] == [{"rule_set": "terrorism", "version": 1}]
    assert written["definition_versions"] == {"S8.3": "1"}


def test_commit_is_named_in_a_checkout_only(
    warehouse: Path, editions: Path, tmp_path: Path
) -> None:
    checkout = tmp_path / "checkout"
    checkout.mkdir()

    def git(*arguments: str) -> str:
        identity = ["-c", "user.name=t", "-c", "user.email=t@example.org"]
        command = ["git", "-C", str(checkout), *identity, *arguments]
        return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()

    assert "+" not in publish(warehouse, editions, home=checkout).manifest.code_version
    git("init", "--quiet")
    git("commit", "--quiet", "--allow-empty", "--message", "first")
    commit = git("rev-parse", "--short=12", "HEAD")
    assert publish(warehouse, editions, home=checkout).manifest.code_version.endswith(f"+{commit}")
    (checkout / "new.txt").write_text("x")
    modified = publish(warehouse, editions, home=checkout).manifest.code_version
    assert modified.endswith(f"+{commit}.modified")


def test_files_are_read_only_and_an_older_edition_keeps_its_bytes(
    warehouse: Path, editions: Path
) -> None:
    first = publish(warehouse, editions)
    bytes_before = {path.name: path.read_bytes() for path in first.folder.iterdir()}
    with duckdb.connect(str(warehouse)) as con:
        con.execute("update published.measures set numerator = 11")

    second = publish(warehouse, editions)

    assert [edition.id for edition in list_editions(editions)] == ["0001", "0002"]
    assert current_id(editions) == second.id == "0002"
    assert {path.name: path.read_bytes() for path in first.folder.iterdir()} == bytes_before
    modes = {stat.S_IMODE(path.stat().st_mode) for path in second.folder.iterdir()}
    assert modes == {0o444}
    open_edition(editions, "1").verify()


def test_a_changed_database_file_is_found_out(warehouse: Path, editions: Path) -> None:
    edition = publish(warehouse, editions)
    edition.database.chmod(0o644)
    edition.database.write_bytes(edition.database.read_bytes() + b"x")
    with pytest.raises(EditionError, match="The file changed after it was published"):
        edition.verify()


@pytest.mark.parametrize(
    ("state", "steps", "message"),
    [
        ("failed", (), "is failed, expected green: unique_fct_container_trips"),
        ("running", (), "is running, expected green"),
        ("green", ("proposed",), "measures and commonalities were not computed from build 1"),
        ("green", ("estimated",), "the weight proposal was not computed from build 1"),
    ],
)
def test_publishing_is_blocked_and_the_current_edition_stays(
    tmp_path: Path, editions: Path, state: str, steps: tuple[str, ...], message: str
) -> None:
    path = make_warehouse(tmp_path / "tallyman.duckdb")
    enter_build(path, state, *steps)
    with pytest.raises(EditionError, match=message):
        publish(path, editions)
    assert list_editions(editions) == []
    assert current_id(editions) is None


def test_publishing_is_blocked_before_the_first_build_and_while_loads_wait(
    tmp_path: Path, editions: Path
) -> None:
    with pytest.raises(EditionError, match="does not exist: there is nothing to publish"):
        publish(tmp_path / "none.duckdb", editions)
    path = make_warehouse(tmp_path / "tallyman.duckdb")
    with pytest.raises(EditionError, match="was never built"):
        publish(path, editions)
    enter_build(path, "green", "estimated", "proposed")
    with duckdb.connect(str(path)) as con:
        con.execute("update raw.loads set built_at = null")
    with pytest.raises(EditionError, match=r"1 loaded file\(s\) are not in build 1"):
        publish(path, editions)


def test_opening_what_is_not_there_says_what_there_is(warehouse: Path, editions: Path) -> None:
    with pytest.raises(EditionError, match="nothing was published yet"):
        open_edition(editions)
    publish(warehouse, editions)
    with pytest.raises(EditionError, match="No edition 0007 in .*; there is: 0001"):
        open_edition(editions, "7")


READER = """
import json, sys
from pathlib import Path
from pipelines.editions import open_edition
editions, stop = Path(sys.argv[1]), Path(sys.argv[2])
held = open_edition(editions)
con = held.connect()
seen, ids = set(), set()
print("reading", flush=True)
while not stop.exists():
    seen.add(con.execute("select sum(numerator) from published.measures").fetchone()[0])
    current = open_edition(editions)
    with current.connect() as other:
        other.execute("select count(*) from marts.measure_s8_3").fetchone()
    ids.add(current.id)
print(json.dumps({"held": held.id, "seen": sorted(seen), "last": max(ids)}))
"""


def test_a_reader_in_another_process_is_undisturbed_while_editions_are_published(
    warehouse: Path, editions: Path, tmp_path: Path
) -> None:
    publish(warehouse, editions)
    stop = tmp_path / "stop"
    reader = subprocess.Popen(
        [sys.executable, "-c", READER, str(editions), str(stop)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert reader.stdout is not None
    assert reader.stdout.readline() == "reading\n"
    for numerator in (20, 30, 40):
        with duckdb.connect(str(warehouse)) as con:
            con.execute("update published.measures set numerator = ?", [numerator])
        publish(warehouse, editions)
    time.sleep(0.5)
    stop.touch()
    said, errors = reader.communicate(timeout=30)
    assert reader.returncode == 0, errors
    assert json.loads(said) == {"held": "0001", "seen": [EXAMINED], "last": "0004"}


PUBLISHER = """
import sys
from pathlib import Path
from pipelines.editions import publish
publish(Path(sys.argv[1]), Path(sys.argv[2]))
"""


def test_a_killed_publish_leaves_no_half_edition(tmp_path: Path, editions: Path) -> None:
    warehouse = make_warehouse(tmp_path / "tallyman.duckdb", trips=4_000_000)
    enter_build(warehouse, "green", "estimated", "proposed")
    publisher = subprocess.Popen([sys.executable, "-c", PUBLISHER, str(warehouse), str(editions)])
    partial = editions / ".0001.partial" / "edition.duckdb"
    while not partial.exists():
        assert publisher.poll() is None
        time.sleep(0.005)
    publisher.kill()
    assert publisher.wait() == -signal.SIGKILL

    assert list_editions(editions) == []
    assert current_id(editions) is None
    assert partial.exists()
    assert publish(warehouse, editions).id == "0001"
    assert sorted(path.name for path in editions.iterdir()) == [".lock", "0001", "current"]


def test_comparison_lists_what_differs_and_nothing_else(warehouse: Path, editions: Path) -> None:
    first = publish(warehouse, editions)
    same = compare(first, publish(warehouse, editions))
    assert (same.figures_compared, same.figures_changed, same.inputs_added) == (1, [], [])
    with duckdb.connect(str(warehouse)) as con:
        con.execute("update published.measures set numerator = 11, definition_version = 2")
        con.execute("update raw.loads set sha256 = 'cd34'")
    changed = compare(first, publish(warehouse, editions))
    assert changed.inputs_added == ["ams/header.csv cd34"]
    assert changed.inputs_removed == ["ams/header.csv ab12"]
    assert changed.definitions_changed == {"S8.3": ("1", "2")}
    (figure,) = changed.figures_changed
    assert (figure["measure"], figure["old_numerator"], figure["new_numerator"]) == (
        "S8.3",
        EXAMINED,
        11,
    )
