"""The stream as a whole: same seed, same rows; no month looks ahead; columns of the contracts."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pytest

from models.rules import RuleSet
from models.simulation import ReferenceTables, SimulationConfig, simulate
from models.simulation.month_tables import RECORDED_AT, TABLES
from pipelines.landing import load_contracts
from tests.unit.simulation.conftest import TINY, World

CONTRACTS = load_contracts()


def same(one: World, other: World) -> bool:
    return len(one.months) == len(other.months) and all(
        a.tables == b.tables and a.dirt == b.dirt and a.truth == b.truth
        for a, b in zip(one.months, other.months, strict=True)
    )


def test_same_seed_gives_the_same_rows_and_another_seed_others(
    run: Callable[[SimulationConfig], World], tiny: World
) -> None:
    assert same(run(TINY), tiny)
    assert not same(run(replace(TINY, seed=TINY.seed + 1)), tiny)


def test_a_month_does_not_depend_on_later_months(
    run: Callable[[SimulationConfig], World], tiny: World
) -> None:
    first_season = run(replace(TINY, last_season=TINY.first_season))
    assert len(first_season.months) == 12
    assert same(first_season, World(tiny.config, tiny.months[:12]))


def test_a_month_does_not_depend_on_which_tables_were_asked_for(
    reference: ReferenceTables, rule_sets: dict[str, RuleSet], tiny: World
) -> None:
    config = replace(TINY, last_season=TINY.first_season)
    months = simulate(config, reference, rule_sets)
    for kept, month in zip(tiny.months, months, strict=False):
        assert month.tables["ams_tariff"] == kept.tables["ams_tariff"]


@pytest.mark.parametrize("name", TABLES)
def test_tables_have_the_columns_of_their_contract(name: str, tiny: World) -> None:
    expected = [column.name for column in CONTRACTS[name].columns]
    assert all(month.tables[name].column_names == expected for month in tiny.months)


def test_the_stream_writes_every_feed_of_the_agency_but_four() -> None:
    # Claims set real sources side by side; a stream has one source. The Importer Security Filing,
    # stow plans among it, came in 2009, after the stream ends; tallies are held against the plans.
    of_2009 = {"isf_filings", "stow_plan_positions", "discharge_tally"}
    families = {"ams", "agency", "stow_plans", "csi", "ctpat", "scanning", "vessels"}
    feeds = {name for name, contract in CONTRACTS.items() if contract.family in families}
    assert feeds - set(TABLES) == {"incident_claims", *of_2009}


@pytest.mark.parametrize("name", TABLES)
def test_values_are_among_those_the_contract_allows(name: str, tiny: World) -> None:
    table = tiny.table(name)
    for column in CONTRACTS[name].columns:
        values = table[column.name]
        if column.required:
            assert values.null_count == 0, column.name
        if column.allowed:
            assert set(pc.unique(values).to_pylist()) - {None} <= set(column.allowed), column.name


@pytest.mark.parametrize("name", RECORDED_AT)
def test_nothing_is_in_a_release_that_was_recorded_after_it(name: str, tiny: World) -> None:
    for month in tiny.months:
        recorded = month.tables[name][RECORDED_AT[name]].to_numpy()
        assert not len(recorded) or recorded.max() <= month.stamp


def test_agency_keys_name_one_row_each_in_a_release(tiny: World) -> None:
    for name in RECORDED_AT:
        for month in tiny.months:
            table = month.tables[name]
            keys = table.select(list(CONTRACTS[name].key)).to_pandas()
            if name == "exams":
                # A later state of an event replaces an earlier one and may share its release.
                keys = keys.assign(status=table["status"].to_pandas())
            assert not keys.duplicated().any(), (name, month.month)


def test_trips_of_a_month_are_as_many_as_asked_for(tiny: World) -> None:
    in_season = [m.counts["trips"] for m in tiny.months if int(m.month[5:]) not in (6, 7, 8, 9)]
    off_season = [m.counts["trips"] for m in tiny.months if int(m.month[5:]) in (6, 7, 8, 9)]
    assert sum(in_season) == pytest.approx(2 * TINY.trips_per_season, rel=0.01)
    assert len(off_season) == 8
    assert max(off_season) < min(in_season)


def test_clean_streams_have_no_dirt(season: World) -> None:
    assert all(not any(month.dirt.values()) for month in season.months)
    status = pc.unique(season.table("ams_header")["record_status_indicator"]).to_pylist()
    assert status == ["New"]


def test_a_rule_set_too_few_is_refused(
    reference: ReferenceTables, rule_sets: dict[str, RuleSet]
) -> None:
    with pytest.raises(ValueError, match="human_smuggling missing"):
        next(simulate(TINY, reference, {"terrorism": rule_sets["terrorism"]}))


def test_a_port_missing_from_the_reference_is_named(
    reference: ReferenceTables, rule_sets: dict[str, RuleSet]
) -> None:
    without_shekou = reference.ports[reference.ports["port_code"] != "57018"]
    with pytest.raises(ValueError, match=r"57018 not found.*ports\.csv"):
        next(simulate(TINY, replace(reference, ports=without_shekou), rule_sets))


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"seed": -1}, "seed: got -1"),
        ({"last_season": 1990}, "must not come before"),
        ({"trips_per_season": 0}, "trips_per_season: got 0"),
        ({"incidents_per_season": -2.0}, "incidents_per_season: got -2"),
        ({"truth": "real"}, "expected 'planted' or 'current'"),
    ],
)
def test_requests_that_cannot_be_simulated_are_refused(
    change: dict[str, object], message: str
) -> None:
    with pytest.raises(ValueError, match=message):
        SimulationConfig(**change)  # type: ignore[arg-type]


def test_container_trips_are_unique(tiny: World) -> None:
    key = ["container_number", "vessel_imo", "voyage_number", "us_port_code"]
    risk = tiny.truth("container_risk").select(key).to_pandas()
    assert not risk.duplicated().any()
    assert isinstance(tiny.months[0].tables["ams_header"], pa.Table)
    assert len(risk) > 0.9 * np.sum([month.counts["trips"] for month in tiny.months])
