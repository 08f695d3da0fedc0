"""Lists by name: what they hold, what a rule says with them, what is refused and where."""

from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from pydantic import ValidationError

from models.rules import NamedList, RuleError, RuleSet, Vocabulary, VocabularyColumn, parse_rule
from tests.unit.rules.test_rule_set import rule, rule_set

REPOSITORY = Path(__file__).parents[3]
SHENZHEN = {
    "name": "shenzhen_ports",
    "version": 1,
    "kind": "port",
    "title": "Ports of the Shenzhen customs authority",
    "values": ["CNYTN", "CNSHK", "CNCWN"],
    "source": "chosen",
}
LISTS = {
    "shenzhen_ports": NamedList.model_validate(SHENZHEN),
    "busan": NamedList.model_validate(SHENZHEN | {"name": "busan", "values": ["KRPUS"]}),
}
FRAME = pd.DataFrame({"port_of_lading": ["CNSHK", "CNSHA", None, "cnshk", "KRPUS"]})


@pytest.mark.parametrize(
    ("text", "hits"),
    [
        ("port_of_lading in list('shenzhen_ports')", "T...."),
        ("port_of_lading not in list('shenzhen_ports')", ".T.TT"),
        ("not port_of_lading in list('shenzhen_ports')", ".T.TT"),
        ("PORT_OF_LADING IN LIST ( 'shenzhen_ports' )", "T...."),
        ("port_of_lading in list('shenzhen_ports') or port_of_lading in list('busan')", "T...T"),
        ("(port_of_lading) in list('busan') or port_of_lading is null", "..T.T"),
    ],
)
def test_what_a_list_hits(text: str, hits: str, vocabulary: Vocabulary) -> None:
    found = parse_rule(text, vocabulary, LISTS).evaluate(FRAME)
    assert "".join("T" if hit else "." for hit in found) == hits


def test_sql_and_words(vocabulary: Vocabulary) -> None:
    inside = parse_rule("port_of_lading in list('shenzhen_ports')", vocabulary, LISTS)
    assert inside.sql() == "COALESCE((\"port_of_lading\" IN ('CNCWN', 'CNSHK', 'CNYTN')), FALSE)"
    assert inside.describe() == "port of lading is on the list 'shenzhen_ports' (3 values)"
    assert inside.columns == ("port_of_lading",)
    outside = parse_rule("port_of_lading not in list('busan')", vocabulary, LISTS)
    assert outside.describe() == "port of lading is not on the list 'busan' (1 value)"


# text, offset of the fault, what was found, part of the problem, nearest list, part of what is
# allowed
REFUSALS = [
    (
        "port_of_lading in list('shenzen_ports')",
        *(
            23,
            "'shenzen_ports'",
            "no list known",
            "shenzhen_ports",
            "the lists shenzhen_ports, busan",
        ),
    ),
    ("port_of_lading in list('xyzzy')", 23, "'xyzzy'", "no list known", None, "busan"),
    ("port_of_lading in list('')", 23, "''", "no list known", None, "busan"),
    ("port_of_lading in list('Busan')", 23, "'Busan'", "no list known", "busan", "busan"),
    ("weight_kg in list('busan')", 0, "weight_kg in list('busan'", "holds numbers", None, "text"),
    ("is_reefer in list('busan')", 0, "is_reefer in list('busan'", "true or false", None, "text"),
    ("port_of_lading = list('busan')", 17, "list", "a test of a list", None, "IN LIST('name')"),
    ("port_of_lading in (list('busan'))", 19, "list", "a test of a list", None, "IN LIST"),
    ("port_of_lading in list('busan', 'x')", 18, "list", "a test of a list", None, "IN LIST"),
    ("port_of_lading in list(busan)", 23, "busan", "no column", None, "the columns"),
    ("port_of_lading in list(port_of_lading)", 18, "list", "a test of a list", None, "IN LIST"),
    ("port_of_lading in list", 18, "list", "a test of a list", None, "IN LIST"),
    ("list('busan')", 0, "list", "a test of a list", None, "IN LIST"),
    ("'CNSHK' in list('busan')", 0, "'CNSHK'", "where a column must stand", None, "a column left"),
    ("port_of_lading in lists('busan')", 18, "lists", "a function", "LIST", "IN LIST"),
]


@pytest.mark.parametrize(
    ("text", "offset", "found", "problem", "nearest", "allowed"),
    REFUSALS,
    ids=[row[0] for row in REFUSALS],
)
def test_refusals(
    text: str,
    offset: int,
    found: str,
    problem: str,
    nearest: str | None,
    allowed: str,
    vocabulary: Vocabulary,
) -> None:
    with pytest.raises(RuleError) as caught:
        parse_rule(text, vocabulary, LISTS)
    error = caught.value
    assert (error.offset, error.found) == (offset, found)
    assert problem in error.problem
    assert allowed in error.allowed
    assert error.nearest == nearest


