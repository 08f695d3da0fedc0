"""One more day of files against a full build, at the same size and in the same run."""

import shutil
import sys
from pathlib import Path

import duckdb

from pipelines.settings import Settings
from tests.benchmarks.measuring import Line, Measurement, in_own_process, medians, report
from tests.benchmarks.worlds import REPEATS, World, ensure_built

DAY_FOLDER = "one_more_day"


def run(world: World) -> list[Line]:
    """Measure a full build, then the build after one more day of arrivals, each from one state."""
    ensure_built(world)
    settings = world.settings
    full = build(settings, "full")
    built, loaded = (settings.warehouse.with_suffix(f".{state}") for state in ("built", "loaded"))
    shutil.copy(settings.warehouse, built)
    day = write_day(settings)
    try:
        load = in_own_process(__name__, "load", str(settings.home), str(settings.build), str(day))
        shutil.copy(settings.warehouse, loaded)
        one_day = medians([build_from(loaded, settings) for _ in range(REPEATS)])
    finally:
        shutil.rmtree(day)
        loaded.unlink(missing_ok=True)
        built.replace(settings.warehouse)
    months = ", ".join(one_day.answer["months"])
    what = f"build after one more day ({load.answer:,} rows; replaced {months}) : full build"
    return [Line(what, one_day.seconds, full.seconds, "< 0.10 x", full.peak_mib)]


def build(settings: Settings, kind: str) -> Measurement:
    """Build in a process of its own."""
    return in_own_process(__name__, kind, str(settings.home), str(settings.build))


def build_from(loaded: Path, settings: Settings) -> Measurement:
    """Put the warehouse back to where the day is loaded and not yet built, and build."""
    shutil.copy(loaded, settings.warehouse)
    return build(settings, "incremental")


def write_day(settings: Settings) -> Path:
    """Write one day's arrivals as new bills: the last day's, under new numbers.

    The rows are those of the last day of arrivals in the warehouse with identifiers, bill and
    voyage numbers of their own, so that they are new shipments of an existing month.
    """
    folder = settings.landing / DAY_FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "landing.yml").write_text(
        "origin: synthetic\ndescription: one more day of the synthetic stream, for the benchmark\n",
        encoding="utf-8",
    )
    with duckdb.connect(str(settings.warehouse), read_only=True) as connection:
        connection.execute(
            "create temp table day as select identifier from raw.ams_header "
            "where actual_arrival_date = (select max(actual_arrival_date) from raw.ams_header)"
        )
        stamp = (
            connection.execute(
                "select strftime(max(known_at) + interval 1 day, '%Y%m%d%H%M') from raw.ams_header"
            ).fetchone()
            or ("",)
        )[0]
        names = {
            "identifier": "identifier + 50000 as identifier",
            "house_bol_number": "'D' || house_bol_number as house_bol_number",
            "voyage_number": "voyage_number || 'D' as voyage_number",
        }
        for (table,) in connection.execute(
            "select table_name from information_schema.tables "
            "where table_schema = 'raw' and table_name like 'ams\\_%' escape '\\'"
        ).fetchall():
            columns = [
                names.get(column, column)
                for (column,) in connection.execute(
                    "select column_name from information_schema.columns where table_schema = 'raw' "
                    "and table_name = ? and column_name not in "
                    "('load_id', 'file_line', 'known_at', 'origin') order by ordinal_position",
                    [table],
                ).fetchall()
            ]
            path = folder / f"ams__{table.removeprefix('ams_')}_2006__{stamp}.csv"
            connection.execute(
                f"copy (select {', '.join(columns)} from raw.{table} "  # noqa: S608  own names
                f"where identifier in (from day)) to '{path}' (header, delimiter ',')"
            )
    return folder


def step(kind: str, settings: Settings, folder: Path | None) -> object:
    """What each measured process does."""
    from pipelines.stages import building, loading

    if kind == "load":
        reports = loading.load(settings, [str(folder)], None)
        return sum(one.rows_loaded for one in reports)
    done = building.build(settings, None, full_refresh=kind == "full")
    return {"months": [f"{month.arrival_month:%Y-%m}" for month in done.months][:6]}


if __name__ == "__main__":
    kind, home, build_folder = sys.argv[1:4]
    chosen = Settings(home=Path(home), build=Path(build_folder))
    day_folder = Path(sys.argv[4]) if len(sys.argv) > 4 else None
    report(lambda: step(kind, chosen, day_folder))
