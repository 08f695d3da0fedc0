"""Parties of the small world: precision and recall from the truth by another route, pages of it."""

import json
from collections import defaultdict
from collections.abc import Callable, Iterator
from itertools import combinations
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from streamlit.testing.v1 import AppTest
from typer.testing import CliRunner, Result

from dashboards import sign_in
from pipelines.cli import app
from pipelines.decisions import audit, decide_parties, os_person, read_party_decisions
from pipelines.editions import open_edition, parties
from pipelines.editions.store import Edition
from pipelines.filters.desk import open_desk
from pipelines.settings import Settings, get_settings
from pipelines.warehouse import build
from pipelines.warehouse_file import open_warehouse

ROOT = Path(__file__).resolve().parents[2]
Pair = frozenset[str]


@pytest.fixture(scope="module")
def edition(small_world: Settings) -> Edition:
    return open_edition(small_world.editions)


@pytest.fixture
def typed(
    small_world: Settings, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Callable[..., Result]]:
    monkeypatch.setenv("TALLYMAN_BUILD", str(small_world.build))
    monkeypatch.setenv("COLUMNS", "80")
    get_settings.cache_clear()
    yield lambda *words: CliRunner().invoke(app, ["parties", *words])
    get_settings.cache_clear()


def as_told(name: str) -> str:
    """Normalise a name without the platform: letters and digits in capitals, single blanks."""
    return " ".join("".join(c if c.isalnum() else " " for c in name.upper()).split())


def pairs_within(groups: dict[object, set[str]]) -> set[Pair]:
    return {frozenset(pair) for names in groups.values() for pair in combinations(names, 2)}


@pytest.fixture(scope="module")
def true_pairs(small_world: Settings) -> tuple[set[str], set[Pair]]:
    """Names that were planted, and the pairs of one firm, straight from the truth."""
    firms: defaultdict[str, set[tuple[str, int]]] = defaultdict(set)
    for row in pq.read_table(small_world.truth / "party_names.parquet").to_pylist():
        firms[as_told(row["party_name"])].add((row["party_kind"], row["firm"]))
    groups: defaultdict[object, set[str]] = defaultdict(set)
    for name, bearers in firms.items():
        if len(bearers) == 1:
            groups[next(iter(bearers))].add(name)
    return {name for names in groups.values() for name in names}, pairs_within(groups)


def test_precision_and_recall_are_those_counted_pair_by_pair(
    edition: Edition, true_pairs: tuple[set[str], set[Pair]]
) -> None:
    planted, of_one_firm = true_pairs
    with edition.connect() as con:
        resolved = con.execute("select party, party_id from marts.fct_party_names").fetchall()
    names = {name for name, _ in resolved}
    groups: defaultdict[object, set[str]] = defaultdict(set)
    for name, party in resolved:
        if name in planted:
            groups[party].add(name)
    joined = pairs_within(groups)
    of_one_firm = {pair for pair in of_one_firm if pair <= names}
    told = {
        row["what"]: (row["numerator"], row["denominator"])
        for row in parties.read_evaluation(edition)
        if row["basis"] == "as built"
    }
    right = len(joined & of_one_firm)
    assert told == {"precision": (right, len(joined)), "recall": (right, len(of_one_firm))}
    assert right / len(joined) > 0.98
    assert right / len(of_one_firm) > 0.85


def test_a_higher_threshold_never_joins_more(edition: Edition) -> None:
    rows = [row for row in parties.read_evaluation(edition) if row["basis"] == "by the model"]
    recall = [row["numerator"] for row in rows if row["what"] == "recall"]
    joined = [row["denominator"] for row in rows if row["what"] == "precision"]
    assert recall == sorted(recall, reverse=True)
    assert joined == sorted(joined, reverse=True)
    assert sum(row["is_in_use"] for row in rows) == 2


def test_first_time_is_the_day_no_name_of_the_party_came_before(small_world: Settings) -> None:
    with open_warehouse(small_world.warehouse, read_only=True) as con:
        bills = con.execute(
            "select consignee_party, arrival_date from intermediate.int_shipments where "
            "is_lowest_level and not is_withdrawn and arrival_date is not null "
            "and consignee_party is not null and origin = 'synthetic'"
        ).fetchall()
        party = dict(con.execute("select party, party_id from resolved.parties").fetchall())
        told = con.execute(
            "select party, first_arrival_date from intermediate.int_party_first_seen "
            "where party_role = 'consignee' and origin = 'synthetic'"
        ).fetchall()
    first: dict[str, object] = {}
    for name, day in sorted(bills, key=lambda bill: bill[1]):
        first.setdefault(party[name], day)
    assert {name: day for name, day in told} == {
        name: first[number] for name, number in party.items() if number in first
    }
    earlier_than_itself = sum(
        first[party[name]] < min(day for other, day in bills if other == name)
        for name in {name for name, _ in bills}
    )
    assert earlier_than_itself > 20, "names that would have been first-time by themselves"


