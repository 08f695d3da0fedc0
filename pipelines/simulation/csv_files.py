"""One table of one month as a CSV file: its name, its lines, its hash.

Dirty lines stand where the rows they came from would. Which tables a month has is
`models/simulation`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import numpy as np
import pyarrow as pa
import pyarrow.csv

PARTIAL = ".partial"
"""Ending of a file that is still being written."""

_BODY = pyarrow.csv.WriteOptions(include_header=False)


@dataclass(frozen=True, slots=True)
class FileWritten:
    """What was written into one file.

    Attributes
    ----------
    sha256
        Hash of its bytes, hexadecimal.
    bytes, rows
        Its size, and its records without the header; a dirty line is a record.
    """

    sha256: str
    bytes: int
    rows: int


def file_name(table: str, month: np.datetime64, stamp: np.datetime64) -> str:
    """Name the file of one table of one month, relative to the landing folder.

    Parameters
    ----------
    table
        Contract name.
    month
        Month of the release.
    stamp
        When the release is made, UTC.

    Returns
    -------
    str

    Examples
    --------
    >>> stamp = np.datetime64("2005-11-06T03:00", "s")
    >>> file_name("ams_header", np.datetime64("2005-10", "M"), stamp)
    'ams/2005/ams__header_2005__200511060300.csv'
    >>> file_name("exams", np.datetime64("2005-10", "M"), stamp)
    'agency/2005/exams__2005_10__200511060300.csv'
    """
    year, number = str(month)[:4], str(month)[5:7]
    digits = str(stamp).replace("-", "").replace("T", "").replace(":", "")[:12]
    if table.startswith("ams_"):
        return f"ams/{year}/ams__{table.removeprefix('ams_')}_{year}__{digits}.csv"
    return f"agency/{year}/{table}__{year}_{number}__{digits}.csv"


def write_csv(path: Path, table: pa.Table, dirty: Mapping[int, str]) -> FileWritten:
    """Write a table under another name first, so that no half-written file bears its name.

    Parameters
    ----------
    path
        The file.
    table
        Its rows.
    dirty
        Place of a row to the line that stands there instead.

    Returns
    -------
    FileWritten
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_name(path.name + PARTIAL)
    with partial.open("wb") as raw:
        sink = _HashingFile(raw)
        _write_lines(table, dirty, sink)
    partial.rename(path)
    return FileWritten(sink.sha256.hexdigest(), sink.size, table.num_rows)


class _HashingFile:
    """A file that hashes and counts what is written to it."""

    def __init__(self, raw: BinaryIO) -> None:
        self._raw = raw
        self.sha256 = hashlib.sha256()
        self.size = 0
        self.closed = False

    def write(self, data: bytes | memoryview) -> int:
        """Write bytes."""
        self.sha256.update(data)
        self.size += len(data)
        return self._raw.write(data)

    def flush(self) -> None:
        """Do nothing: nothing waits here."""

    def close(self) -> None:
        """Leave it open: who opened the file closes it."""

    def writable(self) -> bool:
        """Say that it can be written to."""
        return True


def _write_lines(table: pa.Table, dirty: Mapping[int, str], sink: _HashingFile) -> None:
    """Write a table with its dirty lines standing in their rows' places."""
    sink.write((",".join(table.column_names) + "\n").encode())
    start = 0
    for row in sorted(dirty):
        _write_rows(table.slice(start, row - start), sink)
        sink.write((dirty[row] + "\n").encode())
        start = row + 1
    _write_rows(table.slice(start), sink)


def _write_rows(table: pa.Table, sink: _HashingFile) -> None:
    if table.num_rows:
        pyarrow.csv.write_csv(table, pa.PythonFile(sink, mode="w"), write_options=_BODY)
