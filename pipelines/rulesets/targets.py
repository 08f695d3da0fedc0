"""Targets of measures: a row of the shipped file, and rows for the warehouse.

What may be set by whom is `pipelines/decisions/targets.py`; which figure a target stands beside,
`pipelines/estimates/targets.py`. No model reads these rows: a target rebuilds nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from itertools import zip_longest
from typing import Annotated, Literal, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints
from pydantic import model_validator as validates_model

from models.rules.fields import Line
from pipelines.decisions import Target

TARGETS_TABLE = """
create or replace table rules.targets (
    target_id integer not null,
    measure varchar not null,
    unit varchar not null,
    port_code varchar not null,
    period_kind varchar not null,
    direction varchar not null check (direction in ('at_least', 'at_most')),
    "value" double not null,
    value_unit varchar not null check (value_unit in ('share', 'count', 'hours')),
    valid_from date not null,
    valid_until date,
    set_by varchar not null,
    set_at timestamp not null,
    reason varchar not null,
    source varchar not null,
    primary key (measure, unit, port_code, period_kind, value_unit, valid_from)
);
"""


class TargetRow(BaseModel):
    """What a measure is held against.

    Parameters
    ----------
    measure, unit, port_code, period_kind : str
        Which figures; '*' for every unit, everywhere without a target of its own, and every kind
        of period.
    direction : {'at_least', 'at_most'}
        On which side of the value a figure is to lie.
    value, value_unit : float, {'share', 'count', 'hours'}
        The value, and what it is.
    valid_from, valid_until : datetime.date
        Periods that begin from the one and before the other (empty: no end) are held against it.
    reason, source : str
        Why, and who says so.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    measure: Annotated[str, StringConstraints(pattern=r"^[A-Z0-9]+(\.[A-Za-z0-9_]+)*$")]
    unit: Annotated[str, StringConstraints(pattern=r"^(\*|[a-z_]+)$")]
    port_code: Annotated[str, StringConstraints(pattern=r"^(\*|\d{4}|FO:.+)$")]
    period_kind: Literal["*", "month", "season", "fiscal_year", "calendar_year"]
    direction: Literal["at_least", "at_most"]
    value: Annotated[float, Field(ge=0)]
    value_unit: Literal["share", "count", "hours"]
    valid_from: date
    valid_until: Annotated[date | None, BeforeValidator(lambda text: text or None)]
    reason: Line
    source: Line

    @validates_model(mode="after")
    def _check(self) -> Self:
        """Check the share and the dates."""
        if self.value_unit == "share" and self.value > 1:
            raise ValueError(f"value {self.value:g}; a share is from 0 to 1")
        if self.valid_until is not None and self.valid_until <= self.valid_from:
            raise ValueError(f"valid_until {self.valid_until} is not after {self.valid_from}")
        return self


@dataclass(frozen=True)
class DecidedTarget:
    """A target and the days from which and before which a period begins that it counts for."""

    target_id: int
    measure: str
    unit: str
    port_code: str
    period_kind: str
    direction: str
    value: float
    value_unit: str
    valid_from: date
    valid_until: date | None
    set_by: str
    set_at: datetime
    reason: str
    source: str


def decided_targets(targets: Sequence[Target]) -> tuple[DecidedTarget, ...]:
    """Let each target count until the next for the same figures; one withdrawn never counts.

    Parameters
    ----------
    targets
        As the decision store holds them.

    Returns
    -------
    tuple of DecidedTarget
        By figures and first day. Of two from the same day the one set later counts; where a later
        one ends, nothing comes back by itself.
    """
    standing = sorted(
        (target for target in targets if target.withdrawn_at is None),
        key=lambda target: (*_figures(target), target.valid_from, target.target_id),
    )
    found = []
    for target, following in zip_longest(standing, standing[1:]):
        ends = [target.valid_until]
        if following is not None and _figures(following) == _figures(target):
            ends.append(following.valid_from)
        until = min((end for end in ends if end is not None), default=None)
        if until != target.valid_from:
            found.append(
                DecidedTarget(
                    target.target_id,
                    *_figures(target)[:4],
                    target.direction,
                    target.value,
                    target.value_unit,
                    target.valid_from,
                    until,
                    target.set_by,
                    target.set_at.astimezone(UTC).replace(tzinfo=None),
                    target.reason,
                    target.source,
                )
            )
    return tuple(found)


def _figures(target: Target) -> tuple[str, str, str, str, str]:
    """Name the figures a target is for."""
    return (target.measure, target.unit, target.port_code, target.period_kind, target.value_unit)
