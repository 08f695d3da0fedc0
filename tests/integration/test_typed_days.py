"""A day that is none is refused with what was typed, by every command that takes one."""

import shlex
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner

from pipelines.cli import app
from pipelines.settings import Settings, get_settings

TYPED = (
    "filters draft terrorism --from spring --reason r",
    "filters thresholds propose terrorism 2704 --mandatory 40 --review 20 --from spring --reason r",
    "filters shadows begin terrorism --until spring --reason r",
    "filters lane-plans plan 2704 random --expected 0.1 --from spring --reason r",
    "filters orders place 2007-01 --title t --from spring --until 2007-01-31 --port 2704 "
    "--criteria is_soft_top --reason r",
    "targets set S8.3 90% --from spring --reason r",
    "reconcile --as-of spring",
    "programs ctpat --as-of spring",
)


@pytest.fixture(autouse=True)
def installation(
    small_world: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[None]:
    monkeypatch.setenv("TALLYMAN_BUILD", str(small_world.build))
    monkeypatch.setenv("TALLYMAN_DECISIONS", f"sqlite:///{tmp_path / 'store.sqlite'}")
    get_settings.cache_clear()
    yield
    get_settings.cache_clear()


@pytest.mark.parametrize("typed", TYPED)
def test_a_day_that_is_none_is_refused(typed: str) -> None:
    result = CliRunner().invoke(app, shlex.split(typed))
    assert result.exit_code == 2, result.output
    assert "'spring' is no" in result.output
