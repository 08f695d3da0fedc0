"""Published figures: contradictions of the shipped register, and those planted in a newer one."""

import csv
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from io import StringIO
from pathlib import Path

import duckdb
import pytest
from scipy.stats import beta
from typer.testing import CliRunner, Result

from pipelines.cli import app
from pipelines.dbt_runs.running import run_dbt
from pipelines.decisions import Evidence
from pipelines.editions import open_edition
from pipelines.landing import load_contracts
from pipelines.oversight import (
    asked_for,
    read_reconciliation,
    read_registers,
    reminders,
    standings,
)
from pipelines.settings import Settings, get_settings
from pipelines.stages.loading import load
from tests.integration.landing_files import make_folder

Typed = Callable[..., Result]

PRINTING = {
    "unit": "country",
    "definition": "operating",
    "definition_wording": "as the test words it",
    "population": "countries",
    "qualifier": "exact",
    "as_of_precision": "month",
    "publisher": "a test",
    "report": "TEST-09",
    "published_on": "2009-01-15",
    "source": "TEST-09, line 1",
    "recorded_at": "2009-01-16T00:00:00",
}
PLANTED = [
    # GAO-08-538 prints 33 countries as of July 2008: another value of the same month.
    {"figure_id": "T1", "quantity": "csi.countries", "value": "35", "as_of_date": "2008-07-01"},
    # A later date is a trend, not a contradiction.
    {"figure_id": "T2", "quantity": "csi.countries", "value": "40", "as_of_date": "2009-01-01"},
    # The same date told alike contradicts nobody.
    {"figure_id": "T3", "quantity": "safe.letters_of_intent", "definition": "signed",
     "value": "154", "as_of_date": "2008-06-01"},
    # 4 + 5 is 9.
    {"figure_id": "T4", "quantity": "test.total", "value": "9", "as_of_date": "2009-01-01"},
    {"figure_id": "T5", "quantity": "test.one", "value": "4", "as_of_date": "2009-01-01",
     "part_of": "test.total"},
    {"figure_id": "T6", "quantity": "test.other", "value": "5", "as_of_date": "2009-01-01",
     "part_of": "test.total"},
    # A corrected row of the register takes the place of the one that said 54.
    {"figure_id": "WCO-13", "quantity": "kyoto.parties", "definition": "acceded", "value": "55",
     "unit": "party", "as_of_date": "", "as_of_precision": "", "report": "GAO-08-538",
     "published_on": "2008-08-15"},
]  # fmt: skip
SHIPPED = {
    ("one quantity, two values", "kyoto.parties"),
    ("one count, two as-of dates", "safe.letters_of_intent"),
    ("total against its parts", "ctpat.certified_members"),
    ("dated after its own as-of date", "jccc.roadmap"),
    ("dated after its own as-of date", "mra.canada"),
    ("dated after its own as-of date", "mra.jordan"),
}


@dataclass(frozen=True)
class Cards:
    """An edition that holds commonality cards and nothing else."""

    path: Path
    id: str = "0009"
    as_known_at: datetime | None = None

    def connect(self) -> duckdb.DuckDBPyConnection:
        return duckdb.connect(str(self.path), read_only=True)


@pytest.fixture
def typed(monkeypatch: pytest.MonkeyPatch, small_world: Settings) -> Iterator[Typed]:
    """Type a command on the small world, 80 columns wide."""
    monkeypatch.setenv("TALLYMAN_BUILD", str(small_world.build))
    monkeypatch.setenv("TALLYMAN_HOME", str(small_world.home))
    monkeypatch.setenv("COLUMNS", "80")
    get_settings.cache_clear()
    yield lambda *arguments: CliRunner().invoke(app, [str(one) for one in arguments])
    get_settings.cache_clear()


