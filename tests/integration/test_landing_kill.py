"""A loader killed at any moment leaves each file wholly loaded or not at all, ledger included."""

import random
import subprocess
import sys
import time
from pathlib import Path

import duckdb

from pipelines.landing import load_folder, loads, reconcile
from tests.integration.landing_files import cargo_row, cargodesc, make_folder

KILLS = 10
FILES = 80
LOADER = """
import sys
from pathlib import Path
import duckdb
import pipelines.landing.load
from pipelines.landing import load_folder

pipelines.landing.load.MOST_FILES_IN_A_BATCH = 3  # so that a kill finds many transactions

def tell(outcome, done, total):
    if outcome.state == "loaded":
        print(outcome.file_name, flush=True)

load_folder(duckdb.connect(sys.argv[1]), Path(sys.argv[2]), on_file=tell)
"""
TOTALS = """
select
    (select count(*) from raw.loads where state = 'loaded'),
    (select count(*) from raw.loads where superseded_by_load_id is not null),
    (select sum(rows_read) from raw.loads),
    (select count(*) from raw.ams_cargodesc),
    (select count(distinct (identifier, container_number)) from raw.ams_cargodesc),
    (select count(*) from raw.quarantine)
"""


def make_files(folder: Path) -> Path:
    """Eighty files of fifty rows, every tenth row bad; each stamp's rows are told apart."""
    files = {}
    for number in range(FILES):
        rows = [
            cargo_row(number * 50 + row, pieces="bad" if row % 10 == 0 else "1")
            for row in range(50)
        ]
        files[f"ams__cargodesc_2005__2005{1 + number // 28:02d}{1 + number % 28:02d}0300.csv"] = (
            cargodesc(*rows)
        )
    return make_folder(folder, files)


def kill_at_a_random_moment(database: Path, folder: Path, moments: random.Random) -> int:
    """Start a loader, let it take in a few files, kill it; count the files it had told of."""
    with subprocess.Popen(
        [sys.executable, "-c", LOADER, str(database), str(folder)],
        stdout=subprocess.PIPE,
        text=True,
    ) as loader:
        assert loader.stdout is not None
        told = 0
        for _ in range(moments.randint(1, 5)):
            told += loader.stdout.readline() != ""
        time.sleep(moments.uniform(0, 0.03))
        loader.kill()
    return told


def test_totals_after_ten_kills_and_a_rerun_are_those_of_an_undisturbed_run(
    tmp_path: Path,
) -> None:
    folder = make_files(tmp_path / "drop")
    moments = random.Random(20051017)
    database = tmp_path / "killed.duckdb"
    told = 0
    for _ in range(KILLS):
        told += kill_at_a_random_moment(database, folder, moments)
        with duckdb.connect(str(database)) as con:
            assert reconcile(con) == []
            entered = loads(con)
            assert len(entered) >= told  # what was told of as loaded outlived the kill
            for load in entered:
                assert (load.rows_read, load.rows_loaded, load.rows_quarantined) == (50, 45, 5)
    assert KILLS <= told < FILES

    with duckdb.connect(str(database)) as killed, duckdb.connect() as undisturbed:
        load_folder(killed, folder)
        load_folder(undisturbed, folder)
        expected = (FILES, 0, FILES * 50, FILES * 45, FILES * 45, FILES * 5)
        assert undisturbed.execute(TOTALS).fetchone() == expected
        assert killed.execute(TOTALS).fetchone() == expected
        assert reconcile(killed) == []
