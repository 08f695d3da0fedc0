"""Estimates on a real DuckDB: marts in, published tables out, nothing known too early."""

import json
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import duckdb
import numpy as np
import pandas as pd
import pytest

from models.refinement import FilterWeightRefiner
from pipelines.estimates import (
    estimate_measures,
    measure_catalogue,
    propose_weights,
)
from pipelines.estimates.tables import replace_tables
from pipelines.estimates.training import read_incident_counts, read_training
from tests.unit.refinement.planted import RULE_ROWS, World, make_world

ERRORS = {"soft_top": 0, "port_b": 12}
PORT_CODES = {"port_a": "58201", "port_b": "57035"}
COUNTS = ["containers", "examined_physical", "examined_image", "confirmed", "lesser"]

TABLES = """
create schema marts; create schema rules; create schema reference;
create schema intermediate; create schema staging;
create table marts.fct_patterns (
    rule_set varchar, rule_set_version integer, snapshot varchar, season integer,
    is_in_season boolean, port_code varchar, hits bigint, lane varchar, outcome varchar,
    exam_method varchar, origin varchar, container_count bigint);
create table rules.rules (
    rule_set varchar, version integer, bit integer, rule varchar, wording varchar,
    expression varchar, expression_sql varchar, points integer, sign integer,
    min_points integer, max_points integer, kind varchar, port_code varchar, source varchar,
    is_frozen boolean default false, is_current boolean);
create table rules.rule_sets (
    rule_set varchar, version integer, ports varchar[], is_current boolean);
create table marts.dim_incidents (
    origin varchar, incident_id varchar, kind varchar, discovered_on date, is_scenario boolean,
    known_at timestamp, loading_places varchar, itemised_container_count bigint default 1,
    persons_known_count bigint);
create table staging.stg_agency__incidents_first_known (
    origin varchar, incident_id varchar, first_known_at timestamp);
create table staging.stg_agency__incident_containers (
    origin varchar, incident_id varchar, container_label varchar, loading_port_code varchar);
create table intermediate.int_incident_trips (
    origin varchar, incident_id varchar, container_label varchar, container_trip_key varchar,
    lading_port_code varchar, is_scenario boolean, found_by varchar);
create table marts.fct_trait_incidents (
    origin varchar, incident_id varchar, container_trip_key varchar, trait varchar,
    second_trait varchar, is_recorded_before_discovery boolean);
create table intermediate.int_rule_hits (
    origin varchar, container_trip_key varchar, rule_set varchar, rule_set_version integer,
    snapshot varchar, hits bigint);
create table marts.fct_container_trips (
    origin varchar, container_trip_key varchar, season integer, is_in_scope boolean,
    is_in_season boolean, is_incident boolean default false, has_image boolean default false,
    has_physical boolean default false, result varchar, lading_port_code varchar);
create table intermediate.int_exam_events (
    origin varchar, container_trip_key varchar, method varchar, is_completed_exam boolean,
    result varchar, known_at timestamp);
create table marts.fct_port_seasons (
    origin varchar, season integer, lading_port_code varchar, region varchar,
    container_count bigint, is_port_rising boolean);
create table marts.fct_incident_loading_ports (
    origin varchar, incident_id varchar, season integer, loading_port_code varchar,
    first_known_at timestamp);
create table marts.fct_rule_hits (
    origin varchar, container_trip_key varchar, rule_set varchar, rule_set_version integer,
    snapshot varchar, hits bigint);
create table marts.fct_container_trip_features (
    origin varchar, container_trip_key varchar, snapshot varchar, is_port_hit_prev2 boolean,
    is_port_near_hit boolean, is_port_rising boolean);
create table reference.ports (port_code varchar, side varchar, port_name varchar);
create table marts.fct_measure_counts (
    measure varchar, definition_version integer, unit varchar, view varchar,
    period_kind varchar, period varchar, geography varchar, port_code varchar, origin varchar,
    numerator bigint, denominator bigint, n_unknown bigint, numerator_hash varchar,
    denominator_hash varchar);
create table marts.dim_measures (
    measure varchar, title varchar, formula varchar, source varchar,
    definition_version integer, sensitivity varchar);
"""


@pytest.fixture
def con() -> Iterator[duckdb.DuckDBPyConnection]:
    connection = duckdb.connect()
    connection.execute(TABLES)
    yield connection
    connection.close()


