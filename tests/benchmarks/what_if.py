"""A what-if from pattern counts: point estimate and interval.

On the last season of the world, and on a season of national size whose counts are drawn at random:
100 rules, 75,000 masks of which few are common, ports of unequal traffic.
"""

import statistics
import time

import duckdb
import numpy as np
import pandas as pd

from models.evaluation.traffic import PatternTraffic, change_of_selection
from models.evaluation.what_if import what_if
from models.evaluation.workload import ExamTime, exam_workload
from models.rules.scoring import RULES_PER_WORD, hit_counts, score_hits
from tests.benchmarks.measuring import Line
from tests.benchmarks.worlds import Size, World, ensure_built

RULE_SET = "human_smuggling"
N_PATTERNS, N_RULES, N_PORTS, N_WEEKS = 75_000, 100, 40, 35
SHARE_SELECTED = 0.015
CHANGES = 9


def run(world: World) -> list[Line]:
    """Measure the answer to one changed threshold, patterns already in memory."""
    with duckdb.connect(str(ensure_built(world)), read_only=True) as connection:
        rules = connection.execute(
            "select version, points from rules.rules where rule_set = ? and is_current "
            "order by bit",
            [RULE_SET],
        ).fetchall()
        version, points = rules[0][0], [row[1] for row in rules]
        season = (
            connection.execute(
                "select max(season) from marts.fct_patterns where is_in_season"
            ).fetchone()
            or (0,)
        )[0]
        totals = connection.execute(
            "select hits, sum(container_count)::bigint as container_count "
            "from marts.fct_patterns where rule_set = ? and rule_set_version = ? "
            "and snapshot = 'T2' and season = ? and is_in_season group by hits",
            [RULE_SET, version, season],
        ).df()
        weeks = connection.execute(
            "select port_code, arrival_week, hits, sum(container_count)::bigint as container_count "
            "from marts.fct_pattern_weeks where rule_set = ? and rule_set_version = ? "
            "and snapshot = 'T2' and arrival_week between make_date(?::int - 1, 10, 1) "
            "and make_date(?::int, 5, 31) group by all",
            [RULE_SET, version, season, season],
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


def national(size: Size) -> list[Line]:
    """Measure questions of other points on a season of national size, counts in memory."""
    frame = national_counts(size.season_trips)
    started = time.perf_counter()
    traffic = PatternTraffic.from_frame(frame, ["hits", "hits_1"])
    indexing = time.perf_counter() - started
    draw = np.random.default_rng(1)
    points = draw.integers(-5, 15, N_RULES)
    scores = score_hits(traffic.masks, points)
    order = np.argsort(scores)[::-1]
    reached = np.cumsum(traffic.totals[order]) / traffic.totals.sum()
    limits = [int(scores[order[np.searchsorted(reached, SHARE_SELECTED)]])] * N_PORTS
    estimates, intervals = [], []
    for _ in range(CHANGES):
        tried = points.copy()
        tried[draw.choice(N_RULES, 3, replace=False)] += 4
        started = time.perf_counter()
        change = change_of_selection(
            traffic,
            (score_hits(traffic.masks, points), limits),
            (score_hits(traffic.masks, tried), limits),
        )
        per_pattern = np.bincount(
            traffic.pattern[change.rows_selected],
            weights=traffic.count[change.rows_selected],
            minlength=traffic.n_patterns,
        )
        some = np.flatnonzero(per_pattern)
        hit_counts(traffic.masks[some], per_pattern[some], N_RULES)
        estimated = time.perf_counter()
        for weekly in (change.selected, change.selected_before):
            exam_workload(weekly, traffic.ports, traffic.seasons, ExamTime())
        estimates.append(estimated - started)
        intervals.append(time.perf_counter() - estimated)
    what = (
        f"what-if, {size.season_trips:,} trips, 100 rules, {traffic.n_patterns:,} patterns, "
        f"{traffic.n_rows:,} by port and week"
    )
    return [
        Line(what, statistics.median(estimates), None, "< 100 ms", unit="ms"),
        Line("its intervals, before and after", statistics.median(intervals), None, "< 1 s",
             unit="ms"),
        Line("its counts indexed, once a process", indexing, None, ""),
    ]  # fmt: skip


def national_counts(trips: int) -> pd.DataFrame:
    """Draw container trips over masks, ports and weeks, and count them."""
    draw = np.random.default_rng(20060405)
    of_pattern = 1 / np.arange(1, N_PATTERNS + 1) ** 0.9
    of_port = 1 / np.arange(1, N_PORTS + 1)
    pattern = draw.choice(N_PATTERNS, trips, p=of_pattern / of_pattern.sum())
    port = draw.choice(N_PORTS, trips, p=of_port / of_port.sum())
    cell = (pattern * N_PORTS + port) * N_WEEKS + draw.integers(0, N_WEEKS, trips)
    cells, counts = np.unique(cell, return_counts=True)
    words = national_masks(draw)[cells // (N_PORTS * N_WEEKS)]
    week = pd.Timestamp("2005-10-03") + pd.to_timedelta(7 * (cells % N_WEEKS), unit="D")
    codes = np.array([f"{place:04d}" for place in range(N_PORTS)], dtype=object)
    return pd.DataFrame(
        {
            "hits": words[:, 0],
            "hits_1": words[:, 1],
            "port_code": codes[cells // N_WEEKS % N_PORTS],
            "arrival_week": week,
            "season": 2006,
            "container_count": counts,
        }
    )


def national_masks(draw: np.random.Generator) -> np.ndarray:
    """Draw distinct masks of 100 rules, some of which hit often and most seldom."""
    rate = draw.beta(0.5, 6, N_RULES)
    words = np.zeros((2 * N_PATTERNS, 2), dtype=np.int64)
    for rule in range(N_RULES):
        hit = draw.random(len(words)) < rate[rule]
        words[:, rule // RULES_PER_WORD] |= hit.astype(np.int64) << (rule % RULES_PER_WORD)
    distinct = np.unique(words, axis=0)
    return draw.permutation(distinct)[:N_PATTERNS]
