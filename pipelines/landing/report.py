"""What a load did: one outcome a file, and the totals.

Holds records only; how they come about belongs in ``load``.
"""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict

from pipelines.landing.declaration import Origin

State = Literal[
    "loaded", "already_loaded", "duplicate_content", "refused", "not_recognised", "missing"
]
NO_OP_STATES = frozenset({"already_loaded", "duplicate_content"})
REFUSED_STATES = frozenset({"refused", "not_recognised", "missing"})


class _Record(BaseModel):
    model_config = ConfigDict(frozen=True)


class FileOutcome(_Record):
    """What became of one file.

    Attributes
    ----------
    file_name
        Path relative to the landing folder.
    state
        ``loaded``; ``already_loaded`` (same name, same bytes) and ``duplicate_content`` (same bytes
        under another name), which write nothing; ``refused``, ``not_recognised`` and ``missing``
        (listed in landing.yml, not there).
    table_name
        Its table; None where the name was not recognised.
    rows_read, rows_loaded, rows_quarantined
        Records of the file and what became of them; nought unless ``loaded``.
    message
        One sentence where there is something to say.
    load_id, supersedes_load_id
        Its load, and the load it corrects.
    seconds
        Wall time of the load.
    """

    file_name: str
    state: State
    table_name: str | None = None
    rows_read: int = 0
    rows_loaded: int = 0
    rows_quarantined: int = 0
    message: str | None = None
    load_id: int | None = None
    supersedes_load_id: int | None = None
    seconds: float = 0.0


OnFile = Callable[[FileOutcome, int, int], None]
"""Called after each file with its outcome, files done and files in all."""


class Totals(_Record):
    """Sums over the newly loaded files of a table.

    Attributes
    ----------
    table_name
        The table.
    files
        Files loaded.
    rows_read, rows_loaded, rows_quarantined
        ``rows_read = rows_loaded + rows_quarantined``.
    """

    table_name: str
    files: int
    rows_read: int
    rows_loaded: int
    rows_quarantined: int


class LoadReport(_Record):
    """What the load of a folder did.

    Attributes
    ----------
    landing_folder
        Name of the folder in the ledger.
    path
        Where it lies.
    origin
        ``real`` or ``synthetic``.
    outcomes
        One a file, in the order they were taken.
    """

    landing_folder: str
    path: Path
    origin: Origin
    outcomes: tuple[FileOutcome, ...]

    @property
    def new(self) -> list[FileOutcome]:
        """Files loaded now."""
        return [outcome for outcome in self.outcomes if outcome.state == "loaded"]

    @property
    def no_op(self) -> list[FileOutcome]:
        """Files whose content was loaded before; nothing was written for them."""
        return [outcome for outcome in self.outcomes if outcome.state in NO_OP_STATES]

    @property
    def told(self) -> list[FileOutcome]:
        """Files that correct an earlier load, or repeat one under another name."""
        return [
            outcome
            for outcome in self.outcomes
            if outcome.supersedes_load_id is not None or outcome.state == "duplicate_content"
        ]

    @property
    def refused(self) -> list[FileOutcome]:
        """Files that were not loaded: refused, not recognised or missing."""
        return [outcome for outcome in self.outcomes if outcome.state in REFUSED_STATES]

    @property
    def rows_read(self) -> int:
        """Records of the new files."""
        return sum(outcome.rows_read for outcome in self.outcomes)

    @property
    def rows_loaded(self) -> int:
        """Rows appended to raw tables."""
        return sum(outcome.rows_loaded for outcome in self.outcomes)

    @property
    def rows_quarantined(self) -> int:
        """Rows that went to raw.quarantine."""
        return sum(outcome.rows_quarantined for outcome in self.outcomes)

    @property
    def totals(self) -> list[Totals]:
        """Sums of the new files by table, in alphabetical order."""
        return [
            _totals(name, [outcome for outcome in self.new if outcome.table_name == name])
            for name in sorted({outcome.table_name or "" for outcome in self.new})
        ]


def _totals(table_name: str, outcomes: Sequence[FileOutcome]) -> Totals:
    return Totals(
        table_name=table_name,
        files=len(outcomes),
        rows_read=sum(outcome.rows_read for outcome in outcomes),
        rows_loaded=sum(outcome.rows_loaded for outcome in outcomes),
        rows_quarantined=sum(outcome.rows_quarantined for outcome in outcomes),
    )
