"""A what-if over the last season from the patterns table: point estimate and interval."""

import statistics
import time

import duckdb

from models.evaluation.what_if import what_if
from tests.benchmarks.measuring import Line
from tests.benchmarks.worlds import World, ensure_built

RULE_SET = "human_smuggling"


def run(world: World) -> list[Line]:
    """Measure the answer to one changed threshold, patterns already in memory."""
    with duckdb.connect(str(ensure_built(world)), read_only=True) as connection:
        points = [
            row[0]
            for row in connection.execute(
                "select points from rules.rules where rule_set = ? order by bit", [RULE_SET]
            ).fetchall()
        ]
        season = (
            connection.execute(
                "select max(season) from marts.fct_patterns where is_in_season"
            ).fetchone()
            or (0,)
        )[0]
        totals = connection.execute(
            "select hits, sum(container_count)::bigint as container_count "
            "from marts.fct_patterns where rule_set = ? and snapshot = 'T2' and season = ? "
            "and is_in_season group by hits",
            [RULE_SET, season],
        ).df()
        weeks = connection.execute(
            "select port_code, arrival_week, hits, sum(container_count)::bigint as container_count "
            "from marts.fct_pattern_weeks where rule_set = ? and snapshot = 'T2' "
            "and arrival_week between make_date(?::int - 1, 10, 1) and make_date(?::int, 5, 31) "
            "group by all",
            [RULE_SET, season, season],
        ).df()
    lines = []
    for what, patterns, target in (
        (f"what-if, a season, {len(totals):,} patterns", totals, "< 100 ms"),
        (f"the same with interval over weeks, {len(weeks):,} rows", weeks, "< 1 s"),
    ):
        seconds = []
        for threshold in (31, 34, 37, 40, 43):
            started = time.perf_counter()
            what_if(patterns, points, threshold)
            seconds.append(time.perf_counter() - started)
        lines.append(Line(what, statistics.median(seconds), None, target, unit="ms"))
    return lines
