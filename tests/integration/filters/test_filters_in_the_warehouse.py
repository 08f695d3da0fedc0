"""Filters decided by people, taken over by the next build: at their ports, from their moment on.

On the hand-worked world: at noon UTC on 10 May 2006 Seattle makes twenty-one filters, one of a
hundred rules, and lowers its mandatory terrorism score. Containers arrive there on 30 April and 12
June; those of June are judged for the first time on 28 May, before the season ends. Two dbt builds,
shared by the tests.
"""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from models.rules import RuleSet
from pipelines import warehouse
from pipelines.decisions import Clock, FilterRegister, Thresholds, open_store, os_person
from pipelines.rulesets import read_vocabulary
from pipelines.warehouse.report import BuildReport
from tests.integration.hand_worked_world import World, changed_tables

NOON = datetime(2006, 5, 10, 12, tzinfo=UTC)
STEP_KG = 150
RULE = {"sign": 1, "min_points": 0, "max_points": 25, "kind": "trait", "source": "chosen"}
NO_FINDINGS = {"findings": [], "statute": []}


def rule_set(name: str, expressions: list[str], register: FilterRegister) -> RuleSet:
    """A port's filter, a point for each rule."""
    rules = [
        {
            "id": f"rule_{place}",
            "wording": expression,
            "expression": expression,
            "points": 1,
            **RULE,
        }
        for place, expression in enumerate(expressions)
    ]
    content = {"rule_set": name, "version": 1, "title": name, "owner_role": "a port"}
    content |= {"risk": "narcotics", "labelled": "illustrative", "rules": rules}
    return RuleSet.from_mapping(content, register.vocabulary)


def decide(world: World) -> None:
    """Make the filters and lower the threshold, all in force at once at 3001."""
    store = open_store(world.settings)
    person = os_person(store)
    register = FilterRegister(store, Clock(NOON), read_vocabulary(world.settings.features_yml))
    steps = [f"weight_kg >= {place * STEP_KG}" for place in range(100)]
    for name, expressions in {
        "hundred_steps": steps,
        **{f"watch_{number}": [f"season_month < {number}"] for number in range(2, 22)},
    }.items():
        content = rule_set(name, expressions, register)
        draft = register.draft(person, content, track="port", ports=("3001",), reason="a trial")
        register.submit(person, name, draft.version, revision=draft.revision, evidence=NO_FINDINGS)
    thresholds = Thresholds(store, Clock(NOON))
    thresholds.propose(
        person, "hundred_steps", "3001", mandatory=40, review=20, reason="the first of the filter"
    )
    lowered = thresholds.propose(
        person, "terrorism", "3001", mandatory=27, review=20, reason="more is to be examined"
    )
    assert lowered.state == "approved"
    store.close()


@pytest.fixture(scope="module")
def decided(hand_worked: World, tmp_path_factory: pytest.TempPathFactory) -> World:
    world = hand_worked.copy(tmp_path_factory.mktemp("decided") / "build")
    warehouse.register(world.settings)
    decide(world)
    return world


@pytest.fixture(scope="module")
def build(decided: World) -> BuildReport:
    return decided.build()


def test_only_the_months_they_count_in_are_replaced(build: BuildReport, decided: World) -> None:
    months = decided.rows(
        "select distinct arrival_month::varchar from marts.fct_container_trips order by 1"
    )
    assert build.full_refresh_reason is None
    assert {f"{touched.arrival_month}" for touched in build.months} == {
        month for (month,) in months if month >= "2006-05"
    }
    reasons = " ".join(touched.reason for touched in build.months)
    assert (
        "in force: terrorism at 3001: mandatory 27, review 20 from 2006-05-10 12:00 UTC" in reasons
    )


@pytest.mark.usefixtures("build")
def test_more_than_twenty_are_in_force_at_one_port_until_the_season_ends(decided: World) -> None:
    rows = decided.rows(
        "select us_port_code, snapshot, snapshot_at::date::varchar, "
        "count(distinct rule_set) filter (where is_in_force), count(distinct rule_set) "
        "from marts.fct_rule_hits join marts.fct_container_trip_features "
        "using (origin, container_trip_key, snapshot) "
        "where rule_set not in ('terrorism', 'human_smuggling') group by all order by all"
    )
    assert rows == [
        ("3001", "T0", "2006-04-13", 0, 21),
        ("3001", "T0", "2006-05-28", 21, 21),
        ("3001", "T0", "2006-08-30", 0, 21),
        ("3001", "T0", "2006-09-11", 0, 21),
        ("3001", "T2", "2006-04-30", 0, 21),
        ("3001", "T2", "2006-06-12", 0, 21),
        ("3001", "T2", "2006-10-01", 0, 21),
    ]


@pytest.mark.usefixtures("build")
def test_a_hundred_rules_add_up_over_two_words(decided: World) -> None:
    rows = decided.rows(
        "select weight_kg, score, len(more_hits), bit_count(hits), bit_count(more_hits[1]) "
        "from marts.fct_rule_hits join marts.fct_container_trip_features "
        "using (origin, container_trip_key, snapshot) where rule_set = 'hundred_steps'"
    )
    for weight, score, words, first, second in rows:
        steps = 0 if weight is None else min(100, int(weight // STEP_KG) + 1)
        assert (score, words, first, second) == (steps, 1, min(steps, 62), max(0, steps - 62))
    assert max(score for _, score, *_ in rows) > 62


@pytest.mark.usefixtures("build")
def test_the_patterns_of_a_new_filter_count_every_season(decided: World) -> None:
    (counted,) = decided.rows(
        "select sum(container_count) from marts.fct_patterns "
        "where rule_set = 'hundred_steps' and snapshot = 'T2'"
    )
    (trips,) = decided.rows(
        "select count(*) from marts.fct_container_trips as t "
        "join marts.fct_container_trip_features using (origin, container_trip_key) "
        "where t.us_port_code = '3001' and is_in_scope "
        "and snapshot = 'T2' and is_manifest_known"
    )
    assert counted == trips
    assert trips[0] > 3


@pytest.mark.usefixtures("build")
def test_a_threshold_counts_from_the_moment_it_was_lowered(decided: World) -> None:
    rows = decided.rows(
        "select distinct arrival_date::varchar, threshold_mandatory "
        "from marts.fct_container_trips where us_port_code = '3001' order by all"
    )
    assert rows == [("2006-04-30", 28), ("2006-06-12", 27), ("2006-09-30", 27)]


@pytest.mark.usefixtures("build")
def test_the_build_leaves_every_table_as_a_full_build_does(decided: World, tmp_path: Path) -> None:
    whole = decided.copy(tmp_path / "build")
    (tmp_path / "decisions").mkdir()
    store = open_store(decided.settings)
    store.backup(tmp_path / "decisions" / "tallyman.sqlite")
    store.close()
    assert whole.build(full_refresh=True).full_refresh_reason == "asked for"
    before, after = decided.tables(), whole.tables()
    for found in (before, after):
        found.pop("intermediate.int_versions_to_rescore")
    assert changed_tables(before, after) == {}
