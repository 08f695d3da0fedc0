"""What-if on the small world: the answers agree with what SQL counts of the scores it stored."""

import pandas as pd
import pytest

from models.rules import RuleSet
from pipelines.editions import Edition, open_edition
from pipelines.filters.patterns import By, version_patterns
from pipelines.filters.threshold_map import threshold_map
from pipelines.filters.what_if import WhatIfQuestion, what_if
from pipelines.rulesets import read_rule_set, read_vocabulary
from pipelines.settings import Settings


@pytest.fixture(scope="module")
def edition(small_world: Settings) -> Edition:
    return open_edition(small_world.editions)


@pytest.fixture(scope="module")
def rule_sets(small_world: Settings) -> dict[str, RuleSet]:
    vocabulary = read_vocabulary(small_world.features_yml)
    return {
        name: read_rule_set(small_world.rulesets / f"{name}.yml", vocabulary)
        for name in ("terrorism", "human_smuggling")
    }


def select(edition: Edition, sql: str) -> pd.DataFrame:
    with edition.connect() as con:
        return con.execute(sql).df()


@pytest.mark.parametrize("by", ["season", "week"])
@pytest.mark.parametrize("name", ["terrorism", "human_smuggling"])
def test_patterns_counted_from_features_are_the_stored_ones(
    edition: Edition, rule_sets: dict[str, RuleSet], name: str, by: By
) -> None:
    stored_set = rule_sets[name]
    # A rule more, which nothing can hit, leaves every mask as it is but is in no stored version.
    impossible = stored_set.rules[0].model_dump() | {
        "id": "nothing",
        "expression": "bill_count < 0",
    }
    vocabulary = read_vocabulary(Settings().features_yml)
    content = stored_set.model_dump() | {
        "rules": [*(rule.model_dump() for rule in stored_set.rules), impossible]
    }
    other = RuleSet.from_mapping(content, vocabulary)
    keys = ["hits", "port_code", "season", "outcome" if by == "season" else "arrival_week"]
    stored, counted = (
        version_patterns(edition, one, by=by).sort_values(keys).reset_index(drop=True)
        for one in (stored_set, other)
    )
    assert len(stored) > 500
    pd.testing.assert_frame_equal(stored, counted, check_dtype=False)
    table = "fct_patterns" if by == "season" else "fct_pattern_weeks"
    in_season = (
        "is_in_season" if by == "season" else "month(arrival_week) in (10, 11, 12, 1, 2, 3, 4, 5)"
    )
    expected = select(
        edition,
        f"select sum(container_count) as trips from marts.{table} where rule_set = '{name}' "
        f"and snapshot = 'T2' and origin = 'synthetic' and {in_season}",
    )
    assert stored["container_count"].sum() == expected.loc[0, "trips"]


def test_exams_are_the_trips_whose_stored_score_reaches_the_threshold(
    edition: Edition, rule_sets: dict[str, RuleSet]
) -> None:
    asked = WhatIfQuestion(
        rule_sets["terrorism"], thresholds={"*": 30, "2704": 34}, seasons=[2005, 2006]
    )
    answer = what_if(edition, asked)
    # Ports 3001 and 3002 keep the 32 of their own that was in force when season 2006 ended.
    expected = select(
        edition,
        """
        with scored as (
            select *, date_trunc('week', arrival_date)::date as week, case
                when us_port_code = '2704' then 34 when us_port_code in ('3001', '3002') then 32
                else 30 end as tried,
                case when us_port_code in ('3001', '3002') then 32 else 37 end as was
            from marts.fct_rule_hits inner join marts.fct_container_trips
                using (origin, container_trip_key, arrival_month)
            where rule_set = 'terrorism' and snapshot = 'T2' and origin = 'synthetic'
                and is_in_scope
        )
        select us_port_code as port, count(*) filter (where score >= tried) as selected,
            count(*) filter (where score >= was) as before,
            count(*) filter (where score >= tried and score < was) as newly_selected
        from scored
        where (week between date '2004-10-01' and date '2005-05-31')
            or (week between date '2005-10-01' and date '2006-05-31')
        group by all order by port
        """,
    ).set_index("port")
    exams, before = (
        frame.set_index("port_code")["exams"].drop("*")
        for frame in (answer.workload, answer.workload_before)
    )
    assert exams[expected.index].tolist() == expected["selected"].tolist()
    assert before[expected.index].tolist() == expected["before"].tolist()
    assert answer.newly_selected == expected["newly_selected"].sum() > 20
    assert answer.newly_released == 0
    assert answer.thresholds["3001"] == 32


