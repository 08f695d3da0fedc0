"""People, grants, rule sets, versions, thresholds, lists and the audit log.

Revision ID: 0001
"""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from alembic import op

from pipelines.decisions.migrations.guards import put, refuse_truncation
from pipelines.decisions.migrations.guards_0001 import GUARDS, KEPT

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

_PORT = "port_code = '*' OR (length(port_code) = 4 AND port_code >= '0000' AND port_code <= '9999')"
_PRECISION = (
    "effective_precision IN ('day', 'month', 'year', 'chosen') "
    "OR effective_precision LIKE 'after ____-__-__'"
)


def _integer(name: str, *arguments: sa.schema.SchemaItem, nullable: bool = False) -> sa.Column[int]:
    return sa.Column(name, sa.Integer, *arguments, nullable=nullable)


def _text(name: str, *arguments: sa.schema.SchemaItem, nullable: bool = False) -> sa.Column[str]:
    return sa.Column(name, sa.Text, *arguments, nullable=nullable)


def _moment(name: str, nullable: bool = False) -> sa.Column[datetime]:
    return sa.Column(name, sa.DateTime, nullable=nullable)


def _person(name: str, nullable: bool = False) -> sa.Column[int]:
    return _integer(name, sa.ForeignKey("people.person_id"), nullable=nullable)


def _key(name: str) -> sa.Column[int]:
    return sa.Column(name, sa.Integer, primary_key=True, autoincrement=True)


def upgrade() -> None:
    """Make the tables and put the guards in place."""
    _create_people()
    _create_versions()
    _create_thresholds()
    _create_lists()
    _create_audit()
    put(GUARDS)
    refuse_truncation(KEPT)


def _create_people() -> None:
    op.create_table(
        "people",
        _key("person_id"),
        _text("identity", sa.UniqueConstraint(name="people_identity_once")),
        _text("name"),
        sa.Column("active", sa.Boolean, nullable=False),
        _moment("created_at"),
        sa.CheckConstraint(
            "identity LIKE 'os:_%' OR identity LIKE 'account:_%' OR identity = 'system:shipped'",
            name="people_identity_form",
        ),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "store",
        _integer("store_id", sa.CheckConstraint("store_id = 1", name="store_is_one")),
        _person("keeper_id"),
        _moment("created_at"),
        sa.PrimaryKeyConstraint("store_id"),
    )
    op.create_table(
        "accounts",
        _text("account"),
        _person("person_id"),
        _text("password_hash"),
        _person("password_set_by"),
        _integer("failures"),
        _moment("locked_until", nullable=True),
        sa.PrimaryKeyConstraint("account"),
        sa.CheckConstraint("password_hash LIKE '$argon2id$%'", name="accounts_password_is_hashed"),
    )
    op.create_table(
        "grants",
        _key("grant_id"),
        _person("person_id"),
        _text("role"),
        _text("port_code"),
        _person("granted_by"),
        _moment("granted_at"),
        _person("revoked_by", nullable=True),
        _moment("revoked_at", nullable=True),
        sa.CheckConstraint("role IN ('author', 'approver', 'viewer')", name="grants_role"),
        sa.CheckConstraint(_PORT, name="grants_port"),
        sa.CheckConstraint(
            "(revoked_by IS NULL) = (revoked_at IS NULL)", name="grants_revoked_by_whom"
        ),
        sqlite_autoincrement=True,
    )
    op.create_index(
        "grants_once",
        "grants",
        ["person_id", "role", "port_code"],
        unique=True,
        sqlite_where=sa.text("revoked_at IS NULL"),
        postgresql_where=sa.text("revoked_at IS NULL"),
    )


def _create_versions() -> None:
    op.create_table(
        "rule_sets",
        _text("rule_set"),
        _text("risk"),
        _text("track"),
        _text("owner_role"),
        _text("title"),
        sa.PrimaryKeyConstraint("rule_set"),
        sa.CheckConstraint("track IN ('national', 'port')", name="rule_sets_track"),
    )
    op.create_table(
        "versions",
        _text("rule_set", sa.ForeignKey("rule_sets.rule_set")),
        _integer("version"),
        _text("track"),
        _integer("parent_version", nullable=True),
        _text("state"),
        _integer("revision"),
        _text("content"),
        _text("content_sha256"),
        _person("author_id"),
        _text("reason"),
        _moment("effective_from", nullable=True),
        _text("effective_precision"),
        _moment("in_force_from", nullable=True),
        _moment("expires_at", nullable=True),
        _moment("created_at"),
        _moment("submitted_at", nullable=True),
        _person("approver_id", nullable=True),
        _text("approver_role", nullable=True),
        _moment("approved_at", nullable=True),
        _text("approval_reason", nullable=True),
        _person("withdrawn_by", nullable=True),
        _moment("withdrawn_at", nullable=True),
        sa.Column("evidence", sa.JSON, nullable=True),
        sa.PrimaryKeyConstraint("rule_set", "version"),
        sa.ForeignKeyConstraint(
            ["rule_set", "parent_version"], ["versions.rule_set", "versions.version"]
        ),
        *_version_checks(),
    )
    op.create_table(
        "version_ports",
        _text("rule_set"),
        _integer("version"),
        _text("port_code"),
        sa.PrimaryKeyConstraint("rule_set", "version", "port_code"),
        sa.ForeignKeyConstraint(["rule_set", "version"], ["versions.rule_set", "versions.version"]),
        sa.CheckConstraint(_PORT, name="version_ports_port"),
    )


