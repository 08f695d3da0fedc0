"""Shadows, operations, research answers and lane plans; and a seal on every audit entry.

The seal of an entry is a hash of what it says and of the seal before it, so that an entry changed,
taken out or put in behind the store's back shows.

Revision ID: 0002
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

from pipelines.decisions.migrations.guards import (
    Guard,
    keeps_columns,
    keeps_rows,
    never_changes,
    put,
    refuse_truncation,
    take_away,
)
from pipelines.decisions.seals import seal

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

_GUARDS = [
    *keeps_rows("shadows", ["shadow_id"]),
    keeps_columns("shadows", "shadows_terms_stay",
                  ["shadow_id", "rule_set", "version", "starts_at", "ends_at", "author_id",
                   "created_at", "reason"], "1 = 1", "shadows: what was begun never changes"),
    Guard("shadows_end_once", "shadows", "UPDATE",
          "OLD.ended_at IS NOT NULL OR NEW.revision <> OLD.revision + 1",
          "shadows: a shadow ends once"),
    Guard("shadows_of_fixed_content", "shadows", "INSERT",
          "NOT EXISTS (SELECT 1 FROM versions v WHERE v.rule_set = NEW.rule_set "
          "AND v.version = NEW.version AND v.state IN ('submitted', 'approved'))",
          "shadows: only a version that was submitted can run in shadow"),
    *keeps_rows("operations", ["operation"]),
    never_changes("operations"),
    *keeps_rows("research_answers", ["answer_id"]),
    never_changes("research_answers"),
    *keeps_rows("lane_plans", ["lane_plan_id"]),
    never_changes("lane_plans"),
]  # fmt: skip


def upgrade() -> None:
    """Make the tables and seal the entries that are there."""
    _create_shadows()
    _create_operations()
    _create_research()
    _create_lane_plans()
    put(_GUARDS)
    refuse_truncation(["shadows", "operations", "research_answers", "lane_plans"])
    _seal_audit()


def _person(name: str) -> sa.Column[int]:
    return sa.Column(name, sa.Integer, sa.ForeignKey("people.person_id"), nullable=False)


def _required(name: str, kind: type[sa.types.TypeEngine[Any]]) -> sa.Column[Any]:
    return sa.Column(name, kind, nullable=False)


def _key(name: str) -> sa.Column[int]:
    return sa.Column(name, sa.Integer, primary_key=True, autoincrement=True)


def _create_shadows() -> None:
    op.create_table(
        "shadows",
        _key("shadow_id"),
        _required("rule_set", sa.Text),
        _required("version", sa.Integer),
        _required("starts_at", sa.DateTime),
        _required("ends_at", sa.DateTime),
        _required("revision", sa.Integer),
        sa.Column("ended_at", sa.DateTime, nullable=True),
        _person("author_id"),
        _required("created_at", sa.DateTime),
        _required("reason", sa.Text),
        sa.ForeignKeyConstraint(["rule_set", "version"], ["versions.rule_set", "versions.version"]),
        sa.CheckConstraint("starts_at < ends_at", name="shadows_period"),
        sqlite_autoincrement=True,
    )


def _create_operations() -> None:
    op.create_table(
        "operations",
        _required("operation", sa.Text),
        _required("title", sa.Text),
        _required("starts_at", sa.DateTime),
        _required("ends_at", sa.DateTime),
        _required("ports", sa.JSON),
        _required("criteria", sa.Text),
        _required("lists", sa.JSON),
        _required("starts_precision", sa.Text),
        _required("ends_precision", sa.Text),
        _person("author_id"),
        _required("created_at", sa.DateTime),
        _required("reason", sa.Text),
        _required("source", sa.Text),
        sa.PrimaryKeyConstraint("operation"),
        sa.CheckConstraint("starts_at < ends_at", name="operations_period"),
    )


def _create_research() -> None:
    op.create_table(
        "research_answers",
        _key("answer_id"),
        _required("container_trip_key", sa.Text),
        _required("rule_set", sa.Text),
        _required("version", sa.Integer),
        _required("factor", sa.Text),
        _required("answer", sa.Text),
        _required("note", sa.Text),
        _person("person_id"),
        _required("answered_at", sa.DateTime),
        sa.ForeignKeyConstraint(["rule_set", "version"], ["versions.rule_set", "versions.version"]),
        sa.CheckConstraint(
            "answer IN ('matches', 'does_not_match', 'unknown')", name="research_answers_answer"
        ),
        sqlite_autoincrement=True,
    )
    op.create_index("research_by_trip", "research_answers", ["container_trip_key"])


def _create_lane_plans() -> None:
    op.create_table(
        "lane_plans",
        _key("lane_plan_id"),
        _required("port_code", sa.Text),
        _required("lane", sa.Text),
        _required("expected_rate", sa.Float),
        sa.Column("minimum_random_rate", sa.Float, nullable=True),
        _required("effective_from", sa.DateTime),
        _required("effective_precision", sa.Text),
        _person("author_id"),
        _required("created_at", sa.DateTime),
        _required("reason", sa.Text),
        _required("source", sa.Text),
        sa.CheckConstraint(
            "expected_rate BETWEEN 0 AND 1 AND minimum_random_rate BETWEEN 0 AND 1",
            name="lane_plans_rates",
        ),
        sqlite_autoincrement=True,
    )


def _seal_audit() -> None:
    """Add the seal's column and fill it for the entries that are there, in their order."""
    op.add_column("audit", sa.Column("sha256", sa.Text, nullable=True))
    take_away([never_changes("audit")])
    audit = sa.table(
        "audit",
        *(sa.column(name) for name in ("audit_id", "person_id", "action", "kind", "subject")),
        *(sa.column(name, sa.DateTime) for name in ("occurred_at", "recorded_at")),
        *(sa.column(name, sa.JSON(none_as_null=True)) for name in ("old", "new")),
        sa.column("reason"),
        sa.column("sha256"),
    )
    connection = op.get_bind()
    before = ""
    for row in connection.execute(sa.select(audit).order_by(audit.c.audit_id)).mappings().all():
        before = seal(before, dict(row))
        connection.execute(
            sa.update(audit).where(audit.c.audit_id == row["audit_id"]).values(sha256=before)
        )
    put([never_changes("audit")])
