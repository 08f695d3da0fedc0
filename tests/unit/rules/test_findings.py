"""What is odd about rules: by themselves, proved; on counted traffic, with the figures."""

from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings

from models.rules import RuleSet, Vocabulary, parse_rule, structural_findings, traffic_findings
from models.rules.possibilities import possible_truths
from tests.fuzz.properties import VOCABULARY
from tests.unit.rules.strategies import DUCKDB_TYPES, ROWS, RULES
from tests.unit.rules.test_parity import make_rule_set
from tests.unit.rules.test_rule_set import rule, rule_set

NEVER, ALWAYS, WHENEVER_KNOWN = "never_hits", "always_hits", "hits_whenever_known"
PROVED = [
    # texts
    ("port_of_lading = 'A' and port_of_lading = 'B'", NEVER),
    ("port_of_lading = 'A' and port_of_lading in ('B', 'C')", NEVER),
    ("port_of_lading = 'A' and port_of_lading in ('A', 'C')", None),
    ("port_of_lading in list('shenzhen_ports') and port_of_lading = 'CNSHA'", NEVER),
    ("port_of_lading in list('shenzhen_ports') and port_of_lading = 'CNSHK'", None),
    ("port_of_lading <> 'A' or port_of_lading <> 'B'", WHENEVER_KNOWN),
    ("port_of_lading > 'A' and port_of_lading < 'B'", None),
    ("port_of_lading > 'B' and port_of_lading < 'A'", NEVER),
    ("port_of_lading < ''", NEVER),
    ("port_of_lading between 'B' and 'A'", NEVER),
    ("port_of_lading like 'CN%'", None),
    ("port_of_lading like 'CN%' and port_of_lading <> 'KRPUS'", None),
    ("port_of_lading not like 'CN%' and port_of_lading <> 'KRPUS'", None),
    ("port_of_lading like 'CN%' and port_of_lading = 'KRPUS'", NEVER),
    ("port_of_lading like 'CN%' and port_of_lading = 'CNSHK'", None),
    ("port_of_lading like 'CN%' or not port_of_lading like 'CN%'", WHENEVER_KNOWN),
    ("port_of_lading like 'CN%' and not port_of_lading like 'CN%'", NEVER),
    # the unknown
    ("port_of_lading is null or port_of_lading is not null", ALWAYS),
    ("port_of_lading is null and port_of_lading = 'A'", NEVER),
    ("port_of_lading is null and place_of_receipt = 'A'", None),
    ("is_reefer or not is_reefer or is_reefer is null", ALWAYS),
    ("is_reefer and not is_reefer", NEVER),
    ("is_reefer = true and is_reefer = false", NEVER),
    ("is_reefer or not is_reefer", WHENEVER_KNOWN),
    ("is_reefer or not is_soft_top", None),
    # numbers
    ("weight_kg > 5 and weight_kg < 5", NEVER),
    ("weight_kg >= 5 and weight_kg <= 5", None),
    ("weight_kg between 5 and 4", NEVER),
    ("weight_kg > 4 and weight_kg < 5", None),
    ("description_length > 4.5 and description_length < 4.6", None),
    ("weight_kg > 5 or weight_kg <= 5", WHENEVER_KNOWN),
    ("weight_kg > 5 or weight_kg <= 5 or weight_kg is null", ALWAYS),
    ("weight_kg < 4 or weight_kg > 5", None),
    # two columns
    ("place_of_receipt <> place_of_receipt", NEVER),
    ("place_of_receipt = place_of_receipt", WHENEVER_KNOWN),
    ("place_of_receipt = port_of_lading and place_of_receipt <> port_of_lading", NEVER),
    ("place_of_receipt < port_of_lading and port_of_lading < place_of_receipt", NEVER),
    ("place_of_receipt = port_of_lading and port_of_lading is null", NEVER),
    ("place_of_receipt <= port_of_lading or place_of_receipt > port_of_lading", WHENEVER_KNOWN),
    ("is_reefer = is_soft_top", None),
    # parts that decide and parts that do not
    ("(is_reefer and not is_reefer) or is_soft_top", None),
    ("(is_reefer and not is_reefer) or (weight_kg > 5 and weight_kg < 4)", NEVER),
    ("weight_kg in (1, 2) and season_month in (3) and not weight_kg between 0 and 3", NEVER),
]
SHENZHEN = {
    "name": "shenzhen_ports",
    "version": 1,
    "kind": "port",
    "title": "Shenzhen",
    "values": ["CNSHK", "CNYTN"],
    "source": "chosen",
}


@pytest.mark.parametrize(("text", "kind"), PROVED, ids=[row[0] for row in PROVED])
def test_what_is_proved_of_a_rule(text: str, kind: str | None, vocabulary: Vocabulary) -> None:
    content = rule_set(lists=[SHENZHEN], rules=[rule(expression=text)])
    findings = structural_findings(RuleSet.from_mapping(content, vocabulary))
    told = [finding for finding in findings if finding.kind != "unused_list"]
    assert [finding.kind for finding in told] == ([kind] if kind else [])
    severity = "warning" if kind == WHENEVER_KNOWN else "error"
    assert all((finding.rule, finding.severity) == ("soft_top", severity) for finding in told)


@settings(max_examples=150)
@given(text=RULES, rows=ROWS)
def test_no_row_contradicts_a_proof(text: str, rows: list[dict[str, Any]]) -> None:
    """Whatever is true, false or unknown on some row was held possible."""
    frame = pd.DataFrame(rows, columns=list(DUCKDB_TYPES), dtype=object)
    condition = parse_rule(text, VOCABULARY).condition
    truths = possible_truths([condition])
    if truths is None:
        return
    is_true = parse_rule(text, VOCABULARY).evaluate(frame)
    is_false = parse_rule(f"not ({text})", VOCABULARY).evaluate(frame)
    assert truths[0].is_true.any() or not is_true.any()
    assert truths[0].is_false.any() or not is_false.any()
    possibly_unknown = (~truths[0].is_true & ~truths[0].is_false).any()
    assert possibly_unknown or (is_true | is_false).all()


