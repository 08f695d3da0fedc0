"""Special operations: criteria met against examined, exceptions one by one."""

from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from scipy import stats

from pipelines.editions import Edition
from pipelines.filters.operations import UnknownOperationError, list_operations, operation_report
from tests.integration.filters.hand_made import make_edition

GATED_OUT = pd.Timestamp("2005-05-12 18:00")


def trip(
    key: str,
    port: str = "2704",
    *,
    meets: bool | None = True,
    examined: pd.Timestamp | None = None,
    gated_out: pd.Timestamp | None = GATED_OUT,
    operation: str = "2005-03",
) -> dict[str, Any]:
    return {
        "operation": operation,
        "origin": "synthetic",
        "container_trip_key": key,
        "us_port_code": port,
        "arrival_date": date(2005, 5, 10),
        "meets_criteria": meets,
        "is_examined": examined is not None,
        "exam_started_at": examined,
        "gated_out_at": gated_out,
    }


def operation(number: str, start: pd.Timestamp, end: pd.Timestamp) -> dict[str, Any]:
    return {
        "operation": number,
        "title": f"Operation {number}",
        "ports": ["2704", "3001"],
        "criteria": "is_soft_top",
        "valid_from": start,
        "valid_until": end,
    }


@pytest.fixture(scope="module")
def edition(tmp_path_factory: pytest.TempPathFactory) -> Edition:
    in_time = pd.Timestamp("2005-05-11 09:00")
    return make_edition(
        Path(tmp_path_factory.mktemp("operations")) / "0001",
        {
            "marts.fct_operation_trips": [
                *(trip(f"EXAMINED{number}", examined=in_time) for number in range(21)),
                trip("LEFT"),
                trip("LATE", examined=pd.Timestamp("2005-05-13 09:00")),
                trip("STANDING", gated_out=None),
                trip("ORDINARY", meets=False),
                trip("UNKNOWN", meets=None),
                trip("SEATTLE", "3001"),
                trip("ANOTHER", operation="2006-01"),
            ],
            "rules.operations": [
                operation(
                    "2006-01", pd.Timestamp("2006-04-07 04:00"), pd.Timestamp("2006-06-01 04:00")
                ),
                operation(
                    "2005-03", pd.Timestamp("2005-05-05 07:00"), pd.Timestamp("2005-05-28 07:00")
                ),
            ],
        },
        {},
    )


def test_every_container_that_met_the_criteria_is_counted_against_the_examined(
    edition: Edition,
) -> None:
    rows = operation_report(edition, "2005-03").rows.set_index("us_port_code")
    at_los_angeles = rows.loc["2704"]
    assert at_los_angeles[["arrived", "met", "examined"]].tolist() == [26, 24, 22]
    assert at_los_angeles["examined_after_gate_out"] == 1
    exact = stats.binomtest(22, 24).proportion_ci(0.95, method="exact")
    assert at_los_angeles[["share", "low", "high"]].tolist() == pytest.approx(
        [22 / 24, exact.low, exact.high]
    )
    assert rows.loc["*", ["met", "examined"]].tolist() == [25, 22]
    assert rows.loc["3001", "note"] == "fewer than 20"


def test_exceptions_stand_one_by_one_with_what_happened(edition: Edition) -> None:
    found = operation_report(edition, "2005-03").exceptions
    assert dict(zip(found["container_trip_key"], found["kind"], strict=True)) == {
        "LATE": "examined_after_gate_out",
        "LEFT": "left_without_exam",
        "SEATTLE": "left_without_exam",
        "STANDING": "not_examined_yet",
    }


def test_operations_are_listed_by_date_and_an_unknown_one_names_them(edition: Edition) -> None:
    assert [row["operation"] for row in list_operations(edition)] == ["2005-03", "2006-01"]
    with pytest.raises(UnknownOperationError, match="there are: 2005-03, 2006-01"):
        operation_report(edition, "2005-3")


def test_the_answer_is_plain_data(edition: Edition) -> None:
    plain = operation_report(edition, "2005-03").to_dict()
    late = next(row for row in plain["exceptions"] if row["container_trip_key"] == "LATE")
    assert late["exam_started_at"] == "2005-05-13T09:00:00+00:00"
    assert plain["operation"]["valid_from"] == "2005-05-05T07:00:00+00:00"
