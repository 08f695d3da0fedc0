"""Hand decisions on parties: names that are one party, and names that are not, whatever is found.

Revision ID: 0005
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from pipelines.decisions.migrations.guards import (
    keeps_rows,
    never_changes,
    put,
    refuse_truncation,
)

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

_GUARDS = [
    *keeps_rows("party_decisions", ["decision_id"]),
    never_changes("party_decisions"),
]


def upgrade() -> None:
    """Make the table with its guards."""
    op.create_table(
        "party_decisions",
        sa.Column("decision_id", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("origin", sa.Text, nullable=False),
        sa.Column("names", sa.JSON, nullable=False),
        sa.Column("others", sa.JSON, nullable=False),
        sa.Column("decided_by", sa.Integer, sa.ForeignKey("people.person_id"), nullable=False),
        sa.Column("decided_at", sa.DateTime, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.CheckConstraint("kind IN ('merge', 'split')", name="party_decisions_kind"),
        sa.CheckConstraint("origin IN ('real', 'synthetic')", name="party_decisions_origin"),
        sqlite_autoincrement=True,
    )
    put(_GUARDS)
    refuse_truncation(["party_decisions"])
