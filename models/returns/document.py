"""The statistical return of a customs administration: standard 8 measures and exams at request.

The form is the platform's own: SAFE standard 8 names measures and that they be consolidated, and
prints no layout. How it is written to and read from files is in ``json_form`` and ``csv_form``.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Sequence
from typing import Annotated, Any, Literal, Self

from pydantic import (
    AfterValidator,
    AwareDatetime,
    BaseModel,
    ConfigDict,
    Field,
    StringConstraints,
    model_validator,
)
from pydantic_core import PydanticCustomError

FORMAT: Literal["tallyman-wco-return/1"] = "tallyman-wco-return/1"

MISPLACED: Literal["misplaced"] = "misplaced"
"""Type of a fault of the whole that lies in one entry; its context holds the place."""

Text = Annotated[str, StringConstraints(min_length=1, max_length=500, pattern=r"^\S([^\r\n]*\S)?$")]
Country = Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}$")]
Port = Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}[A-Z2-9]{3}$")]
Month = Annotated[str, StringConstraints(pattern=r"^[0-9]{4}-(0[1-9]|1[0-2])$")]
Count = Annotated[int, Field(ge=0)]
Hours = Annotated[float, Field(ge=0, allow_inf_nan=False)]
Number = Annotated[float, Field(ge=0, allow_inf_nan=False)]
Unit = Literal["shipment", "container_trip", "exam_episode"]
PeriodKind = Literal["month", "season", "fiscal_year", "calendar_year"]
Moment = Annotated[AwareDatetime, AfterValidator(lambda moment: moment.astimezone(datetime.UTC))]

_PERIODS = {
    "month": (r"[0-9]{4}-(0[1-9]|1[0-2])", "2006-04"),
    "season": (r"[0-9]{4}", "2006"),
    "fiscal_year": (r"FY[0-9]{4}", "FY2006"),
    "calendar_year": (r"CY[0-9]{4}", "CY2006"),
}


class _Strict(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class MeasureLine(_Strict):
    """One measure of standard 8 of the whole administration in the period of the return."""

    measure: Annotated[
        str, StringConstraints(pattern=r"^S8\.[1-9][ab]?(\.[a-z0-9_]+)*$", max_length=60)
    ] = Field(description="id of the measure in the catalogue of definitions, such as S8.3")
    title: Text = Field(description="the measure in words")
    unit: Unit = Field(description="what is counted")
    view: Literal["cohort", "activity"] = Field(
        description="cohort: by the arrival of the unit; activity: by the event's own date"
    )
    definition_version: Annotated[int, Field(ge=1)] = Field(
        description="version of the definition that the figure follows"
    )
    formula: Text = Field(description="numerator and denominator in words")
    state: Text = Field(description="final, provisional or another state the figure is in")
    numerator: Count = Field(description="units counted")
    denominator: Count | None = Field(
        None, description="units counted among, those not known included; none for a count"
    )
    n_unknown: Count = Field(description="units of which it is not known whether they count")
    value: Number | None = Field(
        None,
        description="numerator / (denominator - n_unknown), or the count; none where fewer than 20 "
        "are known, and where it does not apply",
    )
    low: Number | None = Field(None, description="lower end of the exact 95 % interval of value")
    high: Number | None = Field(None, description="upper end of the exact 95 % interval of value")
    note: Text | None = Field(None, description="what a reader must know beside the figure")

    @model_validator(mode="after")
    def _adds_up(self) -> Self:
        if self.denominator is not None and self.numerator + self.n_unknown > self.denominator:
            raise ValueError(
                f"numerator {self.numerator} and n_unknown {self.n_unknown} together at most the "
                f"denominator {self.denominator}"
            )
        ends = (self.low, self.value, self.high)
        if (self.value is None) != (self.low is None) or (self.value is None) != (
            self.high is None
        ):
            raise ValueError("value, low and high all given or all left out")
        given = [end for end in ends if end is not None]
        if given != sorted(given):
            raise ValueError(f"low <= value <= high, and not {self.low}, {self.value}, {self.high}")
        return self


class ClearanceTime(_Strict):
    """How long one part of clearance took in the period of the return."""

    segment: Annotated[str, StringConstraints(pattern=r"^[a-z0-9_]+$", max_length=60)] = Field(
        description="part of the way from arrival to exit, such as arrival_to_release"
    )
    unit: Literal["shipment", "container_trip"] = Field(description="what is timed")
    known_count: Count = Field(description="units of which the time is known")
    open_count: Count = Field(description="units not yet through, which have no time")
    n_unknown: Count = Field(description="units whose time cannot be told")
    median_hours: Hours | None = Field(None, description="median of the known times; hours")
    p90_hours: Hours | None = Field(
        None, description="time within which nine of ten of the known lie; hours"
    )

    @model_validator(mode="after")
    def _is_in_order(self) -> Self:
        both = (self.median_hours, self.p90_hours)
        if self.known_count == 0 and any(hours is not None for hours in both):
            raise ValueError("no hours where no time is known")
        if None not in both and both[0] > both[1]:  # type: ignore[operator]
            raise ValueError(f"median_hours {both[0]} at most p90_hours {both[1]}")
        return self


class ExamAtRequest(_Strict):
    """Outbound exams of the administration at one port, at the request of an importing country.

    Of the requests received in the month, so that every exam belongs to a request of its row. A
    port and month with a request has a row, also where no exam was made.
    """

    requested_by: Country = Field(
        description="ISO 3166 alpha-2 code of the importing country that asked"
    )
    port: Port = Field(description="UN/LOCODE of the port of lading, without a blank")
    month: Month = Field(description="month in which the requests were received")
    requests_received: Count = Field(description="requests to examine a container")
    exams_made: Count = Field(description="of these requests: container examined before lading")

    @model_validator(mode="after")
    def _is_of_its_requests(self) -> Self:
        if self.exams_made > self.requests_received:
            raise ValueError(
                f"exams_made {self.exams_made} at most requests_received {self.requests_received}"
            )
        return self


class StatisticalReturn(_Strict):
    """A return of one administration for one period.

    Examples
    --------
    >>> StatisticalReturn(
    ...     country="NZ", administration="Synthetic partner", data_origin="synthetic",
    ...     period_kind="month", period="2006-04", prepared_at="2006-05-03T00:00:00Z",
    ...     exams_at_request_recorded=False).exams_at_request
    ()
    """

    model_config = ConfigDict(
        title="Tallyman statistical return",
        json_schema_extra={"$id": "urn:tallyman:wco-return:1"},
    )

    format: Literal["tallyman-wco-return/1"] = Field(FORMAT, description="form of the return")
    country: Country = Field(description="ISO 3166 alpha-2 code of the administration's country")
    administration: Text = Field(description="name of the administration")
    data_origin: Literal["real", "synthetic"] = Field(
        description="what was counted: real rows, or a synthetic stream; never both"
    )
    period_kind: PeriodKind = Field(description="kind of period the return covers")
    period: Text = Field(description="2006-04 (month), 2006 (season), FY2006 or CY2006")
    prepared_at: Moment = Field(description="when the return was prepared, UTC")
    edition: Text | None = Field(
        None, description="edition of published figures it was made from, where there is one"
    )
    exams_at_request_recorded: bool = Field(
        description="false: exams at request are not recorded, so that none listed is no zero"
    )
    measures: tuple[MeasureLine, ...] = Field((), description="measures of standard 8")
    clearance_times: tuple[ClearanceTime, ...] = Field((), description="clearance times")
    exams_at_request: tuple[ExamAtRequest, ...] = Field(
        (), description="outbound exams at the request of importing countries, standard 11"
    )

    @model_validator(mode="after")
    def _is_of_its_period(self) -> Self:
        pattern, example = _PERIODS[self.period_kind]
        if not re.fullmatch(pattern, self.period):
            raise ValueError(f"period of a {self.period_kind} such as {example}")
        if self.exams_at_request and not self.exams_at_request_recorded:
            raise ValueError("exams_at_request_recorded true where exams at request are listed")
        _check_single("measures", [(m.measure, m.unit, m.view) for m in self.measures])
        _check_single("clearance_times", [(t.segment, t.unit) for t in self.clearance_times])
        exams = self.exams_at_request
        _check_single("exams_at_request", [(e.requested_by, e.port, e.month) for e in exams])
        months = self.months()
        for place, exam in enumerate(exams):
            if exam.month not in months:
                raise _misplaced(
                    place, "month", exam.month, f"a month from {months[0]} to {months[-1]}"
                )
            if exam.port[:2] != self.country:
                raise _misplaced(place, "port", exam.port, f"a port of {self.country}")
        return self

    def months(self) -> list[str]:
        """List the months that the period covers.

        Returns
        -------
        list of str
            In order; a season runs from October to May, a fiscal year from October to September.
        """
        if self.period_kind == "month":
            return [self.period]
        year = int(self.period[-4:])
        if self.period_kind == "calendar_year":
            return [f"{year}-{month:02d}" for month in range(1, 13)]
        last = 5 if self.period_kind == "season" else 9
        before = [f"{year - 1}-{month:02d}" for month in range(10, 13)]
        return before + [f"{year}-{month:02d}" for month in range(1, last + 1)]


def _misplaced(place: int, field: str, got: str, expected: str) -> PydanticCustomError:
    """Say which exam at request does not belong in the return; ``faults`` finds its line."""
    where = {"place": ("exams_at_request", place, field), "got": got, "expected": expected}
    return PydanticCustomError(MISPLACED, "{got} is not {expected}", where)


def _check_single(where: str, keys: Sequence[tuple[str, ...]]) -> None:
    seen: set[tuple[str, ...]] = set()
    for key in keys:
        if key in seen:
            raise ValueError(f"{where}: one row for {', '.join(key)}, and not two")
        seen.add(key)


def json_schema() -> dict[str, Any]:
    """Give the JSON Schema (draft 2020-12) of a return, as published.

    Returns
    -------
    dict
        Written to docs/schemas/wco-return.schema.json; a test holds the two together.
    """
    schema = StatisticalReturn.model_json_schema()
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema}
