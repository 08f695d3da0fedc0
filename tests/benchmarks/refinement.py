"""From stored masks to a proposal: five seasons of containers counted by pattern, then fitted.

Beside it one fit of the same model on raw rows, one row a container, and the same fit on their
patterns: on the rows that a matrix of all rules leaves room for.
"""

import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import duckdb
import numpy as np
import pandas as pd

from models.refinement import FilterWeightRefiner
from models.refinement.design import Floats, bit_matrix
from models.refinement.exposure import incident_exposure
from models.refinement.inputs import read_rules
from models.refinement.solver import fit_map
from models.simulation.pattern_worlds import PatternWorld, draw_world
from models.simulation.pattern_worlds_truth import SETTINGS
from tests.benchmarks.measuring import Line, in_own_process, medians, report
from tests.benchmarks.worlds import REPEATS, THREADS, Size

SEED = 1
SEASONS = range(2001, 2006)
RULES = "rules.parquet"
RAW_ROWS = 500_000
"""Rows of the raw fit; all of them would need a matrix of many gigabytes."""

WRITE = """
copy (
    with patterns as (
        select
            *,
            greatest(
                cast(round(containers * {part}) as bigint), confirmed + lesser
            ) as row_count
        from world
    )
    select
        cast(season as smallint) as season,
        hits,
        place <= examined_physical * {part} as is_physical,
        place > examined_physical * {part}
        and place <= (examined_physical + examined_image) * {part} as is_image,
        place <= confirmed as is_confirmed,
        place > confirmed and place <= confirmed + lesser as is_lesser
    from patterns, unnest(generate_series(1, row_count)) as series (place)
    where row_count > 0
) to '{path}' (format parquet)
"""

COUNT = """
select
    cast(season as bigint) as season,
    hits,
    count(*) as containers,
    count(*) filter (where is_physical) as examined_physical,
    count(*) filter (where is_image) as examined_image,
    count(*) filter (where is_confirmed) as confirmed,
    count(*) filter (where is_lesser) as lesser
from {rows}
group by season, hits
order by season, hits
"""


def run(size: Size) -> list[Line]:
    """Measure the whole way, then the same single fit on patterns and on raw rows."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "stored_masks.parquet"
        write_rows(path, size.refinement_rows)
        whole = medians([in_own_process(__name__, "whole", str(path)) for _ in range(REPEATS)])
        on_patterns = in_own_process(__name__, "patterns", str(path))
        on_rows = in_own_process(__name__, "rows", str(path))
    if not np.allclose(on_patterns.answer, on_rows.answer, atol=0.005):
        raise SystemExit("the fit on patterns and the fit on rows differ by more than .005")
    rows, patterns = whole.answer
    return [
        Line(
            f"proposal from {rows:,} stored masks, {patterns:,} patterns a season together",
            whole.seconds,
            None,
            "< 60 s, < 2 GB at 55 million",
            whole.peak_mib,
        ),
        Line(
            f"one fit on patterns; the same on raw rows ({RAW_ROWS:,} at most)",
            on_patterns.seconds,
            on_rows.seconds,
            "",
            on_patterns.peak_mib,
        ),
    ]


def world() -> PatternWorld:
    """Give the planted world whose containers are written out."""
    return draw_world(SETTINGS["learnable"], SEED)


def rules(path: str) -> pd.DataFrame:
    """Give the rules in force after the last season, written beside the masks.

    Drawing the world anew would count as memory of the proposal.
    """
    return pd.read_parquet(Path(path).with_name(RULES))


def write_rows(path: Path, rows: int) -> None:
    """Write about so many containers, a row each with its stored masks; beside them the rules."""
    drawn = world()
    drawn.rules(max(SEASONS) + 1).to_parquet(path.with_name(RULES))
    patterns = pd.concat(
        [drawn.patterns_by_season[season].assign(season=season) for season in SEASONS]
    )
    part = rows / float(patterns["containers"].sum())
    with duckdb.connect(config={"threads": THREADS}) as connection:
        connection.register("world", patterns)
        connection.execute(WRITE.format(part=part, path=path))


def counted(path: str, limit: int | None = None) -> pd.DataFrame:
    """Count the stored masks by season and mask."""
    rows = f"(from '{path}' limit {limit})" if limit else f"'{path}'"
    with duckdb.connect(config={"threads": THREADS, "memory_limit": "1GB"}) as connection:
        return connection.execute(COUNT.format(rows=rows)).df()


def whole(path: str) -> Callable[[], list[int]]:
    """Count and propose."""
    in_force = rules(path)

    def step() -> list[int]:
        patterns = counted(path)
        FilterWeightRefiner().fit(patterns, in_force)
        return [int(patterns["containers"].sum()), len(patterns)]

    return step


def fit(patterns: pd.DataFrame, in_force: pd.DataFrame) -> list[float]:
    """Fit the weights once, centred at those in force."""
    known = read_rules(in_force)
    columns = ("containers", "examined_physical", "examined_image", "confirmed")
    containers, physical, image, confirmed = (
        patterns[name].to_numpy(dtype=np.float64) for name in columns
    )
    bits: Floats = bit_matrix(patterns["hits"].to_numpy().reshape(-1, 1), len(in_force))
    exposure = incident_exposure(containers, physical, image, 0.97, 0.55, 0.40)
    found = fit_map(
        bits, confirmed, exposure, 0.1 * known.points, 25.0, 0.1 * known.lower, 0.1 * known.upper
    )
    return [float(value) for value in found.coefficients]


def on_patterns(path: str) -> Callable[[], list[float]]:
    """Count the rows that the raw fit takes, and fit."""
    in_force = rules(path)
    return lambda: fit(counted(path, RAW_ROWS), in_force)


def on_rows(path: str) -> Callable[[], list[float]]:
    """Fit on one row a container."""
    in_force = rules(path)

    def step() -> list[float]:
        with duckdb.connect(config={"threads": THREADS}) as connection:
            raw = connection.execute(f"from '{path}' limit {RAW_ROWS}").df()
        return fit(
            raw.assign(
                containers=1,
                examined_physical=raw["is_physical"],
                examined_image=raw["is_image"],
                confirmed=raw["is_confirmed"],
            ),
            in_force,
        )

    return step


WAYS: dict[str, Callable[[str], Callable[[], object]]] = {
    "whole": whole,
    "patterns": on_patterns,
    "rows": on_rows,
}

if __name__ == "__main__":
    report(WAYS[sys.argv[1]](sys.argv[2]))
