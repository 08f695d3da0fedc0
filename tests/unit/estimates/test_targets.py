"""Which target stands beside which figure, worked out by hand."""

import duckdb
import pandas as pd
import pytest

from pipelines.estimates.tables import MEASURES
from pipelines.estimates.targets import TARGET_COLUMNS, read_targets, with_targets
from pipelines.rulesets.targets import TARGETS_TABLE


def figure(measure: str = "S8.3", **changes: object) -> dict[str, object]:
    return {
        "measure": measure,
        "unit": "shipment",
        "port_code": "3001",
        "period_kind": "month",
        "period": "2006-04",
        "denominator": 40,
        **changes,
    }


def target(value: float, **changes: object) -> dict[str, object]:
    return {
        "target_id": 1,
        "measure": "S8.3",
        "unit": "*",
        "port_code": "*",
        "period_kind": "*",
        "direction": "at_least",
        "value": value,
        "value_unit": "share",
        "valid_from": pd.Timestamp("2005-10-01"),
        "valid_until": pd.NaT,
        "set_by": "os:approver_one",
        "set_at": pd.Timestamp("2005-09-20 12:00"),
        "reason": "plan",
        "source": "annual plan",
        **changes,
    }


def beside(
    figures: list[dict[str, object]], targets: list[dict[str, object]]
) -> list[float | None]:
    """The target beside each figure; None where there is none."""
    found = with_targets(pd.DataFrame(figures), pd.DataFrame(targets))
    return [None if pd.isna(value) else value for value in found["target"]]


@pytest.mark.parametrize(
    ("period_kind", "period", "expected"),
    [
        ("month", "2005-09", None),  # begins before the first day
        ("month", "2005-10", 0.9),  # begins on it
        ("month", "2006-04", 0.9),
        ("month", "2006-10", None),  # begins on the day it ends
        ("season", "2006", 0.9),  # 1 October 2005
        ("fiscal_year", "FY2006", 0.9),  # the same day
        ("fiscal_year", "FY2005", None),  # 1 October 2004
        ("calendar_year", "CY2005", None),  # 1 January 2005
        ("calendar_year", "CY2006", 0.9),
    ],
)
def test_a_target_holds_for_periods_that_begin_while_it_is_valid(period_kind, period, expected):
    until = target(0.9, valid_until=pd.Timestamp("2006-10-01"))
    assert beside([figure(period_kind=period_kind, period=period)], [until]) == [expected]


def test_the_port_counts_before_the_unit_and_the_unit_before_the_kind_of_period():
    targets = [
        target(0.5),
        target(0.6, period_kind="month"),
        target(0.7, unit="shipment"),
        target(0.8, port_code="3001"),
    ]
    figures = [
        figure(),
        figure(port_code="*"),
        figure(port_code="2704", unit="container_trip"),
        figure(port_code="2704", unit="container_trip", period_kind="season", period="2006"),
        figure(port_code="FO:Seattle"),
        figure(measure="S8.9"),
    ]
    expected = [0.8, 0.7, 0.6, 0.5, 0.7, None]
    assert beside(figures, targets) == expected
    assert beside(figures, targets[::-1]) == expected


def test_of_two_for_the_same_figures_the_one_from_the_later_day_counts():
    spring = target(0.95, valid_from=pd.Timestamp("2006-04-01"))
    months = [figure(period="2006-03"), figure(period="2006-04")]
    assert beside(months, [spring, target(0.9)]) == [0.9, 0.95]


def test_a_share_is_no_target_of_a_pure_count_and_hours_are_of_no_figure():
    pure = figure(denominator=None)
    assert beside([pure, figure()], [target(0.9)]) == [None, 0.9]
    assert beside([pure, figure()], [target(0, value_unit="count")]) == [0, 0]
    assert beside([pure, figure()], [target(6, value_unit="hours")]) == [None, None]


def test_who_set_it_when_and_from_which_source_stand_beside_it():
    at_most = target(0, direction="at_most", value_unit="count")
    row = with_targets(pd.DataFrame([figure()]), pd.DataFrame([at_most])).iloc[0]
    assert [row[name] for name in TARGET_COLUMNS] == [
        0,
        "count",
        "at_most",
        "os:approver_one",
        pd.Timestamp("2005-09-20 12:00"),
        "annual plan",
    ]
    assert set(TARGET_COLUMNS) <= set(MEASURES)


def test_a_warehouse_without_targets_has_figures_without_targets():
    con = duckdb.connect()
    none = with_targets(pd.DataFrame([figure()]), read_targets(con))
    assert none[list(TARGET_COLUMNS)].isna().all().all()
    con.execute("create schema rules")
    con.execute(TARGETS_TABLE)
    empty = with_targets(pd.DataFrame([figure()]), read_targets(con))
    assert empty[list(TARGET_COLUMNS)].isna().all().all()
    con.execute(
        "insert into rules.targets values (7, 'S8.3', '*', '*', '*', 'at_least', 0.9, 'share', "
        "'2005-10-01', null, 'os:approver_one', '2005-09-20 12:00', 'plan', 'annual plan')"
    )
    found = with_targets(pd.DataFrame([figure()]), read_targets(con))
    assert found["target"].tolist() == [0.9]
