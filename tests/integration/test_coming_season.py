"""What a proposal knows of its season's ports: counted again in Python, and nothing of later."""

import json
import shutil
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import duckdb
import numpy as np
import pandas as pd
import pytest

from models.evaluation.port_rules import port_season_rules
from models.refinement import FilterWeightRefiner
from pipelines.editions import open_edition
from pipelines.editions.card_words import coming_words, gain_words
from pipelines.estimates.coming_season import read_coming
from pipelines.estimates.season_backtest import season_backtest
from pipelines.estimates.training import read_training
from pipelines.filters.desk import open_desk
from pipelines.settings import Settings

RULE_SET = "human_smuggling"
KEY = {"origin": "synthetic", "rule_set": RULE_SET, "version": 1, "snapshot": "T2"}

COUNTS = """
select fiscal_year as season, lading_port_code as port, count(*) as containers,
    count(*) filter (where has_named_consignee) as named,
    count(*) filter (where is_first_time_consignee) as first_time
from intermediate.int_container_trip_states
where origin = 'synthetic' and snapshot = 'T2' and is_in_scope and is_in_season
    and lading_port_code is not null and fiscal_year < ?
group by all
"""
INCIDENTS = """
select distinct incident_id, coalesce(c.loading_port_code, t.lading_port_code, 'nowhere') as port,
    year(i.discovered_on + interval 3 month) as season
from staging.stg_agency__incidents as i
inner join staging.stg_agency__incidents_first_known as k using (origin, incident_id)
inner join staging.stg_agency__incident_containers as c using (origin, incident_id)
left join intermediate.int_incident_trips as t using (origin, incident_id, container_label)
where i.origin = 'synthetic' and i.kind = 'stowaway' and i.is_scenario is not true
    and k.first_known_at < ?
"""
NEWEST = """
select t.container_trip_key, t.lading_port_code as port, f.*
from marts.fct_container_trips as t
inner join marts.fct_container_trip_features as f using (origin, container_trip_key)
where t.origin = 'synthetic' and f.snapshot = 'T2' and t.is_in_scope and t.is_in_season
    and f.is_manifest_known and t.season = ?
"""


@pytest.fixture
def warehouse(accepted_world: Settings) -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect(str(accepted_world.warehouse), read_only=True) as con:
        yield con


