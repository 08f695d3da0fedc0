"""Recommendations of oversight reports: what evidence must contain, and when reports fall due.

Texts and dates in, findings out. Who may hand in evidence and close is `pipelines/decisions`; what
the reports recommend is a register in `data/reference/registers`.
"""

from models.recommendations.contents import (
    Element,
    MissingElement,
    card_element,
    missing_elements,
    missing_words,
)
from models.recommendations.due_dates import DutyState, RecurringReport, due_dates, duty_state
from models.recommendations.receipts import Receipt, ports_without, read_receipts

__all__ = [
    "DutyState",
    "Element",
    "MissingElement",
    "Receipt",
    "RecurringReport",
    "card_element",
    "due_dates",
    "duty_state",
    "missing_elements",
    "missing_words",
    "ports_without",
    "read_receipts",
]
