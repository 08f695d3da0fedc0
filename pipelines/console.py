"""Drawing on the terminal: progress of stages, tables of figures, plain JSON.

Progress and messages go to standard error, results to standard output, so that ``--json`` writes
nothing else there. What is shown belongs in ``commands``.
"""

import json
import math
import os
import sys
import time
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.padding import Padding
from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn
from rich.table import Table
from rich.text import Text

ORIGIN_STYLE = {"synthetic": "black on yellow", "real": "black on green"}
STAGE_WIDTH = 10
PIPED_WIDTH = 110


def _width() -> int | None:
    """Leave the width to the terminal, or to COLUMNS; a file or a pipe has neither."""
    return None if sys.stdout.isatty() or "COLUMNS" in os.environ else PIPED_WIDTH


def results() -> Console:
    """Make the console that results go to; in a file or pipe it is wide enough for every table."""
    return Console(highlight=False, width=_width())


def messages() -> Console:
    """Make the console that progress and errors go to."""
    return Console(stderr=True, highlight=False)


class StageProgress:
    """Shows each stage as a line: a bar while it runs, its outcome and time when it ends."""

    def __init__(self) -> None:
        self._console = Console(file=sys.stderr, highlight=False)
        self._bar: Progress | None = None
        self._stage = ""
        self._started = 0.0

    def start(self, stage: str) -> None:
        """Begin a stage."""
        self._stage, self._started = stage, time.monotonic()
        self._stop()
        if self._console.is_terminal:
            self._bar = Progress(
                SpinnerColumn(style="cyan"),
                TextColumn(f"[bold]{stage:<{STAGE_WIDTH}}[/]"),
                BarColumn(bar_width=30),
                TextColumn("{task.percentage:>3.0f} %"),
                TimeElapsedColumn(),
                TextColumn("[dim]{task.description}[/]"),
                console=self._console,
                transient=True,
            )
            self._bar.add_task("", total=None)
            self._bar.start()

    def advance(self, what: str, done: int, total: int) -> None:
        """Move the bar."""
        if self._bar is not None:
            room = max(8, self._console.width - 70)
            shown = what if len(what) <= room else f"…{what[-room:]}"
            self._bar.update(self._bar.task_ids[0], completed=done, total=total, description=shown)

    def end(self, outcome: str) -> None:
        """End the stage."""
        self._stop()
        seconds = time.monotonic() - self._started
        line = Text.assemble(
            ("  ✓ ", "green"), (f"{self._stage:<{STAGE_WIDTH}}", "bold"), f"{seconds:6.1f} s  "
        )
        self._console.print(line.append(outcome), soft_wrap=True)

    def fail(self) -> None:
        """End the stage that was running as failed, where one was."""
        if self._stage:
            self._stop()
            self._console.print(f"  [red]✗[/] [bold]{self._stage}[/]")

    def _stop(self) -> None:
        if self._bar is not None:
            self._bar.stop()
            self._bar = None


def write_json(rows: object) -> None:
    """Write plain JSON to standard output.

    Parameters
    ----------
    rows
        Anything of mappings, sequences, numbers, text, dates; not-a-number becomes null.
    """
    sys.stdout.write(json.dumps(_plain(rows), indent=1, ensure_ascii=False) + "\n")


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    if isinstance(value, float) and not math.isfinite(value):
        return None
    if isinstance(value, datetime | date):
        return value.isoformat()
    return value if isinstance(value, str | int | float | bool | None) else str(value)


def table(title: str, columns: Sequence[str], *, origins: Iterable[str] = ()) -> Table:
    """Make an empty table whose title says where its rows come from.

    Parameters
    ----------
    title
        What the table shows; empty where a heading stands above it already.
    columns
        Headings; one that begins with ``#`` is set to the right (without the sign).
    origins
        Origins of the rows.

    Returns
    -------
    rich.table.Table
        Ready for rows.
    """
    made = Table(
        title=heading(title, origins) if title else None,
        title_justify="left",
        box=SIMPLE_HEAD,
        pad_edge=False,
        header_style="dim",
    )
    for column in columns:
        right = column.startswith("#")
        made.add_column(
            column.removeprefix("#"), justify="right" if right else "left", no_wrap=right
        )
    return made


def heading(title: str, origins: Iterable[str] = ()) -> Text:
    """Write a title with the origins of what stands under it.

    Examples
    --------
    >>> heading("Loads", ["synthetic"]).plain
    'Loads   SYNTHETIC '
    """
    made = Text(title, style="bold")
    for origin in sorted(set(origins)):
        made.append("  ")
        made.append(f" {origin.upper()} ", style=ORIGIN_STYLE.get(origin, "reverse"))
    return made


def note(text: str, style: str = "") -> Padding:
    """Write a sentence set in from the left, however long it is."""
    return Padding(Text.from_markup(text, style=style), (0, 0, 0, 2))


def count(value: float | None) -> str:
    """Write a count with commas between thousands; unknown as a dash.

    Examples
    --------
    >>> count(1234567)
    '1,234,567'
    >>> count(None)
    '–'
    """
    return "–" if value is None else f"{int(value):,}"


def percent(value: float | None) -> str:
    """Write a share as a percentage, with digits enough that a rare event is not nought.

    Examples
    --------
    >>> percent(0.71234), percent(0.00045), percent(0.999946), percent(0.0), percent(None)
    ('71.2 %', '0.045 %', '99.995 %', '0.0 %', '–')
    """
    if value is None or math.isnan(value):
        return "–"
    digits = 3 if 0 < value < 0.001 or 0.999 < value < 1 else 1
    return f"{100 * value:.{digits}f} %"


def interval(low: float | None, high: float | None, *, is_share: bool = True) -> str:
    """Write an interval.

    Examples
    --------
    >>> interval(0.5, 0.75)
    '50.0 to 75.0'
    >>> interval(0.9998, 1.0)
    '99.980 to 100.000'
    """
    if low is None or high is None or math.isnan(low) or math.isnan(high):
        return "–"
    scale = 100 if is_share else 1
    # More digits where one would round a narrow interval at the edge to a point.
    digits = 3 if is_share and (low > 0.999 or 0 < high < 0.001) else 1
    return f"{scale * low:.{digits}f} to {scale * high:.{digits}f}"
