"""One small world for all tests: simulated, loaded, built, proposed, published; once a session."""

import shutil
from pathlib import Path

import pytest

from models.simulation import SimulationConfig
from pipelines.progress import Silent
from pipelines.refresh import refresh
from pipelines.settings import Settings
from pipelines.stages import loading

SMALL_WORLD = SimulationConfig(seed=7, first_season=2004, last_season=2006, trips_per_season=1200)
"""Three seasons; four confirmed incidents a season whatever the volume."""


@pytest.fixture(scope="session")
def small_world(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """Settings of a world that is only read: tests that write take ``small_world_copy``."""
    settings = Settings(build=tmp_path_factory.mktemp("small_world") / "build")
    loading.simulate(settings, SMALL_WORLD)
    refresh(settings, Silent(), folders=[])
    return settings


@pytest.fixture
def small_world_copy(small_world: Settings, tmp_path: Path) -> Settings:
    """A copy of the small world that a test may write to."""
    build = tmp_path / "build"
    shutil.copytree(small_world.build, build)
    return Settings(build=build)
