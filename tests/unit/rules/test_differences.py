"""What is told of two versions of a rule set."""

from typing import Any

import pytest

from models.rules import RuleSet, Vocabulary, compare
from tests.unit.rules.test_rule_set import RULES, rule, rule_set

PORTS = {
    "name": "near_shekou",
    "version": 1,
    "kind": "port",
    "title": "Near Shekou",
    "values": ["CNCWN", "CNSHK"],
    "source": "chosen",
}
SOFT_TOP, LIGHT, REEFER, SHEKOU = RULES
SEVERAL = rule_set(lists=[PORTS])
REEFER_TEXT = "-8 Reefer (is_reefer)"

# What changes, and what is told of it.
CHANGES = [
    ({"version": 2}, []),
    ({"rules": [SOFT_TOP | {"points": 15}, *RULES[1:]]}, ["soft_top: points 10 -> 15"]),
    (
        {"rules": [SOFT_TOP | {"wording": "Top of canvas"}, *RULES[1:]]},
        ["soft_top: wording Soft top -> Top of canvas"],
    ),
    (
        {"rules": [SOFT_TOP, LIGHT | {"expression": "weight_kg < 6"}, *RULES[2:]]},
        ["light: expression weight_kg < 5 -> weight_kg < 6"],
    ),
    (
        {"rules": [SOFT_TOP, LIGHT | {"expression": "5 > WEIGHT_KG"}, *RULES[2:]]},
        ["light: expression written otherwise, same meaning weight_kg < 5 -> 5 > WEIGHT_KG"],
    ),
    (
        {"rules": [SOFT_TOP | {"max_points": 20, "source": "report"}, *RULES[1:]]},
        ["soft_top: box 0 to 25 -> 0 to 20", "soft_top: source chosen -> report"],
    ),
    (
        {"rules": [SOFT_TOP | {"sign": 0, "points": 11}, *RULES[1:]]},
        ["soft_top: points 10 -> 11", "soft_top: sign 1 -> 0"],
    ),
    (
        {"rules": [SOFT_TOP, LIGHT, REEFER, SHEKOU | {"port_code": "57035"}]},
        ["shekou: port 57018 -> 57035"],
    ),
    (
        {"rules": [SOFT_TOP, LIGHT, REEFER, SHEKOU | {"port_code": None, "kind": "trait"}]},
        ["shekou: kind port_identity -> trait", "shekou: port 57018 -> none"],
    ),
    ({"rules": [SOFT_TOP, LIGHT, SHEKOU]}, [f"reefer: removed: {REEFER_TEXT}"]),
    (
        {"rules": [rule(id="first", points=3), *RULES]},
        ["first: added: +3 Soft top (is_soft_top)"],
    ),
    (
        {"rules": [LIGHT, SOFT_TOP, SHEKOU]},
        [
            f"reefer: removed: {REEFER_TEXT}",
            "order of the rules soft_top, light, shekou -> light, soft_top, shekou",
        ],
    ),
    (
        {"title": "Another", "risk": "narcotics"},
        ["title Example -> Another", "risk human_smuggling -> narcotics"],
    ),
    ({"rule_set": "other"}, ["name of the rule set example -> other"]),
    ({"owner_role": "port targeting"}, ["owner headquarters targeting -> port targeting"]),
    ({"labelled": "real"}, ["points labelled illustrative -> real"]),
    ({"lists": []}, ["list near_shekou: removed: version 1 (CNCWN, CNSHK)"]),
    (
        {"lists": [PORTS | {"version": 2, "values": ["CNSHK", "CNYTN"]}]},
        ["list near_shekou: version 1 with CNCWN -> version 2 with CNYTN"],
    ),
    (
        {"lists": [PORTS | {"title": "In and near Shekou"}]},
        ["list near_shekou: version 1 title Near Shekou -> version 1 title In and near Shekou"],
    ),
    (
        {"lists": [PORTS, PORTS | {"name": "busan", "values": ["KRPUS"]}]},
        ["list busan: added: version 1 (KRPUS)"],
    ),
]


@pytest.mark.parametrize(("changes", "lines"), CHANGES, ids=[str(row[1])[:60] for row in CHANGES])
def test_what_is_told(changes: dict[str, Any], lines: list[str], vocabulary: Vocabulary) -> None:
    old, new = (
        RuleSet.from_mapping(content, vocabulary) for content in (SEVERAL, SEVERAL | changes)
    )
    difference = compare(old, new)
    assert difference.lines() == lines
    assert bool(difference) == bool(lines)


def test_records(vocabulary: Vocabulary) -> None:
    old, new = (
        RuleSet.from_mapping(content, vocabulary)
        for content in (SEVERAL, SEVERAL | {"rules": [SOFT_TOP | {"points": 15}, LIGHT, SHEKOU]})
    )
    assert compare(old, new).to_records() == [
        {"kind": "removed", "rule": "reefer", "old": REEFER_TEXT, "new": None},
        {"kind": "points", "rule": "soft_top", "old": "10", "new": "15"},
    ]
    assert compare(new, old).to_records() == [
        {"kind": "points", "rule": "soft_top", "old": "15", "new": "10"},
        {"kind": "added", "rule": "reefer", "old": None, "new": REEFER_TEXT},
    ]


def test_a_rule_of_a_changed_list_is_told_by_the_list(vocabulary: Vocabulary) -> None:
    listed = rule(expression="port_of_lading in list('near_shekou')")
    old, new = (
        RuleSet.from_mapping(rule_set(lists=[ports], rules=[listed]), vocabulary)
        for ports in (PORTS, PORTS | {"version": 2, "values": ["CNCWN", "CNSHK", "CNYTN"]})
    )
    assert compare(old, new).lines() == ["list near_shekou: version 1 -> version 2 with CNYTN"]
