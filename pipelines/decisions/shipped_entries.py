"""What the files bring, each thing as the row it would be in the store, and how it is written.

Whether it may be written is decided in `shipped.py`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, Table, insert, select, update

from models.rules import NamedList, RuleSet, Threshold
from pipelines.decisions import audit, tables
from pipelines.decisions.clock import NATIONAL_ZONE, day_after, start_of_day, zone_of
from pipelines.decisions.lists import write_list
from pipelines.decisions.records import insert_row
from pipelines.decisions.rows import content_text, insert_version, open_rule_set
from pipelines.decisions.shipped_files import (
    ShippedFilters,
    ShippedLanePlan,
    ShippedOperation,
    ShippedTarget,
    ShippedVersion,
)
from pipelines.decisions.targets import terms
from pipelines.decisions.versions import is_of_one_district, subject_of


@dataclass(frozen=True)
class Entry:
    """One thing to bring in: where it would stand, what it says, and how it is written."""

    table: Table
    key: Mapping[str, Any]
    says: Mapping[str, Any]
    kind: audit.Kind
    subject: str
    begins: datetime | None
    write: Callable[[Connection], None]


def entries_of(
    shipped: ShippedFilters, zones: Mapping[str, str], author_id: int, now: datetime
) -> list[Entry]:
    """Give everything in the order it is written: lists first, what refers to them after."""
    return [
        *(_list(named, author_id, now) for named in shipped.lists),
        *(_version(one, zones, author_id, now) for one in shipped.versions),
        *(_threshold(one, zones, author_id, now) for one in shipped.thresholds),
        *(_operation(one, zones, author_id, now) for one in shipped.operations),
        *(_lane_plan(one, zones, author_id, now) for one in shipped.lane_plans),
        *(_target(one, author_id, now) for one in shipped.targets),
    ]


def _list(named: NamedList, author_id: int, now: datetime) -> Entry:
    says = {"kind": named.kind, "list_values": list(named.values), "title": named.title}
    return Entry(
        tables.lists,
        {"name": named.name, "version": named.version},
        says,
        "list",
        f"{named.name} version {named.version}",
        None,
        lambda connection: write_list(
            connection, named, author_id, now, "came with the platform's files"
        ),
    )


def _version(
    shipped: ShippedVersion, zones: Mapping[str, str], author_id: int, now: datetime
) -> Entry:
    content = shipped.rule_set
    ports = tuple(sorted(set(shipped.ports)))
    zone = zone_of(ports, zones)
    starts = start_of_day(shipped.effective_from, zone)
    expires = None if shipped.expires_on is None else day_after(shipped.expires_on, zone)
    key = {"rule_set": content.rule_set, "version": content.version}
    values = {
        **key,
        "track": "shipped",
        "parent_version": content.version - 1 or None,
        "content": content_text(content),
        "content_sha256": content.content_sha256(),
        "author_id": author_id,
        "reason": shipped.reason,
        "effective_from": starts,
        "effective_precision": shipped.effective_precision,
        "expires_at": expires,
        "created_at": now,
        "evidence": {"source": shipped.source},
    }

    def write(connection: Connection) -> None:
        _open_rule_set(connection, content, ports)
        insert_version(connection, values, ports)
        rows = tables.versions
        connection.execute(
            update(rows)
            .where(*(rows.c[name] == value for name, value in key.items()))
            .values(state="approved", revision=2, in_force_from=starts)
        )

    says = {
        "content_sha256": values["content_sha256"],
        "track": "shipped",
        "effective_from": starts.isoformat(),
        "effective_precision": shipped.effective_precision,
        "expires_at": None if expires is None else expires.isoformat(),
        "ports": list(ports),
        "evidence": values["evidence"],
    }
    subject = subject_of(content.rule_set, content.version)
    return Entry(tables.versions, key, says, "version", subject, starts, write)


def _open_rule_set(connection: Connection, content: RuleSet, ports: tuple[str, ...]) -> None:
    """Open the rule set: what stands at ports of one customs district is continued by the port."""
    rows = tables.rule_sets
    known = select(rows.c.rule_set).where(rows.c.rule_set == content.rule_set)
    if connection.scalar(known) is None:
        open_rule_set(connection, content, "port" if is_of_one_district(ports) else "national")


def _threshold(row: Threshold, zones: Mapping[str, str], author_id: int, now: datetime) -> Entry:
    starts = start_of_day(row.effective_from, zone_of((row.port_code,), zones))
    key = {
        "rule_set": row.rule_set,
        "port_code": row.port_code,
        "in_force_from": starts,
        "route": "shipped",
    }

    def write(connection: Connection) -> None:
        rows = tables.thresholds
        values = {
            "rule_set": row.rule_set,
            "port_code": row.port_code,
            "mandatory": row.mandatory,
            "review": row.review,
            "effective_from": starts,
            "effective_precision": row.effective_precision,
            "state": "proposed",
            "route": "shipped",
            "revision": 1,
            "author_id": author_id,
            "proposed_at": now,
            "reason": row.reason,
            "source": row.source,
        }
        number = insert_row(connection, rows, values)
        connection.execute(
            update(rows)
            .where(rows.c.threshold_id == number)
            .values(state="approved", revision=2, in_force_from=starts)
        )

    says = {
        "mandatory": row.mandatory,
        "review": row.review,
        "effective_from": starts.isoformat(),
        "effective_precision": row.effective_precision,
    }
    subject = f"{row.rule_set} at {row.port_code} from {row.effective_from}"
    return Entry(tables.thresholds, key, says, "threshold", subject, starts, write)


def _operation(
    one: ShippedOperation, zones: Mapping[str, str], author_id: int, now: datetime
) -> Entry:
    zone = zone_of(one.ports, zones)
    values: dict[str, Any] = {
        "title": one.title,
        "starts_at": start_of_day(one.starts_on, zone),
        "ends_at": day_after(one.ends_on, zone),
        "starts_precision": one.starts_precision,
        "ends_precision": one.ends_precision,
        "ports": list(one.ports),
        "criteria": one.criteria,
        "lists": [named.model_dump(mode="json") for named in one.lists],
        "reason": one.reason,
        "source": one.source,
    }
    key = {"operation": one.operation}
    write = _inserting(
        tables.operations, {**key, **values, "author_id": author_id, "created_at": now}
    )
    starts = values["starts_at"]
    return Entry(tables.operations, key, _told(values), "operation", one.operation, starts, write)


def _lane_plan(
    one: ShippedLanePlan, zones: Mapping[str, str], author_id: int, now: datetime
) -> Entry:
    starts = start_of_day(one.effective_from, zone_of((one.port_code,), zones))
    key = {"port_code": one.port_code, "lane": one.lane, "effective_from": starts}
    values = {
        "expected_rate": one.expected_rate,
        "minimum_random_rate": one.minimum_random_rate,
        "effective_precision": one.effective_precision,
        "reason": one.reason,
        "source": one.source,
    }
    write = _inserting(
        tables.lane_plans, {**key, **values, "author_id": author_id, "created_at": now}
    )
    subject = f"{one.lane} at {one.port_code} from {one.effective_from}"
    return Entry(tables.lane_plans, key, _told(values), "lane", subject, starts, write)


def _target(one: ShippedTarget, author_id: int, now: datetime) -> Entry:
    # Its author is in the key: what people set for the same figures stands beside it.
    names = ("measure", "unit", "port_code", "period_kind", "value_unit", "valid_from")
    key = {**{name: getattr(one, name) for name in names}, "set_by": author_id}
    write = _inserting(
        tables.targets, {**vars(one), "set_by": author_id, "set_at": now, "revision": 1}
    )
    says = {**terms(vars(one)), "reason": one.reason, "source": one.source}
    subject = f"{one.measure} at {one.port_code} from {one.valid_from}"
    begins = start_of_day(one.valid_from, NATIONAL_ZONE)
    return Entry(tables.targets, key, says, "target", subject, begins, write)


def _inserting(table: Table, values: Mapping[str, Any]) -> Callable[[Connection], None]:
    def write(connection: Connection) -> None:
        connection.execute(insert(table).values(values))

    return write


def _told(values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: plain(value) for name, value in values.items()}


def plain(value: Any) -> Any:
    """Write a moment or day as text; leave anything else."""
    return value.isoformat() if isinstance(value, date) else value
