"""Commonalities from the marts to the edition, the command and its exports."""

import csv
import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pandas as pd
import pytest
from typer.testing import CliRunner

from models.commonalities import wording
from pipelines.cli import app
from pipelines.dbt_runs.manifest import ensure_manifest
from pipelines.editions import incident_traits, open_edition
from pipelines.editions.published import SelectionError
from pipelines.editions.store import Edition
from pipelines.estimates import estimate_commonalities
from pipelines.estimates.training import read_training
from pipelines.settings import Settings

TABLES = """
create schema marts;
create table marts.fct_trait_strata (
    origin varchar, trait varchar, second_trait varchar, wording varchar, arrival_month date,
    loading_region varchar, us_port_group varchar, traffic_with bigint, traffic_without bigint,
    incident_containers bigint);
create table marts.fct_trait_incidents (
    origin varchar, trait varchar, second_trait varchar, incident_id varchar, era varchar,
    arrival_month date, loading_region varchar, us_port_group varchar, has_trait boolean,
    is_recorded_before_discovery boolean);
"""


@pytest.fixture
def con() -> Iterator[duckdb.DuckDBPyConnection]:
    connection = duckdb.connect()
    connection.execute(TABLES)
    yield connection
    connection.close()


@pytest.fixture(scope="module")
def edition(small_world: Settings) -> Edition:
    return open_edition(small_world.editions)


def test_they_are_published_by_origin_and_era_with_what_they_rest_on(
    con: duckdb.DuckDBPyConnection,
) -> None:
    con.execute(
        "insert into marts.fct_trait_strata select o, t, null, w, date '2005-04-01', 'Korea', "
        "'Puget Sound', a, b, 10 from (values ('synthetic', 'soft_top', 'Soft top', 20, 980), "
        "('synthetic', 'reefer', 'Reefer', 80, 920), ('real', 'soft_top', 'Soft top', 0, 0)) "
        "as v(o, t, w, a, b)"
    )
    con.execute(
        "insert into marts.fct_trait_incidents select o, t, null, 'I' || i, 'Busan', "
        "date '2005-04-01', 'Korea', 'Puget Sound', t = 'soft_top' and i < 8, true "
        "from (values ('synthetic', 'soft_top'), ('synthetic', 'reefer'), ('real', 'soft_top')) "
        "as v(o, t), range(10) as r(i)"
    )
    estimate_commonalities(con)
    rows = con.execute("from published.commonalities").df().set_index(["origin", "era", "trait"])
    assert len(rows) == 6
    real = rows.loc[("real", "*", "soft_top")]
    assert (real["verdict"], real["incidents_unmatched"]) == ("no comparison traffic", 10)
    assert pd.isna(real["odds_ratio"])
    found = rows.loc[("synthetic", "*", "soft_top")]
    assert (found["rank"], found["verdict"]) == (1, "more common among incidents")
    assert (found["incident_containers_with"], found["incident_containers"]) == (8, 10)
    assert (found["comparisons"], found["recorded"]) == (2, "before discovery")
    assert found["without_odds_ratio"] < found["odds_ratio"]
    assert rows.loc[("synthetic", "Busan", "reefer"), "verdict"] == "not enough evidence"


def test_matching_and_cards_agree_with_the_ladder(edition: Edition) -> None:
    matching = {row["match"]: row for row in incident_traits.read_matching(edition, "synthetic")}
    with edition.connect() as con:
        (containers, manifested) = con.execute(
            "select count(*), count(container_trip_key) from marts.fct_incident_ladder "
            "where origin = 'synthetic' and not is_scenario"
        ).fetchone()
    assert sum(row["incident_containers"] for row in matching.values()) == containers
    assert containers - matching["no manifest"]["incident_containers"] == manifested
    rows = incident_traits.read_commonalities(edition, "synthetic")
    assert [row["rank"] for row in rows] == list(range(1, len(rows) + 1))
    for row in rows:
        counted = (
            row["incident_containers"]
            + row["incident_containers_unmatched"]
            + row["incident_containers_unknown"]
            + row["incident_containers_recorded_after"]
        )
        assert counted <= manifested
        assert row["incidents"] <= matching["matched"]["incidents"]
        if row["holm_p_value"] is not None:
            assert row["p_value"] <= row["holm_p_value"]


def test_real_incidents_have_claims_side_by_side_and_no_comparison(
    edition: Edition, small_world: Settings
) -> None:
    assert incident_traits.read_commonalities(edition, "real") == []
    assert [row["match"] for row in incident_traits.read_matching(edition, "real")] == [
        "no manifest"
    ]
    told: dict[str, set[str]] = {}
    for path in small_world.incident_history.glob("incident_claims__*.csv"):
        with path.open(newline="", encoding="utf-8") as file:
            for row in csv.DictReader(file):
                told.setdefault(row["attribute"], set()).add(row["incident_id"])
    counts = {row["attribute"]: row for row in incident_traits.read_claim_counts(edition, "real")}
    searched = {"PR-2004-01"}  # a search that found nobody is no incident
    assert {name: row["incidents_told"] for name, row in counts.items()} == {
        name: len(ids - searched) for name, ids in told.items() if ids - searched
    }
    assert {row["incidents"] for row in counts.values()} == {10}
    assert {row["incidents_recorded_before"] for row in counts.values()} == {0}
    places = [
        row
        for row in incident_traits.read_claims(edition, "real")
        if row["attribute"] == "loading_place"
    ]
    (april,) = [row for row in places if row["incident_id"] == "PR-2001-01"]
    assert (april["values_told"], april["era"]) == ("China | mainland China", "Busan")
    assert april["is_recorded_before_discovery"] is False


