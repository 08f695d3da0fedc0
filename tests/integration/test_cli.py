"""The command line on the small world: what a person types and what comes back."""

import json
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from pipelines.cli import app
from pipelines.commands.documents import catalogue_of_the_project
from pipelines.editions import open_edition
from pipelines.settings import Settings, get_settings

MEASURE_FIELDS = {
    "measure",
    "definition_version",
    "unit",
    "view",
    "period",
    "port",
    "numerator",
    "denominator",
    "value",
    "low",
    "high",
    "n_unknown",
    "edition",
    "origin",
    "period_kind",
    "note",
    "geography",
    "state",
    "as_known_at",
    "target",
    "target_unit",
    "target_direction",
    "target_source",
    "target_set_by",
    "target_set_at",
    "numerator_hash",
    "denominator_hash",
}
COMMANDS = [
    "simulate", "load", "build", "propose", "publish", "refresh",
    "targets", "measures", "trace", "catalogue", "lane", "commonalities", "backtest", "model-card",
    "programs", "pack", "ledger", "quarantine", "editions", "doctor", "docs",
    "recommendations", "reconcile", "return", "parties",
]  # fmt: skip
Typed = Callable[..., Result]


@pytest.fixture
def typed_on(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[Settings], Typed]]:
    """Type a command on an installation."""

    def on(settings: Settings) -> Typed:
        monkeypatch.setenv("TALLYMAN_BUILD", str(settings.build))
        monkeypatch.setenv("TALLYMAN_HOME", str(settings.home))
        monkeypatch.setenv("COLUMNS", "100")
        get_settings.cache_clear()
        return lambda *arguments: CliRunner().invoke(app, [str(one) for one in arguments])

    yield on
    get_settings.cache_clear()


@pytest.fixture
def typed(typed_on: Callable[[Settings], Typed], small_world: Settings) -> Typed:
    return typed_on(small_world)


def rows_of(result: Result) -> list[dict[str, Any]]:
    assert result.exit_code == 0, result.output
    rows = json.loads(result.stdout)
    assert isinstance(rows, list)
    return rows


def published(settings: Settings, condition: str) -> list[tuple[Any, ...]]:
    with open_edition(settings.editions).connect() as con:
        return con.execute(
            "select measure, unit, origin, period, port_code, numerator, denominator "
            f"from published.measures where {condition}"  # noqa: S608
        ).fetchall()


@pytest.mark.parametrize("command", COMMANDS)
def test_help_teaches_what_is_read_what_is_written_and_an_example(command: str) -> None:
    shown = CliRunner().invoke(app, [command, "--help"])
    assert shown.exit_code == 0
    text = " ".join(shown.output.split())
    assert "Read" in text
    assert "Write" in text
    assert f"Example: tallyman {command}" in text


def test_measures_give_exactly_the_promised_fields_and_the_published_figures(
    typed: Typed, small_world: Settings
) -> None:
    rows = rows_of(typed("measures", "--period", "all", "--port", "all", "--json"))
    assert all(set(row) == MEASURE_FIELDS for row in rows)
    assert {row["edition"] for row in rows} == {"0001"}
    listed = {
        (r["measure"], r["unit"], r["origin"], r["period"], r["port"], r["numerator"],
         r["denominator"])
        for r in rows
    }  # fmt: skip
    assert listed == set(published(small_world, "true"))


def test_measures_are_those_of_the_last_season_and_all_ports_unless_asked(typed: Typed) -> None:
    rows = rows_of(typed("measures", "--json"))
    assert {(row["period"], row["period_kind"], row["port"]) for row in rows} == {
        ("2006", "season", "*")
    }
    assert {row["unit"] for row in rows} >= {"shipment", "container_trip"}
    (one,) = rows_of(typed("measures", "--measure", "s8.2", "--unit", "shipment", "--json"))
    assert one in rows
    assert one["value"] == pytest.approx(one["numerator"] / (one["denominator"] - one["n_unknown"]))
    assert one["low"] < one["value"] < one["high"]


