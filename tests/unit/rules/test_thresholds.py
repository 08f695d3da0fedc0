"""Rows of the history of thresholds, alone and together."""

from typing import Any

import pytest
from pydantic import ValidationError

from models.rules import Threshold, check_history


def threshold(**changes: Any) -> Threshold:
    row = {
        "rule_set": "terrorism",
        "port_code": "*",
        "mandatory": "40",
        "review": "28",
        "effective_from": "1998-01-01",
        "effective_precision": "chosen",
        "reason": "default",
        "source": "chosen",
    }
    return Threshold.model_validate(row | changes)


REFUSED = [
    ({"review": "40"}, "review 40 is not below mandatory 40"),
    ({"mandatory": "forty"}, "valid integer"),
    ({"port_code": "USSEA"}, "String should match pattern"),
    ({"effective_from": "29.4.2005"}, "valid date"),
    ({"effective_precision": "about"}, "String should match pattern"),
    (
        {"effective_from": "2005-04-28", "effective_precision": "after 2005-04-28"},
        "expected 'after 2005-04-27'",
    ),
    ({"reason": ""}, "at least 1 character"),
]


@pytest.mark.parametrize(("changes", "message"), REFUSED, ids=[str(row[0]) for row in REFUSED])
def test_refused_rows(changes: dict[str, Any], message: str) -> None:
    with pytest.raises(ValidationError, match=message):
        threshold(**changes)


def test_a_date_after_which() -> None:
    row = threshold(effective_from="2005-04-29", effective_precision="after 2005-04-28")
    assert row.effective_from.isoformat() == "2005-04-29"


def test_history() -> None:
    default = threshold()
    seattle = threshold(port_code="3001", effective_from="2005-04-29", effective_precision="day")
    check_history([seattle, default])
    with pytest.raises(ValueError, match="port 3001 has two rows from 2005-04-29"):
        check_history([default, seattle, seattle])
    with pytest.raises(ValueError, match="without an earlier row for '\\*'"):
        check_history([seattle])
    with pytest.raises(ValueError, match="port 3001 begins on 1997-01-01 without an earlier row"):
        check_history([default, threshold(port_code="3001", effective_from="1997-01-01")])