def _version_checks() -> list[sa.CheckConstraint]:
    """Give what must hold in one row of versions whatever its history."""
    checks = {
        "state": "state IN ('draft', 'submitted', 'approved', 'withdrawn')",
        "track": "track IN ('national', 'port', 'shipped')",
        "count": "version >= 1 AND revision >= 1",
        "parent": "parent_version < version",
        "hash": "length(content_sha256) = 64",
        "precision": _PRECISION,
        "second_person": "approver_id <> author_id",
        "approval": "(approver_id IS NULL) = (approver_role IS NULL) AND (approver_id IS NULL OR "
        "(track = 'national' AND approver_role = 'approver' AND approved_at IS NOT NULL))",
        "national_needs_approval": "track <> 'national' OR in_force_from IS NULL OR "
        "(approver_id IS NOT NULL AND submitted_at IS NOT NULL)",
        "shipped_has_no_approval": "track <> 'shipped' OR approved_at IS NULL",
        "in_force": "state <> 'approved' OR in_force_from IS NOT NULL",
        "not_in_force": "state NOT IN ('draft', 'submitted') OR "
        "(in_force_from IS NULL AND approved_at IS NULL AND approver_id IS NULL)",
        "approved_before": "track = 'shipped' OR in_force_from IS NULL OR "
        "(approved_at IS NOT NULL AND in_force_from >= approved_at)",
        "not_early": "effective_from IS NULL OR in_force_from IS NULL "
        "OR in_force_from >= effective_from",
        "expiry": "expires_at > in_force_from",
        "port_filter_expires": "track <> 'port' OR in_force_from IS NULL OR expires_at IS NOT NULL",
        "withdrawn": "(state = 'withdrawn') = (withdrawn_at IS NOT NULL) AND "
        "(withdrawn_at IS NULL) = (withdrawn_by IS NULL)",
        "submitted": "state <> 'submitted' OR submitted_at IS NOT NULL",
    }
    return [sa.CheckConstraint(sql, name=f"versions_{name}") for name, sql in checks.items()]


def _create_thresholds() -> None:
    checks = {
        "port": _PORT,
        "band": "review < mandatory",
        "precision": _PRECISION,
        "state": "state IN ('proposed', 'approved', 'withdrawn')",
        "route": "route IN ('second_person', 'lowered', 'shipped')",
        "second_person": "approver_id <> author_id",
        "approval": "route <> 'second_person' OR in_force_from IS NULL OR "
        "(approver_id IS NOT NULL AND approved_at IS NOT NULL)",
        "lowered": "route <> 'lowered' OR (port_code <> '*' AND approver_id IS NULL AND "
        "(in_force_from IS NULL OR in_force_from = approved_at))",
        "in_force": "(state <> 'approved' OR in_force_from IS NOT NULL) AND "
        "(state <> 'proposed' OR (in_force_from IS NULL AND approved_at IS NULL))",
        "approved_before": "route = 'shipped' OR in_force_from IS NULL OR "
        "(approved_at IS NOT NULL AND in_force_from >= approved_at)",
        "withdrawn": "(state = 'withdrawn') = (withdrawn_at IS NOT NULL) AND "
        "(withdrawn_at IS NULL) = (withdrawn_by IS NULL) AND "
        "(withdrawn_at IS NULL OR in_force_from IS NULL OR withdrawn_at < in_force_from)",
    }
    op.create_table(
        "thresholds",
        _key("threshold_id"),
        _text("rule_set", sa.ForeignKey("rule_sets.rule_set")),
        _text("port_code"),
        _integer("mandatory"),
        _integer("review"),
        _moment("effective_from", nullable=True),
        _text("effective_precision"),
        _text("state"),
        _text("route"),
        _integer("revision"),
        _moment("in_force_from", nullable=True),
        _person("author_id"),
        _moment("proposed_at"),
        _person("approver_id", nullable=True),
        _moment("approved_at", nullable=True),
        _person("withdrawn_by", nullable=True),
        _moment("withdrawn_at", nullable=True),
        _text("reason"),
        _text("source"),
        *(sa.CheckConstraint(sql, name=f"thresholds_{name}") for name, sql in checks.items()),
        sqlite_autoincrement=True,
    )


def _create_lists() -> None:
    op.create_table(
        "lists",
        _text("name"),
        _integer("version"),
        _text("kind"),
        _text("title"),
        sa.Column("list_values", sa.JSON, nullable=False),
        _text("source"),
        _person("author_id"),
        _moment("created_at"),
        _text("reason"),
        sa.PrimaryKeyConstraint("name", "version"),
    )


def _create_audit() -> None:
    op.create_table(
        "audit",
        _key("audit_id"),
        _moment("occurred_at"),
        _moment("recorded_at"),
        _person("person_id"),
        _text("action"),
        _text("kind"),
        _text("subject"),
        sa.Column("old", sa.JSON, nullable=True),
        sa.Column("new", sa.JSON, nullable=True),
        _text("reason"),
        sqlite_autoincrement=True,
    )
    op.create_index("audit_by_subject", "audit", ["kind", "subject"])
