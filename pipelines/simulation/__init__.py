"""The synthetic national stream written as a landing folder, its planted truth apart from it.

What happens in the stream is `models/simulation`.
"""

from pipelines.simulation.reading import (
    read_operations,
    read_reference_tables,
    read_selection_rules,
)
from pipelines.simulation.writing import (
    LandingFolderInUse,
    LandingWritten,
    MonthWritten,
    write_landing,
)

__all__ = [
    "LandingFolderInUse",
    "LandingWritten",
    "MonthWritten",
    "read_operations",
    "read_reference_tables",
    "read_selection_rules",
    "write_landing",
]
