"""Evidence for recommendations and their closings, as rows of the store and as they are read.

Who may hand in and close is `recommendations.py`; what a text must contain,
`models/recommendations`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from sqlalchemy import Connection, select

from models.recommendations import Element
from pipelines.decisions import tables
from pipelines.decisions.records import identities

EvidenceKind = Literal["text", "receipts", "report"]


@dataclass(frozen=True)
class OpenRecommendation:
    """A recommendation as the register has it, and what would close it.

    Attributes
    ----------
    recommendation_id, status_stated : str
        Which, and the status its report states.
    elements : tuple of Element
        What the evidence must contain.
    ports : tuple of str
        Schedule D codes that must have received it; empty where none are addressed.
    held_against : str
        Where the elements are from, in words.
    """

    recommendation_id: str
    status_stated: str
    elements: tuple[Element, ...]
    ports: tuple[str, ...]
    held_against: str


@dataclass(frozen=True)
class Evidence:
    """Something that was handed in.

    Attributes
    ----------
    evidence_id : int
        Key.
    subject, kind : str
        The recommendation or the term of a report; ``text``, ``receipts`` or ``report``.
    file_name, content, content_sha256 : str
        The file as it was read.
    of_text_id : int or None
        Of receipts: the text that was received.
    accepted, missing : bool, tuple of str
        Whether it stands, and what it lacks where not: words by element, or ports.
    held_against : str
        What it was held against.
    handed_in_by, handed_in_at, reason : str, datetime, str
        Who, when, why.
    """

    evidence_id: int
    subject: str
    kind: EvidenceKind
    file_name: str
    content: str
    content_sha256: str
    of_text_id: int | None
    accepted: bool
    missing: tuple[str, ...]
    held_against: str
    handed_in_by: str
    handed_in_at: datetime
    reason: str


@dataclass(frozen=True)
class Closing:
    """A recommendation was closed.

    Attributes
    ----------
    recommendation_id : str
        Which.
    text_id, receipts_id : int, int or None
        The evidence it rests on.
    closed_by, closed_at, reason : str, datetime, str
        Who, when, why.
    """

    recommendation_id: str
    text_id: int
    receipts_id: int | None
    closed_by: str
    closed_at: datetime
    reason: str


def delivery_subject(duty_id: str, term: date) -> str:
    """Name the term of a report as its delivery is recorded."""
    return f"{duty_id} {term.isoformat()}"


def last(handed_in: Sequence[Evidence], kind: EvidenceKind) -> Evidence | None:
    """Give the evidence of a kind handed in last."""
    return next((one for one in reversed(handed_in) if one.kind == kind), None)


def giver_of(connection: Connection, evidence_id: int) -> int:
    """Give the key of the person who handed it in."""
    rows = tables.oversight_evidence
    query = select(rows.c.handed_in_by).where(rows.c.evidence_id == evidence_id)
    return int(connection.execute(query).scalar_one())


def read_evidence(connection: Connection, subject: str | None) -> list[Evidence]:
    """Read what was handed in for a subject, or for all, oldest first."""
    rows = tables.oversight_evidence
    query = select(rows).order_by(rows.c.evidence_id)
    if subject is not None:
        query = query.where(rows.c.subject == subject)
    people = identities(connection)
    return [
        Evidence(
            **{
                **row,
                "missing": tuple(row["missing"]),
                "handed_in_by": people[row["handed_in_by"]],
            }
        )
        for row in connection.execute(query).mappings()
    ]


def read_closings(connection: Connection) -> dict[str, Closing]:
    """Read the closings by recommendation."""
    rows, people = tables.recommendation_closings, identities(connection)
    return {
        row.recommendation_id: Closing(
            row.recommendation_id,
            row.text_id,
            row.receipts_id,
            people[row.closed_by],
            row.closed_at,
            row.reason,
        )
        for row in connection.execute(select(rows).order_by(rows.c.closing_id))
    }
