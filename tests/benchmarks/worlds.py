"""The data a benchmark runs on: a synthetic landing folder of the chosen size, loaded and built."""

from dataclasses import dataclass
from pathlib import Path

from rich.console import Console

from models.simulation import SimulationConfig
from pipelines.settings import Settings
from pipelines.stages import building, loading

ROOT = Path(__file__).resolve().parents[2]
THREADS = 2
REPEATS = 3


@dataclass(frozen=True)
class Size:
    """How much, and which benchmarks of a world make sense at that size."""

    name: str
    words: str
    seasons: int
    trips_per_season: int
    benchmarks: tuple[str, ...] = ("load", "masks", "what-if", "rebuild", "measures")
    month_trips: int = 916_667
    """Container trips of the month that is scored: a twelfth of 11 million."""
    season_trips: int = 7_700_000
    """Container trips of the season whose pattern counts a what-if is asked of."""
    refinement_rows: int = 5_000_000
    """Stored masks, five seasons together, that a proposal is made from."""


SIZES = {
    "small": Size(
        "small",
        "two seasons of 5,000 container trips",
        2,
        5_000,
        month_trips=50_000,
        season_trips=400_000,
        refinement_rows=500_000,
    ),
    "default": Size("default", "eight seasons of 40,000 container trips", 8, 40_000),
    "large": Size("large", "eight seasons of 200,000 container trips", 8, 200_000),
    "season": Size(
        "season",
        "one season of 400,000 container trips, in large files",
        1,
        400_000,
        ("load", "masks", "what-if", "measures"),
    ),
    "national": Size(
        "national",
        "one national year, 11 million container trips",
        1,
        7_700_000,
        ("load", "masks", "what-if", "measures"),
        refinement_rows=55_000_000,
    ),
}


@dataclass(frozen=True)
class World:
    """Where the data of a size lie."""

    size: Size
    settings: Settings


def prepare(size: Size, console: Console) -> World:
    """Simulate and build a size once; later runs use what lies under build/bench."""
    settings = Settings(home=ROOT, build=ROOT / "build" / "bench" / size.name)
    world = World(size, settings)
    if not (settings.synthetic_landing / "landing.yml").exists():
        console.print(f"[dim]simulating {size.words} …[/]")
        config = SimulationConfig(
            first_season=2007 - size.seasons, trips_per_season=size.trips_per_season
        )
        loading.simulate(settings, config)
    return world


def ensure_built(world: World) -> Path:
    """Load and build the world where that was not done; return the warehouse."""
    settings = world.settings
    if not settings.warehouse.exists():
        loading.load(settings, [str(settings.synthetic_landing)], None)
        building.build(settings, None)
    return settings.warehouse
