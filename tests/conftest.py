"""One small world for all tests: simulated, loaded, built, proposed, published; once a session."""

import shutil
from pathlib import Path

import hypothesis
import pytest
from filelock import FileLock

from models.simulation import SimulationConfig
from pipelines.editions import current_id
from pipelines.progress import Silent
from pipelines.refresh import refresh
from pipelines.settings import Settings
from pipelines.stages import loading

# how long an example takes says how busy the machine is; speed belongs in the benchmarks
hypothesis.settings.register_profile("tallyman", deadline=None)
hypothesis.settings.load_profile("tallyman")

ROOT = Path(__file__).resolve().parents[1]
STARTED_FIRST = (
    "tests/browser/test_pages.py",
    "tests/integration/test_invariants.py",
    "tests/integration/test_proposing.py",
    "tests/integration/test_kept_definitions.py",
    "tests/integration/test_ledger.py",
    "tests/integration/test_changed_months.py",
)
"""The files that take longest, so that no process is left with one of them at the end; and the
first three each make a world of their own, for which another process would wait."""

SMALL_WORLD = SimulationConfig(seed=7, first_season=2004, last_season=2006, trips_per_season=1200)
"""Three seasons; four confirmed incidents a season whatever the volume."""


ACCEPTED_WORLD = SimulationConfig(
    seed=7, first_season=2004, last_season=2006, trips_per_season=1200, incidents_per_season=30
)
"""The small world with so many incidents that what was planted is found: its proposal stands."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the longest files first; the others keep their order."""
    places = {ROOT / name: place for place, name in enumerate(STARTED_FIRST)}
    items.sort(key=lambda item: places.get(item.path, len(places)))


@pytest.fixture(scope="session")
def small_world(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Settings:
    """Settings of a world that is only read: tests that write take ``small_world_copy``."""
    return made_once("small_world", SMALL_WORLD, tmp_path_factory, worker_id)


@pytest.fixture(scope="session")
def accepted_world(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Settings:
    """Settings of a world whose proposal is accepted and drafted; it is only read."""
    return made_once("accepted_world", ACCEPTED_WORLD, tmp_path_factory, worker_id)


def made_once(
    name: str, config: SimulationConfig, factory: pytest.TempPathFactory, worker_id: str
) -> Settings:
    """Of several processes the first that needs a world makes it, the others wait for it."""
    shared = shared_folder(factory, worker_id)
    settings = Settings(build=shared / name / "build")
    with FileLock(shared / f"{name}.lock"):
        if current_id(settings.editions) is None:
            loading.simulate(settings, config)
            refresh(settings, Silent(), folders=[])
    return settings


def shared_folder(factory: pytest.TempPathFactory, worker_id: str) -> Path:
    """The folder of this run of the suite that its processes share."""
    own = factory.getbasetemp()
    return own if worker_id == "master" else own.parent


@pytest.fixture
def small_world_copy(small_world: Settings, tmp_path: Path) -> Settings:
    """A copy of the small world that a test may write to."""
    build = tmp_path / "build"
    shutil.copytree(small_world.build, build)
    return Settings(build=build)
