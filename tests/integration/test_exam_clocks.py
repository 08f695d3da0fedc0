"""From counted clocks, incidents and images to published figures, by hand on small marts."""

from collections.abc import Iterator

import duckdb
import pandas as pd
import pytest

from pipelines.estimates.exam_clocks import estimate_exam_clocks
from pipelines.estimates.incidents import NOTE_TOGETHER, estimate_incidents

MARTS = """
create schema marts;
create table marts.fct_exam_clocks as
select 'synthetic' as origin, * from (values
    ('3001', date '2006-04-01', true, 'started', 2.0, null, true, true),
    ('3001', date '2006-04-01', true, 'started', 4.0, null, true, false),
    ('3001', date '2006-04-01', true, 'started', 10.0, null, true, false),
    ('3001', date '2006-04-01', true, 'waiting', null, 5.0, true, false),
    ('3001', date '2006-04-01', true, 'left', null, null, true, false),
    ('3001', date '2006-04-01', true, 'before_discharge', -3.0, null, true, false),
    ('3001', date '2006-04-01', true, 'unknown', null, null, true, true),
    ('2704', date '2006-07-01', false, 'left', null, null, false, true)
) as clocks(us_port_code, arrival_month, is_in_season, clock_state, hours_to_exam, hours_open,
    is_high_risk, is_smuggling_hit);
create table marts.fct_quay_hours as
select 'synthetic' as origin, date '2006-04-01' as arrival_month, true as is_in_season, *
from (values ('3001', 3, 20, 8, 5), ('3002', 3, 10, 4, 0), ('3001', null, 2, 0, 2))
    as hours(us_port_code, local_hour, discharge_count, uncovered_count, unknown_count);
create table marts.fct_image_openings as
select 'synthetic' as origin, '3001' as us_port_code, date '2006-04-01' as arrival_month,
    true as is_in_season, 20 as flagged_found_count, 5 as flagged_empty_count,
    2 as cleared_found_count, 28 as cleared_empty_count, 1 as inconclusive_found_count,
    2 as inconclusive_empty_count, 4 as unsettled_count;
alter table marts.fct_exam_clocks add column season integer default 2006;
alter table marts.fct_exam_clocks add column fiscal_year integer default 2006;
alter table marts.fct_quay_hours add column season integer default 2006;
alter table marts.fct_quay_hours add column fiscal_year integer default 2006;
alter table marts.fct_image_openings add column season integer default 2006;
alter table marts.fct_image_openings add column fiscal_year integer default 2006;
create table marts.fct_incident_counts as
select 'real' as origin, 'all' as period_kind, 'all' as period, * from (values
    ('incident', 'known', 9, 9, 0),
    ('person', 'escaped', 2, 9, 7)
) as counts(unit, what, number, incident_count, incident_unknown_count);
create table marts.fct_notification_counts as
select 'real' as origin, 'ICE' as agency, 5 as incident_count, 4 as told_count,
    3 as clocked_from_discovery_count, 1 as clocked_from_first_count, 0 as first_told_count,
    1 as present_count, 2 as absent_count, 2 as presence_unknown_count;
create table marts.fct_notifications as
select 'real' as origin, 'ICE' as agency, * from (values
    (false, 10.0, null), (false, 90.0, null), (false, 20.0, 120.0), (false, null, null),
    (true, 1.0, 1.0)
) as notices(is_scenario, minutes_after_discovery, minutes_after_first_agency);
"""


@pytest.fixture
def marts() -> Iterator[duckdb.DuckDBPyConnection]:
    """Marts of Seattle in April 2006, and one filter hit at Los Angeles in July."""
    con = duckdb.connect()
    con.execute(MARTS)
    yield con
    con.close()


def one(frame: pd.DataFrame, **wanted: object) -> dict[str, object]:
    equal = (frame[list(wanted)] == list(wanted.values())).fillna(value=False)
    rows = frame[equal.all(axis=1)]
    assert len(rows) == 1, rows
    return rows.iloc[0].to_dict()


