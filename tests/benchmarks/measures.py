"""All measures of a season against their plain group-bys; a month's rebuild; a page's query.

The figures of the last season are counted twice from the same rows: by the models that publish
them (with the hashes that prove their rows, periods and field offices) and by one plain group-by a
relation and month, which gives the same numbers and nothing else. The season's rows are repeated,
each under a hash of its own, until it has as many container trips as a national one.
"""

import shutil
import sys
import time
from pathlib import Path

import duckdb

from pipelines.dbt_runs.running import run_dbt
from pipelines.editions import current_id, open_edition
from pipelines.settings import Settings
from pipelines.stages import building, proposing, publishing
from tests.benchmarks.measuring import Line, in_own_process, medians, report, side_by_side
from tests.benchmarks.worlds import REPEATS, THREADS, World, ensure_built

BASELINE = Path(__file__).parent / "baselines" / "measure_group_bys.sql"
MODELS = ("fct_measure_months", "fct_measure_counts")
RELATIONS = (
    "measure_units",
    "fct_high_risk_containers",
    "measure_episodes",
    "measure_filings",
    "measure_isf_filings",
)
"""What the measures count, as tables in memory; the row keys themselves are not needed."""
AS_THEY_ARE = ("dim_measures", "dim_field_offices", "fct_measure_months_recounted")
PAGE_REPEATS = 5


def run(world: World) -> list[Line]:
    """Measure counting a season, building a month again, and the slowest query of the page."""
    warehouse, settings = ensure_built(world), world.settings
    where = (str(warehouse), str(compile_models(settings)), str(world.size.season_trips))
    ours, plain = side_by_side(
        lambda: in_own_process(__name__, "ours", *where),
        lambda: in_own_process(__name__, "plain", *where),
        REPEATS,
    )
    if ours.answer["counted"] != plain.answer["counted"]:
        raise SystemExit(f"counts differ: ours {ours.answer}, plain {plain.answer}")
    counted = (
        f"all measures of season {ours.answer['season']}, {ours.answer['trips']:,} container trips"
    )
    seconds, base = ours.answer["seconds"], plain.answer["seconds"]
    return [
        Line(counted, seconds, base, "<= 2 x", ours.peak_mib),
        rebuilt_month(settings, warehouse),
        slowest_query(settings),
    ]


def compile_models(settings: Settings) -> Path:
    """Let dbt write the SQL of a full build; return the folder it lies in."""
    run_dbt(settings, ["compile", "--full-refresh", "--select", *MODELS])
    return settings.dbt_target / "compiled" / "tallyman" / "models" / "marts" / "measures"


def count(kind: str, warehouse: str, compiled: Path, season_trips: int) -> dict[str, object]:
    """Count a season's measures, by the models or by plain group-bys."""
    with duckdb.connect(config={"threads": THREADS}) as con:
        con.execute(f"attach '{warehouse}' as built (read_only)")
        season, trips = con.execute(
            "select season, count(*) from built.marts.fct_container_trips "
            "group by season order by season desc limit 1"
        ).fetchone() or (0, 1)
        times = max(1, round(season_trips / trips))
        con.execute("create schema marts")
        con.execute("use built")
        for name in RELATIONS:
            con.execute(
                f"create table memory.marts.{name} as "  # noqa: S608  own names
                "select * exclude (row_key) replace (hash(row_key_hash, i) as row_key_hash) "
                f"from marts.{name}, range({times}) as t(i) "
                f"where arrival_month between date '{season - 1}-10-01' and date '{season}-09-30'"
            )
        con.execute("use memory")
        for name in AS_THEY_ARE:
            con.execute(f"create view marts.{name} as from built.marts.{name}")  # noqa: S608
        started = time.perf_counter()
        if kind == "plain":
            con.execute(BASELINE.read_text(encoding="utf-8"))
        else:
            for name in MODELS:
                sql = (compiled / f"{name}.sql").read_text(encoding="utf-8")
                con.execute(f"create table marts.{name} as {sql}")
        seconds = time.perf_counter() - started
        counted = plain_total(con) if kind == "plain" else our_total(con)
    return {"seconds": seconds, "counted": counted, "season": season, "trips": trips * times}


