"""The form of a return: JSON and CSV say the same, and every fault is told with its line."""

import json
from datetime import UTC
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.returns import (
    CSV_COLUMNS,
    ClearanceTime,
    ExamAtRequest,
    MeasureLine,
    ReturnRefused,
    StatisticalReturn,
    json_schema,
    read_return,
    to_csv,
    to_json,
)
from pipelines.landing import load_contracts

DOCS = Path(__file__).parents[3] / "docs"
PUBLISHED = DOCS / "schemas" / "wco-return.schema.json"

PLAIN = st.characters(
    min_codepoint=33, max_codepoint=0x2FFF, exclude_categories=["Cs", "Cc", "Zl", "Zp", "Zs"]
)
WORDS = st.text(PLAIN, min_size=1, max_size=20)
COUNTS = st.integers(min_value=0, max_value=10**9)
HOURS = st.floats(min_value=0, max_value=1e6)


@st.composite
def measure_lines(draw: st.DrawFn) -> MeasureLine:
    numerator, unknown, rest = draw(COUNTS), draw(COUNTS), draw(COUNTS)
    ends = sorted(draw(st.tuples(HOURS, HOURS, HOURS)))
    is_known = draw(st.booleans())
    low, value, high = ends if is_known else (None, None, None)
    return MeasureLine(
        measure=draw(st.sampled_from(["S8.1a", "S8.3", "S8.4.any", "S8.9"])),
        title=draw(WORDS),
        unit=draw(st.sampled_from(["shipment", "container_trip"])),
        view=draw(st.sampled_from(["cohort", "activity"])),
        definition_version=draw(st.integers(1, 9)),
        formula=draw(WORDS),
        state=draw(st.sampled_from(["final", "provisional"])),
        numerator=numerator,
        denominator=draw(st.sampled_from([None, numerator + unknown + rest])),
        n_unknown=unknown,
        value=value,
        low=low,
        high=high,
        note=draw(st.none() | WORDS),
    )


@st.composite
def clearance_times(draw: st.DrawFn) -> ClearanceTime:
    median, p90 = sorted(draw(st.tuples(HOURS, HOURS)))
    known = draw(COUNTS)
    return ClearanceTime(
        segment=draw(st.sampled_from(["clearance", "pick_up"])),
        unit=draw(st.sampled_from(["shipment", "container_trip"])),
        known_count=known,
        open_count=draw(COUNTS),
        n_unknown=draw(COUNTS),
        median_hours=median if known else None,
        p90_hours=p90 if known else None,
    )


@st.composite
def exams(draw: st.DrawFn) -> ExamAtRequest:
    received, more = draw(COUNTS), draw(COUNTS)
    return ExamAtRequest(
        requested_by=draw(st.sampled_from(["US", "CA"])),
        port=draw(st.sampled_from(["DEHAM", "DEBRV"])),
        month=draw(st.sampled_from(["2005-10", "2006-01", "2006-09"])),
        requests_received=received + more,
        exams_made=received,
    )


def single(entries: list[Any], *names: str) -> tuple[Any, ...]:
    """Of entries with one key the first."""
    found: dict[tuple[object, ...], Any] = {}
    for entry in entries:
        found.setdefault(tuple(getattr(entry, name) for name in names), entry)
    return tuple(found.values())


@st.composite
def documents(draw: st.DrawFn) -> StatisticalReturn:
    is_recorded = draw(st.booleans())
    asked = draw(st.lists(exams(), max_size=4)) if is_recorded else []
    return StatisticalReturn(
        country="DE",
        administration=draw(WORDS),
        data_origin=draw(st.sampled_from(["real", "synthetic"])),
        period_kind="fiscal_year",
        period="FY2006",
        prepared_at=draw(st.datetimes(timezones=st.just(UTC))),
        edition=draw(st.none() | WORDS),
        exams_at_request_recorded=is_recorded,
        measures=single(draw(st.lists(measure_lines(), max_size=4)), "measure", "unit", "view"),
        clearance_times=single(draw(st.lists(clearance_times(), max_size=4)), "segment", "unit"),
        exams_at_request=single(asked, "requested_by", "port", "month"),
    )


@settings(max_examples=30)
@given(documents())
def test_json_and_csv_say_the_same_and_lose_nothing(document: StatisticalReturn) -> None:
    from_json = read_return(to_json(document), "one.json")
    from_csv = read_return(to_csv(document), "one.csv")

    assert from_json.document == from_csv.document == document
    assert to_csv(from_json.document) == to_csv(document)
    jsonschema.validate(json.loads(to_json(document)), json_schema())
    lines = to_csv(document).splitlines()
    told = [lines[line - 1].startswith("exam_at_request,") for line in from_csv.exam_lines]
    assert told == [True] * len(document.exams_at_request)


def test_the_published_schema_is_that_of_the_code() -> None:
    written = json.dumps(json_schema(), indent=2) + "\n"

    assert PUBLISHED.read_text(encoding="utf-8") == written, (
        "docs/schemas/wco-return.schema.json is not models.returns.json_schema(); write it"
    )
    jsonschema.Draft202012Validator.check_schema(json.loads(written))


