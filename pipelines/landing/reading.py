"""The files of a batch: where DuckDB reads each from, what it saw there, and which rows fail.

Most files are read as they are, every line a record. One of which DuckDB sees another number of
records than it has lines is examined and, where it has broken records, read from a copy without
them. Typed reading itself belongs in ``staging``, finding records in ``records``.
"""

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Self

import duckdb
import numpy as np

from pipelines.landing.checks import Check, checks_of
from pipelines.landing.file_names import FileFormat, LandingFile
from pipelines.landing.ledger import LoadRecord
from pipelines.landing.line_map import Steps, staged_row_steps, steps_of_lines
from pipelines.landing.odd_writing import odd_values, suspect_lines
from pipelines.landing.parquet import parquet_checks, stage_parquet
from pipelines.landing.records import (
    Structure,
    examine,
    overlong_lines,
    raw_texts,
    write_readable_copy,
)
from pipelines.landing.staging import Failing, Staged, find_failures, leave_out, stage_text
from pipelines.landing.stow_plans import stage_stow_plan
from pipelines.landing.survey import Fingerprint, Survey

_PATTERN_CHARACTERS = frozenset("*?[")
_SURPLUS = {"MISSING COLUMNS": -1, "TOO MANY COLUMNS": 1}
"""DuckDB tells one error for each value that a line lacks or has too many."""


@dataclass(frozen=True)
class Source:
    """A file that is whole and new.

    Attributes
    ----------
    file, found, surveyed
        What its name, its bytes and its header say.
    record
        Its row of the load ledger so far: names, load time, and the load it corrects.
    declared_rows
        Records it must hold according to landing.yml; None where that says nothing.
    """

    file: LandingFile
    found: Fingerprint
    surveyed: Survey
    record: LoadRecord
    declared_rows: int | None

    @property
    def layout(self) -> tuple[str, FileFormat, tuple[str, ...]]:
        """CSV files of one layout can be read together."""
        return self.file.contract.name, self.file.format, self.surveyed.columns

    @property
    def is_parquet(self) -> bool:
        """Whether it is read by ``parquet``."""
        return self.file.format == "parquet"

    @property
    def is_text(self) -> bool:
        """Whether it is CSV: its lines can be examined, and files of one layout read together."""
        return self.file.format in {"csv", "csv.gz"}


@dataclass
class Reading:
    """A file of a batch and what is known of its rows so far.

    Attributes
    ----------
    source
        The file.
    path
        Where DuckDB reads it from.
    structure
        Its records; every line is one until it is examined.
    staged
        What DuckDB saw.
    position
        The file's position in the temporary table's column ``landing_file``.
    failing
        Line and failing checks of each staged row that fails one.
    is_examined
        Its records were settled from its quotes.
    told
        What is amiss where DuckDB did not see the records that the bytes hold.
    """

    source: Source
    path: Path
    structure: Structure
    staged: Staged = field(default_factory=Staged)
    position: int = 0
    failing: Sequence[Failing] = ()
    is_examined: bool = False
    told: str = ""

    @classmethod
    def of(cls, source: Source, scratch: Path) -> Self:
        """Start reading a file.

        Parameters
        ----------
        source
            The file.
        scratch
            Folder for a link to it, where DuckDB would take its path for a pattern.

        Returns
        -------
        Self
            Nothing is read yet.
        """
        structure = Structure(record_count=source.surveyed.line_count)
        return cls(source, _plain_path(source, scratch), structure)

    @property
    def is_as_counted(self) -> bool:
        """Whether DuckDB saw the records that the bytes hold."""
        unbroken = self.structure.record_count - len(self.structure.broken)
        return not self.told and self.staged.record_count == unbroken

    @property
    def steps(self) -> Steps:
        """From row of the temporary table to line; a Parquet file has no header line."""
        if self.source.surveyed.stow_plan is not None:
            return steps_of_lines(self.source.surveyed.stow_plan.lines)
        steps = staged_row_steps(self.staged.records, self.structure.breaks)
        if self.source.is_parquet:
            steps = Steps(steps.starts, steps.offsets - 1)
        return steps.moved(self.staged.first_row)

    @property
    def quarantined(self) -> int:
        """Records that are not loaded."""
        broken = len(self.structure.broken)
        return broken + len(self.staged.turned_away) + len(self.failing)

    @property
    def loaded(self) -> int:
        """Records that are loaded."""
        return self.structure.record_count - self.quarantined


def stage(con: duckdb.DuckDBPyConnection, readings: Sequence[Reading]) -> None:
    """Read the files of a batch into the temporary table.

    Parameters
    ----------
    con
        Connection to the warehouse.
    readings
        The files; what was seen of each is entered there.

    Raises
    ------
    duckdb.Error
        If DuckDB cannot read one of them at all.
    """
    source = readings[0].source
    contract, paths = source.file.contract, [reading.path for reading in readings]
    if source.surveyed.stow_plan is not None:
        seen = [stage_stow_plan(con, source.surveyed.stow_plan)]
    elif source.is_parquet:
        seen = [stage_parquet(con, contract, paths[0])]
    else:
        seen = stage_text(con, contract, paths, source.surveyed.columns)
    for position, (reading, staged) in enumerate(zip(readings, seen, strict=True)):
        reading.position, reading.staged, reading.told = position, staged, ""
        if not reading.is_as_counted:
            held = reading.structure.record_count - len(reading.structure.broken)
            reading.told = f"DuckDB finds {staged.record_count} records; the bytes hold {held}"


