"""Rule sets: what is refused, which bit a rule has, what a mask scores."""

from pathlib import Path
from typing import Any

import pandas as pd
import pytest
import yaml
from pydantic import ValidationError

from models.rules import Rule, RuleError, RuleSet, Vocabulary, VocabularyColumn, score_sql

REPOSITORY = Path(__file__).parents[3]
FEATURES = "dbt/models/intermediate/features/_features.yml"


def rule(**changes: Any) -> dict[str, Any]:
    return {
        "id": "soft_top",
        "wording": "Soft top",
        "expression": "is_soft_top",
        "points": 10,
        "sign": 1,
        "min_points": 0,
        "max_points": 25,
        "kind": "trait",
        "source": "chosen",
    } | changes


RULES = [
    rule(),
    rule(id="light", wording="Light", expression="weight_kg < 5", points=4),
    rule(
        id="reefer",
        wording="Reefer",
        expression="is_reefer",
        points=-8,
        sign=-1,
        min_points=-25,
        max_points=0,
    ),
    rule(
        id="shekou",
        wording="Shekou",
        expression="port_of_lading = 'CNSHK'",
        kind="port_identity",
        port_code="57018",
        points=0,
    ),
]


def rule_set(**changes: Any) -> dict[str, Any]:
    return {
        "rule_set": "example",
        "version": 1,
        "title": "Example",
        "owner_role": "headquarters targeting",
        "risk": "human_smuggling",
        "labelled": "illustrative",
        "rules": RULES,
    } | changes


def test_masks_and_scores_by_hand(vocabulary: Vocabulary) -> None:
    example = RuleSet.from_mapping(rule_set(), vocabulary)
    frame = pd.DataFrame(
        {
            "is_soft_top": [True, False, None, True],
            "weight_kg": [4.0, 6.0, None, 1.0],
            "is_reefer": [False, True, None, True],
            "port_of_lading": ["CNSHK", "CNSHK", None, "HKHKG"],
        }
    )
    hits = example.hits(frame)
    assert hits.tolist() == [1 + 2 + 8, 4 + 8, 0, 1 + 2 + 4]
    assert example.score(hits).tolist() == [14, -8, 0, 6]
    assert example.score([[11], [12]]).tolist() == [14, -8]
    assert example.points.tolist() == [10, 4, -8, 0]
    assert example.columns == ("is_soft_top", "weight_kg", "is_reefer", "port_of_lading")


def test_describe(vocabulary: Vocabulary) -> None:
    assert RuleSet.from_mapping(rule_set(), vocabulary).describe() == (
        "Example, version 1 (human_smuggling; points illustrative)\n"
        "+10  Soft top: is soft top\n"
        "+4  Light: weight kg is below 5\n"
        "-8  Reefer: is reefer\n"
        "+0  Shekou: port of lading is 'CNSHK'"
    )


REFUSED_RULES = [
    ({"points": 26}, "points 26 lie outside the box 0 to 25"),
    ({"points": -1}, "points -1 lie outside the box 0 to 25"),
    ({"min_points": -1}, "sign 1 contradicts the box -1 to 25"),
    ({"sign": -1}, "sign -1 contradicts the box 0 to 25"),
    ({"sign": 2}, "Input should be -1, 0 or 1"),
    ({"kind": "colour"}, "Input should be 'trait', 'port_identity' or 'port_general'"),
    ({"kind": "port_identity"}, "a port_identity rule names its port"),
    ({"port_code": "57018"}, "other rules name none"),
    ({"kind": "port_identity", "port_code": "3001"}, "String should match pattern"),
    ({"points": "10"}, "Input should be a valid integer"),
    ({"points": 10.0}, "Input should be a valid integer"),
    ({"points": True}, "Input should be a valid integer"),
    ({"id": "Soft top"}, "String should match pattern"),
    ({"wording": "  "}, "at least 1 character"),
    ({"wording": "two\nlines"}, "String should match pattern"),
    ({"source": ""}, "at least 1 character"),
    ({"colour": "red"}, "Extra inputs are not permitted"),
    ({"expression": "is_soft_topp"}, "found 'is_soft_topp', no column"),
    ({"wording": "Soft\u202e top"}, "character 5 is the invisible U\\+202E"),
]


@pytest.mark.parametrize(
    ("changes", "message"), REFUSED_RULES, ids=[str(row[0]) for row in REFUSED_RULES]
)
def test_refused_rules(changes: dict[str, Any], message: str, vocabulary: Vocabulary) -> None:
    with pytest.raises(ValidationError, match=message) as caught:
        RuleSet.from_mapping(rule_set(rules=[rule(**changes)]), vocabulary)
    assert caught.value.errors()[0]["loc"][:2] == ("rules", 0)


