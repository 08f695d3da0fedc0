"""`make bench`: run every benchmark at one size and print the table of the README."""

import argparse
import platform
from datetime import UTC, datetime

from rich.console import Console
from rich.table import Table

from tests.benchmarks import loading, masks, rebuild, what_if, worlds
from tests.benchmarks.measuring import Line


def machine() -> str:
    """Name the machine the figures belong to."""
    model = "unknown processor"
    try:
        with open("/proc/cpuinfo", encoding="utf-8") as lines:  # noqa: PTH123  not a real file
            model = next(line.split(":", 1)[1].strip() for line in lines if "model name" in line)
    except (OSError, StopIteration):
        pass
    return f"{worlds.THREADS} threads on {model}, Python {platform.python_version()}"


def main() -> None:
    """Parse the size, run, print."""
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__)
    parser.add_argument("--size", choices=sorted(worlds.SIZES), default="default")
    parser.add_argument("--only", choices=["load", "masks", "what-if", "rebuild"])
    arguments = parser.parse_args()
    size = worlds.SIZES[arguments.size]
    console = Console(width=110)
    world = worlds.prepare(size, console)
    lines: list[Line] = []
    for name, run in (
        ("load", loading.run),
        ("masks", masks.run),
        ("what-if", what_if.run),
        ("rebuild", rebuild.run),
    ):
        if arguments.only in (None, name) and name in size.benchmarks:
            console.print(f"[dim]{datetime.now(UTC):%H:%M:%S} {name} …[/]")
            lines += run(world)
    table = Table(title=f"{size.words}; medians of {worlds.REPEATS}; {machine()}")
    for heading in ("what", "ours", "baseline", "ratio", "target", "peak memory"):
        table.add_column(heading, justify="left" if heading == "what" else "right")
    for line in lines:
        table.add_row(*line.cells())
    console.print(table)


if __name__ == "__main__":
    main()
