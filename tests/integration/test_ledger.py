"""The ledger and past states on real editions: a late exam, its correction, a changed definition.

Four editions of the small world. 0001 is the world as simulated. 0002 follows a late file with two
exams: of a high-risk trip of a closed season, and of one in the fiscal year not yet final. 0003
follows the same file corrected: the first exam was cancelled. 0004 follows a changed definition.
"""

import csv
import json
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import pytest
from typer.testing import CliRunner, Result

from pipelines.cli import app
from pipelines.dbt_runs.running import run_dbt
from pipelines.editions import Edition, figure_ledger, list_editions, open_edition
from pipelines.editions.ledger import LedgerEntry
from pipelines.editions.selection import FigureFilter, one_figure
from pipelines.editions.store import file_sha256
from pipelines.editions.tracing import trace
from pipelines.landing import load_folder
from pipelines.settings import Settings, get_settings
from pipelines.stages import building, proposing, publishing
from pipelines.warehouse import begin_build, end_build
from pipelines.warehouse_file import open_warehouse

LATE_FILE = "exams__2006__200610050300.csv"
RECORDED_AT = "2006-10-05T02:00:00"
DEFINITIONS = "_measure_definitions.yml"
ORIGINS = ("real", "synthetic")
LEFT_OUT_PORT, LEFT_OUT_YEAR = "2704", "FY2005"
"""Before the newest row of the small world (2006-10-06 03:00): states stay as they are."""

Hashes = dict[str, dict[str, str]]


@dataclass(frozen=True)
class Trip:
    """A high-risk container trip without an exam."""

    key: str
    port: str
    month: str
    fiscal_year: str

    @property
    def exam(self) -> dict[str, str]:
        container, vessel, voyage, port = self.key.split("|")
        return {
            "exam_event_id": f"LATE-{container}",
            "container_number": container,
            "vessel_imo": vessel,
            "voyage_number": voyage,
            "us_port_code": port,
            "location_group": "domestic",
            "exam_port_code": port,
            "selection_reasons": "review",
            "started_at": f"{self.month}-20T10:00:00",
            "ended_at": f"{self.month}-20T11:00:00",
            "method": "physical_tailgate",
            "status": "completed",
            "result": "negative",
            "recorded_at": RECORDED_AT,
        }


@dataclass(frozen=True)
class Told:
    """What happened, edition by edition."""

    settings: Settings
    closed: Trip
    open_year: Trip
    hashes: Hashes


def high_risk_trips_without_exam(settings: Settings) -> list[Trip]:
    with open_edition(settings.editions).connect() as con:
        rows = con.execute(
            "select container_trip_key, us_port_code, strftime(arrival_month, '%Y-%m'), "
            "'FY' || fiscal_year from marts.fct_container_trips where is_in_scope "
            "and is_high_risk and not is_examined and origin = 'synthetic' "
            "and score_t2 is not null and us_port_code not like 'unresolved%' "
            "order by arrival_month, container_trip_key"
        ).fetchall()
    return [Trip(*row) for row in rows]


def places_of(settings: Settings, port: str) -> set[str]:
    """Where a figure of the port counts: the nation, its field office, itself."""
    with (settings.reference / "field_offices.csv").open() as lines:
        offices = {row["port_code"]: row["field_office"] for row in csv.DictReader(lines)}
    return {"*", port, f"FO:{offices.get(port, 'not assigned')}"}


def drop_exams(settings: Settings, folder: Path, exams: list[dict[str, str]]) -> None:
    folder.mkdir(exist_ok=True)
    (folder / "landing.yml").write_text("origin: synthetic\ndescription: late exams\n")
    known = sorted(settings.synthetic_landing.rglob("exams__*.csv"))[0]
    columns = known.read_text().splitlines()[0].split(",")
    lines = [",".join(exam.get(column, "") for column in columns) for exam in exams]
    (folder / LATE_FILE).write_text("\n".join([",".join(columns), *lines]) + "\n")
    with open_warehouse(settings.warehouse) as con:
        report = load_folder(con, folder)
    assert [outcome.state for outcome in report.outcomes] == ["loaded"], report.outcomes


def publish_again(settings: Settings) -> Edition:
    building.build(settings)
    return publish_built(settings)


def publish_built(settings: Settings) -> Edition:
    publishing.estimate(settings)
    proposing.propose(settings, 2001)
    return publishing.publish_edition(settings)


def publish_with_changed_definition(settings: Settings) -> Edition:
    """Build the models that read the definition; all others would come out as they are."""
    plan = begin_build(settings)
    models = ["measure_s8_6", "dim_measures", "fct_measure_months", "fct_measure_counts"]
    arguments = [*plan.arguments, "--select", *models, "--indirect-selection", "buildable"]
    end_build(settings, plan, run_dbt(settings, arguments))
    return publish_built(settings)


