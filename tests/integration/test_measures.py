"""Measures: what is counted at once is what the rows say, in every view and geography.

Which numbers they come to on rows worked by hand belongs in ``test_hand_worked``; the partitions
and sums that block a build are dbt tests.
"""

import json
import random
from collections.abc import Callable
from typing import Any

import duckdb
import pytest
from typer.testing import CliRunner, Result

from pipelines.cli import app
from pipelines.editions import open_edition
from pipelines.editions.published import SelectionError, select
from pipelines.editions.row_manifest import order_free_hash
from pipelines.editions.selection import FigureFilter, one_figure
from pipelines.editions.tracing import trace
from pipelines.settings import Settings, get_settings

KEYS = 'measure, unit, "view", origin, us_port_code, cohort_month'
"""What a figure of one month and port is told by."""
TRACED = 60
Typed = Callable[..., Result]


@pytest.fixture(scope="module")
def edition(small_world: Settings) -> Any:
    with open_edition(small_world.editions).connect() as con:
        yield con


@pytest.fixture
def typed(monkeypatch: pytest.MonkeyPatch, small_world: Settings) -> Any:
    monkeypatch.setenv("TALLYMAN_BUILD", str(small_world.build))
    monkeypatch.setenv("COLUMNS", "160")
    get_settings.cache_clear()
    yield lambda *arguments: CliRunner().invoke(app, list(arguments))
    get_settings.cache_clear()


def models(con: duckdb.DuckDBPyConnection) -> list[str]:
    return [
        name
        for (name,) in con.execute(
            "select distinct model from marts.dim_measures "
            "where counted_in = 'published.measures' order by model"
        ).fetchall()
    ]


def test_every_line_counts_what_its_rows_say_with_their_hash(edition: Any) -> None:
    found, said = [], []
    for model in models(edition):
        rows = edition.execute(
            f"select {KEYS}, is_numerator, is_denominator, is_unknown, row_key "  # noqa: S608
            f"from marts.{model}"
        ).fetchall()
        groups: dict[tuple[Any, ...], list[tuple[Any, ...]]] = {}
        for row in rows:
            groups.setdefault(row[:6], []).append(row[6:])
        for key, of_key in groups.items():
            counted = [row[3] for row in of_key if row[0]]
            among = [row[3] for row in of_key if row[1]]
            unknown = sum(row[2] for row in of_key)
            found.append((*key, len(counted), order_free_hash(counted), len(among), unknown))
    for table in ("fct_measure_months", "fct_measure_months_recounted"):
        said += edition.execute(
            f"select {KEYS}, sum(numerator)::bigint, "  # noqa: S608
            "(sum(numerator_hash) % 18446744073709551616)::varchar, "
            "coalesce(sum(denominator), 0)::bigint, sum(n_unknown)::bigint "
            f"from marts.{table} group by {KEYS}"
        ).fetchall()
    assert len(found) > 1000
    assert {row[2] for row in found} == {"cohort", "activity"}
    assert sorted(found) == sorted(said)


@pytest.mark.parametrize("geography", ["national", "field_office", "port"])
@pytest.mark.parametrize("view", ["cohort", "activity"])
def test_any_figure_is_proven_from_the_edition_alone(
    small_world: Settings, edition: Any, geography: str, view: str
) -> None:
    rows = select(
        edition,
        'from published.measures where geography = ? and "view" = ? and numerator > 0',
        [geography, view],
    )
    opened = open_edition(small_world.editions)
    for row in random.Random(8).sample(rows, min(TRACED, len(rows))):
        wanted = FigureFilter(
            row["measure"], row["period"], row["port_code"], row["unit"], row["origin"], view
        )
        _, proof = trace(opened, one_figure(opened, wanted))
        assert (proof.count, proof.order_free_hash) == (row["numerator"], row["numerator_hash"])
        again = edition.execute(proof.sql).fetchall()
        assert len(again) == row["numerator"]


def test_a_figure_whose_rows_are_others_is_refused_with_both_hashes(small_world: Settings) -> None:
    opened = open_edition(small_world.editions)
    figure = one_figure(opened, FigureFilter("S8.1a", "CY2005", "*", "shipment", "synthetic"))
    with pytest.raises(SelectionError, match=r"hash \d+.*hash 1\)\. The edition contradicts"):
        trace(opened, figure | {"numerator_hash": "1"})
    with pytest.raises(SelectionError, match=rf"lists {figure['numerator']} rows"):
        trace(opened, figure | {"numerator": figure["numerator"] + 1})


def test_only_cohorts_have_denominators(edition: Any) -> None:
    assert edition.execute(
        'select distinct "view", denominator is null, denominator_hash is null '
        "from published.measures order by all"
    ).fetchall() == [("activity", True, True), ("cohort", False, False)]


def test_the_seven_parts_of_the_high_risk_are_told_of_one_row_once(edition: Any) -> None:
    counted = edition.execute(
        "select row_key, count(*) from marts.measure_s8_2 where is_numerator and "
        "regexp_matches(measure, '(only_i+|_and_i+|all_three)$') group by unit, row_key, origin"
    ).fetchall()
    high_risk = edition.execute(
        "select count(*) from marts.measure_s8_2 where measure = 'S8.2' and is_numerator"
    ).fetchone()
    assert {times for _, times in counted} == {1}
    assert (len(counted),) == high_risk


def test_a_field_office_is_asked_for_by_its_name(typed: Typed) -> None:
    asked = ("--measure", "S8.1a", "--unit", "container_trip", "--period", "CY2005", "--json")
    (office,) = json.loads(typed("measures", "--port", "los angeles", *asked).stdout)
    ports = [json.loads(typed("measures", "--port", port, *asked).stdout)[0] for port in
             ("2704", "2709")]  # fmt: skip
    assert (office["geography"], office["port"]) == ("field_office", "FO:Los Angeles")
    assert office["numerator"] == sum(port["numerator"] for port in ports)
    rows = json.loads(
        typed("trace", "S8.1a", "--period", "CY2005", "--port", "Los Angeles", "--json").stdout
    )
    assert {row["us_port_code"] for row in rows} == {"2704", "2709"}


def test_a_target_is_printed_with_who_set_it_and_when(typed: Typed) -> None:
    shown = typed("measures", "--measure", "A24", "--period", "CY2005").stdout
    assert "target" in shown
    assert "≥ 100.0 %" in shown


def test_the_activity_of_a_measure_is_traced_by_the_date_of_the_event(typed: Typed) -> None:
    done = typed("trace", "S8.8.negative", "--view", "activity", "--period", "CY2005",
                 "--manifest", "--json")  # fmt: skip
    manifest = json.loads(done.stdout)
    assert manifest["view"] == "activity"
    assert "'CY' || year(cohort_month) = 'CY2005'" in manifest["sql"]
    assert manifest["count"] > 0
