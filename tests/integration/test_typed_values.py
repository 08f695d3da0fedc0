"""What a command cannot take is refused with what was typed, never with a traceback."""

import shlex
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner

from pipelines.cli import app
from pipelines.settings import Settings, get_settings

NO_DAY = "'spring' is no"
NO_LIST = "expected a mapping with name"
TYPED = (
    ("filters draft terrorism --from spring --reason r", NO_DAY),
    (
        "filters thresholds propose terrorism 2704 --mandatory 40 --review 20 --from spring "
        "--reason r",
        NO_DAY,
    ),
    ("filters shadows begin terrorism --until spring --reason r", NO_DAY),
    ("filters lane-plans plan 2704 random --expected 0.1 --from spring --reason r", NO_DAY),
    ("filters lane-plans plan 2704 random --expected 20 --reason r", "less than or equal to 1"),
    ("filters lane-plans plan 2704 luck --expected 0.1 --reason r", "lane 'luck'"),
    (
        "filters orders place 2007-01 --title t --from spring --until 2007-01-31 --port 2704 "
        "--criteria is_soft_top --reason r",
        NO_DAY,
    ),
    ("targets set S8.3 90% --from spring --reason r", NO_DAY),
    ("reconcile --as-of spring", NO_DAY),
    ("programs ctpat --as-of spring", NO_DAY),
    ("filters whatif terrorism --share-opened 20", "less than or equal to 1"),
    ("filters whatif terrorism --minutes-image -1", "greater than or equal to 0"),
    ("filters backtest terrorism --budget 20", "less than or equal to 1"),
    ("filters audit --limit 99999999999999999999", "less than or equal to 1000000"),
    ("filters thresholds withdraw 99 --reason r", "threshold 99: not there"),
    ("filters shadows end 99 --reason r", "shadow 99: not there"),
    ("filters lists add {page} --reason r", "page.html: no readable YAML"),
    ("filters lists add {words} --reason r", NO_LIST),
    ("filters lists add {absent} --reason r", "absent.yml: No such file"),
    ("commonalities --csv {folder}", "folder: Is a directory"),
    ("return --out {words}", "words.yml: File exists"),
    ("quarantine --table exam", "There is no such table. Where: --table. Got: exam."),
)


@pytest.fixture
def places(
    small_world: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[dict[str, Path]]:
    """Files and folders that are not what a command wants."""
    monkeypatch.setenv("TALLYMAN_BUILD", str(small_world.build))
    monkeypatch.setenv("TALLYMAN_DECISIONS", f"sqlite:///{tmp_path / 'store.sqlite'}")
    monkeypatch.setenv("COLUMNS", "300")
    get_settings.cache_clear()
    (tmp_path / "folder").mkdir()
    (tmp_path / "words.yml").write_text("only words\n")
    (tmp_path / "page.html").write_text("<style> a: b: c {{ </style>\n")
    yield {
        "folder": tmp_path / "folder",
        "words": tmp_path / "words.yml",
        "page": tmp_path / "page.html",
        "absent": tmp_path / "absent.yml",
    }
    get_settings.cache_clear()


@pytest.mark.parametrize(("typed", "said"), TYPED)
def test_what_cannot_be_taken_is_refused(places: dict[str, Path], typed: str, said: str) -> None:
    result = CliRunner().invoke(app, shlex.split(typed.format(**places)))
    assert isinstance(result.exception, SystemExit), result.exception
    assert result.exit_code in {1, 2}
    assert said in " ".join(result.output.split())


@pytest.mark.parametrize("typed", ["build", "quarantine", "quarantine --json"])
def test_before_anything_is_loaded_a_command_says_so_and_leaves_no_warehouse(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, typed: str
) -> None:
    monkeypatch.setenv("TALLYMAN_BUILD", str(tmp_path / "build"))
    get_settings.cache_clear()
    try:
        result = CliRunner().invoke(app, shlex.split(typed))
        left = [*tmp_path.rglob("*.duckdb")]
    finally:
        get_settings.cache_clear()
    assert result.exit_code == 1
    assert "nothing was loaded yet" in " ".join(result.output.split())
    assert left == []