REFUSED_SETS = [
    ({"rules": []}, "at least 1 item"),
    ({"rules": [rule(), rule(points=5)]}, "rule id 'soft_top' comes twice"),
    (
        {"rules": [rule(id=f"rule_{place}") for place in range(621)]},
        "621 rules; a mask holds at most 620",
    ),
    ({"version": 0}, "greater than or equal to 1"),
    ({"version": "1"}, "valid integer"),
    ({"rule_set": "Human smuggling"}, "String should match pattern"),
    ({"labelled": "secret"}, "Input should be 'illustrative' or 'real'"),
    ({"colour": "red"}, "Extra inputs are not permitted"),
]


@pytest.mark.parametrize(
    ("changes", "message"), REFUSED_SETS, ids=[list(row[0])[0] for row in REFUSED_SETS]
)
def test_refused_rule_sets(changes: dict[str, Any], message: str, vocabulary: Vocabulary) -> None:
    with pytest.raises(ValidationError, match=message):
        RuleSet.from_mapping(rule_set(**changes), vocabulary)


def test_every_fault_is_reported_at_once(vocabulary: Vocabulary) -> None:
    faulty = [rule(expression="colour"), rule(id="light", points=99), rule(id="fine")]
    with pytest.raises(ValidationError) as caught:
        RuleSet.from_mapping(rule_set(rules=faulty), vocabulary)
    errors = caught.value.errors()
    assert [error["loc"] for error in errors] == [("rules", 0), ("rules", 1)]
    assert isinstance(errors[0]["ctx"]["error"], RuleError)


def test_62_rules_are_taken(vocabulary: Vocabulary) -> None:
    rules = [rule(id=f"rule_{place}", points=place % 26) for place in range(62)]
    full = RuleSet.from_mapping(rule_set(rules=rules), vocabulary)
    hits = full.hits(pd.DataFrame({"is_soft_top": [True, False]}))
    assert hits.tolist() == [2**62 - 1, 0]
    assert full.score(hits).tolist() == [sum(place % 26 for place in range(62)), 0]


def test_a_rule_needs_a_vocabulary() -> None:
    with pytest.raises(ValidationError, match=r"use RuleSet\.from_mapping"):
        Rule(**rule())


def test_masks_of_another_version_are_refused(vocabulary: Vocabulary) -> None:
    example = RuleSet.from_mapping(rule_set(), vocabulary)
    with pytest.raises(ValueError, match="example version 1: row 0: .* a bit beyond rule 3;"):
        example.score([16])
    with pytest.raises(ValueError, match="a bit beyond"):
        example.score([-1])
    with pytest.raises(ValueError, match="masks are whole numbers, got float64"):
        example.score([1.0])
    assert example.score([]).tolist() == []


def test_score_sql_takes_plain_names_only(vocabulary: Vocabulary) -> None:
    example = RuleSet.from_mapping(rule_set(), vocabulary)
    assert '"patterns"."hits"' in score_sql(example, "patterns.hits")
    assert "`hits`" in score_sql(example, "hits", dialect="spark")
    for name in ["hits; drop table x", "hits--", "a.b.c", "", "Hits", '"hits"']:
        with pytest.raises(ValueError, match="expected a plain column name"):
            score_sql(example, name)


def test_hash_follows_content_not_layout(vocabulary: Vocabulary) -> None:
    first = RuleSet.from_mapping(rule_set(), vocabulary).content_sha256()
    reordered = dict(reversed(rule_set().items()))
    assert RuleSet.from_mapping(reordered, vocabulary).content_sha256() == first
    for change in (
        {"title": "Another"},
        {"version": 2},
        {"rules": RULES[:3]},
        {"rules": [RULES[1], RULES[0], *RULES[2:]]},
        {"rules": [rule(points=11), *RULES[1:]]},
        {"rules": [rule(wording="Soft  top"), *RULES[1:]]},
    ):
        changed = RuleSet.from_mapping(rule_set(**change), vocabulary).content_sha256()
        assert changed != first, change


def test_a_rule_set_does_not_change(vocabulary: Vocabulary) -> None:
    example = RuleSet.from_mapping(rule_set(), vocabulary)
    with pytest.raises(ValidationError, match="frozen"):
        example.rules[0].points = 25


@pytest.mark.parametrize(
    ("name", "sha256"),
    [
        ("terrorism", "2e5db9d2cfea7c1fee45ffaf204b392cd3b4ea87cb4835fb2ff67c0129ef481c"),
        ("human_smuggling", "29cf8767058376d3d83ff3028a8cafcb0b698db6776e7d086a406d6430ec2a6e"),
    ],
)
def test_hash_of_a_registered_version_stays(name: str, sha256: str) -> None:
    """What was registered once under a hash keeps it, whatever a rule set can hold since."""
    content = yaml.safe_load((REPOSITORY / f"data/rulesets/{name}.yml").read_text())
    features = yaml.safe_load((REPOSITORY / FEATURES).read_text())
    vocabulary = Vocabulary.from_columns(
        VocabularyColumn(column["name"], column["data_type"])
        for column in features["models"][0]["columns"]
        if column.get("config", {}).get("meta", {}).get("vocabulary")
    )
    assert RuleSet.from_mapping(content, vocabulary).content_sha256() == sha256
