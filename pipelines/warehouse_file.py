"""The warehouse's file: opening it, one writing process at a time.

Waiting is bounded and the message names who holds the file. What is written belongs elsewhere.
"""

import re
import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import duckdb

LOCK_WAIT_SECONDS = 20.0
Opened = TypeVar("Opened")


class WarehouseError(Exception):
    """The warehouse cannot be opened; the message says who holds it and what to do."""


def open_warehouse(path: Path, *, read_only: bool = False) -> duckdb.DuckDBPyConnection:
    """Open the warehouse, waiting a bounded time for another process to let go of it.

    Parameters
    ----------
    path
        The DuckDB file; it is made when missing and not ``read_only``.
    read_only
        Open for reading. Other readers are not disturbed.

    Returns
    -------
    duckdb.DuckDBPyConnection
        Close it as soon as the work is done: it shuts other processes out.

    Raises
    ------
    WarehouseError
        If there is nothing to read yet, or another process holds the file for too long.
    """
    if read_only and not path.is_file():
        raise _nothing_loaded(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    con = with_lock_retry(lambda: duckdb.connect(str(path), read_only=read_only), path)
    if read_only and not _has_loads(con):
        con.close()
        raise _nothing_loaded(path)
    return con


def _has_loads(con: duckdb.DuckDBPyConnection) -> bool:
    tables = "duckdb_tables() where schema_name = 'raw' and table_name = 'loads'"
    return con.execute(f"select exists(from {tables})").fetchone() == (True,)  # noqa: S608


def _nothing_loaded(path: Path) -> WarehouseError:
    return WarehouseError(
        f"{path}: nothing was loaded yet. Type `tallyman load FOLDER`, or `tallyman refresh` for "
        "everything in order."
    )


def with_lock_retry(
    opening: Callable[[], Opened], path: Path, wait_seconds: float | None = None
) -> Opened:
    """Try to open a DuckDB file until no other process holds it, for a bounded time.

    Parameters
    ----------
    opening
        What opens it.
    path
        The file, for the message.
    wait_seconds
        How long to try; None for ``LOCK_WAIT_SECONDS``.

    Returns
    -------
    Opened
        What ``opening`` returned.

    Raises
    ------
    WarehouseError
        If the file is still held; the message names the process.
    """
    limit = LOCK_WAIT_SECONDS if wait_seconds is None else wait_seconds
    deadline = time.monotonic() + limit
    while True:
        try:
            return opening()
        except duckdb.IOException as error:
            holder = re.search(r"lock is held in (.+?) \(PID (\d+)\)", str(error))
            if holder is None:
                raise
            if time.monotonic() >= deadline:
                raise WarehouseError(
                    f"{path} is held by process {holder[2]} ({holder[1]}), which did not let go "
                    f"within {limit:g} seconds. One process writes the warehouse at a time: wait "
                    f"for it to end (`ps -p {holder[2]}`), then type the command again."
                ) from None
            time.sleep(0.2)
