"""One small world for all tests: simulated, loaded, built, proposed, published; once a session."""

import shutil
from pathlib import Path

import pytest
from filelock import FileLock

from models.simulation import SimulationConfig
from pipelines.editions import current_id
from pipelines.progress import Silent
from pipelines.refresh import refresh
from pipelines.settings import Settings
from pipelines.stages import loading

SMALL_WORLD = SimulationConfig(seed=7, first_season=2004, last_season=2006, trips_per_season=1200)
"""Three seasons; four confirmed incidents a season whatever the volume."""


@pytest.fixture(scope="session")
def small_world(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Settings:
    """Settings of a world that is only read: tests that write take ``small_world_copy``.

    Of several processes the first that needs the world makes it, the others wait for it.
    """
    shared = tmp_path_factory.getbasetemp()
    shared = shared if worker_id == "master" else shared.parent
    settings = Settings(build=shared / "small_world" / "build")
    with FileLock(shared / "small_world.lock"):
        if current_id(settings.editions) is None:
            loading.simulate(settings, SMALL_WORLD)
            refresh(settings, Silent(), folders=[])
    return settings


@pytest.fixture
def small_world_copy(small_world: Settings, tmp_path: Path) -> Settings:
    """A copy of the small world that a test may write to."""
    build = tmp_path / "build"
    shutil.copytree(small_world.build, build)
    return Settings(build=build)
