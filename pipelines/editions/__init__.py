"""Editions: what was published, byte for byte, and the pointer to the current one.

An edition is an immutable folder with one DuckDB file of marts and published figures and one
manifest of what it was made from. Pages, reports and exports read editions and nothing else.
Publishing copies from the warehouse; counting and estimating happen before it, elsewhere.
"""

from pipelines.editions.compare import EditionComparison, compare
from pipelines.editions.ledger import FigureLedger, figure_ledger
from pipelines.editions.manifest import EditionManifest
from pipelines.editions.publish import publish
from pipelines.editions.store import (
    Edition,
    EditionError,
    current_id,
    list_editions,
    open_edition,
)

__all__ = [
    "Edition",
    "EditionComparison",
    "EditionError",
    "EditionManifest",
    "FigureLedger",
    "compare",
    "current_id",
    "figure_ledger",
    "list_editions",
    "open_edition",
    "publish",
]
