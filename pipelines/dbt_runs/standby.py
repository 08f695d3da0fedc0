"""dbt at hand: a process that has read dbt's modules, asked for one run after the other.

It can be started before there is anything to run, and is ended with the block that wanted it. What
it does belongs in ``process``; what a run is told and what its results say belong in ``running``.
"""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Generator, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import RLock
from typing import Any

DBT_PROCESS = Path(__file__).with_name("process.py")


class Standby:
    """The process, and what it told of the last run.

    Attributes
    ----------
    code
        Code that the last run ended with; None while one runs and before the first.
    """

    def __init__(self) -> None:
        self.code: int | None = None
        self._process = subprocess.Popen(  # noqa: S603  our own process
            # -P: modules of this package must not stand in for others of their name
            [sys.executable, "-P", str(DBT_PROCESS)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )

    def lines(
        self, arguments: Sequence[str], environment: Mapping[str, str], folder: Path
    ) -> Generator[dict[str, Any], None, None]:
        """Run dbt and yield what it tells.

        Parameters
        ----------
        arguments
            Arguments after ``dbt``.
        environment
            All environment variables of the run.
        folder
            Working folder of the run.

        Yields
        ------
        dict
            As ``process`` tells them; a line that is not its own is ``error``, what somebody said.
            Where no more are asked for the run is ended.
        """
        self.code, running = None, 0
        asked = {
            "arguments": [*arguments],
            "environment": {**environment},
            "folder": str(folder),
        }
        try:
            # where the process has died before, its last words tell why
            with suppress(BrokenPipeError):
                self._say(asked)
            for line in self._process.stdout or ():
                told = _read(line)
                if "started" in told:
                    running = told["started"]
                elif "ended" in told:
                    running, self.code = 0, told["ended"]
                    return
                else:
                    yield told
            self.code = self._process.wait() or 1
        finally:
            if running:
                with suppress(ProcessLookupError):
                    os.kill(running, signal.SIGTERM)
                self.end()

    def end(self) -> None:
        """End the process; a run that is on its way ends by itself."""
        for stream in (self._process.stdin, self._process.stdout):
            if stream is not None:
                with suppress(BrokenPipeError):
                    stream.close()
        self._process.wait()

    @property
    def is_alive(self) -> bool:
        """Whether it can be asked for a run."""
        return self._process.poll() is None

    @property
    def pid(self) -> int:
        """Number of the process."""
        return self._process.pid

    def _say(self, asked: Mapping[str, Any]) -> None:
        if self._process.stdin is not None:
            self._process.stdin.write(json.dumps(asked) + "\n")
            self._process.stdin.flush()


class _AtHand:
    """The one process of this program, while anybody wants it."""

    def __init__(self) -> None:
        self.lock = RLock()
        self.standby: Standby | None = None
        self.wanted_by = 0


_at_hand = _AtHand()


@contextmanager
def dbt_at_hand() -> Iterator[None]:
    """Keep the process at hand while the block runs, started now where it is not there yet.

    Blocks within blocks share it.
    """
    with _at_hand.lock:
        _at_hand.wanted_by += 1
        _start_where_missing()
    try:
        yield
    finally:
        with _at_hand.lock:
            _at_hand.wanted_by -= 1
            if not _at_hand.wanted_by and _at_hand.standby is not None:
                _at_hand.standby.end()
                _at_hand.standby = None


@contextmanager
def dbt_to_itself() -> Iterator[Standby]:
    """Have the process for one run; who else wants to run waits.

    Yields
    ------
    Standby
        The process.
    """
    with dbt_at_hand(), _at_hand.lock:
        yield _start_where_missing()


def _start_where_missing() -> Standby:
    if _at_hand.standby is None or not _at_hand.standby.is_alive:
        _at_hand.standby = Standby()
    return _at_hand.standby


def _read(line: str) -> dict[str, Any]:
    try:
        told = json.loads(line)
    except json.JSONDecodeError:
        told = None
    return told if isinstance(told, dict) else {"error": line.rstrip()}
