"""Opening the warehouse while another process holds it."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from pipelines import warehouse_file
from pipelines.warehouse_file import WarehouseError, open_warehouse

HOLDER = """
import sys, duckdb
con = duckdb.connect(sys.argv[1])
print("held", flush=True)
sys.stdin.read()
"""


@pytest.fixture
def holder(tmp_path: Path) -> Iterator[tuple[Path, subprocess.Popen[str]]]:
    path = tmp_path / "tallyman.duckdb"
    process = subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(path)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "held\n"
    yield path, process
    process.kill()
    process.wait()


@pytest.mark.parametrize("read_only", [True, False])
def test_the_holder_is_named_when_it_does_not_let_go(
    holder: tuple[Path, subprocess.Popen[str]],
    monkeypatch: pytest.MonkeyPatch,
    read_only: bool,
) -> None:
    path, process = holder
    monkeypatch.setattr(warehouse_file, "LOCK_WAIT_SECONDS", 0.3)
    with pytest.raises(WarehouseError, match=rf"is held by process {process.pid} \(") as caught:
        open_warehouse(path, read_only=read_only)
    assert "within 0.3 seconds" in str(caught.value)
    assert "type the command again" in str(caught.value)


def test_it_opens_as_soon_as_the_holder_lets_go(
    holder: tuple[Path, subprocess.Popen[str]],
) -> None:
    path, process = holder
    assert process.stdin is not None
    process.stdin.close()
    with open_warehouse(path) as con:
        assert con.execute("select 42").fetchone() == (42,)


def test_a_missing_warehouse_is_made_for_writing_and_refused_for_reading(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "tallyman.duckdb"
    with pytest.raises(WarehouseError, match="nothing was loaded yet"):
        open_warehouse(path, read_only=True)
    open_warehouse(path).close()
    assert path.is_file()


def test_what_is_no_warehouse_is_not_waited_for(tmp_path: Path) -> None:
    path = tmp_path / "tallyman.duckdb"
    path.write_bytes(b"not a database" * 1000)
    with pytest.raises(duckdb.IOException, match="not a valid DuckDB database file"):
        open_warehouse(path)
