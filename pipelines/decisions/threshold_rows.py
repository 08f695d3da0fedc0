"""Thresholds as they are stored, and which of them is in force at a port.

Who may set them is `thresholds.py`; periods for the warehouse are `periods.py`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sqlalchemy import Connection, select

from pipelines.decisions import tables
from pipelines.decisions.errors import NotFound
from pipelines.decisions.records import identities

Route = Literal["second_person", "lowered", "shipped"]


@dataclass(frozen=True)
class ThresholdDecision:
    """Thresholds of a rule set at a port, as proposed and decided.

    Attributes
    ----------
    threshold_id, revision : int
        Key, and what a change names.
    rule_set, port_code : str
        Where it counts; '*' at ports without thresholds of their own.
    mandatory, review : int
        A score of at least `mandatory` is examined, of at least `review` reviewed.
    state : {'proposed', 'approved', 'withdrawn'}
        What people did with it.
    route : {'second_person', 'lowered', 'shipped'}
        How it comes into force.
    effective_from, effective_precision, in_force_from
        From when it was meant to hold, how precisely, and from when it does.
    author, approver : str, str or None
        Identities.
    proposed_at, approved_at, withdrawn_at : datetime or None
        When.
    reason, source : str
        Why, and who says so.
    """

    threshold_id: int
    revision: int
    rule_set: str
    port_code: str
    mandatory: int
    review: int
    state: Literal["proposed", "approved", "withdrawn"]
    route: Route
    effective_from: datetime | None
    effective_precision: str
    in_force_from: datetime | None
    author: str
    approver: str | None
    proposed_at: datetime
    approved_at: datetime | None
    withdrawn_at: datetime | None
    reason: str
    source: str

    @property
    def subject(self) -> str:
        """Name it as the audit log does."""
        return f"{self.rule_set} at {self.port_code}, threshold {self.threshold_id}"


def in_force_at(
    rows: Sequence[ThresholdDecision], port_code: str, moment: datetime
) -> ThresholdDecision | None:
    """Find what is in force at a port among the thresholds of one rule set.

    Parameters
    ----------
    rows : sequence of ThresholdDecision
        All of the rule set.
    port_code : str
        Schedule D code, or '*'.
    moment : datetime
        Aware.

    Returns
    -------
    ThresholdDecision or None
        Of the port's own rows, else of '*', the one that came into force last up to then.
    """
    for port in (port_code, "*"):
        begun = [
            (row.in_force_from, row.threshold_id, row)
            for row in rows
            if row.port_code == port
            and row.state == "approved"
            and row.in_force_from is not None
            and row.in_force_from <= moment
        ]
        if begun:
            return max(begun, key=lambda one: one[:2])[2]
    return None


def read_threshold(connection: Connection, threshold_id: int) -> ThresholdDecision:
    """Read one; NotFound if it is not there."""
    for row in read_thresholds(connection, None):
        if row.threshold_id == threshold_id:
            return row
    raise NotFound(f"threshold {threshold_id}: not in the decision store")


def read_thresholds(connection: Connection, rule_set: str | None = None) -> list[ThresholdDecision]:
    """Read thresholds of one rule set or of all, oldest first, within a transaction."""
    rows, people = tables.thresholds, identities(connection)
    query = select(rows).order_by(rows.c.threshold_id)
    if rule_set is not None:
        query = query.where(rows.c.rule_set == rule_set)
    fields = ThresholdDecision.__dataclass_fields__
    return [
        ThresholdDecision(
            **{name: row[name] for name in fields if name in row},
            author=people[row["author_id"]],
            approver=people.get(row["approver_id"]),
        )
        for row in connection.execute(query).mappings()
    ]


def author_id_of(connection: Connection, threshold_id: int) -> int:
    """Give the key of the person who proposed it."""
    rows = tables.thresholds
    return int(
        connection.execute(
            select(rows.c.author_id).where(rows.c.threshold_id == threshold_id)
        ).scalar_one()
    )
