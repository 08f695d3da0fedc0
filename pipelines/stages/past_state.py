"""A past state recomputed apart: the same raw rows, cut at a moment, in a warehouse of its own.

Copies the warehouse's file into a scratch folder, builds what measures need there and throws it
away afterwards. The warehouse, its decisions and the editions are only read. Building itself
belongs in ``warehouse``; figures are read as from an edition (``editions.selection``).
"""

import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import duckdb

from pipelines.builds import utc_now
from pipelines.dbt_runs.running import run_dbt
from pipelines.estimates import estimate_measures
from pipelines.parties import resolve_names
from pipelines.progress import Progress, Silent
from pipelines.settings import Settings
from pipelines.stages.errors import StageError
from pipelines.warehouse import begin_build, end_build, resolve
from pipelines.warehouse_file import open_warehouse

BUILT_SCHEMAS = ("staging", "intermediate", "marts", "published")
"""Dropped from the copy, so that nothing of the present can pass for the past."""
WANTED_MODELS = ["--select", "+fct_measure_counts", "+dim_measures"]
"""What figures are made from; data tests of it and of nothing else run with it."""
ROOM_FACTOR = 3
"""Free disk asked for, in sizes of the warehouse: the copy, and what is built in it."""


@dataclass(frozen=True)
class PastState:
    """Figures of a past moment, readable while its scratch folder exists.

    Attributes
    ----------
    as_known_at
        The cut of the data, UTC.
    database
        DuckDB file of the scratch warehouse.
    seconds
        How long copying, building and estimating took.
    figures
        Figures it has.
    """

    as_known_at: datetime
    database: Path
    seconds: float
    figures: int

    @property
    def id(self) -> str:
        """What stands where an edition's id stands."""
        return f"as known at {self.as_known_at.isoformat(sep=' ')}"

    def connect(self) -> duckdb.DuckDBPyConnection:
        """Open it for reading."""
        return duckdb.connect(str(self.database), read_only=True)


@contextmanager
def past_state(
    settings: Settings, as_known_at: datetime, progress: Progress | None = None
) -> Iterator[PastState]:
    """Recompute the measures as they were known at a moment.

    Rows known later are left out; a corrected file's rows count from the moment it was loaded,
    before that those it replaced. Rule sets and thresholds are those of the warehouse's last
    build, definitions those of today: the figures differ from today's by what became known and by
    nothing else.

    Parameters
    ----------
    settings
        Paths of the installation.
    as_known_at
        The moment, UTC without zone.
    progress
        Told what is done; None for silence.

    Yields
    ------
    PastState
        Readable inside the ``with`` block; the scratch folder is removed at its end.

    Raises
    ------
    StageError
        If the moment has not come yet, or the disk has no room.
    pipelines.warehouse.BuildError
        If a model or a data test failed.
    """
    if as_known_at > utc_now():
        raise StageError(
            f"As known at {as_known_at}: that moment has not come yet. Give one up to now (UTC), "
            "or leave the option out for everything loaded."
        )
    told = progress or Silent()
    told.start("past state")
    started = time.monotonic()
    settings.build.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="past-state-", dir=settings.build) as folder:
        apart = settings.model_copy(update={"build": Path(folder)})
        _copy_warehouse(settings.warehouse, apart.warehouse)
        resolve(apart)
        resolve_names(apart, as_known_at)
        plan = begin_build(apart, full_refresh=True, as_known_at=as_known_at)
        arguments = [*plan.arguments, *WANTED_MODELS, "--indirect-selection", "buildable"]
        end_build(apart, plan, run_dbt(apart, arguments, told.advance), is_whole=False)
        with open_warehouse(apart.warehouse) as con:
            figures = estimate_measures(
                con, as_known_at=as_known_at, final_after_days=settings.final_after_days
            )
        seconds = time.monotonic() - started
        told.end(f"{len(figures):,} figures as known at {as_known_at}, built apart")
        yield PastState(as_known_at, apart.warehouse, seconds, len(figures))


def _copy_warehouse(warehouse: Path, target: Path) -> None:
    """Copy the file while no one can write it, and drop from the copy what was built."""
    target.parent.mkdir(parents=True)
    with open_warehouse(warehouse, read_only=True):
        needed, free = warehouse.stat().st_size * ROOM_FACTOR, shutil.disk_usage(target.parent).free
        if free < needed:
            raise StageError(
                f"{target.parent} has {free / 1e9:.1f} GB free; a past state of this warehouse "
                f"may need {needed / 1e9:.1f} GB beside it. Make room, or set TALLYMAN_BUILD to a "
                "larger disk."
            )
        shutil.copyfile(warehouse, target)
        log = Path(f"{warehouse}.wal")
        if log.is_file():
            shutil.copyfile(log, f"{target}.wal")
    with open_warehouse(target) as con:
        for schema in BUILT_SCHEMAS:
            con.execute(f'drop schema if exists "{schema}" cascade')