def with_changed_definition(settings: Settings, home: Path) -> Settings:
    """Make S8.6.limited, of version 3 like its headline, leave out one port, as version 4."""
    shutil.copytree(settings.dbt_project, home / "dbt")
    (home / "data").symlink_to(settings.home / "data")
    measures = home / "dbt" / "models" / "marts" / "measures"
    lines, definitions = home / "dbt" / "macros" / "measure_lines.sql", measures / DEFINITIONS
    counted = '" and is_physical_limited"'
    sql = lines.read_text()
    assert sql.count(counted) == 1
    left_out = f"\" and is_physical_limited and us_port_code <> '{LEFT_OUT_PORT}'\""
    lines.write_text(sql.replace(counted, left_out))
    line = "- id: S8.6.limited\n"
    yaml = definitions.read_text()
    assert yaml.count(line) == 1
    definitions.write_text(yaml.replace(line, f"{line}{' ' * 14}definition_version: 4\n"))
    return settings.model_copy(update={"home": home})


def files_of(settings: Settings) -> Hashes:
    return {
        edition.id: {path.name: file_sha256(path) for path in sorted(edition.folder.iterdir())}
        for edition in list_editions(settings.editions)
    }


@pytest.fixture(scope="module")
def told(small_world: Settings, tmp_path_factory: pytest.TempPathFactory) -> Told:
    folder = tmp_path_factory.mktemp("ledger")
    shutil.copytree(small_world.build, folder / "build")
    settings = Settings(build=folder / "build")
    trips = high_risk_trips_without_exam(settings)
    closed = trips[0]
    (open_year, *_) = [trip for trip in reversed(trips) if trip.fiscal_year == "FY2006"]
    first = files_of(settings)
    drop_exams(settings, folder / "late", [closed.exam, open_year.exam])
    publish_again(settings)
    cancelled = closed.exam | {"status": "cancelled", "result": ""}
    drop_exams(settings, folder / "late", [cancelled, open_year.exam])
    publish_again(settings)
    publish_with_changed_definition(with_changed_definition(settings, folder / "home"))
    return Told(settings, closed, open_year, first)


def entry_of(told: Told, measure: str, period: str, port: str = "*") -> LedgerEntry:
    wanted = FigureFilter(measure, period, port, "container_trip", "synthetic", "cohort")
    found = figure_ledger(list_editions(told.settings.editions), wanted)
    (entry,) = found.entries
    assert (found.figures, found.editions) == (1, ("0001", "0002", "0003", "0004"))
    return entry


def examined(told: Told, edition: str, period: str, port: str = "*") -> tuple[int, int]:
    """Count trips of the edition itself, past every measure model."""
    with open_edition(told.settings.editions, edition).connect() as con:
        (row,) = con.execute(
            "select count(*) filter (where is_examined), count(*) from marts.fct_container_trips "
            "where is_in_scope and is_high_risk and origin = 'synthetic' "
            "and ? in (strftime(arrival_month, '%Y-%m'), 'FY' || fiscal_year) "
            "and ? in ('*', us_port_code)",
            [period, port],
        ).fetchall()
    return row


def test_the_late_exam_is_named_with_both_values_and_its_cause(told: Told) -> None:
    before, among = examined(told, "0001", told.closed.month, told.closed.port)
    entry = entry_of(told, "S8.3", told.closed.month, told.closed.port)
    late, corrected = entry.changes
    assert (entry.first.edition, entry.first.numerator, entry.first.denominator) == (
        "0001", before, among,
    )  # fmt: skip
    assert (late.before.edition, late.after.edition) == ("0001", "0002")
    assert (late.before.numerator, late.after.numerator) == (before, before + 1)
    assert [(cause.kind, cause.evidence) for cause in late.causes] == [
        ("late_data", (f"{LATE_FILE} (exams)",))
    ]
    assert late.is_restatement
    assert (corrected.before.edition, corrected.after.edition) == ("0002", "0003")
    assert (corrected.before.numerator, corrected.after.numerator) == (before + 1, before)
    assert [cause.kind for cause in corrected.causes] == ["correction"]
    assert corrected.causes[0].evidence[0].startswith(f"{LATE_FILE} (exams): ")
    assert corrected.is_restatement
    assert (entry.now.edition, entry.now.numerator, entry.now.denominator) == (
        "0004", before, among,
    )  # fmt: skip


def test_a_change_before_a_figure_is_final_is_no_restatement(told: Told) -> None:
    before, among = examined(told, "0001", "FY2006")
    (year,) = entry_of(told, "S8.3", "FY2006").changes
    assert (year.before.state, year.before.numerator, year.before.denominator) == (
        "provisional", before, among,
    )  # fmt: skip
    assert (year.after.numerator, year.is_restatement) == (before + 1, False)
    (month,) = entry_of(told, "S8.3", told.open_year.month, told.open_year.port).changes
    assert (month.before.state, month.is_restatement) == ("final", True)


