"""Evidence for recommendations, and their closing by a second person.

Evidence is kept whatever becomes of it: what lacks words is refused and stays in the history. What
a text must contain is worked out in `models/recommendations`; which recommendations there are is a
register of the edition, read in `pipelines/oversight`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import Connection, insert

from models.recommendations import missing_elements, ports_without, read_receipts
from pipelines.decisions import tables
from pipelines.decisions.approval import require_second_person
from pipelines.decisions.changes import Act, change
from pipelines.decisions.clock import Clock
from pipelines.decisions.errors import Invalid
from pipelines.decisions.evidence import (
    Closing,
    Evidence,
    EvidenceKind,
    OpenRecommendation,
    delivery_subject,
    giver_of,
    last,
    read_closings,
    read_evidence,
)
from pipelines.decisions.people import Person, require_reason
from pipelines.decisions.store import DecisionStore


class Recommendations:
    """Evidence and closings of the store, and the changes people may make to them.

    Parameters
    ----------
    store : DecisionStore
        Where.
    clock : Clock
        By which people decide.
    """

    def __init__(self, store: DecisionStore, clock: Clock) -> None:
        self.store = store
        self.clock = clock

    def hand_in_text(
        self, person: Person, asked: OpenRecommendation, file_name: str, content: str, reason: str
    ) -> Evidence:
        """Hand in a text, as an author at all ports; what lacks words is kept and refused.

        Raises
        ------
        NotAllowed, Invalid
            Without the role; if it is closed; naming the words that are missing.
        """
        with change(self.store, self.clock, person) as act:
            act.require("author", ("*",), f"evidence for {asked.recommendation_id}")
            _require_open(act.connection, asked)
            lacking = _words(asked, content)
            made = self._add(
                act, asked.recommendation_id, "text", file_name, content, lacking, reason,
                held_against=asked.held_against,
            )  # fmt: skip
        return _accepted(made, f"{asked.recommendation_id}: {file_name} lacks", "; ")

    def hand_in_receipts(
        self, person: Person, asked: OpenRecommendation, file_name: str, content: str, reason: str
    ) -> Evidence:
        """Hand in the receipts of the text that was accepted last, as an author at all ports.

        Raises
        ------
        NotAllowed, Invalid
            Without the role; if it is closed or no text was accepted; naming the ports without.
        """
        with change(self.store, self.clock, person) as act:
            act.require("author", ("*",), f"receipts for {asked.recommendation_id}")
            _require_open(act.connection, asked)
            text = last(read_evidence(act.connection, asked.recommendation_id), "text")
            if text is None or not text.accepted:
                raise Invalid(
                    f"{asked.recommendation_id}: no text was accepted that these receipts could be "
                    "of; hand it in first"
                )
            try:
                receipts = read_receipts(content, act.now.date())
            except ValueError as error:
                raise Invalid(f"{asked.recommendation_id}: {error}") from error
            made = self._add(
                act, asked.recommendation_id, "receipts", file_name, content,
                ports_without(receipts, asked.ports), reason,
                held_against=f"{len(asked.ports)} ports addressed", of_text_id=text.evidence_id,
            )  # fmt: skip
        said = f"{asked.recommendation_id}: {file_name} has no receipt of ports"
        return _accepted(made, said, ", ")

    def deliver(
        self, person: Person, duty_id: str, term: date, file_name: str, content: str, reason: str
    ) -> Evidence:
        """Record that the report of a term was delivered, as an author at all ports.

        Raises
        ------
        NotAllowed, Invalid
            Without the role; if the file says nothing, or one is recorded already.
        """
        subject = delivery_subject(duty_id, term)
        with change(self.store, self.clock, person) as act:
            act.require("author", ("*",), f"delivering {subject}")
            if not content.strip():
                raise Invalid(f"{subject}: {file_name} is empty; expected the report itself")
            if read_evidence(act.connection, subject):
                raise Invalid(f"{subject}: a delivery is recorded already")
            return self._add(
                act, subject, "report", file_name, content, [], reason,
                held_against="that it is not empty",
            )  # fmt: skip

    def close(self, person: Person, asked: OpenRecommendation, reason: str) -> Closing:
        """Close a recommendation, as an approver at all ports who did not hand in the evidence.

        Raises
        ------
        NotAllowed, Invalid
            Without the role or by the same person; if it is closed; without evidence; naming the
            words or ports that are missing.
        """
        key = asked.recommendation_id
        with change(self.store, self.clock, person) as act:
            _require_open(act.connection, asked)
            text, receipts = _sufficient(asked, read_evidence(act.connection, key))
            act.require("approver", ("*",), f"closing {key}")
            for one in (text, receipts):
                if one is not None:
                    require_second_person(act, giver_of(act.connection, one.evidence_id), key)
            values: dict[str, Any] = {
                "recommendation_id": key,
                "text_id": text.evidence_id,
                "receipts_id": None if receipts is None else receipts.evidence_id,
                "closed_by": act.person.person_id,
                "closed_at": act.now,
                "reason": require_reason(reason),
            }
            act.connection.execute(insert(tables.recommendation_closings).values(values))
            told = {
                "state": "closed",
                "text_sha256": text.content_sha256,
                "receipts_sha256": None if receipts is None else receipts.content_sha256,
            }
            old = {"state": asked.status_stated}
            act.record("close", "recommendation", key, old, told, reason)
            return read_closings(act.connection)[key]

    def evidence(self, subject: str | None = None) -> list[Evidence]:
        """Give everything handed in, accepted or refused, oldest first; of one subject or all."""
        with self.store.reading() as connection:
            return read_evidence(connection, subject)

    def closings(self) -> dict[str, Closing]:
        """Give the closings by recommendation."""
        with self.store.reading() as connection:
            return read_closings(connection)

    def _add(
        self,
        act: Act,
        subject: str,
        kind: EvidenceKind,
        file_name: str,
        content: str,
        lacking: Sequence[str],
        reason: str,
        *,
        held_against: str,
        of_text_id: int | None = None,
    ) -> Evidence:
        sha256 = hashlib.sha256(content.encode()).hexdigest()
        values = {
            "subject": subject,
            "kind": kind,
            "file_name": file_name,
            "content": content,
            "content_sha256": sha256,
            "of_text_id": of_text_id,
            "accepted": not lacking,
            "missing": list(lacking),
            "held_against": held_against,
            "handed_in_by": act.person.person_id,
            "handed_in_at": act.now,
            "reason": require_reason(reason),
        }
        act.connection.execute(insert(tables.oversight_evidence).values(values))
        told = {"kind": kind, "file": file_name, "sha256": sha256, "missing": list(lacking)}
        action = "refuse_evidence" if lacking else "accept_evidence"
        act.record(action, "recommendation", subject, None, told, reason)
        return read_evidence(act.connection, subject)[-1]


def _require_open(connection: Connection, asked: OpenRecommendation) -> None:
    if asked.status_stated == "closed":
        raise Invalid(f"{asked.recommendation_id} is closed already, as its report states")
    closing = read_closings(connection).get(asked.recommendation_id)
    if closing is not None:
        raise Invalid(
            f"{asked.recommendation_id} is closed already, by {closing.closed_by} on "
            f"{closing.closed_at:%Y-%m-%d}"
        )


def _sufficient(
    asked: OpenRecommendation, handed_in: Sequence[Evidence]
) -> tuple[Evidence, Evidence | None]:
    """Give the text and receipts a closing rests on, the text held against today's elements."""
    key = asked.recommendation_id
    text = last(handed_in, "text")
    ports = f" and a receipt of each of {len(asked.ports)} ports" if asked.ports else ""
    if text is None:
        names = ", ".join(element.element for element in asked.elements)
        raise Invalid(
            f"{key}: no evidence was handed in; it closes with a text that contains: {names}{ports}"
        )
    lacking = _words(asked, text.content)
    if lacking:
        raise Invalid(f"{key}: {text.file_name} lacks {'; '.join(lacking)}")
    if not asked.ports:
        return text, None
    of_it = [one for one in handed_in if one.of_text_id == text.evidence_id]
    receipts = last(of_it, "receipts")
    if receipts is None:
        raise Invalid(
            f"{key}: no receipts of {text.file_name} were handed in; expected one of each of "
            f"{len(asked.ports)} ports"
        )
    without = ports_without(
        read_receipts(receipts.content, receipts.handed_in_at.date()), asked.ports
    )
    if without:
        raise Invalid(f"{key}: {receipts.file_name} has no receipt of ports {', '.join(without)}")
    return text, receipts


def _words(asked: OpenRecommendation, content: str) -> list[str]:
    """Word what a text lacks, an element at a time."""
    return [
        f"{', '.join(one.words).replace('*', '…')} ({one.element.element}: {one.element.source})"
        for one in missing_elements(content, asked.elements)
    ]


def _accepted(made: Evidence, words: str, parted_by: str) -> Evidence:
    """Give evidence that stands; refuse aloud what does not, now that it is kept."""
    if not made.accepted:
        raise Invalid(f"{words} {parted_by.join(made.missing)}; it is kept as refused")
    return made