@pytest.fixture
def copied(accepted_world: Settings, tmp_path: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    shutil.copy(accepted_world.warehouse, tmp_path / "warehouse.duckdb")
    with duckdb.connect(str(tmp_path / "warehouse.duckdb")) as con:
        yield con


def read(
    con: duckdb.DuckDBPyConnection, season: int, left_out: tuple[str, ...] = ()
) -> pd.DataFrame:
    found = read_coming(con, {**KEY, "season": season}, left_out)
    assert found is not None
    return found


def recounted(
    con: duckdb.DuckDBPyConnection, settings: Settings, season: int, left_out: tuple[str, ...] = ()
) -> pd.DataFrame:
    """Count from the trips before a season, and judge every rule on every container in pandas."""
    counts = con.execute(COUNTS, [season]).df()
    incidents = con.execute(INCIDENTS, [datetime(season - 1, 9, 1)]).df()  # noqa: DTZ001
    seen = incidents.groupby(["season", "port"]).size().rename("incidents").reset_index()
    counts = counts.merge(seen, on=["season", "port"], how="outer")
    counts = counts.fillna({"containers": 0, "named": 0, "first_time": 0, "incidents": 0})
    regions = dict(
        con.execute("select port_code, region from reference.ports where side = 'foreign'")
        .fetchall()
    )  # fmt: skip
    counts["region"] = counts["port"].map(regions).fillna("nowhere")
    flags = port_season_rules(counts, season).set_index("port")
    newest = con.execute(NEWEST, [season - 1]).df()
    newest = newest[~newest["container_trip_key"].isin(left_out)]
    for feature, rule in (
        ("is_port_hit_prev2", "port_hit_prev2"),
        ("is_port_near_hit", "port_near_hit"),
        ("is_port_rising", "port_rising"),
    ):
        newest[feature] = newest["port"].map(flags[rule]).astype("boolean").fillna(False)
    content = open_desk(settings).register.version(RULE_SET, 1).content
    masks = pd.Series(content.hits(newest)).value_counts().sort_index()
    return pd.DataFrame({"hits": masks.index, "containers": masks.to_numpy()})


@pytest.mark.parametrize("season", [2006, 2007])
def test_the_coming_traffic_is_what_python_counts_of_the_seasons_before(
    warehouse: duckdb.DuckDBPyConnection, accepted_world: Settings, season: int
) -> None:
    found = read(warehouse, season)
    expected = recounted(warehouse, accepted_world, season)
    assert found.to_numpy().tolist() == expected.to_numpy().tolist()
    # Port rules are hit, and otherwise than in the newest season itself.
    stored = warehouse.execute(
        "select hits, sum(container_count)::bigint as containers from marts.fct_patterns "
        "where origin = 'synthetic' and rule_set = 'human_smuggling' and snapshot = 'T2' "
        "and is_in_season and season = ? group by hits order by hits",
        [season - 1],
    ).df()
    assert found["containers"].sum() == stored["containers"].sum()
    assert not found.equals(stored)
    looking_back = 0b111 << 4
    parts = [
        frame.assign(hits=frame["hits"] & ~looking_back).groupby("hits")["containers"].sum()
        for frame in (found, stored)
    ]
    pd.testing.assert_series_equal(*parts)
    assert (found["hits"] & looking_back).any()


def test_nothing_of_the_season_or_recorded_after_1_september_is_read(
    copied: duckdb.DuckDBPyConnection,
) -> None:
    before = read(copied, 2006)
    copied.execute("delete from marts.fct_container_trips where season >= 2006")
    copied.execute("delete from intermediate.int_port_seasons where season > 2006")
    # Ten incidents at a port that had none: of the season itself, and of the one before but
    # recorded on the day of the cut.
    (port,) = copied.execute(
        "select lading_port_code from intermediate.int_port_seasons where origin = 'synthetic' "
        "and season = 2006 and not is_port_hit_prev2 and incident_count = 0 "
        "order by container_count desc limit 1"
    ).fetchone() or ("",)
    given = "insert into marts.fct_incident_loading_ports by name select 'synthetic' as origin, "
    given += "$name || i as incident_id, $season as season, true as is_in_season, $day::date as "
    given += "discovered_on, $known::timestamp as first_known_at, $port as loading_port_code, "
    given += "1 as container_count from range(10) as r(i)"
    later = {"name": "L", "season": 2006, "day": "2005-10-02", "known": "2005-10-03", "port": port}
    copied.execute(given, later)
    late = {"name": "M", "season": 2005, "day": "2005-05-01", "known": "2005-09-01", "port": port}
    copied.execute(given, late)
    pd.testing.assert_frame_equal(read(copied, 2006), before)
    copied.execute(given, {**late, "name": "N", "known": "2005-08-31"})
    assert not read(copied, 2006).equals(before)


def test_a_container_described_after_its_discovery_does_not_come(
    warehouse: duckdb.DuckDBPyConnection, accepted_world: Settings
) -> None:
    key, hits = warehouse.execute(
        "select container_trip_key, h.hits from marts.fct_container_trips as t "
        "inner join marts.fct_rule_hits as h using (origin, container_trip_key) "
        "where t.origin = 'synthetic' and t.season = 2006 and t.is_in_scope and t.is_in_season "
        "and h.rule_set = 'human_smuggling' and h.snapshot = 'T2' order by 1 limit 1"
    ).fetchone() or ("", 0)
    whole, without = read(warehouse, 2007), read(warehouse, 2007, (key,))
    change = whole.set_index("hits")["containers"].sub(
        without.set_index("hits")["containers"], fill_value=0
    )
    assert change.sum() == change.abs().sum() == 1
    assert (int(change.idxmax()) ^ hits) & ~(0b111 << 4) == 0
    expected = recounted(warehouse, accepted_world, 2007, (key,))
    assert without.to_numpy().tolist() == expected.to_numpy().tolist()


def test_the_proposal_is_the_refiners_that_knows_the_season(
    warehouse: duckdb.DuckDBPyConnection, accepted_world: Settings
) -> None:
    training = read_training(warehouse, 2007, RULE_SET, "synthetic")
    afterwards = warehouse.execute(
        "select container_trip_key from marts.fct_trait_incidents where origin = 'synthetic' and "
        "second_trait is null group by container_trip_key "
        "having bool_and(is_recorded_before_discovery is false)"
    ).fetchall()
    left_out = tuple(key for (key,) in afterwards)
    coming = recounted(warehouse, accepted_world, 2007, left_out)
    fitted = FilterWeightRefiner().fit(training.patterns, training.rules, coming)
    published = warehouse.execute(
        "select proposed_points from published.proposal where origin = 'synthetic' order by bit"
    ).fetchall()
    assert [points for (points,) in published] == fitted.proposal_["proposed_points"].tolist()
    cards = dict(
        warehouse.execute("select origin, model_card from published.proposal_summary").fetchall()
    )
    card = json.loads(cards["synthetic"])
    used = fitted.to_model_card()["fit"]["searched_for_coming_season"]
    newest = training.patterns.query("season == 2006")["containers"].sum()
    assert card["coming_season"] == {"known": True, "used": used, "containers": newest}
    own = next(row for row in card["assumptions"]["sensitivity"] if row["surfacing"] == 0.4)
    moved = np.abs(fitted.proposal_["proposed_points"] - fitted.proposal_["points"]).sum()
    assert own["l1_points"] == moved
    assert json.loads(cards["real"])["coming_season"]["known"] is False


def test_an_edition_answers_as_the_warehouse_and_one_without_the_ports_knows_nothing(
    warehouse: duckdb.DuckDBPyConnection,
    copied: duckdb.DuckDBPyConnection,
    accepted_world: Settings,
) -> None:
    with open_edition(accepted_world.editions).connect() as edition:
        pd.testing.assert_frame_equal(read(edition, 2006), read(warehouse, 2006))
    # No season after the next is known, nor an origin without traffic.
    assert read_coming(warehouse, {**KEY, "season": 2008}) is None
    assert read_coming(warehouse, {**KEY, "origin": "real", "season": 2007}) is None
    copied.execute("drop view marts.fct_port_seasons")
    assert read_coming(copied, {**KEY, "season": 2007}) is None
    content = open_desk(accepted_world).register.version(RULE_SET, 1).content
    assert season_backtest(copied, content, "synthetic").seasons == (2006,)


@pytest.mark.parametrize(
    ("coming", "fit", "words"),
    [
        (None, {}, "not stated"),
        (
            {"known": False, "used": False, "containers": None},
            {"kappa": 0.1},
            "seasons count alike",
        ),
        ({"known": False, "used": False, "containers": None}, {}, "not known"),
        ({"known": True, "used": True, "containers": 1132}, {"kappa": 0.1}, "1,132 container"),
        ({"known": True, "used": True, "containers": 9}, {"kappa": 0.1}, "used: ports count"),
        ({"known": True, "used": False, "containers": 9}, {"kappa": 0.1}, "none did before"),
        (
            {"known": True, "used": True, "containers": 9},
            {"kappa": 0.1, "seasons_alike": {"seasons": [2001, 2003], "is_moving": True}},
            "ports count as in 2001, 2003, before which one did too",
        ),
        ({"known": True, "used": False, "containers": 9}, {}, "nothing was fitted"),
    ],
)
def test_the_card_says_whether_the_rules_were_known_and_used(
    coming: dict[str, object] | None, fit: dict[str, object], words: str
) -> None:
    card = {"fit": fit} if coming is None else {"fit": fit, "coming_season": coming}
    assert words in coming_words(card)


@pytest.mark.parametrize(
    ("judged_by", "words"),
    [
        (None, "3.20 nats; 2 are needed"),
        ("evidence", "3.20 nats by the evidence of all training seasons; 2 are needed"),
        (
            "coming",
            "3.20 nats on where the incidents of 2004, 2005 lay, each season told from those "
            "before it; 3 are needed",
        ),
    ],
)
def test_the_card_says_what_gain_it_was_judged_by(judged_by: str | None, words: str) -> None:
    card: dict[str, object] = {
        "predictive_gain_nats": 3.2,
        "parameters": {"refuse_below_nats": 2.0},
        "told_seasons": [{"season": 2004}, {"season": 2005}],
    }
    if judged_by is not None:
        card["judged_by"] = judged_by
    if judged_by == "coming":
        card["needed_gain_nats"] = 3.0
    assert gain_words(card) == words
