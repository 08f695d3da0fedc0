"""How a benchmark measures: a step in a process of its own, its seconds and its peak memory."""

import json
import re
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class Measurement:
    """Seconds of the step itself and peak memory of its process in MiB."""

    seconds: float
    peak_mib: float
    answer: Any = None


@dataclass(frozen=True)
class Line:
    """One line of the table."""

    what: str
    ours: float
    baseline: float | None
    target: str
    peak_mib: float | None = None
    unit: str = "s"

    def cells(self) -> list[str]:
        """Texts of the table's columns."""
        scale, digits = (1000.0, 0) if self.unit == "ms" else (1.0, 2)
        ratio = "" if not self.baseline else _ratio(self.ours / self.baseline)
        return [
            self.what,
            f"{self.ours * scale:,.{digits}f} {self.unit}",
            "" if self.baseline is None else f"{self.baseline * scale:,.{digits}f} {self.unit}",
            ratio,
            self.target,
            "" if self.peak_mib is None else f"{self.peak_mib:,.0f} MiB",
        ]


def _ratio(ratio: float) -> str:
    return f"{ratio:.2f} x" if ratio >= 0.1 else f"{ratio:.2g} x"


def in_own_process(module: str, *arguments: str) -> Measurement:
    """Run ``python -m module arguments`` and read the measurement it prints last."""
    done = subprocess.run(
        [sys.executable, "-m", module, *arguments], capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise SystemExit(f"{module} {' '.join(arguments)} failed:\n{done.stderr}")
    return Measurement(**json.loads(done.stdout.strip().splitlines()[-1]))


def report(step: Callable[[], Any]) -> None:
    """Time a step in this process and print its measurement as the last line."""
    started = time.perf_counter()
    answer = step()
    seconds = time.perf_counter() - started
    peak = own_peak_kib()
    children = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    print(  # noqa: T201  the measurement is read from standard output
        json.dumps({"seconds": seconds, "peak_mib": max(peak, children) / 1024, "answer": answer})
    )


def own_peak_kib() -> int:
    """Largest memory of this process since its program was started, in KiB.

    What ``getrusage`` tells of a process begins with the memory of the one that started it.
    """
    status = Path("/proc/self/status")
    told = status.exists() and re.search(r"VmHWM:\s*(\d+) kB", status.read_text(encoding="utf-8"))
    return int(told[1]) if told else resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


def medians(runs: list[Measurement]) -> Measurement:
    """Median seconds and largest peak of repeated runs."""
    return Measurement(
        statistics.median(run.seconds for run in runs),
        max(run.peak_mib for run in runs),
        runs[0].answer,
    )


def side_by_side(
    ours: Callable[[], Measurement], baseline: Callable[[], Measurement], repeats: int
) -> tuple[Measurement, Measurement]:
    """Alternate the two, so that both see the same machine; medians of each."""
    pairs = [(ours(), baseline()) for _ in range(repeats)]
    return medians([pair[0] for pair in pairs]), medians([pair[1] for pair in pairs])
