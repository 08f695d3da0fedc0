"""Rows that were read and not loaded: ``raw.quarantine``, one row a record, all reasons joined.

A record comes here from one of three places: it is broken (``records``), DuckDB could not read it,
or it fails a check (``staging``). The raw text is what stands in the file.
"""

# ruff: noqa: S608
# SQL is made of names in the contracts and numbers, never of values in files.

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from pathlib import Path

import duckdb
import numpy as np
from pydantic import BaseModel, ConfigDict

from pipelines.landing.checks import Check
from pipelines.landing.contracts import Contract
from pipelines.landing.file_names import LandingFile
from pipelines.landing.line_map import Integers, Steps, record_lines
from pipelines.landing.records import Structure, fields_of, raw_texts
from pipelines.landing.staging import FAILED, Staged, failures, parquet_source

BATCH_ROWS = 5_000
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


@dataclass(frozen=True)
class Found:
    """What is known of a CSV file's records when it has been staged and checked.

    Attributes
    ----------
    columns
        Column names in the file's order.
    structure, staged, steps
        Where its records begin, what DuckDB turned away, and the lines of the staged rows.
    checks
        The checks that were run, empty where no row fails.
    """

    columns: Sequence[str]
    structure: Structure
    staged: Staged
    steps: Steps
    checks: Sequence[Check]


def quarantine_text(con: duckdb.DuckDBPyConnection, entry: Entry, found: Found) -> int:
    """Write the rows of a CSV file that are not loaded.

    Parameters
    ----------
    con
        Connection to the warehouse, in a transaction, with the file staged and checked.
    entry
        What the rows share.
    found
        What is known of its records.

    Returns
    -------
    int
        Rows written.
    """
    broken = np.array([line for line, _ in found.structure.broken], dtype=np.int64)
    failed = failures(con)
    turned_away = record_lines(found.staged.records, found.structure.breaks)
    failing = found.steps.lines(np.array([row for row, _ in failed], dtype=np.int64))
    errors = list(found.staged.turned_away.values())
    parts: list[Integers] = [broken, turned_away, failing]
    lines = np.concatenate(parts)
    source = np.repeat([0, 1, 2], [len(part) for part in parts])
    index = np.concatenate([np.arange(len(part)) for part in parts])
    order = np.argsort(lines, kind="stable")
    texts = raw_texts(entry.file, lines[order].tolist(), found.structure.spans)
    for start in range(0, len(order), BATCH_ROWS):
        batch = order[start : start + BATCH_ROWS]
        raw = list(islice(texts, len(batch)))
        findings: list[Finding] = []
        for kind, i, text in zip(source[batch].tolist(), index[batch].tolist(), raw, strict=True):
            if kind == 0:
                findings.append((None, found.structure.broken[i][1]))
            elif kind == 1:
                findings.append(_turned_away(entry.file.contract, found.columns, text, errors[i]))
            else:
                values = dict(zip(found.columns, fields_of(text), strict=False))
                findings.append(_failed(found.checks, failed[i][1], values))
        _insert(con, entry, lines[batch].tolist(), findings, raw)
    return len(lines)


def quarantine_parquet(
    con: duckdb.DuckDBPyConnection, entry: Entry, path: Path, checks: Sequence[Check]
) -> int:
    """Write the rows of a Parquet file that are not loaded, as the CSV line they would have been.

    Parameters
    ----------
    con
        Connection to the warehouse, in a transaction, with the file staged and checked.
    entry
        What the rows share.
    path
        Where the file was read from.
    checks
        The checks that were run.

    Returns
    -------
    int
        Rows written.
    """
    names = entry.file.contract.column_names
    columns = ", ".join(f"coalesce(p.\"{name}\"::varchar, '')" for name in names)
    rows = con.execute(
        f"select f.staged_row + 1, f.fails, [{columns}] "
        f"from {parquet_source(con, path)} p join {FAILED} f on p.file_row_number = f.staged_row "
        "order by f.staged_row"
    ).fetchall()
    for start in range(0, len(rows), BATCH_ROWS):
        batch = rows[start : start + BATCH_ROWS]
        findings = [
            _failed(checks, fails, dict(zip(names, texts, strict=True)))
            for _, fails, texts in batch
        ]
        raw = [_as_csv(texts) for _, _, texts in batch]
        _insert(con, entry, [line for line, _, _ in batch], findings, raw)
    return len(rows)


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
    """
    cursor = con.execute(
        "select * from raw.quarantine where coalesce(table_name = ?, true) "
        "and coalesce(load_id = ?, true) and coalesce(file_name = ?, true) "
        "order by load_id, file_line limit ?",
        [table_name, load_id, file_name, limit],
    )
    names = [column[0] for column in cursor.description or []]
    return [
        QuarantineRow.model_construct(**dict(zip(names, row, strict=True)))
        for row in cursor.fetchall()
    ]


def _failed(checks: Sequence[Check], fails: int, values: dict[str, str]) -> Finding:
    """Say why a row was not loaded that could be read; bit i of ``fails`` is of check i."""
    failing = [check for i, check in enumerate(checks) if fails >> i & 1]
    reasons = [check.reason(values[check.column]) for check in failing]
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
        words = f"is no {contract.column(name).type}" if kind == "CAST" else kind.lower()
        words = "is not UTF-8" if kind == "INVALID ENCODING" else words
        reasons.append(Check(name, "", words).reason(values[name]))
    return errors[0][0], "; ".join(reasons)


def _insert(
    con: duckdb.DuckDBPyConnection,
    entry: Entry,
    lines: Sequence[int],
    findings: Sequence[Finding],
    raw: Sequence[str],
) -> None:
    con.execute(
        "insert into raw.quarantine select ?, ?, ?, unnest(?::bigint[]), unnest(?::varchar[]), "
        "unnest(?::varchar[]), unnest(?::varchar[]), ?, ?",
        [
            entry.load_id,
            entry.file.contract.name,
            entry.file.name,
            lines,
            [column for column, _ in findings],
            [reason for _, reason in findings],
            raw,
            entry.origin,
            entry.quarantined_at,
        ],
    )


def _as_csv(texts: Sequence[str]) -> str:
    line = io.StringIO()
    csv.writer(line, lineterminator="").writerow(texts)
    return line.getvalue()
