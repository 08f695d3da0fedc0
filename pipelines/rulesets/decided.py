"""What was decided, as plain rows for the warehouse: versions, their times, thresholds, plans.

Times are UTC without a zone, as the warehouse keeps them; no end is the last day of the year 9999.
What holds when is decided in `pipelines/decisions`; writing the rows is `registry.py`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from itertools import zip_longest
from zoneinfo import ZoneInfo

from models.rules import NamedList, RuleSet, Vocabulary
from pipelines.decisions import (
    Clock,
    DecisionStore,
    FilterRegister,
    LanePlan,
    Lists,
    Period,
    ThresholdPeriod,
    Version,
    periods,
    read_lane_plans,
    read_operations,
    read_party_decisions,
    read_targets,
    threshold_periods,
)
from pipelines.decisions.clock import zone_of
from pipelines.rulesets.party_decisions import DecidedParties, decided_parties
from pipelines.rulesets.targets import DecidedTarget, decided_targets

NO_END = datetime(9999, 12, 31)  # noqa: DTZ001  the warehouse keeps UTC without a zone


@dataclass(frozen=True)
class DecidedVersion:
    """A version that is scored.

    Attributes
    ----------
    content
        Its rules.
    track
        ``national``, ``port`` or ``shipped``.
    ports
        Schedule D codes, or ``('*',)``.
    reason
        Why it was made.
    effective_from, expires_at
        As meant, UTC.
    effective_precision
        How exactly the first day is known.
    is_current
        It came into force, and no later version of the rule set did at all its ports.
    """

    content: RuleSet
    track: str
    ports: tuple[str, ...]
    reason: str
    effective_from: datetime | None
    effective_precision: str
    expires_at: datetime | None
    is_current: bool

    @property
    def key(self) -> tuple[str, int]:
        """Rule set and version."""
        return self.content.rule_set, self.content.version


@dataclass(frozen=True)
class DecidedPeriod:
    """A time that a version counts at a port; '*' stands for the ports its rule set does not name.

    Attributes
    ----------
    rule_set, version, port_code
        Which, where.
    mode
        ``in_force`` or ``shadow``.
    valid_from, valid_until
        UTC, the latter excluded.
    """

    rule_set: str
    version: int
    port_code: str
    mode: str
    valid_from: datetime
    valid_until: datetime


@dataclass(frozen=True)
class DecidedThreshold:
    """A threshold in force at a port; '*' stands for the ports without one of their own."""

    rule_set: str
    port_code: str
    mandatory: int
    review: int
    effective_from: date
    effective_precision: str
    reason: str
    source: str
    valid_from: datetime
    valid_until: datetime


@dataclass(frozen=True)
class DecidedOperation:
    """A special operation, its criteria compiled."""

    operation: str
    title: str
    ports: tuple[str, ...]
    valid_from: datetime
    valid_until: datetime
    starts_precision: str
    ends_precision: str
    criteria: str
    expression_sql: str
    reason: str
    source: str


@dataclass(frozen=True)
class DecidedLanePlan:
    """The share a lane of selection is expected to take at a port, and the random lane's floor."""

    port_code: str
    lane: str
    expected_rate: float
    minimum_random_rate: float | None
    effective_precision: str
    reason: str
    source: str
    valid_from: datetime
    valid_until: datetime


@dataclass(frozen=True)
class Decided:
    """Everything the warehouse takes over."""

    versions: tuple[DecidedVersion, ...]
    periods: tuple[DecidedPeriod, ...]
    thresholds: tuple[DecidedThreshold, ...]
    lists: tuple[NamedList, ...]
    operations: tuple[DecidedOperation, ...]
    lane_plans: tuple[DecidedLanePlan, ...]
    targets: tuple[DecidedTarget, ...]
    party_decisions: tuple[DecidedParties, ...]


