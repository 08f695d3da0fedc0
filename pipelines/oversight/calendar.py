"""Reminders: which recurring reports are due or overdue on a day.

When a term falls is worked out in `models/recommendations`; deliveries are the decision store's.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from models.recommendations import RecurringReport, due_dates, duty_state
from pipelines.decisions import Evidence, Invalid, NotFound
from pipelines.decisions.evidence import delivery_subject
from pipelines.oversight.registers import Registers

REPORT = "report"


@dataclass(frozen=True)
class Reminder:
    """A recurring report on a day.

    Attributes
    ----------
    duty_id, title, duty_of : str
        Which, and whose.
    every_months : int or None
        Months from term to term.
    state : str
        ``overdue``, ``due``, ``upcoming`` or ``not_stated``.
    overdue : tuple of datetime.date
        Terms passed without a recorded delivery.
    next_due : datetime.date or None
        The next term.
    delivered_count : int
        Deliveries recorded by the day.
    source, origin : str
        Who says so; real or synthetic.
    """

    duty_id: str
    title: str
    duty_of: str
    every_months: int | None
    state: str
    overdue: tuple[date, ...]
    next_due: date | None
    delivered_count: int
    source: str
    origin: str


def reminders(registers: Registers, evidence: Sequence[Evidence]) -> list[Reminder]:
    """Say how every recurring report stands as of the day of the registers.

    Parameters
    ----------
    registers
        As of a day.
    evidence
        Of the decision store; deliveries recorded after the day do not count.

    Returns
    -------
    list of Reminder
        In the order of the register.
    """
    found = []
    for row in registers.duties:
        if row["kind"] != REPORT:
            continue
        delivered = _delivered(str(row["duty_id"]), evidence, registers.as_of)
        stands = duty_state(_report(row), registers.as_of, delivered)
        found.append(
            Reminder(
                str(row["duty_id"]),
                str(row["title"]),
                str(row["duty_of"]),
                row["every_months"],
                stands.state,
                stands.overdue,
                stands.next_due,
                len(delivered),
                str(row["source"]),
                str(row["origin"]),
            )
        )
    return found


def require_term(registers: Registers, duty_id: str, term: date) -> None:
    """Refuse a day on which the report does not fall due.

    Raises
    ------
    NotFound
        If there is no such report.
    Invalid
        Naming the terms nearest to the day.
    """
    rows = {str(row["duty_id"]): row for row in registers.duties if row["kind"] == REPORT}
    if duty_id not in rows:
        raise NotFound(
            f"report {duty_id!r}: not in the register of edition {registers.edition}; it has "
            f"{', '.join(rows) or 'none'}"
        )
    terms = due_dates(_report(rows[duty_id]), date(term.year + 2, 1, 1))
    if term not in terms:
        near = sorted(terms, key=lambda one: abs((one - term).days))[:2]
        expected = " or ".join(f"{one}" for one in sorted(near))
        raise Invalid(
            f"{duty_id}: no report falls due on {term}; expected "
            f"{expected or 'no day at all: its first term is not stated'}"
        )


def _delivered(duty_id: str, evidence: Sequence[Evidence], as_of: date) -> set[date]:
    begins = delivery_subject(duty_id, as_of).removesuffix(as_of.isoformat())
    return {
        date.fromisoformat(one.subject.removeprefix(begins))
        for one in evidence
        if one.kind == REPORT
        and one.subject.startswith(begins)
        and one.handed_in_at.date() <= as_of
    }


def _report(row: dict[str, Any]) -> RecurringReport:
    return RecurringReport(
        row["counts_from"], row["counts_from_precision"] or "", row["every_months"]
    )
