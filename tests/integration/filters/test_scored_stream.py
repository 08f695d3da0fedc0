"""What the warehouse says of filters on the small world, worked out a second way.

The second way: rules judged by NumPy on the published features, times and thresholds applied row by
row in Python from the shipped files' own dates.
"""

import duckdb
import pandas as pd
import pytest

from models.rules import Vocabulary, parse_rule, score_hits, stack_words
from pipelines.decisions import ShippedFilters
from pipelines.editions import open_edition
from pipelines.rulesets import read_shipped, read_vocabulary
from pipelines.settings import Settings

# First moment in force and first no longer, UTC, worked out by hand from the register's dates.
IN_FORCE = {
    ("terrorism", None): ("1998-01-01 05:00", "9999-12-31"),
    ("human_smuggling", None): ("1998-01-01 05:00", "9999-12-31"),
    ("national_smuggling_lading", None): ("2006-04-10 04:00", "9999-12-31"),
    ("national_smuggling_receipt", None): ("2006-04-10 04:00", "9999-12-31"),
    ("los_angeles_smuggling", "2704"): ("2005-04-04 07:00", "2006-06-01 07:00"),
    ("los_angeles_smuggling", "2709"): ("2005-04-04 07:00", "2006-06-01 07:00"),
    ("seattle_smuggling", "3001"): ("2006-04-06 07:00", "2006-06-01 07:00"),
    ("seattle_smuggling", "3002"): ("2006-04-06 07:00", "2006-06-01 07:00"),
}
LOWERED_AT = "2005-04-29 07:00"


@pytest.fixture(scope="module")
def vocabulary(small_world: Settings) -> Vocabulary:
    return read_vocabulary(small_world.features_yml)


@pytest.fixture(scope="module")
def shipped(small_world: Settings, vocabulary: Vocabulary) -> ShippedFilters:
    return read_shipped(small_world.rulesets, vocabulary)


@pytest.fixture(scope="module")
def edition(small_world: Settings) -> duckdb.DuckDBPyConnection:
    return open_edition(small_world.editions).connect()


@pytest.fixture(scope="module")
def features(edition: duckdb.DuckDBPyConnection) -> pd.DataFrame:
    found = edition.execute("from marts.fct_container_trip_features").df()
    return found[found["is_manifest_known"]].reset_index(drop=True)


@pytest.fixture(scope="module")
def scored(features: pd.DataFrame, shipped: ShippedFilters) -> pd.DataFrame:
    """Every row that must be in fct_rule_hits, worked out the second way."""
    frames = []
    for version in shipped.versions:
        is_everywhere = version.ports == ("*",)
        rows = features[is_everywhere | features["us_port_code"].isin(version.ports)]
        rule_set = version.rule_set
        hits = rule_set.hits(rows)
        frames.append(
            rows[
                ["origin", "container_trip_key", "snapshot", "us_port_code", "snapshot_at"]
            ].assign(rule_set=rule_set.rule_set, hits=hits, score=score_hits(hits, rule_set.points))
        )
    found = pd.concat(frames, ignore_index=True)
    moment = pd.to_datetime(found["snapshot_at"])
    found["is_in_force"] = False
    for (rule_set, port), (begins, ends) in IN_FORCE.items():
        held = (found["rule_set"] == rule_set) & (moment >= pd.Timestamp(begins))
        if not ends.startswith("9999"):
            held &= moment < pd.Timestamp(ends)
        if port is not None:
            held &= found["us_port_code"] == port
        found.loc[held, "is_in_force"] = True
    return found


KEY = ["origin", "container_trip_key", "rule_set", "snapshot"]


def in_order(frame: pd.DataFrame, columns: list[str]) -> pd.DataFrame:
    return frame[columns].sort_values(columns[: len(KEY)]).reset_index(drop=True)


def test_every_container_is_scored_at_its_ports_and_times(
    edition: duckdb.DuckDBPyConnection, scored: pd.DataFrame
) -> None:
    stored = edition.execute("from marts.fct_rule_hits").df()
    stored["hits"] = stack_words(stored["hits"], stored["more_hits"])
    columns = [*KEY, "hits", "score", "is_in_force"]
    expected = scored.astype({"hits": "int64", "score": "int32"})
    pd.testing.assert_frame_equal(
        in_order(stored, columns), in_order(expected, columns), check_dtype=False
    )
    assert scored.groupby("rule_set")["is_in_force"].any().all()


