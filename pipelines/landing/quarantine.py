"""Rows that were read and not loaded: ``raw.quarantine``, one row a record, all reasons joined.

A record comes here from one of three places: it is broken (``records``), DuckDB could not read it,
or it fails a check (``staging``). The raw text is what stands in the file.
"""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from pathlib import Path

import duckdb
from pydantic import BaseModel, ConfigDict

from pipelines.landing.checks import Check
from pipelines.landing.contracts import Contract, load_contracts
from pipelines.landing.file_names import LandingFile
from pipelines.landing.line_map import record_lines
from pipelines.landing.parquet import failed_texts
from pipelines.landing.records import Structure, fields_of, raw_texts
from pipelines.landing.refusals import LandingRefused
from pipelines.landing.staging import Failing, Staged
from pipelines.landing.survey import Survey
from pipelines.landing.tables import QUARANTINE_COLUMNS

_ROWS_AT_ONCE = 5_000
BadRow = tuple[int, str, str, int, str | None, str, str, str, datetime]
Finding = tuple[str | None, str]
"""First column concerned, where there is one, and all reasons."""


class QuarantineRow(BaseModel):
    """One row of ``raw.quarantine``.

    Attributes
    ----------
    load_id, table_name, file_name, origin
        The load it was read in.
    file_line
        Line of the file at which the record begins, the header being line 1; for Parquet the row,
        from one.
    column_name
        First column concerned; None where the record as a whole is broken.
    reason
        All reasons, joined.
    raw_text
        The record as it stands in the file.
    quarantined_at
        UTC without zone.
    superseded_by_load_id
        The load that corrects its file since; None where none does.
    """

    model_config = ConfigDict(frozen=True)

    load_id: int
    table_name: str
    file_name: str
    file_line: int
    column_name: str | None
    reason: str
    raw_text: str
    origin: str
    quarantined_at: datetime
    superseded_by_load_id: int | None


@dataclass(frozen=True)
class Entry:
    """What the quarantined rows of a load share.

    Attributes
    ----------
    load_id, origin, quarantined_at
        As in :class:`QuarantineRow`.
    file
        The file.
    """

    load_id: int
    origin: str
    quarantined_at: datetime
    file: LandingFile

    def row(self, line: int, finding: Finding, text: str) -> BadRow:
        """Make a row of the quarantine.

        Parameters
        ----------
        line, finding, text
            Where the record begins, what is wrong with it, and how it stands in the file.

        Returns
        -------
        tuple
            As :class:`QuarantineRow`.
        """
        load = (self.load_id, self.file.contract.name, self.file.name)
        return (*load, line, *finding, text, self.origin, self.quarantined_at)


@dataclass(frozen=True)
class Found:
    """What is known of a CSV file's records when it has been staged and checked.

    Attributes
    ----------
    surveyed, structure, staged
        Where its lines and records begin, which are broken, what DuckDB turned away.
    failing
        Line and failing checks of each row that fails one; ascending.
    checks
        The checks that were run.
    """

    surveyed: Survey
    structure: Structure
    staged: Staged
    failing: Sequence[Failing]
    checks: Sequence[Check]

    @property
    def row_count(self) -> int:
        """Rows that are not loaded."""
        return len(self.structure.broken) + len(self.staged.turned_away) + len(self.failing)


def bad_rows_of_text(entry: Entry, found: Found) -> Iterator[BadRow]:
    """Describe the rows of a CSV file that are not loaded.

    Parameters
    ----------
    entry
        What the rows share.
    found
        What is known of its records.

    Yields
    ------
    tuple
        As :class:`QuarantineRow`, by line. The file is read for their text.
    """
    contract, columns = entry.file.contract, found.surveyed.columns
    broken, failing = found.structure.broken, found.failing
    turned_away = record_lines(found.staged.records, found.structure.breaks).tolist()
    errors = list(found.staged.turned_away.values())
    bad = sorted(
        [(line, 0, i) for i, (line, _) in enumerate(broken)]
        + [(line, 1, i) for i, line in enumerate(turned_away)]
        + [(line, 2, i) for i, (line, _) in enumerate(failing)]
    )
    lines = [line for line, _, _ in bad]
    texts = raw_texts(entry.file, found.surveyed.stretches, lines, found.structure.spans)
    for (line, kind, i), text in zip(bad, texts, strict=True):
        if kind == 0:
            finding: Finding = None, broken[i][1]
        elif kind == 1:
            finding = _turned_away(contract, columns, text, errors[i])
        else:
            values = dict(zip(columns, fields_of(text), strict=False))
            finding = _failed(found.checks, failing[i][1], values)
        yield entry.row(line, finding, text)


