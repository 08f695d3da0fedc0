"""Targets of measures: what a figure is held against, from when, and who set it.

Revision ID: 0003
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

from pipelines.decisions.migrations.guards import (
    Guard,
    keeps_columns,
    keeps_rows,
    put,
    refuse_truncation,
)

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

_GUARDS = [
    *keeps_rows("targets", ["target_id"]),
    keeps_columns("targets", "targets_terms_stay",
                  ["target_id", "measure", "unit", "port_code", "period_kind", "direction",
                   "value", "value_unit", "valid_from", "valid_until", "set_by", "set_at",
                   "reason", "source"], "1 = 1", "targets: what was set never changes"),
    Guard("targets_begin_standing", "targets", "INSERT",
          "NEW.withdrawn_at IS NOT NULL OR NEW.revision <> 1",
          "targets: a target begins standing"),
    Guard("targets_withdrawn_once", "targets", "UPDATE",
          "OLD.withdrawn_at IS NOT NULL OR NEW.withdrawn_at IS NULL "
          "OR NEW.revision <> OLD.revision + 1",
          "targets: a target is withdrawn once"),
]  # fmt: skip


def upgrade() -> None:
    """Make the table with its guards."""
    op.create_table(
        "targets",
        sa.Column("target_id", sa.Integer, primary_key=True, autoincrement=True),
        *(_required(name, sa.Text) for name in ("measure", "unit", "port_code", "period_kind")),
        _required("direction", sa.Text),
        _required("value", sa.Float),
        _required("value_unit", sa.Text),
        _required("valid_from", sa.Date),
        sa.Column("valid_until", sa.Date, nullable=True),
        sa.Column("set_by", sa.Integer, sa.ForeignKey("people.person_id"), nullable=False),
        _required("set_at", sa.DateTime),
        _required("reason", sa.Text),
        _required("source", sa.Text),
        _required("revision", sa.Integer),
        sa.Column("withdrawn_by", sa.Integer, sa.ForeignKey("people.person_id"), nullable=True),
        sa.Column("withdrawn_at", sa.DateTime, nullable=True),
        sa.CheckConstraint("direction IN ('at_least', 'at_most')", name="targets_direction"),
        sa.CheckConstraint(
            "period_kind IN ('*', 'month', 'season', 'fiscal_year', 'calendar_year')",
            name="targets_period_kind",
        ),
        sa.CheckConstraint(
            "value >= 0 AND (value_unit IN ('count', 'hours') "
            "OR (value_unit = 'share' AND value <= 1))",
            name="targets_value",
        ),
        sa.CheckConstraint("valid_from < valid_until", name="targets_validity"),
        sa.CheckConstraint(
            "(withdrawn_at IS NULL) = (withdrawn_by IS NULL)", name="targets_withdrawal"
        ),
        sqlite_autoincrement=True,
    )
    op.create_index("targets_by_measure", "targets", ["measure"])
    put(_GUARDS)
    refuse_truncation(["targets"])


def _required(name: str, kind: type[sa.types.TypeEngine[Any]]) -> sa.Column[Any]:
    return sa.Column(name, kind, nullable=False)
