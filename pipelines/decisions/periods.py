"""When each version and threshold counts where: the form the warehouse takes them in.

A period of port '*' counts at every port that no period of the same rule set and mode names; the
times are UTC without a zone, as in DuckDB. How an interval comes about is `versions.period_at`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Literal

from sqlalchemy import Connection, select

from pipelines.decisions import tables
from pipelines.decisions.store import DecisionStore
from pipelines.decisions.versions import Timed, named_ports, period_at


@dataclass(frozen=True, slots=True)
class Period:
    """A time during which a version counts at a port.

    Attributes
    ----------
    rule_set, version : str, int
        Which version.
    port_code : str
        Schedule D code, or '*': every port without periods of its own in the rule set and mode.
    mode : {'in_force', 'shadow'}
        Whether its score counts or is only compared.
    valid_from : datetime
        UTC without a zone.
    valid_until : datetime or None
        Excluded; None: no end known.
    """

    rule_set: str
    version: int
    port_code: str
    mode: Literal["in_force", "shadow"]
    valid_from: datetime
    valid_until: datetime | None


@dataclass(frozen=True, slots=True)
class ThresholdPeriod:
    """A time during which a pair of thresholds counts at a port.

    Attributes
    ----------
    rule_set, port_code : str
        Of the port itself if it has rows of its own, else of '*'.
    mandatory, review : int
        Scores.
    effective_from : datetime
        From when it was meant to hold; aware, UTC.
    effective_precision : str
        Of that date.
    reason, source : str
        Why, and who says so.
    valid_from, valid_until : datetime, datetime or None
        UTC without a zone; the end excluded.
    """

    rule_set: str
    port_code: str
    mandatory: int
    review: int
    effective_from: datetime
    effective_precision: str
    reason: str
    source: str
    valid_from: datetime
    valid_until: datetime | None


def periods(store: DecisionStore) -> list[Period]:
    """Give all periods, in force and in shadow, past and coming, by rule set, version and port."""
    with store.reading() as connection:
        found = list(_periods(connection))
    return sorted(found, key=lambda one: (one.rule_set, one.version, one.mode, one.port_code))


def threshold_periods(store: DecisionStore) -> list[ThresholdPeriod]:
    """Give all periods of thresholds, past and coming, by rule set, port and time."""
    rows = tables.thresholds
    with store.reading() as connection:
        approved = connection.execute(
            select(rows)
            .where(rows.c.state == "approved")
            .order_by(rows.c.rule_set, rows.c.port_code, rows.c.in_force_from, rows.c.threshold_id)
        ).all()
    following: list[Any] = [*approved[1:], None]
    found = []
    for row, after in zip(approved, following, strict=True):
        is_last = after is None or (after.rule_set, after.port_code) != (
            row.rule_set,
            row.port_code,
        )
        until = None if is_last else after.in_force_from
        if until != row.in_force_from:
            found.append(_threshold_period(row, until))
    return found


def _threshold_period(row: Any, until: datetime | None) -> ThresholdPeriod:
    return ThresholdPeriod(
        row.rule_set,
        row.port_code,
        row.mandatory,
        row.review,
        row.effective_from or row.in_force_from,
        row.effective_precision,
        row.reason,
        row.source,
        _naive(row.in_force_from),
        None if until is None else _naive(until),
    )


def _periods(connection: Connection) -> Iterator[Period]:
    versions = read_timed(connection)
    by_rule_set: dict[str, list[Timed]] = defaultdict(list)
    for version in versions:
        by_rule_set[version.rule_set].append(version)
    for siblings in by_rule_set.values():
        held = [version for version in siblings if version.in_force_from is not None]
        for version in held:
            for port in named_ports(held):
                period = period_at(version, port, siblings)
                if period is not None:
                    yield _period(version, port, "in_force", *period)
    by_key = {(version.rule_set, version.version): version for version in versions}
    for row in connection.execute(select(tables.shadows)):
        version = by_key[row.rule_set, row.version]
        starts, ends = shadow_time(row, version)
        if starts < ends:
            for port in version.ports:
                yield _period(version, port, "shadow", starts, ends)


def shadow_time(shadow: Any, version: Timed) -> tuple[datetime, datetime]:
    """Give when a shadow runs: until its end, its being ended, or its version's own turn."""
    ends = (shadow.ends_at, shadow.ended_at, version.in_force_from, version.withdrawn_at)
    return shadow.starts_at, min(end for end in ends if end is not None)


def read_timed(connection: Connection) -> list[Timed]:
    """Read of every version what its times follow from, without its content."""
    ports: dict[tuple[str, int], list[str]] = defaultdict(list)
    named = tables.version_ports
    for row in connection.execute(select(named).order_by(named.c.port_code)):
        ports[row.rule_set, row.version].append(row.port_code)
    rows = tables.versions
    columns = (rows.c.rule_set, rows.c.version, rows.c.in_force_from, rows.c.expires_at)
    query = select(*columns, rows.c.withdrawn_at).order_by(rows.c.rule_set, rows.c.version)
    return [
        Timed(
            rule_set=row.rule_set,
            version=row.version,
            ports=tuple(ports[row.rule_set, row.version]),
            in_force_from=row.in_force_from,
            expires_at=row.expires_at,
            withdrawn_at=row.withdrawn_at,
        )
        for row in connection.execute(query)
    ]


def _period(
    version: Timed,
    port: str,
    mode: Literal["in_force", "shadow"],
    start: datetime,
    end: datetime | None,
) -> Period:
    until = None if end is None else _naive(end)
    return Period(version.rule_set, version.version, port, mode, _naive(start), until)


def _naive(moment: datetime) -> datetime:
    return moment.astimezone(UTC).replace(tzinfo=None)
