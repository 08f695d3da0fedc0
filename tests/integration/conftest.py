"""Worlds that several integration tests share; each costs a dbt build."""

from collections.abc import Iterator

import pytest
from filelock import FileLock

from pipelines.dbt_runs.standby import dbt_at_hand
from tests.conftest import shared_folder
from tests.integration.hand_worked_world import LANDING, World


@pytest.fixture(scope="session", autouse=True)
def one_process_for_dbt() -> Iterator[None]:
    """All builds of a test process share one process that has read dbt's modules."""
    with dbt_at_hand():
        yield


@pytest.fixture(scope="session")
def hand_worked(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> World:
    """The hand-worked landing folder beside the real incident history, loaded and built.

    It is only read: tests that write take a copy.
    """
    folder = shared_folder(tmp_path_factory, worker_id) / "hand_worked"
    with FileLock(f"{folder}.lock"):
        world, made = World(folder / "build"), folder / "made"
        if not made.exists():
            world.load(LANDING, world.settings.incident_history)
            world.build()
            made.touch()
    return world
