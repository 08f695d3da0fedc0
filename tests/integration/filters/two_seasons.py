"""Two seasons of 300 container trips, every trait and outcome known: for backtests and shadows.

Season 2005 at Los Angeles (2704): 30 soft tops (10 confirmed, 10 negative, 10 never examined), 10
short descriptions (5 confirmed, 5 negative), 160 of neither (5 confirmed). Season 2006 at Seattle
(3001): 10 soft tops (4 confirmed, 6 lesser positive), 10 short (2 confirmed, 8 negative), 80 of
neither.
"""

from datetime import date, datetime
from pathlib import Path
from typing import Any

import pandas as pd

from pipelines.decisions import DecisionStore, Person, ShippedFilters, grant, os_person
from pipelines.decisions.keeper import add_os_person
from pipelines.decisions.versions import Version
from pipelines.editions import Edition
from tests.integration.filters.hand_made import (
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

SOFT_TOP = rule("soft_top", "is_soft_top", 20)
SHORT = rule("short_description", "description_length < 12", 20)
NAME = "stowaways"
LIVE = rule_set(NAME, 1, SOFT_TOP)
CANDIDATE = rule_set(NAME, 2, SOFT_TOP, SHORT)

SOFT = {"is_soft_top": True, "description_length": 40}
BRIEF = {"is_soft_top": False, "description_length": 4}
PLAIN = {"is_soft_top": False, "description_length": 40}

OUTCOMES: dict[str, dict[str, Any]] = {
    "confirmed": {"is_incident": True},
    "lesser_positive": {"is_examined": True, "result": "positive_other"},
    "negative": {"is_examined": True, "result": "negative"},
    "none": {},
}

GROUPS = [
    (2005, "2704", "2005-03-15 06:00", SOFT, {"confirmed": 10, "negative": 10, "none": 10}),
    (2005, "2704", "2005-03-15 06:00", BRIEF, {"confirmed": 5, "negative": 5}),
    (2005, "2704", "2005-03-15 06:00", PLAIN, {"confirmed": 5, "none": 155}),
    (2006, "3001", "2006-03-15 06:00", SOFT, {"confirmed": 4, "lesser_positive": 6}),
    (2006, "3001", "2006-03-15 06:00", BRIEF, {"confirmed": 2, "negative": 8}),
    (2006, "3001", "2006-03-15 06:00", PLAIN, {"none": 79}),
    (2006, "3001", "2006-04-10 06:00", PLAIN, {"none": 1}),
]


def two_seasons_edition(folder: Path) -> Edition:
    """The edition; its thresholds are 20 everywhere, and 99 at Seattle when all is over."""
    trips, rows = [], []
    for season, port, arrival, traits, counts in GROUPS:
        for outcome, count in counts.items():
            for _ in range(count):
                key = f"TRIP{len(trips)}"
                trip = {**TRIP, "container_trip_key": key, "us_port_code": port, "season": season}
                trips.append({**trip, **OUTCOMES[outcome]})
                rows.append(features(key, "T2", arrival, **traits))
    ever, over = pd.Timestamp("9999-12-31"), pd.Timestamp("2006-06-02")
    described = {"rule_set": NAME, "review": 5, "effective_precision": "day", "reason": "test"}
    return make_edition(
        folder,
        {
            "marts.fct_container_trips": trips,
            "marts.fct_container_trip_features": rows,
            "rules.thresholds": [
                {
                    **described,
                    "port_code": "*",
                    "mandatory": 20,
                    "valid_from": pd.Timestamp("1998-01-01"),
                    "valid_until": ever,
                },
                {
                    **described,
                    "port_code": "3001",
                    "mandatory": 99,
                    "valid_from": over,
                    "valid_until": ever,
                },
            ],
            "marts.fct_patterns": pd.DataFrame(
                columns=["rule_set", "rule_set_version", "origin", "snapshot", "is_in_season"]
                + ["season", "port_code", "hits", "outcome", "container_count"]
            ),
            "rules.rules": pd.DataFrame(columns=["rule_set", "version", "bit", "expression_sql"]),
        },
        {
            "marts.fct_container_trip_features": feature_types(),
            "marts.fct_patterns": {
                "is_in_season": "boolean",
                "container_count": "bigint",
                "rule_set_version": "integer",
                "season": "integer",
            },
        },
    )


def two_versions_store(folder: Path, submitted_at: str) -> DecisionStore:
    """Version 1 in force since 1998, version 2 submitted at a moment and waiting."""
    store = make_store(
        folder,
        ShippedFilters(
            versions=(shipped(LIVE, date(1998, 1, 1)),),
            thresholds=(threshold(NAME, "*", 20, date(1998, 1, 1)),),
        ),
    )
    register = register_at(store, submitted_at)
    keeper = os_person(store)
    drafted = register.draft(keeper, CANDIDATE, track="national", ports=("*",), reason="test")
    register.submit(keeper, NAME, drafted.version, revision=drafted.revision, evidence=NO_FINDINGS)
    return store


def approve(store: DecisionStore, at: str) -> Version:
    """Bring version 2 into force by a second person."""
    register = register_at(store, at)
    revision = register.version(NAME, 2).revision
    return register.approve(second_person(store), NAME, 2, revision=revision, reason="test")


def second_person(store: DecisionStore) -> Person:
    """Somebody who may approve and has written nothing."""
    keeper = os_person(store)
    added = add_os_person(store, keeper, "approver_one", reason="test")
    return grant(store, keeper, added.identity, "approver", "*", reason="test")


def moment(text: str) -> datetime:
    """A moment of UTC."""
    return pd.Timestamp(text, tz="UTC").to_pydatetime()