def test_one_version_of_a_rule_set_is_in_force(edition: duckdb.DuckDBPyConnection) -> None:
    twice = edition.execute(
        "select rule_set, snapshot, container_trip_key from marts.fct_rule_hits "
        "where is_in_force group by all having count(*) > 1"
    ).fetchall()
    assert twice == []


def test_matches_reach_the_threshold_of_their_port_and_time(
    edition: duckdb.DuckDBPyConnection, scored: pd.DataFrame, shipped: ShippedFilters
) -> None:
    mandatory = {row.rule_set: row.mandatory for row in shipped.thresholds if row.port_code == "*"}
    threshold = scored["rule_set"].map(mandatory)
    lowered = (
        (scored["rule_set"] == "terrorism")
        & scored["us_port_code"].isin(["3001", "3002"])
        & (scored["snapshot_at"] >= pd.Timestamp(LOWERED_AT))
    )
    scored = scored.assign(threshold=threshold.where(~lowered, 32))
    in_scope = edition.execute(
        "select origin, container_trip_key from marts.fct_container_trips where is_in_scope"
    ).df()
    reached = scored["is_in_force"] & (scored["score"] >= scored["threshold"])
    expected = scored[reached & (scored["snapshot"] == "T2")].merge(in_scope)
    stored = edition.execute("from marts.fct_filter_matches").df()
    columns = ["origin", "container_trip_key", "rule_set", "score", "threshold"]
    pd.testing.assert_frame_equal(
        stored[columns].sort_values(columns).reset_index(drop=True),
        expected[columns].sort_values(columns).reset_index(drop=True),
        check_dtype=False,
    )
    assert set(stored["rule_set"]) >= {"terrorism", "human_smuggling", "los_angeles_smuggling"}
    lowered_only = stored[(stored["rule_set"] == "terrorism") & (stored["score"] < 37)]
    assert set(lowered_only["us_port_code"]) <= {"3001", "3002"}


def test_what_an_operation_asked_for(
    edition: duckdb.DuckDBPyConnection,
    features: pd.DataFrame,
    shipped: ShippedFilters,
    vocabulary: Vocabulary,
) -> None:
    (operation,) = (one for one in shipped.operations if one.operation == "2005-03")
    criteria = parse_rule(
        operation.criteria, vocabulary, {named.name: named for named in operation.lists}
    )
    moment = pd.to_datetime(features["snapshot_at"])
    there = features["us_port_code"].isin(operation.ports) & (features["snapshot"] == "T2")
    then = (moment >= pd.Timestamp("2005-05-05 07:00")) & (
        moment < pd.Timestamp("2005-05-28 07:00")
    )
    asked = features[there & then]
    met = set(asked.loc[criteria.evaluate(asked), "container_trip_key"])
    in_scope = edition.execute(
        "select container_trip_key from marts.fct_container_trips where is_in_scope"
    ).df()["container_trip_key"]
    stored = edition.execute(
        "select container_trip_key from marts.fct_operation_trips "
        "where operation = '2005-03' and meets_criteria"
    ).df()["container_trip_key"]
    assert set(stored) == met & set(in_scope)
    assert len(stored) > 0


def test_bands_and_lanes_count_what_is_in_scope(edition: duckdb.DuckDBPyConnection) -> None:
    scope = edition.execute(
        "select origin, count(*) from marts.fct_container_trips where is_in_scope group by all"
    ).fetchall()
    lanes = "select origin, sum(container_trips)::bigint from marts.fct_lanes group by all"
    assert edition.execute(lanes).fetchall() == scope
    counted = "select rule_set, sum(container_count) from marts.{} group by all order by all"
    bands = edition.execute(counted.format("fct_score_bands")).fetchall()
    patterns = counted.format("fct_patterns where snapshot = 'T2'")
    assert bands == edition.execute(patterns).fetchall()
