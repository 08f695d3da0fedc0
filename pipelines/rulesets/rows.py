"""Rows of the tables beside the shipped rule sets, and reading them with file and line.

What the rows mean together (each version registered, each rule set with thresholds) is checked in
`shipped.py`; rule sets and lists themselves are `files.py`.
"""

from __future__ import annotations

import csv
import io
from datetime import date
from pathlib import Path
from typing import Annotated, Literal, Self, TypeVar

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StringConstraints,
    ValidationError,
)
from pydantic import model_validator as validates_model

from models.rules import Threshold, check_history
from models.rules.fields import Line, Name
from models.rules.thresholds import Precision, check_precision
from pipelines.decisions.lanes import Lane, floor_fault
from pipelines.rulesets.files import RuleSetError, message_of

Port = Annotated[str, StringConstraints(pattern=r"^(\*|\d{4})$")]
"""Schedule D code, or '*' for all ports."""

Ports = Annotated[
    tuple[Port, ...],
    BeforeValidator(lambda text: tuple(text.split(";")) if isinstance(text, str) else text),
    Field(min_length=1),
]
"""Ports parted by semicolons."""


Share = Annotated[float, Field(ge=0, le=1)]


def _none_if_empty(text: object) -> object:
    return None if text == "" else text


class RegisterRow(BaseModel):
    """Since when and where a shipped version is in force.

    Parameters
    ----------
    rule_set, version : str, int
        The version; its rules are in a file of their own.
    track : {'shipped'}
        Shipped as history: who approved it is not in the sources.
    ports : tuple of str
        Schedule D codes, parted by semicolons, or '*'.
    effective_from : datetime.date
        First day in force, local time of the port; national: of New York.
    effective_precision : str
        As in `models.rules.Threshold`.
    expires_on : datetime.date, optional
        Last day in force.
    reason, source : str
        Why it was made, and who says so.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    rule_set: Name
    version: Annotated[int, Field(ge=1)]
    track: Literal["shipped"]
    ports: Ports
    effective_from: date
    effective_precision: Precision
    expires_on: Annotated[date | None, BeforeValidator(_none_if_empty)]
    reason: Line
    source: Line

    @validates_model(mode="after")
    def _check(self) -> Self:
        """Check the dates."""
        check_precision(self.effective_from, self.effective_precision)
        if self.expires_on is not None and self.expires_on < self.effective_from:
            raise ValueError(
                f"expires_on {self.expires_on} lies before effective_from {self.effective_from}"
            )
        return self


class OperationRow(BaseModel):
    """A special operation: which containers were to be examined, where and when.

    Parameters
    ----------
    operation, title : str
        Its number, and what people call it.
    starts_on, ends_on : datetime.date
        First and last day, local time of its ports.
    starts_precision, ends_precision : str
        As in `models.rules.Threshold`.
    ports : tuple of str
        Schedule D codes, parted by semicolons, or '*'.
    criteria : str
        In the rule language.
    reason, source : str
        What it was ordered for, and who says so.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    operation: Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9-]*$", max_length=60)]
    title: Line
    starts_on: date
    starts_precision: Precision
    ends_on: date
    ends_precision: Precision
    ports: Ports
    criteria: str
    reason: Line
    source: Line

    @validates_model(mode="after")
    def _check(self) -> Self:
        """Check the dates."""
        check_precision(self.starts_on, self.starts_precision)
        if self.ends_on < self.starts_on:
            raise ValueError(f"ends_on {self.ends_on} lies before starts_on {self.starts_on}")
        return self


class LanePlanRow(BaseModel):
    """What share of container trips a lane of selection is expected to take at a port.

    Parameters
    ----------
    port_code : str
        Schedule D code, or '*' for every port without a plan of its own.
    lane : str
        As in ``fct_container_trips``.
    expected_rate : float
        Share of the container trips in scope, 0 to 1.
    minimum_random_rate : float, optional
        Floor under the random lane, 0 to 1.
    effective_from, effective_precision, reason, source
        As in `models.rules.Threshold`.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    port_code: Port
    lane: Lane
    expected_rate: Share
    minimum_random_rate: Annotated[Share | None, BeforeValidator(_none_if_empty)]
    effective_from: date
    effective_precision: Precision
    reason: Line
    source: Line

    @validates_model(mode="after")
    def _check(self) -> Self:
        """Check the date, and that only the random lane has a floor."""
        check_precision(self.effective_from, self.effective_precision)
        fault = floor_fault(self.lane, self.minimum_random_rate)
        if fault:
            raise ValueError(fault)
        return self


Row = TypeVar("Row", bound=BaseModel)


def read_rows(path: Path, model: type[Row]) -> tuple[Row, ...]:
    """Read a CSV file of exactly the columns of a model.

    Parameters
    ----------
    path
        The file.
    model
        What a row is.

    Returns
    -------
    tuple of the model
        In the order of the file.

    Raises
    ------
    RuleSetError
        At the first row that cannot stand, with file and line.
    """
    expected = list(model.model_fields)
    found = []
    line = 1
    try:
        rows = csv.reader(io.StringIO(path.read_text(encoding="utf-8"), newline=""), strict=True)
        header = next(rows, [])
        if header != expected:
            raise RuleSetError(f"{path}:1: got the columns {header}, expected {expected}")
        for fields in rows:
            line = rows.line_num
            if len(fields) != len(expected):
                raise RuleSetError(
                    f"{path}:{line}: got {len(fields)} fields, expected {len(expected)}; "
                    "check commas and quotes"
                )
            found.append(model.model_validate(dict(zip(expected, fields, strict=True))))
    except (csv.Error, UnicodeDecodeError) as error:
        raise RuleSetError(f"{path}:{line + 1}: {error}; check commas and quotes") from error
    except ValidationError as error:
        fault = error.errors()[0]
        column = "".join(f"{step}: " for step in fault["loc"])
        raise RuleSetError(f"{path}:{line}: {column}{message_of(fault)}") from error
    return tuple(found)


def read_thresholds(path: Path) -> tuple[Threshold, ...]:
    """Read the history of thresholds.

    Parameters
    ----------
    path
        CSV with exactly the columns of ``models.rules.Threshold``.

    Returns
    -------
    tuple of Threshold
        In the order of the file.

    Raises
    ------
    RuleSetError
        At the first row that cannot stand, with file and line; or if the rows together are no
        history.
    """
    thresholds = read_rows(path, Threshold)
    try:
        check_history(thresholds)
    except ValueError as error:
        raise RuleSetError(f"{path}: {error}") from error
    return thresholds
