"""What the platform's files bring, as plain data: versions, thresholds, lists, plans, targets.

Bringing it into the store is `shipped.py`; reading the files is `pipelines/rulesets`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from models.rules import NamedList, RuleSet, Threshold
from pipelines.decisions.targets import Direction, ValueUnit


@dataclass(frozen=True)
class ShippedVersion:
    """A version of a rule set as a file gives it; days are days at its first port."""

    rule_set: RuleSet
    ports: tuple[str, ...]
    effective_from: date
    effective_precision: str
    expires_on: date | None
    reason: str
    source: str


@dataclass(frozen=True)
class ShippedOperation:
    """A special operation as a file gives it; both days included."""

    operation: str
    title: str
    starts_on: date
    starts_precision: str
    ends_on: date
    ends_precision: str
    ports: tuple[str, ...]
    criteria: str
    lists: tuple[NamedList, ...]
    reason: str
    source: str


@dataclass(frozen=True)
class ShippedLanePlan:
    """A plan of a lane as a file gives it."""

    port_code: str
    lane: str
    expected_rate: float
    minimum_random_rate: float | None
    effective_from: date
    effective_precision: str
    reason: str
    source: str


@dataclass(frozen=True)
class ShippedTarget:
    """A target of a measure as a file gives it; what law or a directive sets, with its source."""

    measure: str
    unit: str
    port_code: str
    period_kind: str
    direction: Direction
    value: float
    value_unit: ValueUnit
    valid_from: date
    valid_until: date | None
    reason: str
    source: str


@dataclass(frozen=True)
class ShippedFilters:
    """Everything that came with the files."""

    versions: tuple[ShippedVersion, ...] = ()
    thresholds: tuple[Threshold, ...] = ()
    lists: tuple[NamedList, ...] = ()
    operations: tuple[ShippedOperation, ...] = ()
    lane_plans: tuple[ShippedLanePlan, ...] = ()
    targets: tuple[ShippedTarget, ...] = ()
