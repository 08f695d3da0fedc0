"""Replay on a built edition of the synthetic stream: a filter of April 2006, and every score."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest

from pipelines.decisions import os_person
from pipelines.editions import Edition, open_edition
from pipelines.filters.desk import Desk, open_desk
from pipelines.filters.explanation import RuleSetThen
from pipelines.filters.replay import replay
from pipelines.settings import Settings
from tests.integration.filters.hand_made import NO_FINDINGS, rule, rule_set

DeskAt = Callable[[str], Desk]

FILTER = rule_set("rehearsed_filter", 1, rule("any_bill", "bill_count >= 1", 15))
CREATED, ENDS = "2006-04-07 20:00", "2006-06-01 07:00"
"""The season ends with 31 May, 24:00 in Los Angeles."""


@pytest.fixture(scope="module")
def edition(small_world: Settings) -> Edition:
    return open_edition(small_world.editions)


@pytest.fixture(scope="module")
def desk_at(small_world: Settings, tmp_path_factory: pytest.TempPathFactory) -> DeskAt:
    """The desk at a moment of the stream, all on one decision store of the tests' own."""
    folder: Path = tmp_path_factory.mktemp("rehearsal")

    def at(moment: str) -> Desk:
        return open_desk(
            Settings(
                build=small_world.build,
                decisions=f"sqlite:///{folder / 'decisions.sqlite'}",
                clock=datetime.fromisoformat(moment),
            )
        )

    desk = at(CREATED)
    person = os_person(desk.store)
    drafted = desk.register.draft(
        person, FILTER, track="port", ports=("2704",), reason="rehearsal of April 2006"
    )
    name, revision = FILTER.rule_set, drafted.revision
    desk.register.submit(person, name, 1, revision=revision, evidence=NO_FINDINGS)
    desk.thresholds.propose(person, name, "2704", mandatory=15, review=5, reason="first of it")
    return at


def trip(edition: Edition, condition: str, order: str) -> str:
    """The first or last scored container trip that arrived under a condition."""
    with edition.connect() as con:
        found = con.execute(
            "select container_trip_key from marts.fct_container_trip_features "
            "where origin = 'synthetic' and snapshot = 'T2' and is_manifest_known "
            f"and {condition} order by snapshot_at {order} limit 1"
        ).fetchone()
    assert found is not None
    return str(found[0])


def of_filter(edition: Edition, desk: Desk, key: str) -> RuleSetThen:
    found = replay(edition, desk.register, key)
    return next(
        one for one in found.rule_sets if (one.rule_set, one.snapshot) == (FILTER.rule_set, "T2")
    )


def test_a_filter_of_april_2006_before_during_and_after(edition: Edition, desk_at: DeskAt) -> None:
    at_port = "us_port_code = '2704' and snapshot_at"
    before = trip(edition, f"{at_port} < timestamp '{CREATED}'", "desc")
    first = trip(edition, f"{at_port} >= timestamp '{CREATED}'", "asc")
    last = trip(edition, f"{at_port} < timestamp '{ENDS}'", "desc")
    after = trip(edition, f"{at_port} >= timestamp '{ENDS}'", "asc")
    elsewhere = trip(
        edition, f"us_port_code = '2709' and snapshot_at >= timestamp '{CREATED}'", "asc"
    )

    april = desk_at("2006-04-20 12:00")
    seen = of_filter(edition, april, before)
    assert (seen.version, seen.score) == (None, None)
    assert seen.standing.startswith("no version in force yet")
    assert (seen.version_today, seen.score_today) == (1, 15)
    for key in (first, last):
        seen = of_filter(edition, april, key)
        assert (seen.version, seen.score, seen.is_mandatory) == (1, 15, True)
    assert of_filter(edition, april, elsewhere).standing == "not for port 2709; for 2704 only"

    june = desk_at("2006-06-20 12:00")
    assert of_filter(edition, june, last).version == 1
    seen = of_filter(edition, june, after)
    assert (seen.version, seen.version_today) == (None, None)
    assert seen.standing == "version 1 had expired on 2006-06-01 07:00 UTC"


def test_scores_of_a_replay_are_those_the_edition_counted(
    edition: Edition, desk_at: DeskAt
) -> None:
    desk = desk_at("2006-06-20 12:00")
    with edition.connect() as con:
        keys = [
            key
            for (key,) in con.execute(
                "select container_trip_key from marts.fct_container_trips "
                "where origin = 'synthetic' order by is_incident desc, hash(container_trip_key) "
                "limit 12"
            ).fetchall()
        ]
        stored = {
            key: set(
                con.execute(
                    "select rule_set, snapshot, rule_set_version, score from marts.fct_rule_hits "
                    "where origin = 'synthetic' and is_in_force and container_trip_key = ?",
                    [key],
                ).fetchall()
            )
            for key in keys
        }
    assert sum(len(rows) for rows in stored.values()) > 40
    for key in keys:
        replayed = {
            (one.rule_set, one.snapshot, one.version, one.score)
            for one in replay(edition, desk.register, key).rule_sets
            if one.score is not None and one.rule_set != FILTER.rule_set
        }
        assert replayed == stored[key], key


def test_the_seattle_scenario_was_held_under_the_lowered_score_alone(
    edition: Edition,
    desk_at: DeskAt,
) -> None:
    with edition.connect() as con:
        found = con.execute(
            "select container_trip_key from marts.fct_incident_ladder "
            "where incident_id = 'SCENARIO-OIG-2006-04'"
        ).fetchall()
    [(key,)] = found
    told = replay(edition, desk_at("2006-06-20 12:00").register, key)
    assert told.why.is_held
    assert "not under the 37 in force before 2005-04-29" in told.why.sentence
    assert told.incident is not None
    assert told.incident["is_scenario"]
    assert told.incident["found_by"] != "exam"