@pytest.fixture(scope="module")
def world() -> World:
    return make_world(seed=0, current=ERRORS, incidents_per_season=90)


def insert(con: duckdb.DuckDBPyConnection, table: str, rows: pd.DataFrame) -> None:
    con.register("rows", rows)
    con.execute(f"insert into {table} by name from rows")  # noqa: S608
    con.unregister("rows")


def pattern_rows(patterns: pd.DataFrame) -> pd.DataFrame:
    """Spread counts over outcome and exam method, as the mart holds them."""
    parts = []
    left = patterns[["season", "hits"]].assign(
        physical=patterns["examined_physical"], image=patterns["examined_image"]
    )
    left["none"] = patterns["containers"] - left["physical"] - left["image"]
    for outcome, column, methods in (
        ("lesser_positive", "lesser", ("physical", "image")),
        ("confirmed", "confirmed", ("none", "image", "physical")),
    ):
        wanted = patterns[column].copy()
        for method in methods:
            taken = np.minimum(wanted, left[method])
            left[method] -= taken
            wanted -= taken
            parts.append((outcome, method, taken))
        assert wanted.eq(0).all()
    # An image followed by an opening counts as opened.
    half = left["physical"] // 2
    parts += [
        ("negative", "image_and_physical", half),
        ("negative", "physical", left["physical"] - half),
        ("negative", "image", left["image"]),
        ("none", "none", left["none"]),
    ]
    rows = pd.concat(
        patterns[["season", "hits"]].assign(
            outcome=outcome, exam_method=method, container_count=count
        )
        for outcome, method, count in parts
    )
    return rows[rows["container_count"] > 0]


def add_patterns(con: duckdb.DuckDBPyConnection, patterns: pd.DataFrame, **changes: object) -> None:
    rows = pattern_rows(patterns).assign(
        rule_set="human_smuggling",
        rule_set_version=2,
        snapshot="T2",
        is_in_season=True,
        port_code="2704",
        lane="none",
        origin="synthetic",
    )
    insert(con, "marts.fct_patterns", rows.assign(**changes))


def add_rules(
    con: duckdb.DuckDBPyConnection, world: World, version: int = 2, ports: str = "*"
) -> None:
    rules = world.rules.drop(columns="stale").assign(
        rule_set="human_smuggling",
        version=version,
        bit=range(len(world.rules)),
        wording="wording of " + world.rules["rule"],
        port_code=world.rules["rule"].map(PORT_CODES),
    )
    insert(con, "rules.rules", rules)
    con.execute(
        "insert into rules.rule_sets values ('human_smuggling', ?, [?], true)", [version, ports]
    )


def add_incident(
    con: duckdb.DuckDBPyConnection,
    incident_id: str,
    port_code: str | None,
    discovered_on: str,
    known_at: str,
    origin: str = "synthetic",
    trip: tuple[str, int, int] | None = None,
    is_scenario: bool = False,
) -> None:
    """Write an incident of one container; ``trip`` is its key, season and mask."""
    con.execute(
        "insert into marts.dim_incidents (origin, incident_id, kind, discovered_on, is_scenario, "
        "known_at) values (?, ?, 'stowaway', ?, ?, ?)",
        [origin, incident_id, discovered_on, is_scenario, known_at],
    )
    con.execute(
        "insert into staging.stg_agency__incidents_first_known values (?, ?, ?)",
        [origin, incident_id, known_at],
    )
    con.execute(
        "insert into staging.stg_agency__incident_containers values (?, ?, 'A', ?)",
        [origin, incident_id, port_code],
    )
    if trip:
        key, season, hits = trip
        con.execute(
            "insert into intermediate.int_incident_trips values (?, ?, 'A', ?, ?, ?, 'exam')",
            [origin, incident_id, key, port_code, is_scenario],
        )
        con.execute(
            "insert into marts.fct_container_trips (origin, container_trip_key, season, "
            "is_in_scope, is_in_season) values (?, ?, ?, true, true)",
            [origin, key, season],
        )
        con.execute(
            "insert into intermediate.int_rule_hits values (?, ?, 'human_smuggling', 2, 'T2', ?)",
            [origin, key, hits],
        )


@pytest.fixture
def warehouse(con: duckdb.DuckDBPyConnection, world: World) -> duckdb.DuckDBPyConnection:
    """Six synthetic seasons, 2000 to 2005, an incident laded at port a in the last."""
    add_rules(con, world)
    add_patterns(con, world.patterns)
    add_incident(con, "S1", "58201", "2005-03-01", "2005-03-02")
    return con


