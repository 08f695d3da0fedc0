"""Returns of measures between customs administrations: their form, and their files.

Where the figures of our own return come from, and with what a partner's return is compared, belongs
in ``pipelines.returns``.
"""

from models.returns.csv_form import CSV_COLUMNS, to_csv
from models.returns.document import (
    FORMAT,
    ClearanceTime,
    ExamAtRequest,
    MeasureLine,
    StatisticalReturn,
    json_schema,
)
from models.returns.faults import Fault, ReturnRead, ReturnRefused
from models.returns.json_form import to_json
from models.returns.reading import read_return

__all__ = [
    "CSV_COLUMNS",
    "FORMAT",
    "ClearanceTime",
    "ExamAtRequest",
    "Fault",
    "MeasureLine",
    "ReturnRead",
    "ReturnRefused",
    "StatisticalReturn",
    "json_schema",
    "read_return",
    "to_csv",
    "to_json",
]