def test_the_open_are_censored_and_the_gone_are_never_examined(
    marts: duckdb.DuckDBPyConnection,
) -> None:
    clocks = estimate_exam_clocks(marts)["exam_clocks"]
    row = one(clocks, population="high_risk", period="2006", port_code="*")

    states = ("discharged", "n_before_discharge", "n", "n_open", "n_left", "n_unknown")
    assert [row[name] for name in states] == [7, 1, 3, 1, 1, 1]
    # Of five 4/5 are without an exam after 2 hours and 3/5 after 4; one drops out at 5 hours, so
    # at 10 hours one of two is left: 3/10. Half is reached at 10 hours, a quarter never.
    assert row["median_hours"] == 10
    assert pd.isna(row["p75_hours"])

    # Both filter hits of the year were discharged; one clock is unknown, one ran 2 hours, one left.
    hits = one(clocks, population="smuggling_hit", period="CY2006", port_code="*")
    assert [hits[name] for name in states] == [3, 0, 1, 0, 1, 1]
    assert hits["median_hours"] == 2
    # July is off-season.
    assert set(clocks.loc[clocks["period_kind"] == "season", "port_code"]) == {"*", "3001"}


def test_one_clock_more_changes_the_quantile(marts: duckdb.DuckDBPyConnection) -> None:
    marts.execute(
        "update marts.fct_exam_clocks set clock_state = 'started', hours_to_exam = 5 "
        "where clock_state = 'left' and is_high_risk"
    )
    clocks = estimate_exam_clocks(marts)["exam_clocks"]
    row = one(clocks, population="high_risk", period="2006", port_code="3001")
    # The exam at 5 hours comes before the one that drops out then: 2/5.
    assert (row["median_hours"], row["n"], row["n_left"]) == (5, 4, 0)


def test_hours_nobody_covers_leave_the_unknown_out(marts: duckdb.DuckDBPyConnection) -> None:
    hours = estimate_exam_clocks(marts)["uncovered_hours"]
    both = one(hours, period="2006", port_code="*", local_hour=3)
    # 12 of the 25 that are known; Clopper-Pearson from the tables of the binomial.
    assert (both["numerator"], both["denominator"], both["n_unknown"]) == (12, 30, 5)
    assert both["value"] == pytest.approx(0.48)
    assert (both["low"], both["high"]) == pytest.approx((0.2780, 0.6869), abs=1e-4)
    seattle = one(hours, period="2006", port_code="3001", local_hour=3)
    assert (seattle["note"], pd.isna(seattle["value"])) == ("fewer than 20", True)
    unknown = hours[hours["local_hour"].isna() & (hours["port_code"] == "*")]
    assert set(unknown["n_unknown"]) == {2}


@pytest.mark.parametrize(
    ("figure", "number", "among", "share"),
    [
        ("false_clear_of_cleared", 2, 30, 2 / 30),
        ("false_clear_of_found", 2, 22, 2 / 22),
        ("false_alarm_of_flagged", 5, 25, 5 / 25),
        ("false_alarm_of_empty", 5, 33, 5 / 33),
        ("inconclusive_of_images", 3, 62, 3 / 58),
    ],
)
def test_images_err_in_two_ways(
    marts: duckdb.DuckDBPyConnection, figure: str, number: int, among: int, share: float
) -> None:
    openings = estimate_exam_clocks(marts)["image_openings"]
    row = one(openings, figure=figure, period="FY2006", port_code="3001")
    assert (row["numerator"], row["denominator"]) == (number, among)
    assert row["value"] == pytest.approx(share)
    assert row["low"] < share < row["high"]


def test_incidents_have_an_interval_and_persons_have_none(
    marts: duckdb.DuckDBPyConnection,
) -> None:
    counts = estimate_incidents(marts)["incident_counts"]
    known = one(counts, unit="incident")
    # Garwood's interval of nine.
    assert (known["low"], known["high"]) == pytest.approx((4.115, 17.085), abs=1e-3)
    escaped = one(counts, unit="person")
    assert (escaped["number"], escaped["incident_unknown_count"]) == (2, 7)
    assert pd.isna(escaped["low"])
    assert escaped["note"] == NOTE_TOGETHER


def test_minutes_to_an_agency_leave_scenarios_and_the_silent_out(
    marts: duckdb.DuckDBPyConnection,
) -> None:
    times = estimate_incidents(marts)["notification_times"]
    found = one(times, clock="after_discovery")
    assert (found["n"], found["n_unknown"]) == (3, 2)
    assert (found["median_minutes"], found["p90_minutes"]) == (20, 90)
    first = one(times, clock="after_first_agency")
    assert (first["n"], first["n_unknown"], first["median_minutes"]) == (1, 4, 120)
    assert (first["present_count"], first["absent_count"]) == (1, 2)
