"""`make hand-worked`: the table worked out by hand beside what the pipeline gives.

Loads and builds the hand-worked world in a folder of its own, prints every line with its reason,
and ends with 1 where one differs.
"""

import argparse
import sys
import tempfile
from pathlib import Path

from rich.console import Console
from rich.table import Table

from pipelines.stages.publishing import estimate
from tests.integration.hand_worked.comparison import Line, every_line
from tests.integration.hand_worked_world import LANDING, World

PIPED_WIDTH = 180


def main() -> int:
    """Build, compare, print; give the exit code."""
    parser = argparse.ArgumentParser(prog="make hand-worked", description=__doc__)
    parser.add_argument("--only-differences", action="store_true", help="leave out what is equal")
    asked = parser.parse_args()
    console = Console(highlight=False, width=None if sys.stdout.isatty() else PIPED_WIDTH)
    with tempfile.TemporaryDirectory() as folder:
        world = World(Path(folder) / "build")
        world.load(LANDING, world.settings.incident_history)
        world.build()
        estimate(world.settings)
        lines = list(every_line(world))
    different = [line for line in lines if not line.is_equal]
    shown = different if asked.only_differences else lines
    if shown:
        console.print(drawn(shown))
    told = f"{len(different)} different" if different else "all equal"
    console.print(f"{len(lines)} cells, {told}")
    return 1 if different else 0


def drawn(lines: list[Line]) -> Table:
    """Draw lines as a table; all of it is synthetic."""
    table = Table(title="The hand-worked world, SYNTHETIC", show_lines=False)
    for heading in ("cell", "expected", "got", "equal", "why"):
        table.add_column(heading, overflow="fold")
    for line in lines:
        style = None if line.is_equal else "bold red"
        equal = "yes" if line.is_equal else "NO"
        table.add_row(line.what, line.expected, line.got, equal, line.why, style=style)
    return table


if __name__ == "__main__":
    sys.exit(main())
