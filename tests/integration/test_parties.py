"""Parties on a handful of names worked out by hand: who is joined, who never is, in any order."""

from collections.abc import Iterable
from datetime import datetime
from itertools import permutations
from pathlib import Path

import duckdb
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from models.resolution.party_model import model_from
from pipelines.parties import resolve_parties
from pipelines.parties.filed_names import normalised

REFERENCE = Path(__file__).resolve().parents[2] / "data" / "reference"
PORTLAND = ("472 Terminal Way", "Portland", "US")
EDISON = ("304 Warehouse Ln", "Edison", "US")
BUSAN = ("12 Dock St", "Busan", "KR")
OCTOBER, NOVEMBER = (datetime.fromisoformat(day) for day in ("2005-11-06", "2005-12-06"))

ACME = ["Acmeford Velador Trading Co., Ltd.", "ACMEFORD VELADOR TRDG COMPANY LIMITED"]
ROWS = [
    # One firm: form written out and trade short; words turned; a letter lost; letters swapped.
    (ACME[0], *PORTLAND, OCTOBER),
    (ACME[1], *PORTLAND, NOVEMBER),
    ("VELADOR ACMEFORD TRADING CO LTD", *PORTLAND, NOVEMBER),
    ("ACMEFORD VELDOR TRADING CO LTD", *PORTLAND, NOVEMBER),
    ("ACMEFORD VLEADOR TRADING CO LTD", *PORTLAND, OCTOBER),
    # Another firm at the same address, and one of the same words that trades in something else.
    ("ZENORTRA KORUN TOYS INC", *PORTLAND, OCTOBER),
    ("ACMEFORD VELADOR TOYS CO LTD", *EDISON, OCTOBER),
    # Nobody: a listed placeholder, an order bill, and no name at all.
    ("TO ORDER", *PORTLAND, OCTOBER),
    ("To the order of Velador Bank", *PORTLAND, OCTOBER),
    ("Unknown.", *PORTLAND, OCTOBER),
    (None, *PORTLAND, OCTOBER),
    # A name of its own that one letter, and another country, parts from the firm.
    ("ACMEFORD VELADORA TRADING CO LTD", *BUSAN, OCTOBER),
]
ONE_FIRM = {
    "ACMEFORD VELADOR TRADING CO LTD",
    "ACMEFORD VELADOR TRDG COMPANY LIMITED",
    "VELADOR ACMEFORD TRADING CO LTD",
    "ACMEFORD VELDOR TRADING CO LTD",
    "ACMEFORD VLEADOR TRADING CO LTD",
}


def warehouse() -> duckdb.DuckDBPyConnection:
    con = duckdb.connect()
    con.execute("""
        create schema raw;
        create schema rules;
        create table raw.loads (
            load_id bigint, superseded_by_load_id bigint, supersedes_load_id bigint,
            started_at timestamp
        );
        create table raw.ams_consignee (
            consignee_name varchar, consignee_address_1 varchar, city varchar,
            country_code varchar, known_at timestamp, load_id bigint, origin varchar
        );
        create table raw.ams_shipper (
            shipper_party_name varchar, shipper_party_address_1 varchar, city varchar,
            country_code varchar, known_at timestamp, load_id bigint, origin varchar
        );
        create table rules.party_decisions (
            decision_id integer, kind varchar, origin varchar, names varchar[], others varchar[]
        );
    """)
    return con


def load(
    con: duckdb.DuckDBPyConnection, rows: Iterable[tuple[object, ...]], origin: str = "synthetic"
) -> None:
    ((load_id,),) = con.execute("select count(*) + 1 from raw.loads").fetchall()
    con.execute("insert into raw.loads values (?, null, null, '2006-01-01')", [load_id])
    for name, line, city, country, known_at in rows:
        con.execute(
            "insert into raw.ams_consignee values (?, ?, ?, ?, ?, ?, ?)",
            [name, line, city, country, known_at, load_id, origin],
        )


def parties(con: duckdb.DuckDBPyConnection, origin: str = "synthetic") -> set[frozenset[str]]:
    rows = con.execute(
        "select list(party) from resolved.parties where origin = ? group by party_id", [origin]
    ).fetchall()
    return {frozenset(names) for (names,) in rows}


def stand(con: duckdb.DuckDBPyConnection) -> tuple[list[tuple[object, ...]], ...]:
    return (
        con.execute("from resolved.parties order by all").fetchall(),
        con.execute("from resolved.party_pairs order by all").fetchall(),
    )


