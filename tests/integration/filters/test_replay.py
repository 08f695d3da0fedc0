"""Replay: what was in force, what it scored then and now, and why a container was held or not."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from pipelines.decisions import DecisionStore, FilterRegister, ShippedFilters, Thresholds, os_person
from pipelines.editions import Edition
from pipelines.filters.explanation import RuleSetThen
from pipelines.filters.replay import Replay, UnknownContainerTripError, replay
from tests.integration.filters.hand_made import (
    EPISODE,
    NO_FINDINGS,
    TRIP,
    feature_types,
    features,
    make_edition,
    make_store,
    register_at,
    rule,
    rule_set,
    shipped,
    threshold,
)

TERRORISM = rule_set(
    "terrorism",
    1,
    rule("soft_top", "is_soft_top", 20),
    rule("short_description", "description_length < 12", 14),
    rule("reefer", "is_reefer", -8),
    risk="terrorism",
)
FILTER = rule_set("los_angeles_stowaways", 1, rule("shanghai", "port_of_lading = 'CNSHA'", 12))
LIKE_THE_INCIDENT = {
    "is_soft_top": True,
    "description_length": 4,
    "is_reefer": False,
    "port_of_lading": "CNSHA",
}

ARRIVALS = {
    "SEATTLE": ("3001", "2006-04-05 06:00"),
    "BEFORE": ("2704", "2006-04-01 06:00"),
    "DURING": ("2704", "2006-04-20 06:00"),
    "ELSEWHERE": ("3001", "2006-04-20 06:00"),
    "LAST_NIGHT": ("2704", "2006-06-01 06:59"),
    "AFTER": ("2704", "2006-06-01 07:00"),
    "EARLIER_SEATTLE": ("3001", "2005-04-29 06:59"),
}
"""Midnight in Los Angeles and Seattle is 07:00 UTC while daylight saving holds."""


def trip(key: str, port: str, arrival: str) -> dict[str, Any]:
    day = pd.Timestamp(arrival)
    return {
        **TRIP,
        "container_trip_key": key,
        "container_number": key,
        "us_port_code": port,
        "arrival_date": day.date(),
        "arrival_month": day.date().replace(day=1),
    }


@pytest.fixture(scope="module")
def edition(tmp_path_factory: pytest.TempPathFactory) -> Edition:
    trips = [trip(key, port, at) for key, (port, at) in ARRIVALS.items()]
    trips.append({**trip("UNKNOWN", "2704", "2006-04-20"), "disposition": "unknown"})
    rows = []
    for key, (_, at) in ARRIVALS.items():
        # 24 hours before lading the goods were still described at length
        rows.append(
            features(key, "T0", "2006-03-15", **LIKE_THE_INCIDENT | {"description_length": 40})
        )
        rows.append(features(key, "T2", at, **LIKE_THE_INCIDENT))
    unfiled = features("UNKNOWN", "T2", "2006-04-20") | {"is_manifest_known": False}
    moments = ("hold_placed_at", "started_at", "ended_at", "hold_lifted_at")
    return make_edition(
        Path(tmp_path_factory.mktemp("replay")) / "0001",
        {
            "marts.fct_container_trips": trips,
            "marts.fct_container_trip_features": [*rows, unfiled],
            "marts.fct_exam_episodes": [
                {
                    **EPISODE,
                    "container_trip_key": "SEATTLE",
                    "hold_placed_at": pd.Timestamp("2006-04-04 15:00"),
                }
            ],
            "marts.fct_incident_ladder": [
                {
                    "origin": "synthetic",
                    "container_trip_key": "SEATTLE",
                    "incident_id": "SCENARIO-2006-04",
                    "container_label": "1",
                    "is_scenario": True,
                    "discovered_on": date(2006, 4, 5),
                    "found_by": "terminal_security",
                    "held_before_discovery": True,
                    "exam_started_before_discovery": False,
                }
            ],
        },
        {
            "marts.fct_container_trip_features": feature_types(),
            "marts.fct_exam_episodes": dict.fromkeys(moments, "timestamp"),
        },
    )


@pytest.fixture
def store(tmp_path: Path) -> DecisionStore:
    return make_store(
        tmp_path,
        ShippedFilters(
            versions=(shipped(TERRORISM, date(1998, 1, 1)),),
            thresholds=(
                threshold("terrorism", "*", 37, date(1998, 1, 1), review=25),
                threshold("terrorism", "3001", 32, date(2005, 4, 29), review=25),
            ),
        ),
    )


Replays = Callable[[str, str], Replay]


@pytest.fixture
def replay_at(edition: Edition, store: DecisionStore) -> Replays:
    """Replay a container as asked at a moment."""
    return lambda key, moment: replay(edition, register_at(store, moment), key)


def reading(found: Replay, name: str, snapshot: str = "T2") -> RuleSetThen:
    return next(one for one in found.rule_sets if (one.rule_set, one.snapshot) == (name, snapshot))


def create_port_filter(store: DecisionStore, at: str, port: str) -> FilterRegister:
    """Draft and submit the filter as its author would on that day, with its first threshold."""
    register = register_at(store, at)
    person = os_person(store)
    drafted = register.draft(
        person, FILTER, track="port", ports=(port,), reason="incident of April 2006"
    )
    register.submit(
        person, FILTER.rule_set, drafted.version, revision=drafted.revision, evidence=NO_FINDINGS
    )
    Thresholds(store, register.clock).propose(
        person, FILTER.rule_set, port, mandatory=12, review=6, reason="first of the filter"
    )
    return register


def test_held_under_the_lowered_score_and_not_under_the_one_before(replay_at: Replays) -> None:
    found = replay_at("SEATTLE", "2006-04-06T12:00:00")
    on_arrival = reading(found, "terrorism")
    assert on_arrival.score == 34
    assert [(step.rule, step.points) for step in on_arrival.waterfall] == [
        ("soft_top", 20),
        ("short_description", 14),
    ]
    assert on_arrival.threshold is not None
    assert on_arrival.threshold.mandatory == 32
    assert on_arrival.threshold.previous_mandatory == 37
    # the lowering counts from midnight in Seattle
    assert on_arrival.threshold.since == datetime(2005, 4, 29, 7, tzinfo=UTC)
    assert found.why.is_held
    assert "not under the 37 in force before 2005-04-29" in found.why.sentence
    assert found.incident is not None
    assert found.incident["is_scenario"]


def test_the_same_traits_at_a_port_that_kept_its_score_were_not_held(replay_at: Replays) -> None:
    why = replay_at("BEFORE", "2006-04-06T12:00:00").why
    assert not why.is_held
    assert "nearest was terrorism version 1 with 34 of 37 points" in why.sentence


def test_a_minute_before_midnight_the_old_score_was_still_in_force(replay_at: Replays) -> None:
    early = reading(replay_at("EARLIER_SEATTLE", "2006-04-06T12:00:00"), "terrorism")
    assert early.threshold is not None
    assert (early.threshold.mandatory, early.threshold.port_code) == (37, "*")


def test_the_score_before_lading_comes_from_what_was_known_then(replay_at: Replays) -> None:
    early = reading(replay_at("SEATTLE", "2006-04-06T12:00:00"), "terrorism", "T0")
    assert early.moment == datetime(2006, 3, 15, tzinfo=UTC)
    assert early.score == 20


def test_a_port_filter_is_in_force_at_once_at_its_port_alone_and_ends_with_the_season(
    replay_at: Replays, store: DecisionStore
) -> None:
    name, today = FILTER.rule_set, "2006-04-21T12:00:00"
    create_port_filter(store, "2006-04-07T20:00:00", "2704")

    before = reading(replay_at("BEFORE", today), name)
    assert (before.version, before.score) == (None, None)
    assert before.standing == (
        "no version in force yet; version 1 came into force on 2006-04-07 20:00 UTC"
    )
    assert (before.version_today, before.score_today) == (1, 12)

    during = reading(replay_at("DURING", today), name)
    assert (during.standing, during.version, during.score) == ("in_force", 1, 12)
    assert during.track == "port"
    assert during.in_force_from == datetime(2006, 4, 7, 20, tzinfo=UTC)
    # 31 May, 24:00 in Los Angeles
    assert during.in_force_until == datetime(2006, 6, 1, 7, tzinfo=UTC)
    assert during.is_mandatory

    elsewhere = reading(replay_at("ELSEWHERE", today), name)
    assert (elsewhere.version, elsewhere.version_today) == (None, None)
    assert elsewhere.standing == "not for port 3001; for 2704 only"

    summer = "2006-06-15T12:00:00"
    assert reading(replay_at("LAST_NIGHT", summer), name).standing == "in_force"
    after = reading(replay_at("AFTER", summer), name)
    assert (after.version, after.score, after.version_today) == (None, None, None)
    assert after.standing == "version 1 had expired on 2006-06-01 07:00 UTC"
    assert after.threshold is None
    # the replay of the time it was in force does not change when it has expired
    still = reading(replay_at("DURING", summer), name)
    assert (still.version, still.score) == (1, 12)
    assert still.version_today is None


def test_a_withdrawn_filter_gives_its_field_back_to_nobody(
    replay_at: Replays, store: DecisionStore
) -> None:
    create_port_filter(store, "2006-04-07T20:00:00", "2704")
    later = register_at(store, "2006-04-15T20:00:00")
    person = os_person(store)
    revision = later.version(FILTER.rule_set, 1).revision
    later.withdraw(person, FILTER.rule_set, 1, revision=revision, reason="too many exams")
    found = reading(replay_at("DURING", "2006-04-21T12:00:00"), FILTER.rule_set)
    assert found.standing == "version 1 had been withdrawn on 2006-04-15 20:00 UTC"
    assert found.version_today is None


def test_a_rule_beyond_the_first_word_stands_in_the_waterfall(
    replay_at: Replays, store: DecisionStore
) -> None:
    unused = [rule(f"unused_{number}", f"bill_count = {number + 900}", 1) for number in range(70)]
    last = rule("soft_top", "is_soft_top", 9)
    long = rule_set("long_filter", 1, *unused, last)
    register, person = register_at(store, "2006-04-07T20:00:00"), os_person(store)
    drafted = register.draft(person, long, track="port", ports=("2704",), reason="test")
    register.submit(person, "long_filter", 1, revision=drafted.revision, evidence=NO_FINDINGS)
    found = reading(replay_at("DURING", "2006-04-21T12:00:00"), "long_filter")
    assert [(step.rule, step.points) for step in found.waterfall] == [("soft_top", 9)]
    assert (found.score, found.threshold, found.is_mandatory) == (9, None, False)


def test_without_a_manifest_there_is_a_version_but_no_score(replay_at: Replays) -> None:
    found = replay_at("UNKNOWN", "2006-04-21T12:00:00")
    unfiled = reading(found, "terrorism")
    assert (unfiled.version, unfiled.score, unfiled.waterfall) == (1, None, ())
    assert found.why.sentence == (
        "Not held: it had no score on arrival, since no manifest of it was known by then."
    )
    early = reading(found, "terrorism", "T0")
    assert (early.moment, early.version) == (None, None)


def test_an_unknown_key_says_which_trips_the_container_has(replay_at: Replays) -> None:
    with pytest.raises(UnknownContainerTripError, match="trips of container DURING: DURING"):
        replay_at("DURING|9|X|2704", "2006-04-21T12:00:00")


def test_the_answer_is_plain_data(replay_at: Replays) -> None:
    plain = replay_at("SEATTLE", "2006-04-06T12:00:00").to_dict()
    on_arrival = plain["rule_sets"][-1]
    assert on_arrival["moment"] == "2006-04-05T06:00:00+00:00"
    assert on_arrival["is_mandatory"] is True
    assert on_arrival["waterfall"][0] == {
        "rule": "soft_top",
        "wording": "Soft top",
        "points": 20,
    }
    assert plain["exams"][0]["hold_placed_at"] == "2006-04-04T15:00:00+00:00"
