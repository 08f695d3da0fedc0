"""Stored masks against one wide SQL expression that computes the same hits without storing."""

import sys
from pathlib import Path

import duckdb

from tests.benchmarks.measuring import Line, in_own_process, report, side_by_side
from tests.benchmarks.worlds import REPEATS, THREADS, World, ensure_built

BASELINE = (Path(__file__).parent / "baselines" / "wide_hits.sql").read_text(encoding="utf-8")
STORED = (Path(__file__).parent / "baselines" / "stored_masks.sql").read_text(encoding="utf-8")


def run(world: World) -> list[Line]:
    """Measure masks of all registered rule sets, both snapshots."""
    warehouse = str(ensure_built(world))
    ours, baseline = side_by_side(
        lambda: in_own_process(__name__, "ours", warehouse),
        lambda: in_own_process(__name__, "baseline", warehouse),
        REPEATS,
    )
    if ours.answer != baseline.answer:
        raise SystemExit(f"hits differ: stored {ours.answer}, wide {baseline.answer}")
    what = f"masks of the shipped rule sets, {sum(ours.answer.values()):,} hits stored"
    return [Line(what, ours.seconds, baseline.seconds, "<= 2 x", ours.peak_mib)]


def expressions(connection: duckdb.DuckDBPyConnection) -> dict[str, list[tuple[int, str]]]:
    """Bit and compiled SQL of each rule, by rule set."""
    found: dict[str, list[tuple[int, str]]] = {}
    for rule_set, bit, sql in connection.execute(
        "select rule_set, bit, expression_sql from rules.rules order by rule_set, bit"
    ).fetchall():
        found.setdefault(rule_set, []).append((bit, sql))
    return found


def hits_per_rule_set(warehouse: str, which: str) -> dict[str, int]:
    """Count hits, from stored masks or straight from the wide expression."""
    counted: dict[str, int] = {}
    with duckdb.connect(config={"threads": THREADS}) as connection:
        connection.execute(f"attach '{warehouse}' as warehouse (read_only)")
        connection.execute("use warehouse")
        rules = expressions(connection)
        for rule_set, compiled in rules.items():
            if which == "ours":
                mask = " + ".join(
                    f"(case when {sql} then {1 << bit} else 0 end)" for bit, sql in compiled
                )
                connection.execute(STORED.format(table=f"masks_{rule_set}", mask=mask))
                statement = f"select sum(bit_count(hits))::bigint from memory.masks_{rule_set}"
            else:
                wide = ", ".join(f"sum(cast({sql} as integer))" for _, sql in compiled)
                statement = BASELINE.format(hits=wide)
            row = connection.execute(statement).fetchone() or ()
            counted[rule_set] = int(sum(row))
    return counted


if __name__ == "__main__":
    which, path = sys.argv[1:3]
    report(lambda: hits_per_rule_set(path, which))
