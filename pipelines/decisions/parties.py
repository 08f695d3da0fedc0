"""Hand decisions on parties: these names are one party, or these are not, by whom and why.

A decision is added and never changes; of two on the same names the later one holds. What it does
to parties is `models.resolution.party_clusters`, from the next build on.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, cast

from sqlalchemy import select

from pipelines.decisions import tables
from pipelines.decisions.changes import change
from pipelines.decisions.clock import Clock
from pipelines.decisions.errors import Invalid
from pipelines.decisions.people import Person, require_reason
from pipelines.decisions.records import insert_row
from pipelines.decisions.store import DecisionStore

PartyDecisionKind = Literal["merge", "split"]


@dataclass(frozen=True)
class PartyDecision:
    """What a person decided of two sets of names.

    Attributes
    ----------
    decision_id : int
        Key; later ones have higher numbers.
    kind : {'merge', 'split'}
        Whether the names of both sides are one party, or two.
    origin : {'real', 'synthetic'}
    names, others : tuple of str
        The two sides, normalised as filed names are.
    decided_by, decided_at : str, datetime
        Who, and when.
    reason : str
        Why.
    """

    decision_id: int
    kind: PartyDecisionKind
    origin: str
    names: tuple[str, ...]
    others: tuple[str, ...]
    decided_by: str
    decided_at: datetime
    reason: str


def decide_parties(
    store: DecisionStore,
    clock: Clock,
    person: Person,
    kind: PartyDecisionKind,
    origin: str,
    names: Sequence[str],
    others: Sequence[str],
    *,
    reason: str,
) -> PartyDecision:
    """Merge two sets of names or split them, as an author at any port.

    Parameters
    ----------
    store, clock, person
        Where, by which clock, who.
    kind : {'merge', 'split'}
        Whether both sides are one party, or two.
    origin : {'real', 'synthetic'}
        Whose names: parties of two origins are never merged.
    names, others : sequence of str
        The two sides; no name on both.
    reason : str
        Why.

    Returns
    -------
    PartyDecision

    Raises
    ------
    NotAllowed, Invalid
        Without the author role; where a side is empty or a name stands on both.
    """
    both = sorted(set(names) & set(others))
    if not names or not others or both:
        told = f"on both sides: {', '.join(both)}" if both else "a side without a name"
        raise Invalid(f"{kind} of parties: {told}; expected two sets of different names")
    with change(store, clock, person) as act:
        act.require_anywhere("author", f"a {kind} of parties")
        values = {
            "kind": kind,
            "origin": origin,
            "names": sorted(set(names)),
            "others": sorted(set(others)),
            "decided_by": act.person.person_id,
            "decided_at": act.now,
            "reason": require_reason(reason),
        }
        made = PartyDecision(
            insert_row(act.connection, tables.party_decisions, values),
            kind,
            origin,
            tuple(sorted(set(names))),
            tuple(sorted(set(others))),
            act.person.identity,
            act.now,
            reason,
        )
        told_sides = {"origin": origin, "names": values["names"], "others": values["others"]}
        act.record(kind, "party", f"decision {made.decision_id}", None, told_sides, reason)
    return made


def read_party_decisions(store: DecisionStore) -> list[PartyDecision]:
    """Read every decision on parties, oldest first."""
    rows, people = tables.party_decisions, tables.people
    query = (
        select(rows, people.c.identity)
        .join(people, people.c.person_id == rows.c.decided_by)
        .order_by(rows.c.decision_id)
    )
    with store.reading() as connection:
        return [
            PartyDecision(
                row.decision_id,
                cast("PartyDecisionKind", row.kind),
                row.origin,
                tuple(row.names),
                tuple(row.others),
                row.identity,
                row.decided_at,
                row.reason,
            )
            for row in connection.execute(query)
        ]
