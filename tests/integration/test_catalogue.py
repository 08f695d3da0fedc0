"""The catalogue on the small world: complete, alive, and the same in dbt, edition and command."""

import json
from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

import duckdb
import pytest
from typer.testing import CliRunner, Result

from pipelines.assets.estimates import FIGURE_TABLES
from pipelines.builds import last_build
from pipelines.cli import app
from pipelines.decisions.people import os_identity
from pipelines.editions import open_edition
from pipelines.editions.catalogue import FAMILIES, family_of, read_catalogue, read_vocabulary
from pipelines.estimates import measure_catalogue
from pipelines.estimates.catalogue import CATALOGUE_COLUMNS
from pipelines.settings import Settings, get_settings
from pipelines.stages import publishing
from pipelines.warehouse import begin_build, register
from pipelines.warehouse_file import open_warehouse

DEFINED_IN_A_DOCUMENT = {
    "partner_exam_ratios": "ctpat.md",
    "scan_alarm_times": "programs.md",
    "targeting_workload": "programs.md",
    "party_evaluation": "parties.md",
}
"""Tables of estimates beside the catalogue and the programs' figures, and what explains each."""


@pytest.fixture(scope="module")
def catalogue(small_world: Settings) -> list[dict[str, Any]]:
    return read_catalogue(open_edition(small_world.editions))


@pytest.fixture
def edition(small_world: Settings) -> Iterator[duckdb.DuckDBPyConnection]:
    with open_edition(small_world.editions).connect() as con:
        yield con


@pytest.fixture
def typed(
    monkeypatch: pytest.MonkeyPatch, small_world_copy: Settings
) -> Iterator[Callable[..., Result]]:
    """Type a command on a copy of the small world with a decision store of its own."""
    monkeypatch.setenv("TALLYMAN_BUILD", str(small_world_copy.build))
    monkeypatch.delenv("TALLYMAN_DECISIONS", raising=False)
    monkeypatch.setenv("COLUMNS", "100")
    get_settings.cache_clear()
    yield lambda *words: CliRunner().invoke(app, [str(word) for word in words])
    get_settings.cache_clear()


def test_no_line_is_without_purpose_source_owner_role_or_traps(catalogue: Any) -> None:
    asked = ("purpose", "source", "owner_role", "traps", "formula", "title", "unit", "direction")
    lacking = {
        (row["measure"], name) for row in catalogue for name in asked if not row[name].strip()
    }
    assert lacking == set()
    assert {family_of(row["measure"]) for row in catalogue} == set(FAMILIES)


def test_the_edition_has_what_stands_beside_the_models(
    catalogue: Any, small_world: Settings
) -> None:
    beside = measure_catalogue(small_world.dbt_target / "manifest.json").to_dict("records")
    published = {row["measure"]: row for row in catalogue}
    assert sorted(published) == [row["measure"] for row in beside]
    for row in beside:
        told = {name: published[row["measure"]][name] for name in CATALOGUE_COLUMNS}
        assert told == {name: "" if row[name] != row[name] else row[name] for name in told}


def test_no_definition_is_dead(
    catalogue: Any, edition: duckdb.DuckDBPyConnection, small_world: Settings
) -> None:
    """Each id is counted by the SQL that dbt ran, or stands in the table it names.

    Not every line has rows in the small world (the security filing came in 2009), so the line must
    be counted, not found.
    """
    ran = json.loads((small_world.dbt_target / "run_results.json").read_text(encoding="utf-8"))
    sql = "\n".join(
        result["compiled_code"]
        for result in ran["results"]
        if ".marts." in (result["relation_name"] or "").replace('"', "")
        and not result["unique_id"].endswith(".dim_measures")
    )
    assert sql
    dead = []
    for row in catalogue:
        if row["counted_in"] == "published.measures":
            is_counted = f"'{row['measure']}'" in sql
        else:
            is_counted = edition.execute(
                f"select count(*) > 0 from {row['counted_in']} where {row['counted_where']}"
            ).fetchone() == (True,)
        if not is_counted:
            dead.append(row["measure"])
    assert dead == []


def test_no_figure_is_without_a_definition_and_a_source(
    catalogue: Any, edition: duckdb.DuckDBPyConnection
) -> None:
    defined = {row["measure"] for row in catalogue}
    counted = edition.execute(
        "select distinct measure, coalesce(source, '') from published.measures"
    ).fetchall()
    assert {measure for measure, source in counted if not source} == set()
    assert {measure for measure, _ in counted} <= defined
    tables = {row["counted_in"].removeprefix("published.") for row in catalogue}
    assert set(FIGURE_TABLES) - tables - set(DEFINED_IN_A_DOCUMENT) == {"program_figures"}


def test_no_figure_of_a_program_is_without_a_definition_and_a_source(
    edition: duckdb.DuckDBPyConnection, small_world: Settings
) -> None:
    bare = edition.execute(
        "select figure from published.program_figures "
        "where coalesce(formula, '') = '' or coalesce(source, '') = ''"
    ).fetchall()
    assert bare == []
    for table, document in DEFINED_IN_A_DOCUMENT.items():
        words = (small_world.home / "docs" / document).read_text(encoding="utf-8")
        assert f"`published.{table}`" in words


