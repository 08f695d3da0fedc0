"""Recommendations and contradictions: registers of an edition read together with what was decided.

Nothing is decided or counted here. What may be handed in and closed by whom is
`pipelines/decisions/recommendations.py`; contradictions are found in dbt.
"""

from pipelines.oversight.calendar import Reminder, reminders
from pipelines.oversight.contradictions import Reconciliation, read_reconciliation
from pipelines.oversight.registers import (
    Registers,
    asked_for,
    read_registers,
    recommendation_of,
)
from pipelines.oversight.standing import Standing, history, standings

__all__ = [
    "Reconciliation",
    "Registers",
    "Reminder",
    "Standing",
    "asked_for",
    "history",
    "read_reconciliation",
    "read_registers",
    "recommendation_of",
    "reminders",
    "standings",
]