def test_without_lists_none_is_allowed(vocabulary: Vocabulary) -> None:
    with pytest.raises(RuleError, match="no list known here. Allowed: no list: none is given"):
        parse_rule("port_of_lading in list('busan')", vocabulary)


def test_the_examples_of_the_language_page(vocabulary: Vocabulary) -> None:
    blocks = (REPOSITORY / "docs/rules.md").read_text(encoding="utf-8").split("```")[1::2]
    (rule_shown,) = [
        block.strip() for block in blocks if block.startswith("\nport_of_lading in list")
    ]
    (refusal_shown,) = [block.strip() for block in blocks if "no list known" in block]
    only = {"shenzhen_ports": LISTS["shenzhen_ports"]}
    rule_read = parse_rule(rule_shown, vocabulary, only)
    assert rule_read.columns == ("port_of_lading", "place_of_receipt")
    with pytest.raises(RuleError) as caught:
        parse_rule("port_of_lading in list('shenzen_ports')", vocabulary, only)
    assert str(caught.value) == refusal_shown


def test_no_column_is_called_list() -> None:
    with pytest.raises(ValueError, match="a word of the rule language"):
        VocabularyColumn("list", "varchar")


def test_values_are_sorted_and_stand_once() -> None:
    named = NamedList.model_validate(SHENZHEN | {"values": ["b", "a", "b", "B", "\u4e0a\u6d77"]})
    assert named.values == ("B", "a", "b", "\u4e0a\u6d77")


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"values": []}, "at least 1 item"),
        ({"values": [f"V{place}" for place in range(5_001)]}, "at most 5000 items"),
        ({"values": ["CNSHK", ""]}, "value '' is empty"),
        ({"values": [" CNSHK"]}, "white space around it"),
        ({"values": ["CN\u200bSHK"]}, r"value 'CN\\u200bSHK' holds an invisible character"),
        ({"values": [57018]}, "valid string"),
        ({"values": ["x" * 301]}, "at most 300 characters"),
        ({"name": "Shenzhen ports"}, "should match pattern"),
        ({"kind": "colour"}, "'port', 'party', 'commodity', 'carrier', 'country' or 'place'"),
        ({"version": 0}, "greater than or equal to 1"),
        ({"source": ""}, "at least 1 character"),
    ],
    ids=lambda value: str(value)[:30],
)
def test_refused_lists(changes: dict[str, Any], message: str) -> None:
    with pytest.raises(ValidationError, match=message):
        NamedList.model_validate(SHENZHEN | changes)


WITH_LIST = rule_set(
    lists=[SHENZHEN],
    rules=[rule(), rule(id="shenzhen", expression="port_of_lading in list('shenzhen_ports')")],
)


def test_a_rule_set_carries_its_lists(vocabulary: Vocabulary) -> None:
    carrying = RuleSet.from_mapping(WITH_LIST, vocabulary)
    assert carrying.hits(FRAME.assign(is_soft_top=False)).tolist() == [2, 0, 0, 0, 0]
    assert carrying.lists[0].values == ("CNCWN", "CNSHK", "CNYTN")
    again = RuleSet.from_mapping(carrying.model_dump(mode="json"), vocabulary)
    assert again == carrying


def test_the_hash_follows_the_values_of_a_list(vocabulary: Vocabulary) -> None:
    first = RuleSet.from_mapping(WITH_LIST, vocabulary).content_sha256()
    for changes, is_same in (
        ({"values": ["CNCWN", "CNSHK", "CNYTN", "CNSHK"]}, True),
        ({"values": ["CNSHK"]}, False),
        ({"version": 2}, False),
    ):
        changed = WITH_LIST | {"lists": [SHENZHEN | changes]}
        assert (RuleSet.from_mapping(changed, vocabulary).content_sha256() == first) == is_same


def test_faults_of_lists_are_told_where_they_stand(vocabulary: Vocabulary) -> None:
    with pytest.raises(ValidationError) as caught:
        RuleSet.from_mapping(WITH_LIST | {"lists": [SHENZHEN | {"values": []}]}, vocabulary)
    assert [error["loc"] for error in caught.value.errors()] == [
        ("lists", 0, "values"),
        ("rules", 1),
    ]
    with pytest.raises(ValidationError, match="list 'shenzhen_ports' comes twice"):
        RuleSet.from_mapping(WITH_LIST | {"lists": [SHENZHEN, SHENZHEN]}, vocabulary)
    with pytest.raises(ValidationError, match="valid tuple"):
        RuleSet.from_mapping(WITH_LIST | {"lists": "shenzhen_ports"}, vocabulary)