def test_the_sample_shows_trips_with_the_score_that_was_stored(
    edition: Edition, rule_sets: dict[str, RuleSet]
) -> None:
    answer = what_if(edition, WhatIfQuestion(rule_sets["terrorism"], thresholds={"*": 30}))
    keys = ", ".join(f"'{key}'" for key in answer.sample["container_trip_key"])
    stored = select(
        edition,
        "select container_trip_key, score from marts.fct_rule_hits where rule_set = 'terrorism' "
        f"and snapshot = 'T2' and origin = 'synthetic' and container_trip_key in ({keys})",
    )
    assert len(answer.sample) == 10
    shown = answer.sample.set_index("container_trip_key")["score"].sort_index()
    expected = stored.set_index("container_trip_key")["score"].sort_index()
    assert shown.tolist() == expected.tolist()
    assert shown.between(30, 36).all()


def test_seattle_holds_its_scenario_container_under_the_lowered_threshold_only(
    edition: Edition, rule_sets: dict[str, RuleSet]
) -> None:
    rows = threshold_map(edition, rule_sets["terrorism"]).rows
    scenario = [row for row in rows if row.container.is_scenario]
    assert sorted(row.container.incident_id for row in scenario) == [
        "SCENARIO-OIG-2005-01",
        "SCENARIO-OIG-2005-01",
        "SCENARIO-OIG-2005-04",
        "SCENARIO-OIG-2005-04",
        "SCENARIO-OIG-2006-04",
    ]
    (seattle,) = [row for row in scenario if row.container.incident_id == "SCENARIO-OIG-2006-04"]
    assert seattle.in_force is not None
    assert seattle.before is not None
    assert (seattle.in_force.mandatory, seattle.before.mandatory) == (32, 37)
    assert (seattle.is_held_in_force, seattle.is_held_before) == (True, False)
    assert seattle.highest_threshold == seattle.score
    assert seattle.score in range(32, 37)
    expected = select(
        edition,
        f"""
        select count(*) as extra from marts.fct_rule_hits inner join marts.fct_container_trips
            using (origin, container_trip_key, arrival_month)
        where rule_set = 'terrorism' and snapshot = 'T2' and origin = 'synthetic' and is_in_scope
            and us_port_code = '{seattle.port_code}'
            and score between {seattle.score} and 36
            and date_trunc('week', arrival_date) between date '2005-10-01' and date '2006-05-31'
        """,
    )
    assert seattle.cost_instead_of_before is not None
    assert seattle.cost_instead_of_before.extra_exams == expected.loc[0, "extra"] >= 1


def test_scenario_containers_are_never_among_the_confirmed_incidents(
    edition: Edition, rule_sets: dict[str, RuleSet]
) -> None:
    counted = version_patterns(edition, rule_sets["terrorism"], by="season")
    confirmed = counted.query("outcome == 'confirmed'")["container_count"].sum()
    ladder = select(
        edition,
        "select count(distinct container_trip_key) as containers from marts.fct_incident_ladder "
        "inner join marts.fct_container_trips using (origin, container_trip_key) "
        "inner join (select distinct origin, container_trip_key from marts.fct_rule_hits "
        "where snapshot = 'T2') using (origin, container_trip_key) "
        "where origin = 'synthetic' and not is_scenario and is_in_season and is_in_scope",
    )
    assert confirmed == ladder.loc[0, "containers"] > 0
