"""International standards on the small world: returns, joint rules and registers, reckoned again.

The requests and both returns are worked out by hand in ``partner_returns/README.md``.
"""

import csv
import json
from collections import Counter
from pathlib import Path
from typing import Any

import duckdb
import pytest
from typer.testing import CliRunner

from models.returns import read_return
from pipelines.cli import app
from pipelines.dbt_runs.running import run_dbt
from pipelines.editions import Edition, open_edition
from pipelines.landing import load_folder
from pipelines.returns import ReturnError, compare_return, make_return
from pipelines.settings import Settings
from pipelines.warehouse_file import open_warehouse

RETURNS = Path(__file__).parent / "partner_returns"
DE, NL = RETURNS / "partner_de_agrees.json", RETURNS / "partner_nl_three_mismatches.csv"
COMPARING = ["fct_csi_requests", "fct_returned_counts", "fct_returns_compared"]
THREE = [
    ("2006-02", "exams differ", 1, 0, "H11"),
    ("2006-03", "no request of ours", 0, 1, None),
    ("2006-04", "not in the return", 2, None, "H12, H13"),
]


@pytest.fixture(scope="module")
def with_partners(small_world: Settings, tmp_path_factory: pytest.TempPathFactory) -> Edition:
    """The small world's edition, whose requests and returns are those worked out by hand alone."""
    folder = tmp_path_factory.mktemp("with_partners")
    settings = Settings(build=folder / "build")
    settings.warehouse.parent.mkdir(parents=True)
    settings.warehouse.write_bytes(small_world.warehouse.read_bytes())
    with open_warehouse(settings.warehouse) as con:
        con.execute("delete from raw.csi_requests; delete from raw.partner_returns")
        (report,) = [load_folder(con, RETURNS / "landing")]
    assert [(one.file_name, one.message) for one in report.outcomes if one.state != "loaded"] == []
    nodes = run_dbt(settings, ["run", "--select", *COMPARING])
    assert [(node.name, node.status) for node in nodes if node.status != "success"] == []
    database = folder / "edition.duckdb"
    with duckdb.connect(str(database)) as con:
        con.execute(f"attach '{settings.warehouse}' as warehouse (read_only); create schema marts")
        con.execute(
            "create table marts.fct_returned_counts as from warehouse.marts.fct_returned_counts"
        )
        (view,) = con.execute(
            "select sql from duckdb_views() where view_name = 'fct_returns_compared'"
        ).fetchone()  # type: ignore[misc]
        con.execute(view)
    published = open_edition(small_world.editions)
    return Edition("0001", folder, published.manifest)


def in_short(rows: Any) -> list[tuple[Any, ...]]:
    return [
        (row["month"], row["finding"], row["exams_ours"], row["exams_theirs"], row["rows_ours"])
        for row in rows
    ]


def test_a_return_that_agrees_and_one_with_three_mismatches(with_partners: Edition) -> None:
    agreeing = compare_return(read_return(DE.read_text(encoding="utf-8"), DE.name), with_partners)
    assert [(row["port"], row["month"], row["exams_ours"]) for row in agreeing.rows] == [
        ("DEBRV", "2006-03", 2),
        ("DEBRV", "2006-04", 0),
        ("DEHAM", "2006-02", 2),
        ("DEHAM", "2006-03", 1),
    ]
    assert agreeing.mismatches == ()

    other = compare_return(read_return(NL.read_text(encoding="utf-8"), NL.name), with_partners)
    assert len(other.rows) == 4
    assert in_short(other.mismatches) == THREE
    lines = NL.read_text(encoding="utf-8").splitlines()
    for row, month in zip(other.mismatches[:2], ("2006-02", "2006-03"), strict=True):
        assert f",NLRTM,{month}," in lines[int(row["rows_theirs"].removeprefix("line ")) - 1]


