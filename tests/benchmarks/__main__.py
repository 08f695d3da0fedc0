"""`make bench`: run every benchmark at one size and print the table of the README."""

import argparse
import platform
from datetime import UTC, datetime

from rich.console import Console
from rich.table import Table

from tests.benchmarks import (
    loading,
    masks,
    measures,
    parties,
    rebuild,
    refinement,
    scoring,
    validation,
    what_if,
    worlds,
)
from tests.benchmarks.measuring import Line

OF_A_WORLD = {
    "load": loading.run,
    "masks": masks.run,
    "what-if": what_if.run,
    "rebuild": rebuild.run,
    "measures": measures.run,
}
"""Measured on a simulated landing folder."""

BY_THEMSELVES = {
    "scoring": scoring.run,
    "what-if-national": what_if.national,
    "validation": validation.run,
    "refinement": refinement.run,
    "parties": parties.run,
}
"""Measured on data of their own."""


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
    parser.add_argument("--only", choices=[*OF_A_WORLD, *BY_THEMSELVES])
    arguments = parser.parse_args()
    size = worlds.SIZES[arguments.size]
    console = Console(width=110)
    sensible = [*size.benchmarks, *BY_THEMSELVES]
    asked = [name for name in sensible if arguments.only in (None, name)]
    world = worlds.prepare(size, console) if set(asked) & set(OF_A_WORLD) else None
    lines: list[Line] = []
    for name in asked:
        console.print(f"[dim]{datetime.now(UTC):%H:%M:%S} {name} …[/]")
        if name in BY_THEMSELVES:
            lines += BY_THEMSELVES[name](size)
        elif world is not None:
            lines += OF_A_WORLD[name](world)
    table = Table(title=f"{size.words}; medians of {worlds.REPEATS}; {machine()}")
    for heading in ("what", "ours", "baseline", "ratio", "target", "peak memory"):
        table.add_column(heading, justify="left" if heading == "what" else "right")
    for line in lines:
        table.add_row(*line.cells())
    console.print(table)


if __name__ == "__main__":
    main()
