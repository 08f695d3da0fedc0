"""How a stage tells what it is doing while it runs.

The interface and its silent form. Drawing progress on a terminal belongs in ``console``.
"""

from typing import Protocol


class Progress(Protocol):
    """Receives what a stage does as it does it."""

    def start(self, stage: str) -> None:
        """Begin a stage, such as ``load``."""

    def advance(self, what: str, done: int, total: int) -> None:
        """Say what was just done, how many are done and how many there are."""

    def end(self, outcome: str) -> None:
        """End the stage with its outcome in one line."""


class Silent:
    """Progress that nobody watches."""

    def start(self, stage: str) -> None:
        """Do nothing."""

    def advance(self, what: str, done: int, total: int) -> None:
        """Do nothing."""

    def end(self, outcome: str) -> None:
        """Do nothing."""