def test_landed_returns_are_compared_as_the_files_are(with_partners: Edition) -> None:
    with with_partners.connect() as con:
        landed = con.execute(
            "from marts.fct_returns_compared where finding <> 'agrees' order by port, month"
        ).df()
        count = con.execute(
            "select country, count(*) from marts.fct_returns_compared group by 1"
        ).fetchall()

    assert in_short(landed.astype(object).where(landed.notna(), None).to_dict("records")) == THREE
    assert dict(count) == {"DE": 4, "NL": 4}


def test_the_command_lists_the_three_and_refuses_what_is_no_return(
    with_partners: Edition, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr("pipelines.editions.open_edition", lambda *_: with_partners)
    monkeypatch.setenv("COLUMNS", "80")

    def typed(*words: str) -> Any:
        return CliRunner().invoke(app, ["return", *words])

    told = typed("--check", str(NL))
    assert told.exit_code == 0
    assert "3 do not agree" in told.output
    assert [line.split()[0] for line in told.output.splitlines() if "NLRTM" in line] == [
        "NLRTM"
    ] * 3
    found = json.loads(typed("--check", str(NL), "--json").stdout)
    assert in_short(found["mismatches"]) == THREE
    assert found["compared"] == 4

    wrong = tmp_path / "wrong.csv"
    wrong.write_text(NL.read_text(encoding="utf-8").replace("2006-05,1,1", "2006-05,1,2"))
    refused = typed("--check", str(wrong))
    assert refused.exit_code == 1
    assert "line 5, exams_at_request[3]" in refused.output
    assert typed().exit_code == 1


def test_our_return_is_the_published_figures_in_both_forms(
    small_world: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    edition = open_edition(small_world.editions)
    monkeypatch.setattr("pipelines.editions.open_edition", lambda *_: edition)

    told = CliRunner().invoke(app, ["return", "--out", str(tmp_path), "--period", "CY2005"])

    assert told.exit_code == 0, told.output
    paths = sorted(tmp_path.iterdir())
    assert [path.name for path in paths] == [
        f"wco-return.US.CY2005.synthetic.{ending}" for ending in ("csv", "json")
    ]
    from_csv, from_json = (
        read_return(path.read_text(encoding="utf-8"), path.name) for path in paths
    )
    document = from_json.document
    assert from_csv.document == document
    assert (document.edition, document.exams_at_request_recorded) == (edition.id, False)
    with edition.connect() as con:
        ((n, of, unknown, value, low, version),) = con.execute(
            "select numerator, denominator, n_unknown, value, low, definition_version "
            "from published.measures where measure = 'S8.1a' and period = 'CY2005' "
            "and port_code = '*' and unit = 'shipment'"
        ).fetchall()
    (line,) = [m for m in document.measures if (m.measure, m.unit) == ("S8.1a", "shipment")]
    assert (line.numerator, line.denominator, line.n_unknown) == (n, of, unknown)
    assert (line.value, line.low, line.definition_version) == (value, low, version)
    assert {m.measure.split(".")[1] for m in document.measures} == {
        "1a", "1b", "2", "3", "4", "5", "6", "7", "8", "9",
    }  # fmt: skip
    assert "arrival_to_release" in {time.segment for time in document.clearance_times}
    with pytest.raises(ReturnError, match="no  ?measure of standard 8 for 1990-01"):
        make_return(edition, "1990-01", None)


def test_a_joint_rule_set_counts_what_its_expressions_hit(small_world: Settings) -> None:
    """By another route: each rule's own SQL on the traits, instead of the stored masks."""
    reference = small_world.reference / "joint_rules.csv"
    with reference.open(encoding="utf-8", newline="") as file:
        rules = list(csv.DictReader(file))
    with open_warehouse(small_world.warehouse, read_only=True) as con:
        sql = dict(
            con.execute(
                "select expression, expression_sql from rules.rules where rule_set = 'terrorism'"
            ).fetchall()
        )
        score = " + ".join(
            f"case when {sql[rule['expression']]} then {rule['points']} else 0 end"
            for rule in rules
        )
        flags = con.execute(
            f"select t.season, {score} >= {rules[0]['mandatory_score']}, t.is_high_risk_score "  # noqa: S608
            "from intermediate.int_container_trip_features as f "
            "inner join marts.fct_container_trips as t using (origin, container_trip_key) "
            "where f.snapshot = 'T2' and t.is_in_scope and f.is_manifest_known"
        ).fetchall()
        figures = con.execute(
            "select figure, period, numerator, denominator - n_unknown "
            "from marts.program_international_figures "
            "where figure like 'INTL.joint.%' and subject = '*'"
        ).fetchall()
    names = {(True, True): "both", (True, False): "joint_only", (False, True): "national_only"}
    expected = Counter((names.get((j, n), "neither"), f"FY{season}") for season, j, n in flags)
    known = Counter(f"FY{season}" for season, _, _ in flags)

    assert {rule["mandatory_score"] for rule in rules} == {rules[0]["mandatory_score"]}
    # three years, and what reached another U.S. port in the last days of the one before
    assert len(figures) == 4 * 4
    for figure, period, numerator, denominator in figures:
        cell = figure.removeprefix("INTL.joint.")
        assert (numerator, denominator) == (expected[cell, period], known[period]), (cell, period)
    assert sum(expected["joint_only", f"FY{season}"] for season in (2004, 2005, 2006)) > 0


def test_the_evidence_names_what_there_is(small_world: Settings) -> None:
    with open_warehouse(small_world.warehouse, read_only=True) as con:
        rows = con.execute(
            "select standard, standard_state, kind, evidence, evidence_state "
            "from marts.fct_safe_matrix where origin = 'real'"
        ).fetchall()
    root = small_world.home
    states = {standard: state for standard, state, *_ in rows}
    measures = [(evidence, state) for *_, kind, evidence, state in rows if kind == "measure"]

    assert len(states) == 17
    assert (states["C5"], states["C10"], states["C11"]) == ("present", "none", "partial")
    assert [one for one in measures if one[1] == "not held"] == []
    documents = {evidence for *_, kind, evidence, _ in rows if kind == "document"}
    assert [name for name in documents if not (root / name).is_file()] == []
    tables = {(evidence, state) for *_, kind, evidence, state in rows if kind == "table"}
    assert {state for _, state in tables} == {"counted"}
    eight = {
        evidence.removesuffix(".any")
        for s, _, k, evidence, _ in rows
        if (s, k) == ("C8", "measure")
    }
    assert eight == {"S8.1a", "S8.1b", *(f"S8.{number}" for number in range(2, 10))}


def test_the_registers_give_the_board_and_the_printed_totals(small_world: Settings) -> None:
    with open_warehouse(small_world.warehouse, read_only=True) as con:
        printed = dict(
            con.execute(
                "select figure, published_value from marts.program_international_figures "
                "where figure like 'INTL.columbus.%' or figure = 'INTL.safe_framework.adopted'"
            ).fetchall()
        )
        board = con.execute(
            "select partner, phase, days_in_phase_at_least, days_in_phase_at_most "
            "from marts.fct_mutual_recognition where as_of_day = date '2008-07-31' order by partner"
        ).fetchall()
        done = con.execute(
            "select numerator, denominator from marts.program_international_figures "
            "where figure = 'INTL.jccc.completed'"
        ).fetchall()

    assert printed == {
        "INTL.columbus.participating": 111,
        "INTL.columbus.phase_1_completed": 104,
        "INTL.columbus.phase_2_entered": 65,
        "INTL.columbus.phase_3_entered": 1,
        "INTL.columbus.assisted_by_cbp": 10,
        "INTL.safe_framework.adopted": 173,
    }
    # June 2008: from the 1st 60 days, from the 30th 31; June 2007: a year, of 366 days, more
    assert board == [
        ("Canada", 4, 31, 60),
        ("European Union", None, None, None),
        ("Japan", 1, 0, None),
        ("Jordan", 4, 31, 60),
        ("New Zealand", 4, 397, 426),
    ]
    assert done == [(5, 10)]