def decide(con: duckdb.DuckDBPyConnection, kind: str, names: list[str], others: list[str]) -> None:
    con.execute(
        "insert into rules.party_decisions select count(*) + 1, ?, 'synthetic', ?, ? "
        "from rules.party_decisions",
        [kind, names, others],
    )


@pytest.fixture
def con() -> duckdb.DuckDBPyConnection:
    made = warehouse()
    load(made, ROWS)
    resolve_parties(made, REFERENCE)
    return made


def test_the_names_of_one_firm_are_joined_and_no_other(con: duckdb.DuckDBPyConnection) -> None:
    assert parties(con) == {
        frozenset(ONE_FIRM),
        frozenset({"ZENORTRA KORUN TOYS INC"}),
        frozenset({"ACMEFORD VELADOR TOYS CO LTD"}),
        frozenset({"ACMEFORD VELADORA TRADING CO LTD"}),
    }


def test_who_names_nobody_is_no_party_and_in_no_pair(con: duckdb.DuckDBPyConnection) -> None:
    names = {row[0] for row in con.execute("select party from resolved.party_names").fetchall()}
    assert not {"TO ORDER", "TO THE ORDER OF VELADOR BANK", "UNKNOWN", None} & names
    assert len(names) == 8


def test_a_pairs_weight_is_the_sum_of_its_levels_and_each_level_weighs_log2_of_m_over_u(
    con: duckdb.DuckDBPyConnection,
) -> None:
    model = model_from((REFERENCE / "party_model.json").read_text(encoding="utf-8"))
    rows = con.execute(
        "select name_level, trade_level, legal_form_level, place_level, match_weight "
        "from resolved.party_pairs"
    ).fetchall()
    assert len(rows) >= 10
    for *levels, weight in rows:
        steps = model.waterfall(
            dict(zip(("name", "trade", "legal_form", "place"), levels, strict=True))
        )
        assert steps[-1].total == pytest.approx(weight)
        assert sum(step.weight for step in steps) == pytest.approx(weight)
    place = model.comparisons[3].levels[0]
    assert 2**place.weight == pytest.approx(place.m / place.u)


def test_files_in_any_order_and_all_at_once_give_the_same_parties_and_pairs() -> None:
    whole = warehouse()
    load(whole, ROWS)
    resolve_parties(whole, REFERENCE)
    files = [ROWS[:4], ROWS[4:8], ROWS[8:]]
    for order in list(permutations(files))[1::2]:
        step = warehouse()
        for rows in order:
            load(step, rows)
            resolve_parties(step, REFERENCE)
        assert stand(step) == stand(whole)


def test_a_run_without_news_compares_nothing(con: duckdb.DuckDBPyConnection) -> None:
    report = resolve_parties(con, REFERENCE)
    assert (report.new_names, report.changed_names, report.pairs_compared) == (0, 0, 0)
    assert (report.names, report.parties, report.moved_names) == (8, 4, 0)


def test_a_new_name_keeps_the_partys_id_and_a_bridge_between_two_is_recorded() -> None:
    con = warehouse()
    load(con, [ROWS[0], ("VELADOR ACMEFORD TRADING CO LTD", *EDISON, OCTOBER)])
    first = resolve_parties(con, REFERENCE)
    assert (first.parties, first.moved_names) == (2, 0)
    before = dict(con.execute("select party, party_id from resolved.parties").fetchall())
    # The turned name is now filed from the first firm's address too.
    load(con, [("VELADOR ACMEFORD TRADING CO LTD", *PORTLAND, NOVEMBER)])
    second = resolve_parties(con, REFERENCE)
    assert (second.changed_names, second.parties, second.moved_names) == (1, 1, 1)
    after = dict(con.execute("select party, party_id from resolved.parties").fetchall())
    assert after["ACMEFORD VELADOR TRADING CO LTD"] == before["ACMEFORD VELADOR TRADING CO LTD"]
    assert con.execute(
        "select party, party_id_before, party_id_after, kind, cause from resolved.party_changes"
    ).fetchall() == [
        (
            "VELADOR ACMEFORD TRADING CO LTD",
            before["VELADOR ACMEFORD TRADING CO LTD"],
            before["ACMEFORD VELADOR TRADING CO LTD"],
            "merged",
            "rows",
        )
    ]