def bad_rows_of_parquet(
    con: duckdb.DuckDBPyConnection, entry: Entry, path: Path, checks: Sequence[Check]
) -> Iterator[BadRow]:
    """Describe the rows of a Parquet file that are not loaded, as the CSV line they would be.

    Parameters
    ----------
    con
        Connection to the warehouse, with the file staged and checked.
    entry
        What the rows share.
    path
        Where the file was read from.
    checks
        The checks that were run.

    Yields
    ------
    tuple
        As :class:`QuarantineRow`, by line.
    """
    names = entry.file.contract.column_names
    for line, fails, texts in failed_texts(con, entry.file.contract, path):
        finding = _failed(checks, fails, dict(zip(names, texts, strict=True)))
        yield entry.row(line, finding, _as_csv(texts))


def write_bad_rows(con: duckdb.DuckDBPyConnection, rows: Iterable[BadRow]) -> None:
    """Write rows into the quarantine.

    Parameters
    ----------
    con
        Connection to the warehouse, in a transaction.
    rows
        The rows.
    """
    waiting = iter(rows)
    columns = ", ".join(f"unnest(?::{kind}[])" for kind in QUARANTINE_COLUMNS.values())
    while batch := list(islice(waiting, _ROWS_AT_ONCE)):
        con.execute(
            f"insert into raw.quarantine ({', '.join(QUARANTINE_COLUMNS)}) select {columns}",  # noqa: S608
            [list(column) for column in zip(*batch, strict=True)],
        )


def quarantine_rows(
    con: duckdb.DuckDBPyConnection,
    *,
    table_name: str | None = None,
    load_id: int | None = None,
    file_name: str | None = None,
    limit: int | None = None,
) -> list[QuarantineRow]:
    """List the quarantine.

    Parameters
    ----------
    con
        Connection to the warehouse.
    table_name, load_id, file_name
        Only rows of this table, load or file.
    limit
        At most so many.

    Returns
    -------
    list of QuarantineRow
        By load and line.

    Raises
    ------
    LandingRefused
        If there is no such table.
    """
    if table_name is not None and table_name not in load_contracts():
        raise LandingRefused.because(
            "There is no such table",
            where="--table",
            got=table_name,
            expected=f"one of {', '.join(load_contracts())}",
            do="Type one of these, or leave it out for every table.",
        )
    cursor = con.execute(
        "select q.*, l.superseded_by_load_id from raw.quarantine q "
        "left join raw.loads l using (load_id) where coalesce(q.table_name = ?, true) "
        "and coalesce(load_id = ?, true) and coalesce(q.file_name = ?, true) "
        "order by load_id, q.file_line limit ?",
        [table_name, load_id, file_name, limit],
    )
    names = [column[0] for column in cursor.description or []]
    return [
        QuarantineRow.model_construct(**dict(zip(names, row, strict=True)))
        for row in cursor.fetchall()
    ]


def _failed(checks: Sequence[Check], fails: Sequence[int], values: dict[str, str]) -> Finding:
    """Say why a row was not loaded that could be read."""
    failing = [checks[i] for i in fails]
    reasons = [*dict.fromkeys(check.reason(values[check.column]) for check in failing)]
    return failing[0].column, "; ".join(reasons)


def _turned_away(
    contract: Contract, columns: Sequence[str], text: str, errors: Sequence[tuple[str | None, str]]
) -> Finding:
    """Say why DuckDB turned a record away."""
    fields = fields_of(text)
    count = f"{len(columns)} values were expected and {len(fields)} found"
    if any(kind == "UNQUOTED VALUE" for _, kind in errors):
        return None, "a quote is opened and not closed properly"
    if len(fields) > len(columns):
        return None, f"{count}: a comma inside a value needs quotes around it"
    if len(fields) < len(columns):
        return columns[len(fields)], f"{count}: the line is broken off"
    values = dict(zip(columns, fields, strict=True))
    reasons = []
    for name, kind in errors:
        if name is None:
            reasons.append(kind.lower())
            continue
        words = f"is no {contract.column(name).kind}" if kind == "CAST" else kind.lower()
        words = "is not UTF-8" if kind == "INVALID ENCODING" else words
        reasons.append(Check(name, "", words).reason(values[name]))
    return errors[0][0], "; ".join(reasons)


def _as_csv(texts: Sequence[str]) -> str:
    line = io.StringIO()
    csv.writer(line, lineterminator="").writerow(texts)
    return line.getvalue()
