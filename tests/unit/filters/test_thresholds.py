"""Which threshold holds at a port, when one series ends and another goes on."""

from datetime import datetime

import pytest

from pipelines.filters.thresholds import (
    ThresholdRow,
    mandatory_for_season,
    succession_at,
)

END = datetime(9999, 12, 31)  # noqa: DTZ001  naive UTC, as stored


def day(text: str) -> datetime:
    return datetime.strptime(text, "%Y-%m-%d")  # noqa: DTZ007  naive UTC, as stored


def row(port: str, mandatory: int, since: str, until: str | None = None) -> ThresholdRow:
    return ThresholdRow(
        port, mandatory, 1, day(since), day(until) if until else END, "day", "for the test"
    )


HISTORY = [
    row("*", 37, "1998-01-01", "2006-01-01"),
    row("3001", 32, "2005-04-29", "2006-03-01"),
    row("*", 40, "2006-01-01"),
]


@pytest.mark.parametrize(
    ("port", "expected"),
    [
        ("2704", [("1998-01-01", 37), ("2006-01-01", 40)]),
        # Its own threshold ends and the national one, raised meanwhile, holds again.
        ("3001", [("1998-01-01", 37), ("2005-04-29", 32), ("2006-03-01", 40)]),
    ],
)
def test_a_port_has_its_own_threshold_or_the_national_one(
    port: str, expected: list[tuple[str, int]]
) -> None:
    found = succession_at(HISTORY, port)
    assert [(since, one.mandatory) for since, one in found] == [
        (day(since), mandatory) for since, mandatory in expected
    ]


def test_the_last_day_of_a_season_stands_for_it() -> None:
    assert mandatory_for_season(HISTORY, 2005) == {"*": 37, "3001": 32}
    assert mandatory_for_season(HISTORY, 2004) == {"*": 37}
    assert mandatory_for_season(HISTORY, 2006) == {"*": 40}


def test_a_new_filter_is_tried_on_earlier_seasons_with_its_first_threshold() -> None:
    new = [row("*", 27, "2006-04-10"), row("*", 25, "2007-04-10")]
    assert mandatory_for_season(new, 2003) == {"*": 27}
    assert mandatory_for_season([], 2003) == {}
