"""Worlds that several integration tests share; each costs a dbt build."""

import pytest

from tests.integration.hand_worked_world import LANDING, World


@pytest.fixture(scope="session")
def hand_worked(tmp_path_factory: pytest.TempPathFactory) -> World:
    """The hand-worked landing folder beside the real incident history, loaded and built."""
    world = World(tmp_path_factory.mktemp("hand_worked") / "build")
    world.load(LANDING, world.settings.incident_history)
    world.build()
    return world
