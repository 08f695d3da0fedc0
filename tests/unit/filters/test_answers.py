"""Answers as plain data: whatever stands in them, JSON holds it and nothing is made up."""

import json
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd

from pipelines.filters.answers import Answer, as_plain


@dataclass(frozen=True)
class Inner(Answer):
    points: int

    def to_dict(self) -> dict[str, Any]:
        return super().to_dict() | {"is_many": self.points > 3}


@dataclass(frozen=True)
class Outer(Answer):
    parts: tuple[Inner, ...]
    rows: pd.DataFrame


def test_what_a_part_adds_to_its_fields_is_in_the_whole() -> None:
    rows = pd.DataFrame({"port": ["2704", None], "share": [0.5, np.nan], "count": [3, 4]})
    plain = Outer((Inner(2), Inner(5)), rows).to_dict()
    assert plain["parts"] == [{"points": 2, "is_many": False}, {"points": 5, "is_many": True}]
    assert plain["rows"] == [
        {"port": "2704", "share": 0.5, "count": 3},
        {"port": None, "share": None, "count": 4},
    ]


def test_moments_carry_their_offset_and_unknown_ones_are_none() -> None:
    summer = datetime(2006, 4, 7, 13, tzinfo=ZoneInfo("America/Los_Angeles"))
    assert as_plain([summer, pd.Timestamp("2006-04-07 20:00"), pd.NaT, date(2006, 4, 7)]) == [
        "2006-04-07T13:00:00-07:00",
        "2006-04-07T20:00:00+00:00",
        None,
        "2006-04-07",
    ]
    assert as_plain(datetime(2006, 4, 7, tzinfo=UTC)) == "2006-04-07T00:00:00+00:00"


def test_numbers_of_arrays_are_numbers_of_json() -> None:
    mixed = {
        "n": np.int64(7),
        "flag": np.bool_(True),
        "matrix": np.array([[1, 2], [3, 4]]),
        "infinite": float("inf"),
        "missing": pd.NA,
        7: frozenset({"2704"}),
    }
    assert json.loads(json.dumps(as_plain(mixed))) == {
        "n": 7,
        "flag": True,
        "matrix": [[1, 2], [3, 4]],
        "infinite": None,
        "missing": None,
        "7": ["2704"],
    }
