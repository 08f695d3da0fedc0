"""Credit for C-TPAT: at most 20 % of the threshold for Tier 1, and for importers only."""

import pytest

from models.rules import RuleSet, Vocabulary, VocabularyColumn, statute_checks
from tests.unit.rules.test_rule_set import rule, rule_set

VOCABULARY = Vocabulary.from_columns(
    [
        VocabularyColumn("importer_ctpat_tier", "integer"),
        VocabularyColumn("other_ctpat_sector", "varchar"),
        VocabularyColumn("is_reefer", "boolean"),
        VocabularyColumn("weight_kg", "double"),
    ]
)


def credit(expression: str, points: int, **changes: object) -> dict[str, object]:
    """Give a rule that takes points off, its box closed around them."""
    box = {"min_points": points, "max_points": 0, "sign": -1, "points": points}
    return rule(expression=expression, **(box | changes))


def checked(*rules: dict[str, object], mandatory: int = 40) -> list[tuple[str, str | None, str]]:
    numbered = [each | {"id": f"rule_{place}"} for place, each in enumerate(rules)]
    content = RuleSet.from_mapping(rule_set(rules=numbered), VOCABULARY)
    return [
        (finding.kind, finding.rule, finding.severity)
        for finding in statute_checks(content, mandatory)
    ]


TOO_MUCH = ("tier_1_credit", "rule_0", "error")


# 20 % of 40 is 8.
@pytest.mark.parametrize(
    ("expression", "points", "expected"),
    [
        ("importer_ctpat_tier = 1", -8, []),
        ("importer_ctpat_tier = 1", -9, [TOO_MUCH]),
        ("importer_ctpat_tier is not null", -9, [TOO_MUCH]),
        ("importer_ctpat_tier <= 2", -9, [TOO_MUCH]),
        ("importer_ctpat_tier >= 2", -20, []),
        ("importer_ctpat_tier in (2, 3)", -20, []),
        ("importer_ctpat_tier is null", -20, []),
        ("importer_ctpat_tier is null and is_reefer", -20, []),
        ("is_reefer or importer_ctpat_tier = 1", -9, [TOO_MUCH]),
        ("not importer_ctpat_tier = 2", -9, [TOO_MUCH]),
        ("is_reefer", -20, []),
    ],
)
def test_credit_of_one_rule(
    expression: str, points: int, expected: list[tuple[str, str, str]]
) -> None:
    assert checked(credit(expression, points)) == expected


def test_credits_that_come_together_are_added() -> None:
    five_each = [credit("importer_ctpat_tier = 1", -5), credit("importer_ctpat_tier <= 2", -5)]
    assert checked(*five_each) == [("tier_1_credit", None, "error")]
    either = [
        credit("importer_ctpat_tier = 1 and is_reefer", -5),
        credit("importer_ctpat_tier = 1 and not is_reefer", -6),
    ]
    assert checked(*either) == []
    together_in_tier_2 = [
        credit("importer_ctpat_tier = 1 and is_reefer or importer_ctpat_tier = 2", -5),
        credit("importer_ctpat_tier = 1 and not is_reefer or importer_ctpat_tier = 2", -5),
    ]
    assert checked(*together_in_tier_2) == []


def test_message_has_the_figures() -> None:
    content = RuleSet.from_mapping(
        rule_set(rules=[credit("importer_ctpat_tier = 1", -9)]), VOCABULARY
    )
    (finding,) = statute_checks(content, 42)
    assert finding.message == (
        "takes 9 points off a Tier 1 importer (soft_top); the law allows at most 20 % of the "
        "high-risk threshold 42, that is 8.4"
    )


def test_no_credit_where_the_threshold_is_not_above_zero() -> None:
    assert checked(credit("importer_ctpat_tier = 1", -1), mandatory=0) == [TOO_MUCH]
    assert checked(credit("importer_ctpat_tier = 1", 0), mandatory=-5) == []


def test_what_a_proposal_could_do() -> None:
    wide = credit("importer_ctpat_tier = 1", -8, min_points=-25)
    assert checked(wide) == [("tier_1_box", "rule_0", "warning")]
    assert checked(credit("importer_ctpat_tier = 1", -9)) == [TOO_MUCH]


def test_points_for_all_others_are_a_credit_in_effect() -> None:
    spared = [("spares_tier_1", "rule_0", "warning")]
    assert checked(rule(expression="importer_ctpat_tier is null")) == spared
    assert checked(rule(expression="importer_ctpat_tier = 1")) == []


@pytest.mark.parametrize(
    ("expression", "points", "is_refused"),
    [
        ("other_ctpat_sector = 'carrier'", -1, True),
        ("other_ctpat_sector is not null", -1, True),
        ("is_reefer and other_ctpat_sector in ('broker', 'terminal')", -1, True),
        ("other_ctpat_sector like 'c%'", -1, True),
        ("other_ctpat_sector is null", -1, False),
        ("other_ctpat_sector = 'carrier'", 0, False),
        ("is_reefer", -1, False),
    ],
)
def test_credit_to_others_than_importers(expression: str, points: int, is_refused: bool) -> None:
    expected = [("credit_to_others", "rule_0", "error")] if is_refused else []
    assert checked(credit(expression, points)) == expected


def test_points_against_another_party_are_no_credit() -> None:
    assert checked(rule(expression="other_ctpat_sector = 'carrier'")) == []
