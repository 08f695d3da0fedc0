"""Evidence for recommendations and recurring reports, and the closing of recommendations.

Revision ID: 0004
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

from pipelines.decisions.migrations.guards import (
    Guard,
    keeps_rows,
    never_changes,
    put,
    refuse_truncation,
)

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

_ACCEPTED = (
    "SELECT 1 FROM oversight_evidence there WHERE there.accepted "
    "AND there.subject = NEW.recommendation_id"
)
_GUARDS = [
    *keeps_rows("oversight_evidence", ["evidence_id"]),
    never_changes("oversight_evidence"),
    *keeps_rows("recommendation_closings", ["closing_id"]),
    never_changes("recommendation_closings"),
    Guard("closings_rest_on_evidence", "recommendation_closings", "INSERT",
          f"NOT EXISTS ({_ACCEPTED} AND there.kind = 'text' "
          "AND there.evidence_id = NEW.text_id)",
          "recommendation_closings: no accepted evidence"),
    Guard("closings_rest_on_receipts", "recommendation_closings", "INSERT",
          f"NEW.receipts_id IS NOT NULL AND NOT EXISTS ({_ACCEPTED} AND there.kind = 'receipts' "
          "AND there.evidence_id = NEW.receipts_id AND there.of_text_id = NEW.text_id)",
          "recommendation_closings: the receipts are not of this evidence"),
    Guard("closings_by_a_second_person", "recommendation_closings", "INSERT",
          "EXISTS (SELECT 1 FROM oversight_evidence there WHERE there.handed_in_by = NEW.closed_by "
          "AND there.evidence_id IN (NEW.text_id, NEW.receipts_id))",
          "recommendation_closings: a second person closes"),
]  # fmt: skip


def upgrade() -> None:
    """Make the tables with their guards."""
    op.create_table(
        "oversight_evidence",
        sa.Column("evidence_id", sa.Integer, primary_key=True, autoincrement=True),
        *(_required(name, sa.Text) for name in ("subject", "kind", "file_name", "content")),
        _required("content_sha256", sa.Text),
        sa.Column("of_text_id", sa.Integer, _evidence(), nullable=True),
        _required("accepted", sa.Boolean),
        sa.Column("missing", sa.JSON, nullable=False),
        sa.Column("held_against", sa.Text, nullable=False),
        sa.Column("handed_in_by", sa.Integer, sa.ForeignKey("people.person_id"), nullable=False),
        _required("handed_in_at", sa.DateTime),
        _required("reason", sa.Text),
        sa.CheckConstraint("kind IN ('text', 'receipts', 'report')", name="evidence_kind"),
        sa.CheckConstraint(
            "(kind = 'receipts') = (of_text_id IS NOT NULL)", name="evidence_receipts_of_a_text"
        ),
        sqlite_autoincrement=True,
    )
    op.create_index("evidence_by_subject", "oversight_evidence", ["subject"])
    op.create_table(
        "recommendation_closings",
        sa.Column("closing_id", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column("recommendation_id", sa.Text, nullable=False, unique=True),
        sa.Column("text_id", sa.Integer, _evidence(), nullable=False),
        sa.Column("receipts_id", sa.Integer, _evidence(), nullable=True),
        sa.Column("closed_by", sa.Integer, sa.ForeignKey("people.person_id"), nullable=False),
        _required("closed_at", sa.DateTime),
        _required("reason", sa.Text),
        sqlite_autoincrement=True,
    )
    put(_GUARDS)
    refuse_truncation(["oversight_evidence", "recommendation_closings"])


def _evidence() -> sa.ForeignKey:
    return sa.ForeignKey("oversight_evidence.evidence_id")


def _required(name: str, kind: type[sa.types.TypeEngine[Any]]) -> sa.Column[Any]:
    return sa.Column(name, kind, nullable=False)