def test_every_field_is_documented_and_landed_under_its_own_name() -> None:
    page = (DOCS / "returns.md").read_text(encoding="utf-8")

    assert [name for name in CSV_COLUMNS if f"`{name}`" not in page] == []
    assert load_contracts()["partner_returns"].column_names == CSV_COLUMNS


def of_a_partner(**change: Any) -> StatisticalReturn:
    exam = {"requested_by": "US", "port": "DEHAM", "month": "2006-04"}
    fields: dict[str, Any] = {
        "country": "DE",
        "administration": "Synthetic partner",
        "data_origin": "synthetic",
        "period_kind": "month",
        "period": "2006-04",
        "prepared_at": "2006-05-03T00:00:00Z",
        "exams_at_request_recorded": True,
        "exams_at_request": [
            exam | {"requests_received": 5, "exams_made": 4},
            exam | {"port": "DEBRV", "requests_received": 2, "exams_made": 2},
        ],
    }
    return StatisticalReturn.model_validate(fields | change)


def faults(text: str) -> list[tuple[int, str, str, str]]:
    with pytest.raises(ReturnRefused) as refused:
        read_return(text, "partner")
    assert "Ask the sender" in str(refused.value)
    return [(one.line, one.field, one.got, one.expected) for one in refused.value.faults]


def test_a_fault_in_csv_is_told_by_line_field_what_stands_there_and_what_may() -> None:
    good = to_csv(of_a_partner())

    assert faults(good.replace(",DEBRV,", ",USSEA,")) == [
        (4, "exams_at_request[2].port", "'USSEA'", "a port of DE")
    ]
    assert faults(good.replace("DEHAM,2006-04", "DEHAM,2006-03")) == [
        (3, "exams_at_request[1].month", "'2006-03'", "a month from 2006-04 to 2006-04")
    ]
    assert faults(good.replace(",5,4", ",five,4").replace(",2,2", ",2,")) == [
        (3, "exams_at_request[1].requests_received", "'five'", "a valid integer"),
        (4, "exams_at_request[2].exams_made", "nothing", "a value"),
    ]
    ((line, field, got, expected),) = faults(good.replace("exam_at_request,tally", "exam,tally", 1))
    assert (line, field, got) == (3, "record_type", "'exam'")
    assert "exam_at_request" in expected
    more = [(3, "measure", "'S8.3'", "nothing in a row exam_at_request")]
    assert (
        faults(good.replace("Z,,,,,,,,,,,,,,,,,,,,,,US,DEHAM", "Z,,,S8.3" + "," * 19 + "US,DEHAM"))
        == more
    )
    assert faults(good.replace("exams_made", "exams"))[0][:3] == (1, "exams_made", "no such column")
    assert faults("")[0] == (1, "file", "nothing", "a return as JSON or CSV")


def test_a_fault_in_json_is_told_by_the_line_it_stands_in() -> None:
    good = to_json(of_a_partner())
    lines = good.splitlines()

    wrong = good.replace('"exams_made": 2', '"exams_made": 3')
    at = next(n for n, text in enumerate(lines, 1) if '"DEBRV"' in text) - 2
    assert faults(wrong) == [
        (at, "exams_at_request[2]", "figures that do not go together",
         "exams_made 3 at most requests_received 2")
    ]  # fmt: skip
    text = good.replace('"requests_received": 5', '"requests_received": "5"')
    at = next(n for n, line in enumerate(lines, 1) if '"requests_received": 5' in line)
    assert faults(text)[0][:3] == (at, "exams_at_request[1].requests_received", "'5'")
    twice = good.replace('"country": "DE",', '"country": "DE", "country": "FR",')
    assert "country twice" in faults(twice)[0][2]
    ((line, field, _, expected),) = faults(good[:40])
    assert (line, field, expected) == (3, "file", "well-formed JSON")


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"period": "FY2006"}, "period of a month such as 2006-04"),
        ({"exams_at_request_recorded": False}, "exams_at_request_recorded true"),
        ({"country": "Germany"}, "country"),
        ({"format": "tallyman-wco-return/2"}, "format"),
    ],
)
def test_what_does_not_go_together_is_refused(change: dict[str, Any], told: str) -> None:
    with pytest.raises(ValueError, match=told):
        of_a_partner(**change)


def test_a_period_covers_its_months() -> None:
    season = of_a_partner(period_kind="season", period="2006", exams_at_request=[]).months()
    assert (season[0], season[-1], len(season)) == ("2005-10", "2006-05", 8)
    year = of_a_partner(period_kind="fiscal_year", period="FY2006").months()
    assert (year[0], year[-1], len(year)) == ("2005-10", "2006-09", 12)
    calendar = of_a_partner(period_kind="calendar_year", period="CY2006").months()
    assert (calendar[0], calendar[-1], len(calendar)) == ("2006-01", "2006-12", 12)
