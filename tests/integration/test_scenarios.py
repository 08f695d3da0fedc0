"""The scenario containers in a built warehouse: in the ladder, scored, no confirmed incidents."""

from collections.abc import Iterator

import duckdb
import pandas as pd
import pytest

from pipelines.settings import Settings
from pipelines.simulation import read_operations, read_selection_rules

LAST = "SCENARIO-OIG-2006-04"


@pytest.fixture(scope="module")
def con(small_world: Settings) -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect(str(small_world.warehouse), read_only=True) as opened:
        yield opened


def test_the_scenarios_give_five_containers_four_held_none_found_by_an_exam(
    con: duckdb.DuckDBPyConnection,
) -> None:
    found = con.execute(
        "select count(*), count(*) filter (where held_before_discovery), "
        "count(*) filter (where found_by_exam), count(container_trip_key), "
        "count(*) filter (where starts_with(incident_id, 'SCENARIO-OIG-')) "
        "from marts.fct_incident_ladder where origin = 'synthetic' and is_scenario"
    ).fetchone()
    assert found == (5, 4, 0, 5, 5)
    real = con.execute(
        "select count(*) from marts.dim_incidents where is_scenario and origin = 'real'"
    ).fetchone()
    assert real == (0,)


def test_the_container_of_seattle_is_held_under_the_lowered_threshold_only(
    con: duckdb.DuckDBPyConnection, small_world: Settings
) -> None:
    features = con.execute(
        "select f.* from intermediate.int_container_trip_features as f "
        "inner join marts.fct_incident_ladder as l using (origin, container_trip_key) "
        "where l.incident_id = ? and f.snapshot = 'T2'",
        [LAST],
    ).df()
    terrorism = read_selection_rules(small_world.rulesets, small_world.features_yml)["terrorism"]
    (score,) = terrorism.score(terrorism.hits(features)).tolist()
    assert 32 <= score < 37
    trip = con.execute(
        "select t.score_t2, t.threshold_mandatory, t.is_high_risk_score, "
        "t.is_high_risk_fixed_threshold, t.is_examined, t.us_port_code "
        "from marts.fct_container_trips as t "
        "inner join marts.fct_incident_ladder as l using (origin, container_trip_key) "
        "where l.incident_id = ?",
        [LAST],
    ).fetchone()
    # The fixed series stays at the threshold that was not lowered.
    assert trip == (score, 32, True, False, False, "3001")


def test_scenarios_are_counted_as_traffic_and_never_as_incidents(
    con: duckdb.DuckDBPyConnection,
) -> None:
    trips = con.execute(
        "select bool_and(t.is_in_scope), bool_or(t.is_incident), count(*) "
        "from marts.fct_container_trips as t "
        "inner join marts.fct_incident_ladder as l using (origin, container_trip_key) "
        "where l.is_scenario"
    ).fetchone()
    assert trips == (True, False, 5)
    confirmed, ordinary, in_trips = con.execute(
        "select (select sum(container_count) from marts.fct_patterns where outcome = 'confirmed' "
        "and rule_set = 'terrorism' and rule_set_version = 1 and snapshot = 'T2'), "
        "(select count(*) from marts.fct_incident_ladder where origin = 'synthetic' "
        "and not is_scenario and container_trip_key is not null), "
        "(select count(*) from marts.fct_container_trips where is_incident)"
    ).fetchone() or (None, None, None)
    assert confirmed == ordinary == in_trips
    compared = con.execute(
        "select (select count(*) from marts.fct_trait_incidents "
        "where incident_id like 'SCENARIO-%'), "
        "(select count(*) from intermediate.int_comparison_trips as c inner join "
        "marts.fct_incident_ladder as l using (origin, container_trip_key) where l.is_scenario), "
        "(select count(*) from marts.fct_trait_incidents)"
    ).fetchone()
    assert compared is not None
    assert compared[:2] == (0, 0)
    assert compared[2] > 0


def test_exams_of_an_operation_are_of_containers_that_meet_its_criteria(
    con: duckdb.DuckDBPyConnection, small_world: Settings
) -> None:
    features = con.execute(
        "select f.*, t.arrival_date, t.us_port_code, coalesce(e.is_targeted, false) as is_targeted "
        "from intermediate.int_container_trip_features as f "
        "inner join marts.fct_container_trips as t using (origin, container_trip_key) "
        "left join (select container_number, vessel_imo, voyage_number, "
        "bool_or(selection_reasons like '%special_operation%') as is_targeted "
        "from staging.stg_agency__exams group by all) as e "
        "using (container_number, vessel_imo, voyage_number) "
        "where f.snapshot = 'T2' and t.is_in_scope"
    ).df()
    operations = read_operations(small_world.rulesets, small_world.features_yml)
    assert {"2005-03", "directive-2006-04-07"} <= {operation.name for operation in operations}
    meets = pd.Series(data=False, index=features.index)
    for operation in operations:
        meets |= (
            features["arrival_date"].between(operation.starts_on, operation.ends_on)
            & (features["us_port_code"].isin(operation.port_codes) | ("*" in operation.port_codes))
            & operation.criteria.evaluate(features)
        )
    examined = features["is_targeted"]
    assert (examined & meets).sum() > 10
    # Not every one that meets them: a few are exceptions.
    assert 0 < (meets & ~examined).sum() < 0.3 * meets.sum()
    # A text that does not resolve may hide a trait from the platform that the agency saw.
    assert (examined & ~meets).sum() <= 0.1 * examined.sum()
