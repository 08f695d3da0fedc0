"""The tables of the decision store as queries name them: columns and types.

Keys, checks and triggers are made by the migrations and stand there alone; a test holds the
columns here and there together.
"""

from __future__ import annotations

from datetime import UTC, datetime

import sqlalchemy
from sqlalchemy import Boolean, Column, Date, DateTime, Float, Integer, MetaData, Table, Text
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator


class Moment(TypeDecorator[datetime]):
    """A moment: aware in Python, stored as UTC without a zone; a naive value is refused."""

    impl = DateTime
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        """Turn an aware moment into UTC without a zone."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"moment {value} has no time zone; give an aware datetime")
        return value.astimezone(UTC).replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        """Give a stored moment its zone back."""
        return None if value is None else value.replace(tzinfo=UTC)


metadata = MetaData()
JSON = sqlalchemy.JSON(none_as_null=True)

store = Table(
    "store",
    metadata,
    Column("store_id", Integer, primary_key=True),
    Column("keeper_id", Integer),
    Column("created_at", Moment),
)

people = Table(
    "people",
    metadata,
    Column("person_id", Integer, primary_key=True),
    Column("identity", Text),
    Column("name", Text),
    Column("active", Boolean),
    Column("created_at", Moment),
)

accounts = Table(
    "accounts",
    metadata,
    Column("account", Text, primary_key=True),
    Column("person_id", Integer),
    Column("password_hash", Text),
    Column("password_set_by", Integer),
    Column("failures", Integer),
    Column("locked_until", Moment),
)

grants = Table(
    "grants",
    metadata,
    Column("grant_id", Integer, primary_key=True),
    Column("person_id", Integer),
    Column("role", Text),
    Column("port_code", Text),
    Column("granted_by", Integer),
    Column("granted_at", Moment),
    Column("revoked_by", Integer),
    Column("revoked_at", Moment),
)

rule_sets = Table(
    "rule_sets",
    metadata,
    Column("rule_set", Text, primary_key=True),
    Column("risk", Text),
    Column("track", Text),
    Column("owner_role", Text),
    Column("title", Text),
)

versions = Table(
    "versions",
    metadata,
    Column("rule_set", Text, primary_key=True),
    Column("version", Integer, primary_key=True),
    Column("track", Text),
    Column("parent_version", Integer),
    Column("state", Text),
    Column("revision", Integer),
    Column("content", Text),
    Column("content_sha256", Text),
    Column("author_id", Integer),
    Column("reason", Text),
    Column("effective_from", Moment),
    Column("effective_precision", Text),
    Column("in_force_from", Moment),
    Column("expires_at", Moment),
    Column("created_at", Moment),
    Column("submitted_at", Moment),
    Column("approver_id", Integer),
    Column("approver_role", Text),
    Column("approved_at", Moment),
    Column("approval_reason", Text),
    Column("withdrawn_by", Integer),
    Column("withdrawn_at", Moment),
    Column("evidence", JSON),
)

version_ports = Table(
    "version_ports",
    metadata,
    Column("rule_set", Text, primary_key=True),
    Column("version", Integer, primary_key=True),
    Column("port_code", Text, primary_key=True),
)

thresholds = Table(
    "thresholds",
    metadata,
    Column("threshold_id", Integer, primary_key=True),
    Column("rule_set", Text),
    Column("port_code", Text),
    Column("mandatory", Integer),
    Column("review", Integer),
    Column("effective_from", Moment),
    Column("effective_precision", Text),
    Column("state", Text),
    Column("route", Text),
    Column("revision", Integer),
    Column("in_force_from", Moment),
    Column("author_id", Integer),
    Column("proposed_at", Moment),
    Column("approver_id", Integer),
    Column("approved_at", Moment),
    Column("withdrawn_by", Integer),
    Column("withdrawn_at", Moment),
    Column("reason", Text),
    Column("source", Text),
)

lists = Table(
    "lists",
    metadata,
    Column("name", Text, primary_key=True),
    Column("version", Integer, primary_key=True),
    Column("kind", Text),
    Column("title", Text),
    Column("list_values", JSON),
    Column("source", Text),
    Column("author_id", Integer),
    Column("created_at", Moment),
    Column("reason", Text),
)

audit = Table(
    "audit",
    metadata,
    Column("audit_id", Integer, primary_key=True),
    Column("occurred_at", Moment),
    Column("recorded_at", Moment),
    Column("person_id", Integer),
    Column("action", Text),
    Column("kind", Text),
    Column("subject", Text),
    Column("old", JSON),
    Column("new", JSON),
    Column("reason", Text),
    Column("sha256", Text),
)

shadows = Table(
    "shadows",
    metadata,
    Column("shadow_id", Integer, primary_key=True),
    Column("rule_set", Text),
    Column("version", Integer),
    Column("starts_at", Moment),
    Column("ends_at", Moment),
    Column("revision", Integer),
    Column("ended_at", Moment),
    Column("author_id", Integer),
    Column("created_at", Moment),
    Column("reason", Text),
)

operations = Table(
    "operations",
    metadata,
    Column("operation", Text, primary_key=True),
    Column("title", Text),
    Column("starts_at", Moment),
    Column("ends_at", Moment),
    Column("ports", JSON),
    Column("criteria", Text),
    Column("lists", JSON),
    Column("starts_precision", Text),
    Column("ends_precision", Text),
    Column("author_id", Integer),
    Column("created_at", Moment),
    Column("reason", Text),
    Column("source", Text),
)

research_answers = Table(
    "research_answers",
    metadata,
    Column("answer_id", Integer, primary_key=True),
    Column("container_trip_key", Text),
    Column("rule_set", Text),
    Column("version", Integer),
    Column("factor", Text),
    Column("answer", Text),
    Column("note", Text),
    Column("person_id", Integer),
    Column("answered_at", Moment),
)

lane_plans = Table(
    "lane_plans",
    metadata,
    Column("lane_plan_id", Integer, primary_key=True),
    Column("port_code", Text),
    Column("lane", Text),
    Column("expected_rate", Float),
    Column("minimum_random_rate", Float),
    Column("effective_from", Moment),
    Column("effective_precision", Text),
    Column("author_id", Integer),
    Column("created_at", Moment),
    Column("reason", Text),
    Column("source", Text),
)

targets = Table(
    "targets",
    metadata,
    Column("target_id", Integer, primary_key=True),
    Column("measure", Text),
    Column("unit", Text),
    Column("port_code", Text),
    Column("period_kind", Text),
    Column("direction", Text),
    Column("value", Float),
    Column("value_unit", Text),
    Column("valid_from", Date),
    Column("valid_until", Date),
    Column("set_by", Integer),
    Column("set_at", Moment),
    Column("reason", Text),
    Column("source", Text),
    Column("revision", Integer),
    Column("withdrawn_by", Integer),
    Column("withdrawn_at", Moment),
)

oversight_evidence = Table(
    "oversight_evidence",
    metadata,
    Column("evidence_id", Integer, primary_key=True),
    Column("subject", Text),
    Column("kind", Text),
    Column("file_name", Text),
    Column("content", Text),
    Column("content_sha256", Text),
    Column("of_text_id", Integer),
    Column("accepted", Boolean),
    Column("missing", JSON),
    Column("held_against", Text),
    Column("handed_in_by", Integer),
    Column("handed_in_at", Moment),
    Column("reason", Text),
)

recommendation_closings = Table(
    "recommendation_closings",
    metadata,
    Column("closing_id", Integer, primary_key=True),
    Column("recommendation_id", Text),
    Column("text_id", Integer),
    Column("receipts_id", Integer),
    Column("closed_by", Integer),
    Column("closed_at", Moment),
    Column("reason", Text),
)

party_decisions = Table(
    "party_decisions",
    metadata,
    Column("decision_id", Integer, primary_key=True),
    Column("kind", Text),
    Column("origin", Text),
    Column("names", JSON),
    Column("others", JSON),
    Column("decided_by", Integer),
    Column("decided_at", Moment),
    Column("reason", Text),
)