def comparable(patterns: pd.DataFrame) -> list[list[int]]:
    ordered = patterns.sort_values(["season", "hits"])[["season", "hits", *COUNTS]]
    return ordered.to_numpy().tolist()


def test_training_reads_the_counts_of_earlier_seasons_and_nothing_else(
    warehouse: duckdb.DuckDBPyConnection, world: World
) -> None:
    noise = world.patterns.query("season == 2003")
    add_rules(warehouse, world, version=1)
    add_patterns(warehouse, noise, rule_set="terrorism")
    add_patterns(warehouse, noise, rule_set_version=1)
    add_patterns(warehouse, noise, snapshot="T0")
    add_patterns(warehouse, noise, is_in_season=False)
    add_patterns(warehouse, noise, origin="real")
    training = read_training(warehouse, 2005, "human_smuggling", "synthetic")
    assert comparable(training.patterns) == comparable(world.patterns.query("season < 2005"))
    assert training.version == 2
    assert training.rules["bit"].tolist() == list(range(9))
    assert training.known_before == datetime(2004, 9, 1)  # noqa: DTZ001


def test_a_proposal_is_the_refiners_and_is_published_rule_by_rule(
    warehouse: duckdb.DuckDBPyConnection, world: World
) -> None:
    summary = propose_weights(warehouse, 2006)
    expected = FilterWeightRefiner().fit(world.patterns, world.rules)
    published = warehouse.execute("from published.proposal order by bit").df()
    assert published["proposed_points"].tolist() == (expected.proposal_["proposed_points"].tolist())
    assert published["points"].tolist() == world.rules["points"].tolist()
    assert published["wording"].tolist() == [f"wording of {row[0]}" for row in RULE_ROWS]
    assert published["sd_points"].notna().all()
    ends = ["low_points", "high_points"]
    np.testing.assert_allclose(published[ends], expected.proposal_[ends])
    assert (published["low_points"] < published["high_points"]).all()
    assert set(published["origin"]) == {"synthetic"}
    assert summary["origin"].tolist() == ["synthetic"]
    row = warehouse.execute("from published.proposal_summary").df().iloc[0]
    assert not row["refused"]
    assert row["changes"] == (published["points"] != published["proposed_points"]).sum() > 0
    assert (row["trained_from"], row["trained_to"]) == (2000, 2005)
    assert row["confirmed"] == world.patterns["confirmed"].sum()
    assert row["reason"].startswith(f"{row['changes']} of 9 weights change, on ")
    assert json.loads(row["model_card"])["fit"]["kappa"] == row["kappa"]


def test_later_seasons_do_not_leak_into_a_proposal(
    con: duckdb.DuckDBPyConnection, world: World
) -> None:
    add_rules(con, world)
    add_patterns(con, world.patterns.query("season <= 2003"))
    propose_weights(con, 2004)
    before = con.execute("from published.proposal order by bit").df()
    add_patterns(con, world.patterns.query("season > 2003"))
    add_incident(con, "S9", "57035", "2005-01-10", "2005-01-10")
    propose_weights(con, 2004)
    pd.testing.assert_frame_equal(con.execute("from published.proposal order by bit").df(), before)


def test_an_incident_recorded_after_1_september_was_not_known(
    warehouse: duckdb.DuckDBPyConnection, world: World
) -> None:
    row = world.patterns.query("season == 2005 and confirmed > 0").iloc[0]
    season, hits = int(row["season"]), int(row["hits"])
    before = read_training(warehouse, 2006, "human_smuggling", "synthetic")
    add_incident(warehouse, "L1", None, "2005-05-01", "2005-09-01", trip=("k1", season, hits))
    after = read_training(warehouse, 2006, "human_smuggling", "synthetic")
    assert after.left_out.confirmed == 1
    key = ["season", "hits"]
    change = before.patterns.set_index(key)[COUNTS] - after.patterns.set_index(key)[COUNTS]
    assert change.loc[(season, hits), "confirmed"] == 1
    assert change.to_numpy().sum() == 1
    # A year later it is known.
    assert read_training(warehouse, 2007, "human_smuggling", "synthetic").left_out.confirmed == 0


