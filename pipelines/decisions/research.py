"""Answers to the research checklist: per container trip, filter version and factor, who and when.

Answers are only added; the newest of a factor counts. Which factors there are and which trips a
filter hit is `pipelines/filters/research.py`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sqlalchemy import select

from pipelines.decisions import tables
from pipelines.decisions.changes import change
from pipelines.decisions.clock import Clock
from pipelines.decisions.errors import Invalid, NotAllowed
from pipelines.decisions.people import Person
from pipelines.decisions.records import insert_row, read_records
from pipelines.decisions.store import DecisionStore

Answer = Literal["matches", "does_not_match", "unknown"]


@dataclass(frozen=True)
class ResearchAnswer:
    """What somebody found out about one factor of one container trip."""

    answer_id: int
    container_trip_key: str
    rule_set: str
    version: int
    factor: str
    answer: Answer
    note: str
    person: str
    answered_at: datetime


class Research:
    """The research answers of the store.

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

    def answer(
        self,
        person: Person,
        container_trip_key: str,
        rule_set: str,
        version: int,
        factor: str,
        answer: Answer,
        *,
        port: str,
        note: str = "",
    ) -> ResearchAnswer:
        """Answer a factor for a container trip that a filter hit.

        Parameters
        ----------
        person : Person
            Holds the author or approver role at the port: a targeter there.
        container_trip_key : str
            The trip.
        rule_set, version : str, int
            The filter that hit it.
        factor : str
            Of the checklist.
        answer : {'matches', 'does_not_match', 'unknown'}
            What was found out.
        port : str
            The trip's U.S. port.
        note : str, optional
            Where it was found.
        """
        if answer not in ("matches", "does_not_match", "unknown"):
            raise Invalid(f"answer {answer!r}: expected 'matches', 'does_not_match' or 'unknown'")
        with change(self.store, self.clock, person) as act:
            if not (act.person.may("author", port) or act.person.may("approver", port)):
                raise NotAllowed(
                    f"{person.identity}: research at {port} needs the role author or approver "
                    "there; ask the keeper of the store"
                )
            values = {
                "container_trip_key": container_trip_key,
                "rule_set": rule_set,
                "version": version,
                "factor": factor,
                "answer": answer,
                "note": note,
                "person_id": act.person.person_id,
                "answered_at": act.now,
            }
            number = insert_row(act.connection, tables.research_answers, values)
            told = {"factor": factor, "answer": answer, "note": note}
            subject = f"{container_trip_key}, {rule_set} version {version}"
            act.record("answer", "research", subject, None, told, f"research of {factor}")
        return next(one for one in self.answers(container_trip_key) if one.answer_id == number)

    def answers(self, container_trip_key: str | None = None) -> list[ResearchAnswer]:
        """Give every answer, of one trip or of all, oldest first."""
        rows, people = tables.research_answers, tables.people
        query = (
            select(rows, people.c.identity.label("person"))
            .join(people, people.c.person_id == rows.c.person_id)
            .order_by(rows.c.answer_id)
        )
        if container_trip_key is not None:
            query = query.where(rows.c.container_trip_key == container_trip_key)
        with self.store.reading() as connection:
            return read_records(connection, query, ResearchAnswer)
