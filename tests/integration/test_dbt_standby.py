"""Runs of dbt are forked from one process; one that dies or is left takes no other run with it."""

import os
import signal
from pathlib import Path

import pytest

from pipelines.dbt_runs.running import DbtError, run_dbt
from pipelines.dbt_runs.standby import Standby, dbt_at_hand, dbt_to_itself
from pipelines.settings import Settings

NO_COMMAND = ["no-such-command"]


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(build=tmp_path / "build")


def ask(standby: Standby, arguments: list[str], folder: Path) -> list[dict[str, object]]:
    return [*standby.lines(arguments, dict(os.environ), folder)]


def test_what_dbt_says_of_a_run_it_cannot_begin_is_passed_on(settings: Settings) -> None:
    for _ in range(2):
        with pytest.raises(
            DbtError, match=r"no-such-command ended with code \d[\s\S]*No such command"
        ):
            run_dbt(settings, NO_COMMAND)


def test_runs_and_blocks_within_blocks_share_a_process(tmp_path: Path) -> None:
    with dbt_at_hand():
        with dbt_to_itself() as first:
            assert ask(first, NO_COMMAND, tmp_path)
            assert first.code not in {0, None}
        with dbt_at_hand(), dbt_to_itself() as second:
            assert second is first
            assert ask(second, NO_COMMAND, tmp_path)
        assert first.is_alive


def test_a_folder_that_is_gone_is_told_and_ends_that_run_alone(tmp_path: Path) -> None:
    with dbt_to_itself() as standby:
        told = ask(standby, NO_COMMAND, tmp_path / "gone")
        assert any("FileNotFoundError" in str(line["error"]) for line in told)
        assert standby.code == 1
        assert standby.is_alive


def test_a_run_that_is_left_is_ended_and_the_next_has_a_process_of_its_own(
    settings: Settings, tmp_path: Path
) -> None:
    with dbt_at_hand():
        with dbt_to_itself() as left:
            lines = left.lines(NO_COMMAND, dict(os.environ), tmp_path)
            next(lines)
            lines.close()
            assert not left.is_alive
        with pytest.raises(DbtError, match="No such command"):
            run_dbt(settings, NO_COMMAND)


def test_a_process_that_was_killed_is_replaced(settings: Settings) -> None:
    with dbt_at_hand():
        with dbt_to_itself() as killed:
            os.kill(killed.pid, signal.SIGKILL)
            assert ask(killed, NO_COMMAND, settings.dbt_project) == []
            assert killed.code == -signal.SIGKILL
        with pytest.raises(DbtError, match="No such command"):
            run_dbt(settings, NO_COMMAND)
