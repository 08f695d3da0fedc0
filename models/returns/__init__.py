"""Returns of measures between customs administrations: their form, and their files.

Where the figures of our own return come from, and with what a partner's return is compared, belongs
in ``pipelines.returns``.
"""

from models.returns.document import (
    FORMAT,
    ClearanceTime,
    ExamAtRequest,
    MeasureLine,
    StatisticalReturn,
    json_schema,
)
from models.returns.forms import (
    CSV_COLUMNS,
    Fault,
    ReturnRefused,
    read_return,
    to_csv,
    to_json,
)

__all__ = [
    "CSV_COLUMNS",
    "FORMAT",
    "ClearanceTime",
    "ExamAtRequest",
    "Fault",
    "MeasureLine",
    "ReturnRefused",
    "StatisticalReturn",
    "json_schema",
    "read_return",
    "to_csv",
    "to_json",
]