def test_a_split_and_a_merge_by_hand_hold_in_the_next_run_and_after_more_rows(
    con: duckdb.DuckDBPyConnection,
) -> None:
    leaving, rest = "ACMEFORD VELDOR TRADING CO LTD", sorted(ONE_FIRM)
    rest.remove(leaving)
    decide(con, "split", [leaving], rest)
    decide(con, "merge", ["ZENORTRA KORUN TOYS INC"], ["ACMEFORD VELADOR TOYS CO LTD"])
    report = resolve_parties(con, REFERENCE)
    assert report.pairs_compared == 0
    wanted = {
        frozenset(rest),
        frozenset({leaving}),
        frozenset({"ZENORTRA KORUN TOYS INC", "ACMEFORD VELADOR TOYS CO LTD"}),
        frozenset({"ACMEFORD VELADORA TRADING CO LTD"}),
    }
    assert parties(con) == wanted
    causes = con.execute("select distinct kind, cause from resolved.party_changes").fetchall()
    assert set(causes) == {("parted", "hand decisions"), ("merged", "hand decisions")}
    load(con, [(leaving, *PORTLAND, NOVEMBER), ("ZENORTRA TOYS INC", *BUSAN, NOVEMBER)])
    resolve_parties(con, REFERENCE)
    assert parties(con) == wanted | {frozenset({"ZENORTRA TOYS INC"})}


def test_a_replaced_file_takes_its_names_with_it_and_a_cut_shows_what_was_known(
    con: duckdb.DuckDBPyConnection,
) -> None:
    resolve_parties(con, REFERENCE, as_known_at=OCTOBER)
    assert parties(con) == {
        frozenset({"ACMEFORD VELADOR TRADING CO LTD", "ACMEFORD VLEADOR TRADING CO LTD"}),
        frozenset({"ZENORTRA KORUN TOYS INC"}),
        frozenset({"ACMEFORD VELADOR TOYS CO LTD"}),
        frozenset({"ACMEFORD VELADORA TRADING CO LTD"}),
    }
    con.execute("update raw.loads set superseded_by_load_id = 2")
    load(con, [ROWS[0]])
    resolve_parties(con, REFERENCE)
    assert parties(con) == {frozenset({"ACMEFORD VELADOR TRADING CO LTD"})}


ON_EITHER_DAY = [(*row[:-1], day) for row in ROWS for day in (OCTOBER, NOVEMBER)]


@settings(max_examples=5, deadline=None)
@example([([(*ROWS[0][:-1], day)], False, None) for day in (NOVEMBER, OCTOBER)])
@example([([(*ROWS[0][:-1], day)], False, None) for day in (OCTOBER, NOVEMBER)])
@given(
    steps=st.lists(
        st.tuples(
            st.lists(st.sampled_from(ON_EITHER_DAY), min_size=1, max_size=4),
            st.booleans(),
            st.sampled_from([None, None, None, OCTOBER]),
        ),
        min_size=2,
        max_size=5,
    )
)
def test_however_loads_come_and_are_replaced_the_names_are_those_of_the_rows_that_count(
    steps: list[tuple[list[tuple[object, ...]], bool, datetime | None]],
) -> None:
    step = warehouse()
    for number, (rows, replaces_last, cut) in enumerate(steps, start=1):
        if replaces_last and number > 1:
            step.execute(
                "update raw.loads set superseded_by_load_id = ? where load_id = ?",
                [number, number - 1],
            )
        load(step, rows)
        resolve_parties(step, REFERENCE, as_known_at=cut)
    whole = warehouse()
    for table in ("loads", "ams_consignee"):
        rows = step.execute(f"from raw.{table}").fetchall()  # noqa: S608  names of this test
        places = ", ".join("?" * len(rows[0]))
        whole.executemany(f"insert into raw.{table} values ({places})", rows)  # noqa: S608
    resolve_parties(whole, REFERENCE, as_known_at=steps[-1][2])
    names = "from resolved.party_names order by all"
    assert step.execute(names).fetchall() == whole.execute(names).fetchall()
    assert stand(step) == stand(whole)


def test_parties_of_two_origins_are_never_one() -> None:
    con = warehouse()
    load(con, ROWS[:1])
    load(con, ROWS[:1], origin="real")
    resolve_parties(con, REFERENCE)
    ids = con.execute("select distinct party_id from resolved.parties").fetchall()
    assert len(ids) == 2


def test_names_are_normalised_as_the_models_do_it() -> None:
    macro = (REFERENCE.parents[1] / "dbt" / "macros" / "clean_text.sql").read_text(encoding="utf-8")
    body = macro.split("macro normalise_party_name(column) -%}")[1].split("{%- endmacro")[0]
    assert body.strip().replace("{{ column }}", "party") == normalised("party")