def test_states_are_judged_at_the_newest_row_where_there_is_no_cut(told: Told) -> None:
    def states(edition: str) -> dict[str, str]:
        with open_edition(told.settings.editions, edition).connect() as con:
            return dict(
                con.execute(
                    "select distinct period, state from published.measures "
                    "where origin = 'synthetic' "
                    "and period in ('2006-07', '2006-08', '2006-09', '2006', 'FY2005', 'FY2006')"
                ).fetchall()
            )

    # Known until 6 October 2006: July ended 66 days before, August 35, the season 127.
    assert states("0001") == {
        "2006-07": "final",
        "2006-08": "provisional",
        "2006-09": "provisional",
        "2006": "final",
        "FY2005": "final",
        "FY2006": "provisional",
    }
    # The late exams were recorded on the fifth.
    assert states("0002") == states("0003") == states("0001")


def test_nothing_else_changed(told: Told) -> None:
    editions = list_editions(told.settings.editions)[:2]
    found = figure_ledger(editions, FigureFilter("S8.3", unit="container_trip"))
    of_months = {(e.period, e.port) for e in found.entries if e.period_kind == "month"}
    assert of_months == {
        (trip.month, place)
        for trip in (told.closed, told.open_year)
        for place in places_of(told.settings, trip.port)
    }
    every = figure_ledger(editions, FigureFilter("S8.3", unit="container_trip"), unchanged=True)
    assert every.figures == found.figures == len(every.entries) > len(found.entries)
    assert [e for e in every.entries if e.changes] == list(found.entries)


def test_editions_published_before_are_the_same_byte_for_byte(told: Told) -> None:
    now = files_of(told.settings)
    cards = {f"model_card.{origin}.{kind}" for origin in ORIGINS for kind in ("html", "json")}
    assert set(told.hashes["0001"]) == {"edition.json", "edition.duckdb"} | cards
    assert now["0001"] == told.hashes["0001"]
    assert list(now) == ["0001", "0002", "0003", "0004"]
    for edition in list_editions(told.settings.editions):
        edition.verify()


def test_a_definition_change_is_named_and_publishes_both_definitions(told: Told) -> None:
    with open_edition(told.settings.editions, "0004").connect() as con:
        left_out = dict(
            con.execute(
                "select 'FY' || fiscal_year, count(*) from marts.fct_container_trips "
                "where is_in_scope and is_high_risk and method_class = 'physical_only' "
                "and is_physical_limited and us_port_code = ? and origin = 'synthetic' "
                "group by all",
                [LEFT_OUT_PORT],
            ).fetchall()
        )
        bridged = con.execute(
            "select distinct measure, definition_version, edition, is_same_data, period_kind, "
            "period from published.bridged_measures order by all"
        ).fetchall()
        versions = con.execute(
            "select definition_version, numerator, denominator from published.bridged_measures "
            "where unit = 'container_trip' and port_code = '*' order by all"
        ).fetchall()
    change = entry_of(told, "S8.6.limited", LEFT_OUT_YEAR).changes[-1]
    assert (change.after.edition, change.after.definition_version) == ("0004", 4)
    assert left_out[LEFT_OUT_YEAR] > 0
    assert change.before.numerator - change.after.numerator == left_out[LEFT_OUT_YEAR]
    assert [(cause.kind, cause.evidence) for cause in change.causes] == [
        ("definition_change", ("version 3 to version 4",))
    ]
    assert bridged == [
        ("S8.6.limited", 3, "0003", True, "season", "2006"),
        ("S8.6.limited", 4, None, True, "season", "2006"),
    ]
    wanted = FigureFilter("S8.6.limited", "2006", "*", "container_trip")
    for edition, bridge in zip(("0003", "0004"), versions, strict=True):
        figure = one_figure(open_edition(told.settings.editions, edition), wanted)
        columns = ("definition_version", "numerator", "denominator")
        assert tuple(figure[name] for name in columns) == bridge


def test_a_figure_s_manifest_is_that_of_its_rows_in_any_edition(told: Told) -> None:
    wanted = FigureFilter("S8.3", told.closed.month, told.closed.port, "container_trip")
    proofs = {}
    for edition in list_editions(told.settings.editions)[:3]:
        rows, proof = trace(edition, one_figure(edition, wanted))
        proofs[edition.id] = proof
        assert proof.count == len(rows) == one_figure(edition, wanted)["numerator"]
        with duckdb.connect(str(edition.database), read_only=True) as con:
            listed = con.execute(proof.sql).fetchall()
        assert [row[2] for row in listed] == [row["row_key"] for row in rows]
    assert (told.closed.key in proofs["0002"].sql) is False
    assert proofs["0001"].order_free_hash == proofs["0003"].order_free_hash
    assert proofs["0001"].order_free_hash != proofs["0002"].order_free_hash
    assert proofs["0001"].sorted_keys_sha256 == proofs["0003"].sorted_keys_sha256