def test_an_incident_corrected_later_was_known_when_first_recorded(
    warehouse: duckdb.DuckDBPyConnection, world: World
) -> None:
    row = world.patterns.query("season == 2005 and confirmed > 0").iloc[0]
    trip = ("k1", int(row["season"]), int(row["hits"]))
    add_incident(warehouse, "L1", None, "2005-05-01", "2006-02-01", trip=trip)
    warehouse.execute(
        "update staging.stg_agency__incidents_first_known set first_known_at = '2005-05-02' "
        "where incident_id = 'L1'"
    )
    training = read_training(warehouse, 2006, "human_smuggling", "synthetic")
    assert training.left_out.confirmed == 0


def test_a_container_described_after_its_discovery_is_in_no_pattern(
    warehouse: duckdb.DuckDBPyConnection, world: World
) -> None:
    row = world.patterns.query("season == 2005 and confirmed > 1 and examined_physical > 1").iloc[0]
    season, hits = int(row["season"]), int(row["hits"])
    before = read_training(warehouse, 2006, "human_smuggling", "synthetic")
    told = (("AFTER", False, "2005-05-02"), ("BEFORE", True, "2005-05-02"), ("LATE", False, None))
    for name, is_before, known_at in told:
        trip = (f"{name}-trip", season, hits)
        add_incident(warehouse, name, None, "2005-05-01", known_at or "2005-09-01", trip=trip)
        for trait in ("new_shipper", "no_seal"):
            warehouse.execute(
                "insert into marts.fct_trait_incidents values ('synthetic', ?, ?, ?, null, ?)",
                [name, trip[0], trait, is_before],
            )
    warehouse.execute("update marts.fct_container_trips set is_incident = true")
    # Opened before the cut, and that again told after it: it goes with its container, once.
    warehouse.execute(
        "update marts.fct_container_trips set has_physical = true, result = 'positive_security' "
        "where container_trip_key = 'AFTER-trip'"
    )
    for known_at in ("2005-05-01", "2005-09-02"):
        warehouse.execute(
            "insert into intermediate.int_exam_events values "
            "('synthetic', 'AFTER-trip', 'physical_full', true, 'positive_security', ?)",
            [known_at],
        )
    after = read_training(warehouse, 2006, "human_smuggling", "synthetic")
    # LATE was not known by the cut: it counts as traffic and not as confirmed.
    left_out = after.left_out
    assert (left_out.written_afterwards, left_out.confirmed, left_out.exams) == (1, 1, 0)
    key = ["season", "hits"]
    change = after.patterns.set_index(key)[COUNTS] - before.patterns.set_index(key)[COUNTS]
    taken = change.loc[(season, hits)]
    assert (taken["containers"], taken["confirmed"], taken["examined_physical"]) == (-1, -2, -1)
    assert change.abs().to_numpy().sum() == 4
    assert (
        read_training(warehouse, 2007, "human_smuggling", "synthetic").left_out.written_afterwards
        == 2
    )
    summary = propose_weights(warehouse, 2006)
    assert summary["confirmed_written_afterwards"].tolist() == [1]


def test_scenarios_are_no_incidents_of_a_proposal(
    con: duckdb.DuckDBPyConnection, world: World
) -> None:
    add_rules(con, world)
    patterns = without_port_b(world)
    add_patterns(con, patterns)
    hits = int(patterns.query("season == 2005 and confirmed > 0")["hits"].iloc[0])
    for name, known_at in (("EARLY", "2005-03-02"), ("LATE", "2005-09-01")):
        add_incident(
            con, name, "57035", "2005-03-01", known_at, trip=(name, 2005, hits), is_scenario=True
        )
    training = read_training(con, 2006, "human_smuggling", "synthetic")
    # An incident at its port would keep port_b; one recorded after the cut would be left out.
    assert training.rules.set_index("rule").loc["port_b", "stale"]
    assert training.left_out.confirmed == 0
    assert read_incident_counts(con, 2006) == {}


def test_a_pilot_at_some_ports_is_not_refined(con: duckdb.DuckDBPyConnection, world: World) -> None:
    add_rules(con, world)
    add_rules(con, world, version=3, ports="3001")
    add_patterns(con, world.patterns)
    assert read_training(con, 2006, "human_smuggling", "synthetic").version == 2
    con.execute("update rules.rule_sets set is_current = false where version = 2")
    assert read_training(con, 2006, "human_smuggling", "synthetic").version == 3