def read_decided(store: DecisionStore, vocabulary: Vocabulary, zones: Mapping[str, str]) -> Decided:
    """Read from the decision store what the warehouse takes over.

    Versions are those with a time in force or in shadow, past or coming: drafts are not scored.

    Parameters
    ----------
    store
        Its schema is current.
    vocabulary
        Columns that rules may name.
    zones
        Time zone of every U.S. port.

    Returns
    -------
    Decided
        Everything in a fixed order: the same decisions give the same rows.
    """
    counted = periods(store)  # before the versions: what is decided meanwhile is among those
    keys = {(period.rule_set, period.version) for period in counted}
    register = FilterRegister(store, Clock(), vocabulary, zones)
    versions = [
        version for version in register.versions() if (version.rule_set, version.version) in keys
    ]
    in_force = {
        (period.rule_set, period.version) for period in counted if period.mode == "in_force"
    }
    held = [version for version in versions if (version.rule_set, version.version) in in_force]
    return Decided(
        versions=tuple(_version(version, held) for version in versions),
        periods=tuple(_period(period) for period in counted),
        thresholds=tuple(_threshold(period, zones) for period in threshold_periods(store)),
        lists=tuple(Lists(store, Clock()).all()),
        operations=_operations(store, vocabulary),
        lane_plans=_lane_plans(read_lane_plans(store)),
        targets=decided_targets(read_targets(store)),
        party_decisions=decided_parties(read_party_decisions(store)),
    )


def _version(version: Version, held: Sequence[Version]) -> DecidedVersion:
    """Tell whether a version is a current one among those that ever are in force."""
    later = [
        other
        for other in held
        if other.rule_set == version.rule_set and other.version > version.version
    ]
    is_superseded = all(any(other.covers(port) for other in later) for port in version.ports)
    return DecidedVersion(
        content=version.content,
        track=version.track,
        ports=version.ports,
        reason=version.reason,
        effective_from=_utc(version.effective_from) if version.effective_from else None,
        effective_precision=version.effective_precision,
        expires_at=_utc(version.expires_at) if version.expires_at else None,
        is_current=version in held and not is_superseded,
    )


def _period(period: Period) -> DecidedPeriod:
    return DecidedPeriod(
        period.rule_set,
        period.version,
        period.port_code,
        period.mode,
        period.valid_from,
        period.valid_until or NO_END,
    )


def _threshold(period: ThresholdPeriod, zones: Mapping[str, str]) -> DecidedThreshold:
    zone = ZoneInfo(zone_of((period.port_code,), zones))
    return DecidedThreshold(
        period.rule_set,
        period.port_code,
        period.mandatory,
        period.review,
        period.effective_from.astimezone(zone).date(),
        period.effective_precision,
        period.reason,
        period.source,
        period.valid_from,
        period.valid_until or NO_END,
    )


def _operations(store: DecisionStore, vocabulary: Vocabulary) -> tuple[DecidedOperation, ...]:
    return tuple(
        DecidedOperation(
            operation.operation,
            operation.title,
            operation.ports,
            _utc(operation.starts_at),
            _utc(operation.ends_at),
            operation.starts_precision,
            operation.ends_precision,
            operation.criteria,
            operation.expression(vocabulary).sql(),
            operation.reason,
            operation.source,
        )
        for operation in read_operations(store)
    )


def _lane_plans(plans: Sequence[LanePlan]) -> tuple[DecidedLanePlan, ...]:
    """Let each plan hold until the next of its port and lane; one replaced at once never holds."""
    found = []
    for plan, following in zip_longest(plans, plans[1:]):
        is_last = following is None or (following.port_code, following.lane) != (
            plan.port_code,
            plan.lane,
        )
        begins = _utc(plan.effective_from)
        ends = NO_END if is_last or following is None else _utc(following.effective_from)
        if ends != begins:
            found.append(
                DecidedLanePlan(
                    plan.port_code,
                    plan.lane,
                    plan.expected_rate,
                    plan.minimum_random_rate,
                    plan.effective_precision,
                    plan.reason,
                    plan.source,
                    begins,
                    ends,
                )
            )
    return tuple(found)


def _utc(moment: datetime) -> datetime:
    """Give a moment as the warehouse keeps it."""
    return moment.astimezone(UTC).replace(tzinfo=None)