@pytest.fixture
def typed(told: Told, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., Result]]:
    monkeypatch.setenv("TALLYMAN_BUILD", str(told.settings.build))
    monkeypatch.setenv("COLUMNS", "160")
    get_settings.cache_clear()
    yield lambda *arguments: CliRunner().invoke(app, list(arguments))
    get_settings.cache_clear()


def test_the_ledger_is_printed_and_given_as_json(typed: Callable[..., Result], told: Told) -> None:
    options = ("--measure", "S8.3", "--unit", "container_trip", "--port", told.closed.port)
    shown = typed("ledger", *options, "--period", told.closed.month)
    assert shown.exit_code == 0, shown.output
    assert "SYNTHETIC" in shown.stdout
    words = " ".join(shown.stdout.split())
    assert "late data" in words
    assert LATE_FILE in words
    before, among = examined(told, "0001", told.closed.month, told.closed.port)
    assert f"0002: {before} / {among} → {before + 1} / {among}, restated" in words
    rows: list[dict[str, Any]] = json.loads(
        typed("ledger", "--measure", "S8.3", "--only-restatements", "--json").stdout
    )
    assert rows
    assert all(any(one["is_restatement"] for one in row["changes"]) for row in rows)
    assert "FY2006" not in {row["period"] for row in rows}
    (row,) = [
        row
        for row in rows
        if (row["unit"], row["period"], row["port"])
        == ("container_trip", told.closed.month, told.closed.port)
    ]
    assert [one["causes"][0]["cause"] for one in row["changes"]] == ["late data", "correction"]


def test_trace_prints_the_manifest_and_the_sql(typed: Callable[..., Result], told: Told) -> None:
    which = ("S8.2", "--period", told.closed.month, "--edition", "0001")
    proof = json.loads(typed("trace", *which, "--manifest", "--json").stdout)
    rows = json.loads(typed("trace", *which, "--json").stdout)
    assert proof["count"] == len(rows)
    assert (proof["edition"], proof["measure"], proof["definition_version"]) == ("0001", "S8.2", 3)
    sql = typed("trace", *which, "--sql").stdout
    with open_edition(told.settings.editions, "0001").connect() as con:
        assert len(con.execute(sql).fetchall()) == proof["count"]
    assert proof["order_free_hash"] in typed("trace", *which).stdout


def test_a_past_state_is_built_apart_and_is_what_was_published_then(
    typed: Callable[..., Result], told: Told
) -> None:
    """By May 2007 the late exams were known and the correction was not: edition 0002.

    Of the real incidents the last were known on 24 April 2007, with the review that reports them.
    """
    files_before, warehouse_before = files_of(told.settings), file_sha256(told.settings.warehouse)
    folders_before = sorted(told.settings.build.iterdir())
    result = typed(
        "measures", "--as-known-at", "2007-05-01", "--period", "all", "--port", "all", "--json"
    )
    assert result.exit_code == 0, result.output
    past = json.loads(result.stdout)
    assert "As known at 2007-05-01 00:00:00 UTC, built apart in" in " ".join(result.stderr.split())
    assert {row["as_known_at"] for row in past} == {"2007-05-01T00:00:00"}
    then = json.loads(
        typed("measures", "--edition", "0002", "--period", "all", "--port", "all", "--json").stdout
    )
    ours = ("edition", "as_known_at", "state")
    assert [{k: v for k, v in row.items() if k not in ours} for row in past] == [
        {k: v for k, v in row.items() if k not in ours} for row in then
    ]
    # By 1 May every month told of is closed for 45 days and more; the season in which it lies and
    # its fiscal year are not.
    assert {row["period"] for row in past if row["state"] != "final"} == {"2007", "FY2007"}
    assert {row["state"] for row in then if row["period"] == "2006-08"} == {"provisional"}
    assert files_of(told.settings) == files_before
    assert file_sha256(told.settings.warehouse) == warehouse_before
    assert sorted(told.settings.build.iterdir()) == folders_before


def test_a_past_state_is_refused_for_an_edition_and_for_a_moment_to_come(
    typed: Callable[..., Result],
) -> None:
    both = typed("measures", "--as-known-at", "2006-04-01", "--edition", "0001")
    assert (both.exit_code, "give one of them" in " ".join(both.stderr.split())) == (1, True)
    to_come = typed("measures", "--as-known-at", "2999-01-01")
    assert (to_come.exit_code, "has not come yet" in to_come.stderr) == (1, True)
    nonsense = typed("measures", "--as-known-at", "yesterday")
    assert (nonsense.exit_code, "is no date or time" in nonsense.stderr) == (1, True)