def our_total(con: duckdb.DuckDBPyConnection) -> int:
    """Add up every number of every line and month."""
    row = con.execute(
        "select sum(numerator + coalesce(denominator, 0) + n_unknown) from marts.fct_measure_months"
    ).fetchone()
    return int(row[0]) if row else 0


def plain_total(con: duckdb.DuckDBPyConnection) -> int:
    """Add up every count of the plain group-bys."""
    total = 0
    for (name,) in con.execute(
        "select table_name from duckdb_tables() where starts_with(table_name, 'plain_')"
    ).fetchall():
        row = con.execute(
            f"select sum(n) from (unpivot {name} on "  # noqa: S608  own names
            "columns('(numerator|denominator|unknown)$') into name line value n)"
        ).fetchone()
        total += int(row[0] or 0) if row else 0
    return total


def rebuilt_month(settings: Settings, warehouse: Path) -> Line:
    """Build one month again, the last in season, each time from one state."""
    built = warehouse.with_suffix(".built")
    shutil.copy(warehouse, built)
    try:
        runs = []
        for _ in range(REPEATS):
            shutil.copy(built, warehouse)
            runs.append(in_own_process(__name__, "month", str(settings.home), str(settings.build)))
    finally:
        built.replace(warehouse)
    done = medians(runs)
    return Line(f"build of {done.answer} again", done.seconds, None, "< 30 s", done.peak_mib)


def rebuild_month(settings: Settings) -> str:
    """Ask for the last month in season and build."""
    with duckdb.connect(str(settings.warehouse), read_only=True) as con:
        row = con.execute(
            "select strftime(max(arrival_month), '%Y-%m') from marts.fct_container_trips "
            "where is_in_season"
        ).fetchone()
    month = str(row[0] if row else "")
    building.request_rebuild(settings, [month])
    building.build(settings, None)
    return month


def slowest_query(settings: Settings) -> Line:
    """Ask every query of page Measures of an edition, nothing cached; keep the slowest."""
    from dashboards import measure_queries, queries

    if current_id(settings.editions) is None:
        publishing.estimate(settings)
        proposing.propose(settings, None)
        publishing.publish_edition(settings)
    edition = open_edition(settings.editions)
    origin, view, unit = "synthetic", "cohort", "container_trip"
    period = queries.latest_season(edition) or ""
    chosen = measure_queries.figures_of(
        edition, "all", origin, view=view, unit=unit, period=period, port_code="*"
    )
    figure = chosen[chosen["measure"] == "S8.2"].iloc[0]
    month = queries.measures(
        edition, origin, view=view, unit=unit, period=f"{period}-04", port_code="2704"
    )
    of_month = month[month["measure"] == "S8.2"].iloc[0] if not month.empty else figure
    asked = {
        "choices": lambda: measure_queries.choices(edition, origin),
        "families": lambda: measure_queries.families(edition, origin, view, unit),
        "periods": lambda: measure_queries.periods(edition, origin, view, unit, "month"),
        "ports": lambda: measure_queries.places(edition, origin, "port"),
        "figures": lambda: measure_queries.figures_of(
            edition, "all", origin, view=view, unit=unit, period=period, port_code="*"
        ),
        "months of a figure": lambda: measure_queries.over_time(edition, of_month),
        "rows behind a figure": lambda: queries.rows_behind(edition, figure, denominator=False),
    }
    took = {}
    for name, ask in asked.items():
        seconds = []
        for _ in range(PAGE_REPEATS):
            queries._select.clear()
            queries._rows_behind.clear()
            started = time.perf_counter()
            ask()
            seconds.append(time.perf_counter() - started)
        took[name] = sorted(seconds)[PAGE_REPEATS // 2]
    slowest = max(took, key=lambda name: took[name])
    return Line(
        f"slowest query of page Measures ({slowest})", took[slowest], None, "< 200 ms", unit="ms"
    )


if __name__ == "__main__":
    kind = sys.argv[1]
    if kind == "month":
        chosen_settings = Settings(home=Path(sys.argv[2]), build=Path(sys.argv[3]))
        report(lambda: rebuild_month(chosen_settings))
    else:
        report(lambda: count(kind, sys.argv[2], Path(sys.argv[3]), int(sys.argv[4])))