def lines(table: str, rows: list[dict[str, str]]) -> str:
    """Rows of a table as its contract orders them."""
    text = StringIO()
    writer = csv.DictWriter(text, load_contracts()[table].column_names, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


def test_the_shipped_register_holds_the_known_contradictions_and_what_is_not_comparable(
    small_world: Settings,
) -> None:
    found = read_reconciliation(open_edition(small_world.editions))

    assert {(row["rule"], row["quantity"]) for row in found.contradictions} == SHIPPED
    assert {row["quantity"] for row in found.not_comparable} == {"csi.coverage", "sfi.formed"}
    by_quantity = {row["quantity"]: row for row in found.contradictions}
    partners = by_quantity["ctpat.certified_members"]
    # 6,502 - (3,231 + 1,655 + 38 + 637 + 400) = 541
    assert (partners["first_said"], partners["second_said"]) == ("6,502", "sum 5,961")
    assert partners["difference"] == -541
    assert "no number is printed for C-TPAT consolidators" in partners["second_wording"]
    letters = by_quantity["safe.letters_of_intent"]
    assert {letters["first_as_of"], letters["second_as_of"]} == {"June 2008", "July 2008"}
    assert {row["first_said"] for row in found.not_comparable} >= {"approximately 82 %"}
    assert all(row["first_source"] and row["settled_by"] for row in found.findings)


def test_ours_stand_beside_printed_figures_only_where_both_are_real(small_world: Settings) -> None:
    found = read_reconciliation(open_edition(small_world.editions))

    compared = {row["quantity"]: (row["published_value"], row["our_value"], row["comparison"])
                for row in found.compared}  # fmt: skip
    assert compared["incident.2005_01.apprehended"] == (32, 32, "equal")
    assert compared["incident.2005_04.escaped"] == (2, 2, "equal")
    assert compared["incidents.us"] == (23, 9, "different")
    assert len(compared) == 8
    # The small world is full of synthetic traffic; none of it is held against 11 million.
    traffic = [row for row in found.uncounted if row["quantity"] == "us_containers"]
    assert [row["comparison"] for row in traffic] == ["no real data loaded"]


def test_a_planted_contradiction_is_found_a_trend_is_not_and_a_correction_supersedes(
    small_world_copy: Settings, tmp_path: Path
) -> None:
    name = "oversight_figures__2009__200901160000.csv"
    rows = [PRINTING | {"title": one["quantity"]} | one for one in PLANTED]
    answers = ["acknowledged"] * 25 + ["not_aware"] * 5 + ["no_answer"] * 3
    asked = [
        {
            "duty_id": "MOU-2005-12-08",
            "us_port_code": "3126",
            "staff_code": f"3126-{number:03d}",
            "asked_on": "2006-02-01",
            "answer": answer,
            "recorded_at": "2006-02-02T00:00:00",
        }
        for number, answer in enumerate(answers)
    ]
    newer = make_folder(
        tmp_path / "newer", {name: lines("oversight_figures", rows)}, "origin: real\n"
    )
    ports = make_folder(
        tmp_path / "ports",
        {
            "protocol_acknowledgements__2006_02__200602030000.csv": lines(
                "protocol_acknowledgements", asked
            )
        },
    )
    for report in load(small_world_copy, [str(newer), str(ports)]):
        assert (len(report.new), report.rows_quarantined, report.refused) == (1, 0, [])
    nodes = run_dbt(
        small_world_copy,
        ["run", "--select", "program_oversight_contradictions program_recommendations_awareness"],
    )
    assert {node.status for node in nodes} == {"success"}

    with duckdb.connect(str(small_world_copy.warehouse), read_only=True) as con:
        found = con.execute(
            "select rule, quantity, first_said, second_said from "
            "marts.program_oversight_contradictions where verdict = 'contradiction'"
        ).fetchall()
        aware = con.execute(
            "select acknowledged_count, not_aware_count, no_answer_count, asked_count "
            "from marts.program_recommendations_awareness where us_port_code = '3126'"
        ).fetchall()
    kyoto = ("one quantity, two values", "kyoto.parties")
    planted = ("one quantity, two values", "csi.countries")
    assert {(rule, quantity) for rule, quantity, *_ in found} == SHIPPED - {kyoto} | {planted}
    assert {tuple(said) for _, quantity, *said in found if quantity == "csi.countries"} == {
        ("33", "35")
    }
    assert aware == [(25, 5, 3, 33)]


def test_awareness_is_a_rate_with_an_exact_interval_of_those_who_answered(
    small_world: Settings,
) -> None:
    figures = read_registers(open_edition(small_world.editions), date(2026, 1, 1)).awareness
    national = {row["figure"]: row for row in figures if row["subject"] == "*"}

    assert set(national) == {"REC.awareness.MOU-2005-12-08", "REC.awareness.NLECC-24H"}
    for row in national.values():
        aware, known = row["numerator"], row["denominator"] - row["n_unknown"]
        assert row["origin"] == "synthetic"
        assert row["value"] == pytest.approx(aware / known)
        assert row["low"] == pytest.approx(beta.ppf(0.025, aware, known - aware + 1))
        assert row["high"] == pytest.approx(beta.ppf(0.975, aware + 1, known - aware))


def test_what_stands_and_falls_due_is_told_as_of_a_day(small_world: Settings) -> None:
    edition = open_edition(small_world.editions)

    before = read_registers(edition, date(2007, 4, 22))
    assert before.recommendations == []
    after = read_registers(edition, date(2009, 1, 15))
    assert [row["report"] for row in after.none_made] == ["GAO-08-538"]
    stand = {one.recommendation_id: one for one in standings(after, [], {})}
    assert stand["OIG-07-40-1"].status == "resolved, but open"
    # 23 April 2007 to 15 January 2009
    assert stand["OIG-07-40-1"].days_open == 633
    assert stand["OIG-07-40-2"].days_open is None
    due = {one.duty_id: one for one in reminders(after, [])}
    assert (due["SFI-STATUS"].state, due["SFI-STATUS"].overdue) == (
        "overdue",
        (date(2008, 12, 31),),
    )
    assert (due["JCCC-THREAT"].state, due["JCCC-THREAT"].next_due) == (
        "upcoming",
        date(2009, 3, 31),
    )
    assert due["CTPAT-YEARLY"].state == "not_stated"
    delivery = Evidence(
        1, "SFI-STATUS 2008-12-31", "report", "status.txt", "Status.", "", None, True, (), "", "",
        datetime(2009, 1, 10, tzinfo=UTC), "sent",
    )  # fmt: skip
    assert reminders(after, [delivery])[-1].state == "upcoming"


def test_evidence_of_commonalities_must_contain_the_established_cards_too(
    small_world: Settings, tmp_path: Path
) -> None:
    edition = open_edition(small_world.editions)
    registers = read_registers(edition, date(2026, 1, 1))
    established = "more common among incidents"
    cards = [
        ("synthetic", "*", "trait", "House bill of a carrier that operates no vessel", established),
        ("synthetic", "*", "trait", "Manifest amended", "not enough evidence"),
        ("synthetic", "*", "pair", "Soft top, and light", established),
        ("synthetic", "Busan", "trait", "Refrigerated container", established),
        ("real", "*", "trait", "Laded at Shanghai", established),
    ]
    path = tmp_path / "cards.duckdb"
    with duckdb.connect(str(path)) as con:
        con.execute("create schema published")
        con.execute(
            "create table published.commonalities "
            "(origin text, era text, kind text, wording text, verdict text, rank integer)"
        )
        con.executemany(
            "insert into published.commonalities values (?, ?, ?, ?, ?, 1)",
            [[*card] for card in cards],
        )
    published = Cards(path)

    first, second = (
        asked_for(published, registers, f"OIG-07-40-{number}", small_world.reference, "synthetic")
        for number in (1, 2)
    )
    (card,) = [one for one in first.elements if one.source.startswith("card")]
    assert card.words == "house;bill;carrier;operates;vessel"
    assert "1 established commonality card of edition 0009 (synthetic)" in first.held_against
    # The second recommendation asks for signs, not for what incidents have in common.
    assert not [one for one in second.elements if one.source.startswith("card")]
    assert {"2704", "3001", "2811"} <= set(first.ports)
    assert not {"1001", "5301"} & set(first.ports)


def test_the_commands_tell_it_and_refuse_without_evidence(typed: Typed) -> None:
    listed = json.loads(typed("recommendations", "list", "--as-of", "2009-01-15", "--json").stdout)
    assert [row["recommendation_id"] for row in listed["recommendations"]] == [
        "OIG-07-40-1", "OIG-07-40-2", "OIG-07-40-3",
    ]  # fmt: skip
    found = json.loads(typed("reconcile", "--json").stdout)
    assert len(found["findings"]) == len(SHIPPED) + 3
    shown = typed("reconcile", "--as-of", "2007-12-31")
    assert "1 contradiction in" in shown.stdout
    assert "sum 5,961" in shown.stdout
    assert "OIG-07-40-1" in typed("recommendations", "list").stdout
    refused = typed("recommendations", "close", "OIG-07-40-1", "--reason", "sent")
    assert refused.exit_code == 1
    assert "no evidence was handed in; it closes with a text that contains" in refused.stderr