def test_a_pairs_steps_sum_to_its_weight_wherever_it_is_told(
    edition: Edition, typed: Callable[..., Result]
) -> None:
    party = parties.read_parties(edition, "synthetic", "names", 1)[0]["party_id"]
    shown = json.loads(typed("show", party, "--json").stdout)
    told = parties.read_pairs(edition, party, "synthetic")
    assert shown["pairs"] == told
    assert told
    for pair in told:
        assert sum(step["weight"] for step in pair["steps"]) == pytest.approx(pair["match_weight"])
        assert pair["steps"][0]["comparison"] == "prior"


def test_the_commands_list_show_and_measure(typed: Callable[..., Result]) -> None:
    listed = json.loads(typed("--json").stdout)
    assert (listed["origin"], len(listed["rows"])) == ("synthetic", listed["parties"])
    assert sum(row["name_count"] for row in listed["rows"]) == listed["names"]
    first = listed["rows"][0]
    by_name = typed("show", first["party_name"].title())
    assert first["party_id"] in by_name.stdout
    assert "SYNTHETIC" in by_name.stdout
    weakest = [row["weakest_tie_weight"] for row in json.loads(typed("--by", "weakest", "--json")
               .stdout)["rows"]]  # fmt: skip
    assert weakest == sorted(weakest)
    assert "4 in use" in typed("evaluate").stdout
    nobody = typed("show", "TO ORDER")
    assert nobody.exit_code != 0
    assert "placeholders are none" in " ".join(nobody.stderr.split())


def test_a_split_by_hand_makes_a_name_first_time_in_the_next_build_and_says_who(
    small_world_copy: Settings,
) -> None:
    settings = small_world_copy
    with open_warehouse(settings.warehouse, read_only=True) as con:
        party, leaving, month = con.execute(
            """
            with
                firsts as (
                    select p.party_id, s.consignee_party, min(s.arrival_date) as first
                    from resolved.parties as p
                    inner join intermediate.int_shipments as s
                        on s.origin = p.origin and s.consignee_party = p.party
                    where s.is_lowest_level and not s.is_withdrawn and s.origin = 'synthetic'
                    group by p.party_id, s.consignee_party
                )

            select party_id, consignee_party, first
            from firsts
            qualify first > min(first) over (partition by party_id)
            order by first desc, consignee_party
            limit 1
            """
        ).fetchall()[0]
        names = [
            row[0]
            for row in con.execute(
                "select party from resolved.parties where party_id = ? order by party", [party]
            ).fetchall()
        ]
    desk = open_desk(settings)
    person = os_person(desk.store)
    rest = [name for name in names if name != leaving]
    decide_parties(
        desk.store, desk.clock, person, "split", "synthetic", [leaving], rest, reason="two owners"
    )
    entry = audit.read(desk.store)[0]
    assert (entry.person, entry.action, entry.kind, entry.reason) == (
        person.identity, "split", "party", "two owners",
    )  # fmt: skip
    assert [one.names for one in read_party_decisions(desk.store)] == [(leaving,)]
    desk.store.close()
    report = build(settings)
    assert month.replace(day=1) in {one.arrival_month for one in report.months}
    assert len(report.months) < 36, "the months of the two first arrivals, not all"
    with open_warehouse(settings.warehouse, read_only=True) as con:
        ((first,),) = con.execute(
            "select first_arrival_date from intermediate.int_party_first_seen "
            "where party_role = 'consignee' and party = ? and origin = 'synthetic'",
            [leaving],
        ).fetchall()
        moved = con.execute("select party, kind, cause from marts.fct_party_changes").fetchall()
        is_first = con.execute(
            "select bool_and(f.is_first_time_consignee) "
            "from intermediate.int_shipments as s "
            "inner join intermediate.int_consignments as c using (origin, shipment_key) "
            "inner join intermediate.int_container_trip_features as f "
            "using (origin, container_trip_key) "
            "where s.consignee_party = ? and s.arrival_date = ? and f.snapshot = 'T2' "
            "and s.is_lowest_level and not s.is_withdrawn",
            [leaving, first],
        ).fetchall()
    assert first == month
    assert (leaving, "parted", "hand decisions") in moved
    assert is_first == [(True,)]


def test_the_page_keeps_a_split_and_shows_a_refusal(
    small_world: Settings, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("TALLYMAN_BUILD", str(small_world.build))
    monkeypatch.setenv("TALLYMAN_DECISIONS", f"sqlite:///{tmp_path / 'decisions.sqlite'}")
    get_settings.cache_clear()
    sign_in.desk.clear()
    desk = sign_in.desk()
    page = AppTest.from_file(
        str(ROOT / "dashboards" / "views" / "targeting" / "parties.py"), default_timeout=60
    )
    page.session_state["signed_in_as"] = os_person(desk.store).identity
    page.run()
    names = page.multiselect(key="split_names")
    leaving = names.options[1]
    names.set_value([leaving])
    page.text_input(key="split_reason").input("other owner")
    next(button for button in page.button if button.label == "Split").click().run()
    assert not page.exception
    assert "counts from the next build" in page.success[0].value
    (kept,) = read_party_decisions(desk.store)
    assert (kept.kind, kept.names, kept.reason) == ("split", (leaving,), "other owner")
    page.text_input(key="merge_other").input("nobody at all")
    next(button for button in page.button if button.label == "Merge").click().run()
    assert not page.exception
    assert "neither an id nor a name" in page.error[0].value
    desk.store.close()
    sign_in.desk.clear()
    get_settings.cache_clear()