def test_nothing_is_claimed_of_too_many_cases(vocabulary: Vocabulary) -> None:
    parts = [
        f"({name} in ({', '.join(str(number) for number in range(100))}) or {name} > {extra})"
        for name in ("weight_kg", "season_month", "description_length", "weight_to_usual_ratio")
        for extra in range(200, 220)
    ]
    rules = [" or ".join(parts[place::20]) for place in range(20)]
    condition = parse_rule(rules[0], vocabulary).condition
    conditions = [parse_rule(text, vocabulary).condition for text in rules]
    assert possible_truths([condition]) is not None
    assert possible_truths(conditions) is None


def test_large_lists_are_few_cases(vocabulary: Vocabulary) -> None:
    values = [f"PORT{place}" for place in range(5_000)]
    content = rule_set(
        lists=[SHENZHEN | {"values": values}],
        rules=[
            rule(expression="port_of_lading in list('shenzhen_ports') and port_of_lading = 'CNSHK'")
        ],
    )
    (finding,) = structural_findings(RuleSet.from_mapping(content, vocabulary))
    assert finding.message == (
        "can never hit: no values make it true that port of lading is on the list "
        "'shenzhen_ports' (5000 values), and port of lading is 'CNSHK'"
    )


SAME = [
    ("is_reefer and weight_kg > 5", "weight_kg > 5 and is_reefer", True),
    ("weight_kg > 5", "5 < weight_kg", True),
    ("weight_kg > 5", "weight_kg > 5.0", True),
    ("port_of_lading in ('A', 'B')", "port_of_lading in ('B', 'A', 'B')", True),
    ("port_of_lading in ('A')", "port_of_lading = 'A'", True),
    ("place_of_receipt < port_of_lading", "port_of_lading > place_of_receipt", True),
    (
        "is_reefer and (is_soft_top and weight_kg > 5)",
        "is_reefer and is_soft_top and weight_kg > 5",
        True,
    ),
    ("is_reefer = true", "is_reefer", True),
    ("is_reefer = false", "not is_reefer", True),
    ("not not is_reefer", "is_reefer or is_reefer", True),
    ("is_reefer and is_soft_top", "is_reefer or is_soft_top", False),
    ("weight_kg > 5", "weight_kg >= 5", False),
    ("place_of_receipt < port_of_lading", "port_of_lading < place_of_receipt", False),
    ("port_of_lading = 'A'", "place_of_receipt = 'A'", False),
    ("is_reefer", "not is_reefer", False),
    ("port_of_lading not in ('A')", "port_of_lading in ('A')", False),
]


@pytest.mark.parametrize(
    ("one", "other", "is_same"), SAME, ids=[f"{row[0]} | {row[1]}" for row in SAME]
)
def test_rules_of_the_same_condition(one: str, other: str, is_same: bool) -> None:
    findings = structural_findings(make_rule_set([one, other], [5, 5]))
    assert [(finding.kind, finding.rule, finding.severity) for finding in findings] == (
        [("same_condition", "rule_1", "warning")] if is_same else []
    )
    assert all(
        finding.message.startswith("has the same condition as rule_0: ") for finding in findings
    )


def test_a_list_that_no_rule_names(vocabulary: Vocabulary) -> None:
    (finding,) = structural_findings(RuleSet.from_mapping(rule_set(lists=[SHENZHEN]), vocabulary))
    assert finding.to_dict() == {
        "kind": "unused_list",
        "rule": None,
        "severity": "warning",
        "message": "no rule names the list 'shenzhen_ports' (version 1)",
    }


def test_what_traffic_tells() -> None:
    """Of 1,000 trips rule 0 hits none, 1 all, 2 and 3 the same 40, 4 other 40, 5 30 of the 40."""
    five = make_rule_set([f"season_month = {place}" for place in range(6)], [1] * 6)
    counts = np.array([0, 1000, 40, 40, 40, 30])
    together = np.diag(counts)
    for one, other, count in [
        (1, 2, 40),
        (1, 3, 40),
        (1, 4, 40),
        (1, 5, 30),
        (2, 3, 40),
        (2, 5, 30),
        (3, 5, 30),
        (2, 4, 39),
        (3, 4, 39),
    ]:
        together[one, other] = together[other, one] = count
    findings = traffic_findings(five, 1000, counts, together)
    assert [(finding.kind, finding.rule, finding.message) for finding in findings] == [
        ("never_hit", "rule_0", "hit 0 of 1,000 container trips"),
        ("always_hit", "rule_1", "hit 1,000 of 1,000 container trips"),
        (
            "same_containers",
            "rule_3",
            "hit the same 40 of 1,000 container trips as rule_2; their points add up to one rule's",
        ),
    ]
    assert {finding.severity for finding in findings} == {"warning"}


def test_without_traffic_nothing_is_said_of_rules() -> None:
    two = make_rule_set(["is_reefer", "is_soft_top"], [1, 1])
    (finding,) = traffic_findings(two, 0, [0, 0], np.zeros((2, 2)))
    assert (finding.kind, finding.rule) == ("no_traffic", None)
    with pytest.raises(ValueError, match="for the 2 rules of random version 1"):
        traffic_findings(two, 10, [1, 2, 3], np.zeros((3, 3)))
