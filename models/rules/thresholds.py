"""Thresholds of a rule set at a port from a date on: mandatory examination, review.

Which row is in force at a port on a date is counted in SQL, on `rules.thresholds`; it does not
belong here.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Sequence
from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, StringConstraints
from pydantic import model_validator as validates_model

from models.rules.fields import Line, Name

PRECISION = r"day|month|year|chosen|after \d{4}-\d{2}-\d{2}"
"""What a date may say of its own precision, as a pattern."""

Precision = Annotated[str, StringConstraints(pattern=rf"^({PRECISION})$")]
"""How exactly a date is known."""

_AFTER = re.compile(r"after (\d{4}-\d{2}-\d{2})")


class Threshold(BaseModel):
    """One row of the history of thresholds.

    Parameters
    ----------
    rule_set : str
        Whose scores it cuts.
    port_code : str
        Schedule D code of the U.S. port, or '*' for every port without rows of its own.
    mandatory : int
        A score of at least this must be examined.
    review : int
        A score of at least this, below `mandatory`, must be reviewed.
    effective_from : datetime.date
        First day in force.
    effective_precision : str
        'day', 'month', 'year', 'chosen', or 'after YYYY-MM-DD', the day before `effective_from`.
    reason, source : str
        Why it changed, and who says so (document and lines, or 'chosen').
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    rule_set: Name
    port_code: Annotated[str, StringConstraints(pattern=r"^(\*|\d{4})$")]
    mandatory: int
    review: int
    effective_from: datetime.date
    effective_precision: Precision
    reason: Line
    source: Line

    @validates_model(mode="after")
    def _check(self) -> Self:
        """Check the band and that date and precision agree."""
        if self.review >= self.mandatory:
            raise ValueError(
                f"review {self.review} is not below mandatory {self.mandatory}; the review band "
                "lies below it"
            )
        check_precision(self.effective_from, self.effective_precision)
        return self


def check_precision(effective_from: datetime.date, precision: str) -> None:
    """Refuse a date that is not the day after the one its precision names.

    Parameters
    ----------
    effective_from : datetime.date
        First day in force.
    precision : str
        As in `Threshold`.

    Raises
    ------
    ValueError
        If the precision is 'after' another day than the one before.
    """
    after = _AFTER.fullmatch(precision)
    day_before = effective_from - datetime.timedelta(days=1)
    if after and after.group(1) != day_before.isoformat():
        raise ValueError(
            f"precision {precision!r} with effective_from {effective_from}: "
            f"expected 'after {day_before}'"
        )


def check_history(thresholds: Sequence[Threshold]) -> None:
    """Check the rows of all ports together.

    Parameters
    ----------
    thresholds : sequence of Threshold
        The whole history.

    Raises
    ------
    ValueError
        If a port has two rows of one rule set from the same day, or a rule set has no '*' row, or a
        port's first row is older than the first '*' row.
    """
    seen: set[tuple[str, str, datetime.date]] = set()
    defaults: dict[str, datetime.date] = {}
    for row in sorted(thresholds, key=lambda row: row.effective_from):
        key = (row.rule_set, row.port_code, row.effective_from)
        if key in seen:
            raise ValueError(
                f"{row.rule_set} at port {row.port_code} has two rows from {row.effective_from}; "
                "keep one of them"
            )
        seen.add(key)
        if row.port_code == "*":
            defaults.setdefault(row.rule_set, row.effective_from)
        elif row.rule_set not in defaults:
            raise ValueError(
                f"{row.rule_set} at port {row.port_code} begins on {row.effective_from} without "
                "an earlier row "
                "for '*'; add the default first"
            )