def examine_closer(reading: Reading, scratch: Path, *, thoroughly: bool) -> None:
    """Settle from a CSV file's quotes where its records are.

    Parameters
    ----------
    reading
        The file; it is read next from a copy without its broken records, where it has any.
    scratch
        Folder for the copy.
    thoroughly
        As in :func:`pipelines.landing.records.examine`.
    """
    file = reading.source.file
    reading.structure = examine(file, thoroughly=thoroughly)
    reading.is_examined = True
    reading.path = _plain_path(reading.source, scratch)
    if not reading.structure.is_readable:
        reading.path = scratch / f"{reading.source.found.sha256}-readable.csv"
        write_readable_copy(file, reading.structure, reading.path)


def _plain_path(source: Source, scratch: Path) -> Path:
    """Give a path to the file itself that DuckDB does not take for a pattern."""
    path = source.file.path
    if not _PATTERN_CHARACTERS & {*str(path)}:
        return path
    link = scratch / f"{source.found.sha256}.{source.file.format}"
    link.unlink(missing_ok=True)
    link.symlink_to(path.resolve())
    return link


def check_rows(con: duckdb.DuckDBPyConnection, readings: Sequence[Reading]) -> list[Check]:
    """Find the staged rows that are not to be loaded.

    Parameters
    ----------
    con
        Connection to the warehouse, with the files staged.
    readings
        Files of the temporary table; their rows that fail and their overlong lines are entered.

    Returns
    -------
    list of Check
        The checks that were run.
    """
    source = readings[0].source
    checks, relation = checks_of(source.file.contract), None
    if source.is_parquet:
        checks, relation = parquet_checks(source.file.contract, readings[0].path)
    failed = find_failures(con, checks, relation)
    rows = [row for row, _ in failed]
    left_out: list[int] = []
    for reading in readings:
        first, end = reading.staged.first_row, reading.staged.first_row + reading.staged.row_count
        failing = dict(failed[bisect_left(rows, first) : bisect_left(rows, end)])
        odd, overlong = _odd_rows(reading, checks), _overlong_rows(reading)
        left_out += [*odd, *overlong]
        for row, fails in odd.items():
            failing[row] = sorted({*failing.get(row, ()), *fails})
        if overlong:
            reading.structure = replace(reading.structure, broken=[*overlong.values()])
        kept = sorted({*failing} - {*overlong}) if odd or overlong else [*failing]
        lines = reading.steps.lines(np.array(kept, dtype=np.int64)).tolist()
        reading.failing = [(line, failing[row]) for line, row in zip(lines, kept, strict=True)]
    if left_out:
        leave_out(con, left_out)
    return checks


def _odd_rows(reading: Reading, checks: Sequence[Check]) -> dict[int, list[int]]:
    """Find rows with a number or a time in odd writing: the checks they fail, by row."""
    file, surveyed = reading.source.file, reading.source.surveyed
    suspects = suspect_lines(file, surveyed.stretches)
    if not suspects or not reading.staged.row_count:
        return {}
    first_row = reading.staged.first_row
    lines = reading.steps.lines(np.arange(first_row, first_row + reading.staged.row_count))
    held = np.unique(np.searchsorted(lines, suspects, side="right") - 1)
    rows = held[held >= 0]  # the records that the lines are of; before the first stands none
    texts = raw_texts(file, surveyed.stretches, lines[rows].tolist(), reading.structure.spans)
    return {
        first_row + row: fails
        for row, text in zip(rows.tolist(), texts, strict=True)
        if (fails := odd_values(text, surveyed.columns, checks))
    }


def _overlong_rows(reading: Reading) -> dict[int, tuple[int, str]]:
    """Find rows that DuckDB read from a line with too many values: line and reason by row."""
    source = reading.source
    stretches = source.surveyed.stretches
    if reading.is_examined:
        return {}
    firsts = [stretch.first_line for stretch in stretches]
    accounted = Counter[int]()  # commas of lines that DuckDB turned away, by stretch
    for record, errors in reading.staged.turned_away.items():
        surplus = sum(_SURPLUS.get(kind, 0) for _, kind in errors)
        accounted[bisect_right(firsts, record + 1) - 1] += surplus
    suspects = [
        stretch
        for i, stretch in enumerate(stretches)
        if stretch.may_hold_overlong and stretch.comma_surplus != accounted[i]
    ]
    if not suspects:
        return {}
    found = overlong_lines(source.file, suspects, len(source.surveyed.columns))
    turned_away = reading.staged.turned_away
    before = [*turned_away]
    first_row = reading.staged.first_row
    return {
        first_row + line - 2 - bisect_left(before, line - 1): (line, reason)
        for line, reason in found
        if line - 1 not in turned_away
    }