def test_views_and_units_are_those_that_were_counted(
    catalogue: Any, edition: duckdb.DuckDBPyConnection
) -> None:
    told = {row["measure"]: row for row in catalogue}
    counted = edition.execute(
        'select distinct measure, "view", unit from published.measures'
    ).fetchall()
    unsaid = [
        (measure, view, unit)
        for measure, view, unit in counted
        if view not in told[measure]["views"].split(", ")
        or unit not in told[measure]["unit"].split(", ")
    ]
    assert unsaid == []


def test_the_vocabulary_map_has_both_languages_and_what_counts(small_world: Settings) -> None:
    words = {row["term"]: row for row in read_vocabulary(open_edition(small_world.editions))}
    assert {"review", "screening", "examination", "scan", "search", "inspection"} <= set(words)
    assert "calls screening" in words["review"]["means"]
    assert words["search"]["said_in"] == "United States law"
    assert "S8.6" in words["search"]["tallyman_counts_as"]
    assert "radiation portal" in words["scan"]["never"]


def test_the_command_tells_one_measure_whole_and_names_near_ones(
    typed: Callable[..., Result],
) -> None:
    row = json.loads(typed("catalogue", "A24", "--json").stdout)
    assert row["owner_role"] == "headquarters advance data"
    assert [(one["direction"], one["value"]) for one in row["targets"]] == [("at_least", 1.0)]
    page = " ".join(typed("catalogue", "A24").stdout.split())
    assert "Against lading, not departure." in page
    assert "Target at least 100 %: shipment, everywhere, periods that begin from 2002-12-02" in page
    listed = json.loads(typed("catalogue", "--json").stdout)
    assert [one["measure"] for one in listed][0] == "S8.1a"
    refused = typed("catalogue", "S8.33")
    assert refused.exit_code == 1
    words = " ".join(refused.stderr.split())
    assert "'S8.33' is no measure of the catalogue; near to it are" in words
    assert "S8.3" in words
    vocabulary = typed("catalogue", "--vocabulary").stdout
    assert "search (United States law)" in vocabulary


def figures(settings: Settings, measure: str) -> dict[str, tuple[object, ...]]:
    with open_warehouse(settings.warehouse, read_only=True) as con:
        rows = con.execute(
            "select period, target, target_direction, target_unit, target_set_by, target_source "
            "from published.measures where measure = ? and unit = 'shipment' "
            "and port_code = '*' and period_kind = 'season' and \"view\" = 'cohort'",
            [measure],
        ).fetchall()
    return {row[0]: row[1:] for row in rows}


def test_a_target_stands_beside_its_figures_and_rebuilds_nothing(
    typed: Callable[..., Result], small_world_copy: Settings
) -> None:
    settings = small_world_copy
    with open_warehouse(settings.warehouse, read_only=True) as con:
        built = last_build(con)
    assert built is not None
    assert {row[0] for row in figures(settings, "S8.3").values()} == {None}
    assert figures(settings, "A24")["2006"][:3] == (1.0, "at_least", "share")
    assert figures(settings, "AMD.after_t3")["2006"][:3] == (0.0, "at_most", "count")

    done = typed(
        "targets", "set", "S8.3", "95%", "--from", "2005-10-01", "--reason", "annual plan",
        "--source", "plan of 2006",
    )  # fmt: skip
    assert done.exit_code == 0, done.output
    assert "S8.3 at least 95 %, every unit, everywhere" in " ".join(done.stdout.split())
    register(settings)
    publishing.estimate(settings)
    told = figures(settings, "S8.3")
    assert told["2006"] == (0.95, "at_least", "share", os_identity(), "plan of 2006")
    assert told["2005"][0] is None  # began before the target

    listed = json.loads(typed("targets", "list", "S8.3", "--json").stdout)
    assert [(one["value"], one["reason"]) for one in listed] == [(0.95, "annual plan")]
    number = listed[0]["target_id"]
    assert typed("targets", "withdraw", number, "--reason", "misread").exit_code == 0
    assert json.loads(typed("targets", "list", "S8.3", "--json").stdout) == []
    again = typed("targets", "withdraw", number, "--reason", "misread")
    assert (again.exit_code, "withdrawn already" in again.stderr) == (1, True)

    plan = begin_build(settings)
    assert (plan.full_refresh_reason, plan.kept_from) == (None, built.build_id)


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("S8.33", "0.9"), "not in the catalogue"),
        (("S8.3", "95"), "expected a number from 0 to 1"),
        (("S8.3", "95%", "--unit", "bill"), "is not counted by 'bill'"),
        (("S8.3", "95%", "--port", "FO:Nowhere"), "field office 'Nowhere'"),
    ],
)
def test_a_target_that_cannot_be_one_is_refused(
    typed: Callable[..., Result], words: tuple[str, ...], message: str
) -> None:
    first = date(2005, 10, 1).isoformat()
    refused = typed("targets", "set", *words, "--from", first, "--reason", "plan")
    assert refused.exit_code == 1
    assert message in " ".join(refused.stderr.split())
