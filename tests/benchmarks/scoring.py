"""A hundred rules on a national month: masks and scores against three other ways to score.

(a) one wide SQL expression on the same engine that stores scores and no hits; (b) the row-by-row
Python engine rule-engine, on a sample of rows, its time taken in proportion to the month; (c)
``DataFrame.eval``, a rule at a time. All give the same scores, or the run stops.
"""

import sys
from collections.abc import Callable
from pathlib import Path

import duckdb
import numpy as np
import rule_engine

from models.rules import score_sql
from models.rules.scoring import score_hits
from tests.benchmarks import hundred_rules
from tests.benchmarks.measuring import Line, Measurement, in_own_process, medians, report
from tests.benchmarks.worlds import REPEATS, THREADS, Size

BASELINES = Path(__file__).parent / "baselines"
SAMPLE_ROWS = 2_000
"""Rows that rule-engine judges; it takes milliseconds a row."""


def run(size: Size) -> list[Line]:
    """Measure each way in a process of its own, all of them in turn, several times."""
    path = str(hundred_rules.features_file(size.month_trips))
    measured: dict[str, list[Measurement]] = {way: [] for way in WAYS}
    for _ in range(REPEATS):
        for way, runs in measured.items():
            runs.append(in_own_process(__name__, way, path))
    found = {way: medians(runs) for way, runs in measured.items()}
    for way, one in found.items():
        if one.answer != {key: found["wide"].answer[key] for key in one.answer}:
            raise SystemExit(f"scores differ: {way} {one.answer}, wide {found['wide'].answer}")
    ours, sampled = found["masks"], found["by_row"].seconds
    lines = (
        (f"100 rules on {size.month_trips:,} container trips, masks kept; one wide SQL expression",
         ours, found["wide"].seconds),
        (f"the same; rule-engine row by row ({SAMPLE_ROWS:,} rows, in proportion)",
         ours, sampled * size.month_trips / SAMPLE_ROWS),
        ("the same; pandas eval", ours, found["pandas"].seconds),
        ("other points on the kept masks; one wide SQL expression", found["rescored"],
         found["wide"].seconds),
    )  # fmt: skip
    return [Line(what, one.seconds, baseline, "", one.peak_mib) for what, one, baseline in lines]


Step = Callable[[], dict[str, int]]


def masks(connection: duckdb.DuckDBPyConnection) -> Step:
    """Write masks and scores, as the platform stores them."""
    rule_set = hundred_rules.rule_set()
    words = rule_set.word_sql()
    names = [f"word_{place}" for place in range(len(words))]
    statement = (BASELINES / "masks_and_scores.sql").read_text(encoding="utf-8")
    statement = statement.format(
        columns=", ".join(names),
        score=score_sql(rule_set, names),
        words=", ".join(f"{sql} as {name}" for sql, name in zip(words, names, strict=True)),
    )

    def step() -> dict[str, int]:
        connection.execute(statement)
        return _totals(connection, "hits")

    return step


def wide(connection: duckdb.DuckDBPyConnection) -> Step:
    """Write the scores of one wide expression."""
    score = " + ".join(
        f"case when {rule.parsed.sql()} then {rule.points} else 0 end"
        for rule in hundred_rules.rule_set().rules
    )
    statement = (BASELINES / "wide_score.sql").read_text(encoding="utf-8").format(score=score)

    def step() -> dict[str, int]:
        connection.execute(statement)
        return _totals(connection, "scores")

    return step


def rescored(connection: duckdb.DuckDBPyConnection) -> Step:
    """Score the stored masks, one of each kind, as if the points had changed."""
    masks(connection)()
    points = hundred_rules.rule_set().points

    def step() -> dict[str, int]:
        counted = connection.execute(
            "select word_0, word_1, count(*) as trips, "
            f"count(*) filter (where trip < {SAMPLE_ROWS}) as sampled from hits group by all"  # noqa: S608
        ).fetchnumpy()
        scores = score_hits(np.column_stack([counted["word_0"], counted["word_1"]]), points)
        return {
            "month": int(scores @ counted["trips"]),
            "sample": int(scores @ counted["sampled"]),
        }

    return step


def pandas(connection: duckdb.DuckDBPyConnection) -> Step:
    """Evaluate a rule at a time on a frame in memory."""
    frame = connection.execute("from bench.features order by trip").df()
    rules = [
        (" and ".join(test.pandas() for test in tests), points)
        for tests, points in hundred_rules.rules()
    ]

    def step() -> dict[str, int]:
        scores = np.zeros(len(frame), dtype=np.int64)
        for text, points in rules:
            scores += points * frame.eval(text).fillna(value=False).to_numpy(dtype=bool)
        return {"month": int(scores.sum()), "sample": int(scores[:SAMPLE_ROWS].sum())}

    return step


def by_row(connection: duckdb.DuckDBPyConnection) -> Step:
    """Judge the first rows with rule-engine; it knows nothing of the rest of the month."""
    cursor = connection.execute(f"from bench.features where trip < {SAMPLE_ROWS}")  # noqa: S608
    names = [column[0] for column in cursor.description or ()]
    rows = [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
    context = rule_engine.Context(resolver=rule_engine.resolve_item)
    rules = [
        (rule_engine.Rule(" and ".join(test.rule_engine() for test in tests), context), points)
        for tests, points in hundred_rules.rules()
    ]

    def step() -> dict[str, int]:
        score = sum(points for row in rows for rule, points in rules if rule.matches(row))
        return {"sample": score}

    return step


WAYS: dict[str, Callable[[duckdb.DuckDBPyConnection], Step]] = {
    "masks": masks,
    "wide": wide,
    "rescored": rescored,
    "pandas": pandas,
    "by_row": by_row,
}


def _totals(connection: duckdb.DuckDBPyConnection, table: str) -> dict[str, int]:
    month, sample = connection.execute(
        f"select sum(score)::bigint, sum(score) filter (where trip < {SAMPLE_ROWS})::bigint "  # noqa: S608
        f"from {table}"
    ).fetchone() or (0, 0)
    return {"month": month, "sample": sample}


if __name__ == "__main__":
    way, path = sys.argv[1:3]
    with duckdb.connect(config={"threads": THREADS}) as opened:
        opened.execute(f"attach '{path}' as bench (read_only)")
        report(WAYS[way](opened))