def test_measures_on_a_terminal_say_that_they_are_synthetic(typed: Typed) -> None:
    shown = typed("measures", "--measure", "S8.2")
    assert shown.exit_code == 0
    titles = [line for line in shown.stdout.splitlines() if line.startswith("Measures by")]
    assert len(titles) == 2
    assert all("SYNTHETIC" in title for title in titles)


def test_a_share_on_a_terminal_stands_beside_the_known_that_it_is_of(
    typed: Typed, small_world: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    with open_edition(small_world.editions).connect() as con:
        figures = con.execute(
            "select unit, numerator, denominator - n_unknown, n_unknown from published.measures "
            "where measure = 'S8.2' and period = '2006' and period_kind = 'season' "
            "and geography = 'national' and origin = 'synthetic' and \"view\" = 'cohort'"
        ).fetchall()
    assert {unit for unit, *_ in figures} == {"container_trip", "shipment"}
    monkeypatch.setenv("COLUMNS", "80")
    for unit, hit, known, unknown in figures:
        shown = typed("measures", "--measure", "S8.2", "--unit", unit)
        (line,) = [line for line in shown.stdout.splitlines() if line.startswith(" S8.2 ")]
        assert f" {hit:,} of {known:,} " in line
        assert line.split()[-1] == f"{unknown:,}"
        assert unknown > 0
        assert len(line) <= 80


@pytest.mark.parametrize("side", ["numerator", "denominator"])
@pytest.mark.parametrize("measure", ["S8.1b", "S8.2", "S8.3", "S8.4.any", "S8.7"])
def test_trace_lists_as_many_rows_as_the_figure_says(
    typed: Typed, small_world: Settings, measure: str, side: str
) -> None:
    figures = published(
        small_world,
        f"measure = '{measure}' and \"view\" = 'cohort' and numerator > 0 "
        "and geography <> 'field_office' "
        "and (period in ('2006', 'FY2005') or (period_kind = 'month' and port_code <> '*'))",
    )
    chosen = sorted(figures, key=lambda row: (-row[5], row))[:6]
    assert {row[1] for row in figures} == {"shipment", "container_trip"}
    for _, unit, origin, period, port, numerator, denominator in chosen:
        options = ("--unit", unit, "--origin", origin, "--period", period, "--port", port)
        flag = ["--denominator"] if side == "denominator" else []
        rows = rows_of(typed("trace", measure, *options, *flag, "--json"))
        assert len(rows) == (denominator if flag else numerator)
        assert len({row["row_key"] for row in rows}) == len(rows)
        assert {row["us_port_code"] for row in rows} == {port} or port == "*"
        assert all(row["row_key"].startswith(_first_part(row)) for row in rows)


def _first_part(row: dict[str, Any]) -> str:
    parts = {"shipment": "carrier_code", "container_trip": "container_number"}
    return str(row[parts[row["unit"]]]) + "|"


def test_trace_without_a_unit_means_container_trips(typed: Typed, small_world: Settings) -> None:
    (figure,) = published(
        small_world,
        "measure = 'S8.1a' and unit = 'container_trip' and period = '2006' and port_code = '*'",
    )
    assert len(rows_of(typed("trace", "S8.1a", "--json"))) == figure[5]


def test_trace_of_what_is_not_there_says_what_is(typed: Typed) -> None:
    unknown = typed("trace", "S9.9")
    assert unknown.exit_code == 1
    assert "no figure of S9.9 for period 2006, port *" in " ".join(unknown.stderr.split())
    assert "S8.1a, S8.1a.frob" in unknown.stderr
    elsewhere = typed("trace", "S8.3", "--port", "9999")
    assert elsewhere.exit_code == 1
    assert "Ports with a figure in that period: *" in elsewhere.stderr
    several = typed("trace", "S8.3", "--port", "all")
    assert several.exit_code == 1
    assert "give one --period" in several.stderr


def test_an_edition_that_does_not_exist_is_refused_with_those_that_do(typed: Typed) -> None:
    result = typed("measures", "--edition", "0042")
    assert result.exit_code == 1
    assert "No edition 0042" in result.stderr
    assert "there is: 0001" in result.stderr


def test_what_is_not_understood_ends_with_code_2(typed: Typed) -> None:
    assert typed("measures", "--colour", "blue").exit_code == 2
    assert typed("trace").exit_code == 2


def test_json_on_standard_output_is_all_there_is(small_world: Settings) -> None:
    command = Path(sys.executable).parent / "tallyman"
    environment = {"TALLYMAN_BUILD": str(small_world.build), "PATH": "/usr/bin:/bin"}
    done = subprocess.run(
        [command, "editions", "--json"], env=environment, capture_output=True, check=True
    )
    (edition,) = json.loads(done.stdout)
    assert (edition["id"], edition["is_current"]) == ("0001", True)
    assert set(edition["origin_counts"]) == {"real", "synthetic"}


def test_the_measure_catalogue_of_the_docs_is_the_one_beside_the_models(
    small_world: Settings,
) -> None:
    written, _ = catalogue_of_the_project(small_world)
    page = (small_world.home / "docs" / "measures.md").read_text(encoding="utf-8")
    assert page == written, "type `tallyman docs`"


def test_loading_the_same_folder_again_is_no_load(
    typed_on: Callable[[Settings], Typed], small_world_copy: Settings
) -> None:
    typed = typed_on(small_world_copy)
    again = typed("load", small_world_copy.incident_history)
    assert again.exit_code == 0
    assert "0 new files, 0 new rows" in again.stdout


def test_a_broken_line_and_a_wrong_type_are_quarantined_and_a_missing_column_is_refused(
    typed_on: Callable[[Settings], Typed], small_world_copy: Settings, tmp_path: Path
) -> None:
    exams = sorted(small_world_copy.synthetic_landing.rglob("exams__*.csv"))[-1]
    reviews = sorted(small_world_copy.synthetic_landing.rglob("reviews__*.csv"))[-1]
    folder = tmp_path / "dropped"
    folder.mkdir()
    (folder / "landing.yml").write_text("origin: synthetic\ndescription: spoilt copies\n")
    lines = exams.read_text().splitlines()
    columns = lines[0].split(",")
    broken = lines[1].replace(",", " ", 3)
    wrong = lines[2].split(",")
    wrong[columns.index("recorded_at")] = "yesterday"
    (folder / exams.name).write_text("\n".join([lines[0], broken, ",".join(wrong)]) + "\n")
    header, *rows = reviews.read_text().splitlines()
    cut = [header.replace(",recorded_at", ""), *rows]
    (folder / reviews.name).write_text("\n".join(cut) + "\n")

    typed = typed_on(small_world_copy)
    loaded = typed("load", folder)

    assert loaded.exit_code == 1
    assert f"Refused {reviews.name}" in loaded.stderr
    assert "recorded_at" in loaded.stderr
    found = [
        row
        for row in rows_of(typed("quarantine", "--table", "exams", "--json"))
        if row["file"] == exams.name
    ]
    assert [(row["line"], row["raw_text"]) for row in sorted(found, key=lambda r: r["line"])] == [
        (2, broken),
        (3, ",".join(wrong)),
    ]
    (by_type,) = [row for row in found if row["line"] == 3]
    assert by_type["column"] == "recorded_at"
    assert "yesterday" in by_type["reason"]


def test_a_folder_that_declares_no_origin_is_refused(
    typed_on: Callable[[Settings], Typed], tmp_path: Path
) -> None:
    typed = typed_on(Settings(build=tmp_path / "build"))
    folder = tmp_path / "undeclared"
    folder.mkdir()
    result = typed("load", folder)
    assert result.exit_code == 1
    assert "Refused." in result.stderr
    assert "landing.yml" in result.stderr


def test_publishing_is_refused_while_a_load_waits_for_a_build(
    typed_on: Callable[[Settings], Typed], small_world_copy: Settings, tmp_path: Path
) -> None:
    folder = tmp_path / "late"
    folder.mkdir()
    (folder / "landing.yml").write_text("origin: synthetic\ndescription: late file\n")
    newest = sorted(small_world_copy.synthetic_landing.rglob("reviews__*.csv"))[-1]
    header, first, *_ = newest.read_text().splitlines()
    (folder / newest.name).write_text(f"{header}\n{first}\n")
    typed = typed_on(small_world_copy)
    assert typed("load", folder).exit_code == 0
    result = typed("publish")
    assert result.exit_code == 1
    assert "1 loaded file(s) are not in build" in result.stderr
    assert open_edition(small_world_copy.editions).id == "0001"


def test_the_doctor_says_what_is_missing_and_what_to_do(
    typed: Typed, typed_on: Callable[[Settings], Typed], tmp_path: Path
) -> None:
    well = {row["what"]: row for row in rows_of(typed("doctor", "--json"))}
    for what in ("Python", "lock", "landing", "dbt project", "warehouse", "edition"):
        assert well[what]["state"] == "ok", well[what]
    empty = Settings(build=tmp_path / "empty")
    ill = {row["what"]: row for row in rows_of(typed_on(empty)("doctor", "--json"))}
    assert (ill["warehouse"]["state"], ill["warehouse"]["advice"]) == (
        "warning",
        "`tallyman refresh`",
    )
    assert ill["edition"]["state"] == "warning"
    undeclared = empty.landing / "odd"
    undeclared.mkdir(parents=True)
    result = typed_on(empty)("doctor", "--json")
    assert result.exit_code == 1
    wrong = [row for row in json.loads(result.stdout) if row["state"] == "wrong"]
    assert [row["what"] for row in wrong] == ["landing"]
    assert "landing.yml" in wrong[0]["advice"]


def test_the_doctor_finds_a_changed_audit_log(
    typed_on: Callable[[Settings], Typed],
    small_world: Settings,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    copy = tmp_path / "decisions.sqlite"
    shutil.copy(small_world.build.parent / "decisions" / "tallyman.sqlite", copy)
    monkeypatch.setenv("TALLYMAN_DECISIONS", f"sqlite:///{copy}")
    before = {row["what"]: row for row in rows_of(typed_on(small_world)("doctor", "--json"))}
    assert before["decision store"]["state"] == "ok"
    with closing(sqlite3.connect(copy)) as con:
        for (trigger,) in con.execute(
            "select name from sqlite_master where type = 'trigger' and tbl_name = 'audit'"
        ).fetchall():
            con.execute(f'drop trigger "{trigger}"')
        con.execute("update audit set reason = 'something else' where audit_id = 2")
        con.commit()
    result = typed_on(small_world)("doctor", "--json")
    assert result.exit_code == 1
    [wrong] = [row for row in json.loads(result.stdout) if row["state"] == "wrong"]
    assert (wrong["what"], wrong["found"]) == (
        "decision store",
        "audit entry 2 is not as it was written",
    )


def test_the_doctor_finds_a_changed_edition(
    typed_on: Callable[[Settings], Typed], small_world: Settings, tmp_path: Path
) -> None:
    settings = Settings(build=tmp_path / "build")
    shutil.copytree(small_world.editions, settings.editions)
    database = open_edition(settings.editions).database
    database.chmod(0o644)
    database.write_bytes(database.read_bytes() + b"x")
    result = typed_on(settings)("doctor", "--json")
    assert result.exit_code == 1
    wrong = [row["what"] for row in json.loads(result.stdout) if row["state"] == "wrong"]
    assert wrong == ["edition"]
