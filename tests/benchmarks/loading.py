"""Load of the landing folder against DuckDB reading the same files typed, with no checks.

The baseline's SQL is ``baselines/typed_read.sql``: the same files, columns, types and threads,
into tables of a file, minus checks, quarantine, ledger and duplicates.
"""

import sys
import tempfile
from pathlib import Path

import duckdb

from tests.benchmarks.measuring import Line, in_own_process, report, side_by_side
from tests.benchmarks.worlds import REPEATS, THREADS, World

BASELINE = (Path(__file__).parent / "baselines" / "typed_read.sql").read_text(encoding="utf-8")


def run(world: World) -> list[Line]:
    """Measure the load of a landing folder."""
    landing = str(world.settings.synthetic_landing)
    ours, baseline = side_by_side(
        lambda: in_own_process(__name__, "ours", landing),
        lambda: in_own_process(__name__, "baseline", landing),
        REPEATS,
    )
    if ours.answer["rows"] > baseline.answer["rows"]:
        raise SystemExit("the load kept more rows than the files hold")
    rows = baseline.answer["rows"]
    what = f"load: {ours.answer['files']:,} files, {rows:,} rows"
    return [Line(what, ours.seconds, baseline.seconds, "<= 1.5 x", ours.peak_mib)]


def load_ours(landing: Path) -> dict[str, int]:
    """Load with contracts, quarantine and ledger."""
    from pipelines.landing import create_raw_tables, load_folder

    with tempfile.TemporaryDirectory(dir=landing.parents[1]) as folder:
        connection = duckdb.connect(f"{folder}/w.duckdb", config={"threads": THREADS})
        create_raw_tables(connection)
        load_folder(connection, landing)
        files, rows = connection.execute(
            "select count(*), sum(rows_loaded)::bigint from raw.loads where state = 'loaded'"
        ).fetchone() or (0, 0)
        connection.close()
    return {"files": files, "rows": rows}


def load_baseline(landing: Path) -> dict[str, int]:
    """Read the same files typed into tables."""
    from pipelines.landing import load_contracts

    rows = 0
    with tempfile.TemporaryDirectory(dir=landing.parents[1]) as folder:
        connection = duckdb.connect(f"{folder}/b.duckdb", config={"threads": THREADS})
        for name, contract in load_contracts().items():
            stem = f"ams__{name.removeprefix('ams_')}_" if name.startswith("ams_") else f"{name}__"
            files = sorted(landing.rglob(f"{stem}*.csv"))
            if not files:
                continue
            columns = {column.name: column.type for column in contract.columns}
            statement = BASELINE.format(
                table=name, files=[str(path) for path in files], columns=columns
            )
            connection.execute(statement)
            rows += (connection.execute(f"select count(*) from {name}").fetchone() or (0,))[0]
        connection.close()
    return {"rows": rows}


if __name__ == "__main__":
    which, folder = sys.argv[1], Path(sys.argv[2])
    report(lambda: (load_ours if which == "ours" else load_baseline)(folder))
