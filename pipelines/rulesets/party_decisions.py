"""Hand decisions on parties as rows for the warehouse.

What may be decided by whom is `pipelines/decisions/parties.py`; what a decision does to parties,
`pipelines/parties/resolving.py`. No model of dbt reads these rows.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from pipelines.decisions import PartyDecision

PARTY_DECISIONS_TABLE = """
create or replace table rules.party_decisions (
    decision_id integer primary key,
    kind varchar not null check (kind in ('merge', 'split')),
    origin varchar not null,
    names varchar[] not null,
    others varchar[] not null,
    decided_by varchar not null,
    decided_at timestamp not null,
    reason varchar not null
);
"""


@dataclass(frozen=True)
class DecidedParties:
    """A decision on parties as the warehouse holds it; times are UTC without a zone."""

    decision_id: int
    kind: str
    origin: str
    names: tuple[str, ...]
    others: tuple[str, ...]
    decided_by: str
    decided_at: datetime
    reason: str


def decided_parties(decisions: Sequence[PartyDecision]) -> tuple[DecidedParties, ...]:
    """Give the decisions as rows, oldest first."""
    return tuple(
        DecidedParties(
            **{
                **vars(decision),
                "decided_at": decision.decided_at.astimezone(UTC).replace(tzinfo=None),
            }
        )
        for decision in decisions
    )