def test_more_rules_than_a_word_are_not_weighed(
    con: duckdb.DuckDBPyConnection, world: World
) -> None:
    add_rules(con, world)
    add_patterns(con, world.patterns)
    con.execute(
        "insert into rules.rules "
        "select r.* replace (place::integer as bit, 'more_' || place as rule) "
        "from rules.rules as r, range(20, 80) as more(place) where bit = 0"
    )
    n_rules = len(world.rules) + 60
    summary = propose_weights(con, 2006)
    synthetic = summary.set_index("origin").loc["synthetic"]
    assert synthetic["refused"]
    assert f"version 2 has {n_rules} rules; a proposal weighs at most 62" in synthetic["reason"]


def without_port_b(world: World) -> pd.DataFrame:
    patterns = world.patterns.copy()
    is_port_b = (patterns["hits"] // 2**7) % 2 == 1
    patterns.loc[is_port_b & (patterns["season"] >= 2004), "confirmed"] = 0
    return patterns


@pytest.mark.parametrize(
    ("port_code", "discovered_on", "known_at", "is_stale"),
    [
        ("58201", "2005-03-01", "2005-03-02", True),
        ("57035", "2005-03-01", "2005-03-02", False),
        ("57035", "2003-10-01", "2003-10-02", False),
        ("57035", "2003-09-30", "2003-10-02", True),
        ("57035", "2005-03-01", "2005-09-01", True),
    ],
    ids=["another port", "last season", "season before", "too long ago", "recorded too late"],
)
def test_a_port_rule_is_stale_without_an_incident_at_its_port_in_two_seasons(
    con: duckdb.DuckDBPyConnection,
    world: World,
    port_code: str,
    discovered_on: str,
    known_at: str,
    is_stale: bool,
) -> None:
    add_rules(con, world)
    add_patterns(con, without_port_b(world))
    add_incident(con, "S1", port_code, discovered_on, known_at)
    rules = read_training(con, 2006, "human_smuggling", "synthetic").rules.set_index("rule")
    assert rules.loc["port_b", "stale"] == is_stale
    assert not rules.drop(["port_a", "port_b"])["stale"].any()


def test_a_port_rule_that_confirmed_incidents_hit_is_not_stale(
    con: duckdb.DuckDBPyConnection, world: World
) -> None:
    add_rules(con, world)
    add_patterns(con, world.patterns)
    rules = read_training(con, 2006, "human_smuggling", "synthetic").rules
    assert not rules["stale"].any()


def test_real_incidents_without_traffic_are_refused_in_words_beside_the_synthetic_proposal(
    warehouse: duckdb.DuckDBPyConnection,
) -> None:
    for number in range(10):
        add_incident(warehouse, f"R{number}", None, "2000-01-03", "2000-01-04", origin="real")
    add_incident(warehouse, "R-late", None, "2005-01-15", "2007-04-24", origin="real")
    propose_weights(warehouse, 2006)
    summary = warehouse.execute("from published.proposal_summary").df().set_index("origin")
    assert summary.index.tolist() == ["real", "synthetic"]
    real = summary.loc["real"]
    assert real["refused"]
    assert real["reason"].startswith(
        "there is no real traffic to compare with: 10 real incidents are recorded before the cut"
    )
    assert "odds ratio of" in real["reason"]
    assert (real["containers"], real["confirmed"]) == (0, 0)
    assert pd.isna(real["kappa"])
    origins = warehouse.execute("select distinct origin from published.proposal").fetchall()
    assert origins == [("synthetic",)]


def test_origins_are_fitted_apart(warehouse: duckdb.DuckDBPyConnection) -> None:
    propose_weights(warehouse, 2006)
    alone = warehouse.execute("from published.proposal order by bit").df()
    other = make_world(seed=5, incidents_per_season=90)
    add_patterns(warehouse, other.patterns, origin="real")
    propose_weights(warehouse, 2006)
    both = warehouse.execute("from published.proposal order by origin, bit").df()
    assert both["origin"].value_counts().to_dict() == {"real": 9, "synthetic": 9}
    beside = both.query("origin == 'synthetic'").reset_index(drop=True)
    pd.testing.assert_frame_equal(beside, alone)


def test_a_first_season_is_refused_and_keeps_its_points(
    warehouse: duckdb.DuckDBPyConnection,
) -> None:
    propose_weights(warehouse, 2001)
    summary = warehouse.execute("from published.proposal_summary").df().iloc[0]
    assert summary["refused"]
    assert summary["reason"].startswith("1 season of traffic before season 2001; two are needed")
    rules = warehouse.execute("from published.proposal order by bit").df()
    assert rules["proposed_points"].tolist() == rules["points"].tolist()
    assert rules["decision"].eq("not enough evidence: keep").all()
    assert rules["sd_points"].isna().all()


def test_before_any_traffic_there_is_a_refusal_and_no_rule(
    warehouse: duckdb.DuckDBPyConnection,
) -> None:
    propose_weights(warehouse, 2000)
    reason = warehouse.execute("select reason from published.proposal_summary").fetchone()
    assert reason == (
        "there is no synthetic traffic to compare with: 0 synthetic incidents are recorded before "
        "the cut, and no manifests of ordinary containers",
    )
    assert warehouse.execute("select count(*) from published.proposal").fetchone() == (0,)


def test_proposing_again_replaces(warehouse: duckdb.DuckDBPyConnection) -> None:
    for season in (2005, 2006, 2006):
        propose_weights(warehouse, season)
    assert warehouse.execute(
        "select season, count(*) from published.proposal group by season"
    ).fetchall() == [(2006, 9)]
    assert warehouse.execute("select count(*) from published.proposal_summary").fetchone() == (1,)


def test_an_unknown_rule_set_is_named_with_those_there_are(
    warehouse: duckdb.DuckDBPyConnection,
) -> None:
    with pytest.raises(ValueError, match="rule set 'narcotics' .* known are human_smuggling"):
        propose_weights(warehouse, 2006, rule_set="narcotics")


def add_measures(con: duckdb.DuckDBPyConnection) -> None:
    con.execute("insert into reference.ports values ('3001', 'us', 'Seattle')")
    con.execute("insert into reference.ports values ('3001', 'foreign', 'not this one')")
    con.execute(
        "insert into marts.dim_measures values "
        "('S8.1a', 'Shipments screened', 'screened / in scope', 'G 1814', 1, 'public'),"
        "('S8.3', 'High-risk examined', 'examined / high-risk', 'G 1815', 2, 'fouo')"
    )
    con.execute(
        "insert into marts.fct_measure_counts values "
        "('S8.1a', 1, 'shipment', 'cohort', 'season', '2006', 'national', '*', 'synthetic',"
        " 40, 110, 10, '5', '6'),"
        "('S8.1a', 1, 'shipment', 'cohort', 'season', '2006', 'port', '3001', 'synthetic',"
        " 3, 15, 0, '5', '6'),"
        "('S8.3', 2, 'container_trip', 'cohort', 'month', '2006-04', 'port', 'unresolved',"
        " 'synthetic', 7, null, 0, '5', null)"
    )


def test_measures_are_published_with_definition_rate_and_interval(
    con: duckdb.DuckDBPyConnection,
) -> None:
    add_measures(con)
    estimate_measures(con)
    rows = con.execute("from published.measures").df().set_index(["measure", "port_code"])
    whole = rows.loc[("S8.1a", "*")]
    assert (whole["title"], whole["port_name"]) == ("Shipments screened", "All ports")
    assert (whole["numerator"], whole["denominator"], whole["n_unknown"]) == (40, 110, 10)
    assert whole["value"] == 0.4
    # binom.test(40, 100): 0.3033, 0.5028
    assert (whole["low"], whole["high"]) == pytest.approx((0.3033, 0.5028), abs=5e-5)
    assert (whole["value_unknown_low"], whole["value_unknown_high"]) == (40 / 110, 50 / 110)
    few = rows.loc[("S8.1a", "3001")]
    assert (few["port_name"], few["note"]) == ("Seattle", "fewer than 20")
    assert pd.isna(few[["value", "low", "high"]].astype(float)).all()
    assert few["numerator"] == 3
    count = rows.loc[("S8.3", "unresolved")]
    assert (count["note"], count["value"], count["sensitivity"]) == ("count", 7, "fouo")
    assert pd.isna(count["denominator"])


def test_a_refused_percentage_is_null_in_the_table(con: duckdb.DuckDBPyConnection) -> None:
    add_measures(con)
    estimate_measures(con)
    found = con.execute(
        "select count(*) from published.measures where value is null and low is null"
    ).fetchone()
    assert found == (1,)


def test_a_measure_without_definition_or_of_another_version_is_refused_and_the_old_table_stays(
    con: duckdb.DuckDBPyConnection,
) -> None:
    add_measures(con)
    estimate_measures(con)
    con.execute("update marts.dim_measures set definition_version = 2 where measure = 'S8.1a'")
    with pytest.raises(ValueError, match=r"S8.1a was counted under definition version 1.* has 2"):
        estimate_measures(con)
    con.execute("delete from marts.dim_measures where measure = 'S8.3'")
    with pytest.raises(ValueError, match="measures S8.3 are counted but not defined"):
        estimate_measures(con)
    assert con.execute("select count(*) from published.measures").fetchone() == (3,)


def test_a_table_that_cannot_be_written_leaves_all_of_them_as_they_were(
    con: duckdb.DuckDBPyConnection,
) -> None:
    old, new = (pd.DataFrame({"a": [number], "b": ["x"]}) for number in (1, 2))
    columns = {"a": "integer", "b": "varchar"}
    replace_tables(con, {"one": (columns, old), "two": (columns, old)})
    with pytest.raises(ValueError, match="published.two: no column b; got a"):
        replace_tables(con, {"one": (columns, new), "two": (columns, new[["a"]])})
    with pytest.raises(duckdb.ConversionException):
        replace_tables(con, {"one": ({"a": "integer", "b": "integer"}, new)})
    replaced = con.execute("select one.a, two.a from published.one, published.two").fetchall()
    assert replaced == [(1, 1)]


def write_manifest(path: Path, *metas: object) -> Path:
    nodes = {
        f"model.tallyman.m{number}": {
            "resource_type": "model",
            "name": f"m{number}",
            "config": {"meta": {"measure": meta} if meta else {}},
        }
        for number, meta in enumerate(metas)
    }
    nodes["test.tallyman.t"] = {"resource_type": "test", "name": "t", "config": {}}
    manifest = path / "manifest.json"
    manifest.write_text(json.dumps({"nodes": nodes}), encoding="utf-8")
    return manifest


def line(measure: str, **changes: object) -> dict[str, object]:
    return {
        "id": measure,
        "title": f"title of {measure}",
        "unit": "shipment",
        "purpose": "to know",
        "formula": "a / b",
        "owner_role": "port examinations",
        "traps": "none is not unknown",
        "source": "G 1814",
        "definition_version": 1,
        "sensitivity": "public",
        **changes,
    }


def test_the_catalogue_is_read_from_both_shapes_of_the_manifest(
    con: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    headline = line("S8.3", formula="", lines=[{"id": "S8.3", "formula": "x / y"}])
    manifest = write_manifest(tmp_path, [line("S8.1b"), line("S8.1a")], headline, None)
    catalogue = measure_catalogue(manifest)
    assert catalogue["measure"].tolist() == ["S8.1a", "S8.1b", "S8.3"]
    assert catalogue["formula"].tolist() == ["a / b", "a / b", "x / y"]
    assert catalogue["model"].tolist() == ["m0", "m0", "m1"]
    add_measures(con)
    con.execute("update marts.fct_measure_counts set definition_version = 1")
    con.execute("drop table marts.dim_measures")
    assert set(estimate_measures(con, catalogue)["title"]) == {"title of S8.1a", "title of S8.3"}


@pytest.mark.parametrize(
    ("metas", "message"),
    [
        ([[line("S8.1a", source="")]], "model m0, measure S8.1a: meta.measure lacks source"),
        (
            [[line("S8.1a", purpose=" ", traps=None, owner_role="")]],
            "measure S8.1a: meta.measure lacks purpose, owner_role, traps",
        ),
        ([[line("S8.1a")], [line("S8.1a")]], "measure S8.1a is defined in m0, m1; define it once"),
    ],
)
def test_a_faulty_definition_is_named(metas: list[object], message: str, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=message):
        measure_catalogue(write_manifest(tmp_path, *metas))


def test_without_a_manifest_the_command_that_makes_it_is_named(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match="run `tallyman build`"):
        measure_catalogue(tmp_path / "manifest.json")


def add_exam(
    con: duckdb.DuckDBPyConnection,
    key: str,
    season: int,
    hits: int,
    events: list[tuple[str, str | None, str]],
    **full: object,
) -> None:
    """Write an examined trip: its events (method, result, known_at), and it as built."""
    trip = {"origin": "synthetic", "container_trip_key": key, "season": season}
    trip |= {"is_in_scope": True, "is_in_season": True, **full}
    insert(con, "marts.fct_container_trips", pd.DataFrame([trip]))
    con.execute(
        "insert into intermediate.int_rule_hits values "
        "('synthetic', ?, 'human_smuggling', 2, 'T2', ?)",
        [key, hits],
    )
    for method, result, known_at in events:
        con.execute(
            "insert into intermediate.int_exam_events values ('synthetic', ?, ?, true, ?, ?)",
            [key, method, result, known_at],
        )


def test_an_exam_recorded_after_1_september_was_not_known(
    warehouse: duckdb.DuckDBPyConnection, world: World
) -> None:
    examined = world.patterns.query("season == 2005 and examined_physical > 0 and lesser > 0")
    hits = int(examined.iloc[0]["hits"])
    before = read_training(warehouse, 2006, "human_smuggling", "synthetic")
    # Imaged in time; opened, with what was found, on record only after the cut.
    add_exam(
        warehouse,
        "late",
        2005,
        hits,
        [("image", "negative", "2005-08-31"), ("physical_full", "positive_other", "2005-09-01")],
        has_image=True,
        has_physical=True,
        result="positive_other",
    )
    # Everything in time: nothing is taken off.
    add_exam(
        warehouse,
        "in time",
        2005,
        hits,
        [("physical_full", "positive_other", "2005-08-31")],
        has_physical=True,
        result="positive_other",
    )
    after = read_training(warehouse, 2006, "human_smuggling", "synthetic")
    assert after.left_out.exams == 1
    key = ["season", "hits"]
    change = after.patterns.set_index(key)[COUNTS] - before.patterns.set_index(key)[COUNTS]
    row = change.loc[(2005, hits)]
    assert (row["examined_physical"], row["examined_image"], row["lesser"]) == (-1, 1, -1)
    assert change.abs().to_numpy().sum() == 3
    assert read_training(warehouse, 2007, "human_smuggling", "synthetic").left_out.exams == 0


def test_a_frozen_rule_keeps_its_points_whatever_the_data_say(
    warehouse: duckdb.DuckDBPyConnection,
) -> None:
    propose_weights(warehouse, 2006)
    free = warehouse.execute("from published.proposal").df().set_index("rule")
    moved = free.index[free["points"] != free["proposed_points"]][0]
    warehouse.execute("update rules.rules set is_frozen = true where rule = ?", [moved])
    propose_weights(warehouse, 2006)
    held = warehouse.execute("from published.proposal").df().set_index("rule").loc[moved]
    assert held["proposed_points"] == held["points"]
    assert held["decision"] == "frozen by owner"
    assert held["reason"].startswith(f"the owner keeps it at {held['points']} points; ")
    card = warehouse.execute("select model_card from published.proposal_summary").fetchone()
    rules = {row["rule"]: row for row in json.loads(card[0])["rules"]}
    assert rules[moved]["decision"] == "frozen by owner"


def test_incidents_are_listed_with_their_clocks_whether_known_in_time_or_not(
    warehouse: duckdb.DuckDBPyConnection,
) -> None:
    add_incident(warehouse, "R1", None, "2000-01-03", "2000-01-13", origin="real")
    add_incident(warehouse, "R2", None, "2005-01-15", "2007-04-24", origin="real")
    propose_weights(warehouse, 2006)
    history = warehouse.execute(
        "from published.proposal_history where origin = 'real' order by discovered_on"
    ).df()
    # 2000-01-03 to 2005-01-15: 5 years of 365 days, 2 leap days, 12 days.
    assert history["days_to_record"].tolist() == [10, 829]
    assert history["days_since_previous"].tolist()[1] == 5 * 365 + 2 + 12
    assert history["is_known_before_cut"].tolist() == [True, False]
    summary = warehouse.execute("from published.proposal_summary where origin = 'real'").df()
    assert summary["clocks"][0].startswith("2 incidents from 2000-01-03 to 2005-01-15, 1 recorded")
    card = json.loads(summary["model_card"][0])
    assert card["refused"]
    assert (card["fit"], card["walk_forward"]) == ({}, [])
    assert [row["prevalence"] for row in card["minimum_detectable_odds_ratio"]] == [
        0.01, 0.05, 0.10, 0.20, 0.40
    ]  # fmt: skip