def test_eras_follow_the_discovery(edition: Edition) -> None:
    eras = {row["incident_id"]: row["era"] for row in incident_traits.read_claims(edition, "real")}
    assert eras["PR-2000-01"] == "Hong Kong"
    assert (eras["OIG-2005-01"], eras["OIG-2006-04"]) == ("Shenzhen", "Shanghai")
    with pytest.raises(SelectionError, match=r"era 'Oslo'.*eras are \*"):
        incident_traits.read_commonalities(edition, "synthetic", era="Oslo")


def test_no_pattern_descends_from_what_was_written_up_afterwards(small_world: Settings) -> None:
    nodes = json.loads(ensure_manifest(small_world).read_text(encoding="utf-8"))
    models = {node["name"]: key for key, node in nodes["nodes"].items()}
    waiting = [models[name] for name in ("fct_patterns", "int_rule_hits", "int_port_seasons")]
    above: set[str] = set()
    while waiting:
        key = waiting.pop()
        if key not in above:
            above.add(key)
            waiting += nodes["parent_map"].get(key, [])
    names = {key.split(".")[-1] for key in above}
    assert "stg_agency__incidents" in names  # that an incident was confirmed is trained on
    assert not {name for name in names if "claims" in name or "trait" in name}


def test_training_is_the_same_whatever_was_claimed_afterwards(
    small_world: Settings, tmp_path: Path
) -> None:
    copy = tmp_path / "copy.duckdb"
    shutil.copy(small_world.warehouse, copy)
    with duckdb.connect(str(copy)) as con:
        before = read_training(con, 2006, "human_smuggling", "synthetic")
        con.execute("delete from raw.incident_claims")
        con.execute("delete from marts.fct_incident_claims")
        # of the traits it reads when they were recorded, not what they say
        con.execute("update marts.fct_trait_incidents set has_trait = not has_trait")
        con.execute("update marts.dim_incidents set source_count = 0, conflicting_attributes = 'x'")
        after = read_training(con, 2006, "human_smuggling", "synthetic")
    assert before.patterns["confirmed"].sum() > 0
    pd.testing.assert_frame_equal(before.patterns, after.patterns)
    pd.testing.assert_frame_equal(before.rules, after.rules)


@pytest.fixture
def typed(small_world: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[CliRunner]:
    from pipelines.settings import get_settings

    monkeypatch.setenv("TALLYMAN_BUILD", str(small_world.build))
    get_settings.cache_clear()
    yield CliRunner()
    get_settings.cache_clear()


def test_the_command_prints_cards_json_and_csv(
    typed: CliRunner, edition: Edition, tmp_path: Path
) -> None:
    rows = incident_traits.read_commonalities(edition, "synthetic", era="all")
    said = json.loads(typed.invoke(app, ["commonalities", "--era", "all", "--json"]).stdout)
    assert (said["edition"], said["origin"]) == (edition.id, "synthetic")
    assert len(said["commonalities"]) == len(rows)
    singles = json.loads(typed.invoke(app, ["commonalities", "--kind", "trait", "--json"]).stdout)
    assert {row["kind"] for row in singles["commonalities"]} == {"trait"}
    assert len(singles["commonalities"]) == sum(
        row["kind"] == "trait" and row["era"] == "*" for row in rows
    )
    file = tmp_path / "traits.csv"
    done = typed.invoke(app, ["commonalities", "--era", "all", "--csv", str(file)])
    assert done.exit_code == 0
    with file.open(newline="", encoding="utf-8") as opened:
        written = list(csv.DictReader(opened))
    assert [row["trait"] for row in written] == [row["trait"] for row in rows]
    assert {(row["edition"], row["origin"]) for row in written} == {(edition.id, "synthetic")}

    card = " ".join(typed.invoke(app, ["commonalities", "--trait", "is_soft_top"]).stdout.split())
    (soft_top,) = [
        row
        for row in incident_traits.read_commonalities(edition, "synthetic")
        if row["trait"] == "is_soft_top" and row["kind"] == "trait"
    ]
    assert soft_top["verdict"] in card
    assert f"{soft_top['incident_containers_with']} of {soft_top['incident_containers']}" in card
    assert wording.when_recorded(soft_top) in card


def test_the_command_says_that_real_incidents_have_no_traffic(typed: CliRunner) -> None:
    shown = typed.invoke(app, ["commonalities", "--origin", "real", "--trait", "loading_place"])
    text = " ".join(shown.stdout.split())
    assert "no comparison traffic and no odds ratio" in text
    assert "loading place 9 10" in text
    assert "China | mainland China" in text
