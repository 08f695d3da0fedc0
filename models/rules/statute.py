"""What the law says of a rule set: credit for partnership in C-TPAT.

SAFE Port Act, section 214(a) (120 Stat. 1910): the credit of a Tier 1 importer is at most 20 % of
the high-risk threshold. OIG-07-40, lines 202-205: scores are reduced for importers; carriers,
brokers and all other members have other benefits. Whose membership it is, is a column of the
features; the register of members is not kept here.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from models.rules.conditions import AllOf, Column, Comparison, Condition, Constant, Missing, Not
from models.rules.findings import Finding
from models.rules.possibilities import possible_truths
from models.rules.rule import Rule
from models.rules.rule_set import RuleSet

TIER_1 = 1
MOST_CREDIT_PERCENT = 20
"""Of the high-risk threshold, for Tier 1."""


@dataclass(frozen=True, slots=True)
class PartnershipColumns:
    """Where the features say who is a member.

    Parameters
    ----------
    importer_tier : str
        Number 1 to 3; null when the importer is no member.
    other_sector : str
        Text, such as 'carrier' or 'broker'; null when no other party is a member.
    """

    importer_tier: str = "importer_ctpat_tier"
    other_sector: str = "other_ctpat_sector"


PARTNERSHIP_COLUMNS = PartnershipColumns()


def statute_checks(
    rule_set: RuleSet,
    mandatory: int,
    partnership_columns: PartnershipColumns = PARTNERSHIP_COLUMNS,
) -> tuple[Finding, ...]:
    """Check a version against what the law allows.

    Parameters
    ----------
    rule_set : RuleSet
        The version.
    mandatory : int
        The high-risk threshold: the lowest mandatory score of the ports it is for.
    partnership_columns : PartnershipColumns, optional
        Names of the two columns.

    Returns
    -------
    tuple of Finding
        Errors: 'tier_1_credit' (the most that rules hitting together take off a Tier 1 importer),
        'credit_to_others' (a rule takes off points where another party's membership is known).
        Warnings: 'tier_1_box' (a proposal within the boxes could go beyond the limit),
        'spares_tier_1' (points for all but Tier 1, a credit in effect).
    """
    return (
        *_importer_findings(rule_set, mandatory, partnership_columns),
        *_other_findings(rule_set, partnership_columns),
    )


def _importer_findings(
    rule_set: RuleSet, mandatory: int, columns: PartnershipColumns
) -> Iterator[Finding]:
    """Hold the credit of Tier 1 against its limit, as it is and at the edge of the boxes."""
    rules = [rule for rule in rule_set.rules if columns.importer_tier in rule.parsed.columns]
    tier_1 = Comparison(Column(columns.importer_tier, "number"), "=", Constant(TIER_1))
    limit = f"{MOST_CREDIT_PERCENT} % of the high-risk threshold {mandatory}"
    credit, named = _largest_credit(rules, [rule.points for rule in rules], tier_1)
    if _is_beyond(credit, mandatory):
        message = (
            f"takes {credit} points off a Tier 1 importer ({named}); the law allows at most "
            f"{limit}, that is {_allowed(mandatory)}"
        )
        yield Finding("tier_1_credit", _only(rules, named), "error", message)
    furthest, named = _largest_credit(rules, [rule.min_points for rule in rules], tier_1)
    if _is_beyond(furthest, mandatory) and furthest > credit:
        message = (
            f"the boxes let a proposal take {furthest} points off a Tier 1 importer ({named}); the "
            f"law allows at most {limit}, that is {_allowed(mandatory)}"
        )
        yield Finding("tier_1_box", _only(rules, named), "warning", message)
    for rule in rules:
        if rule.points > 0 and not _can_hit(rule, tier_1):
            message = (
                f"adds {rule.points} points to all but Tier 1 importers, which spares these as a "
                f"credit would; the law allows a credit of at most {limit}"
            )
            yield Finding("spares_tier_1", rule.id, "warning", message)


def _other_findings(rule_set: RuleSet, columns: PartnershipColumns) -> Iterator[Finding]:
    """Refuse credit where the membership of another party than the importer is known."""
    is_member = Not(Missing(Column(columns.other_sector, "text")))
    for rule in rule_set.rules:
        reads = columns.other_sector in rule.parsed.columns
        if reads and rule.points < 0 and _can_hit(rule, is_member):
            message = (
                f"takes {-rule.points} points off because a party other than the importer is a "
                "member; only importers have credit"
            )
            yield Finding("credit_to_others", rule.id, "error", message)


def _largest_credit(
    rules: Sequence[Rule], points: Sequence[int], member: Condition
) -> tuple[int, str]:
    """Find the most points that rules hitting a member together take off, and name the rules."""
    credited = [
        (rule, -each)
        for rule, each in zip(rules, points, strict=True)
        if each < 0 and _can_hit(rule, member)
    ]
    if not credited:
        return 0, ""
    truths = possible_truths([member, *(rule.parsed.condition for rule, _ in credited)])
    hits = np.ones(len(credited), dtype=bool)
    if truths is not None:
        cases = np.array([truth.is_true & truths[0].is_true for truth in truths[1:]])
        credits = np.array([credit for _, credit in credited])
        hits = cases[:, int(np.argmax(credits @ cases))]
    taken = [(rule.id, credit) for (rule, credit), hit in zip(credited, hits, strict=True) if hit]
    return sum(credit for _, credit in taken), ", ".join(name for name, _ in taken)


def _can_hit(rule: Rule, given: Condition) -> bool:
    """Whether a rule can hit where a condition holds; yes where that cannot be told."""
    truths = possible_truths([AllOf((given, rule.parsed.condition))])
    return truths is None or bool(truths[0].is_true.any())


def _is_beyond(credit: int, mandatory: int) -> bool:
    """Whether a credit is more than the law allows; without any credit it never is."""
    return credit > 0 and 100 * credit > MOST_CREDIT_PERCENT * mandatory


def _allowed(mandatory: int) -> str:
    """Write the limit in points."""
    return f"{max(MOST_CREDIT_PERCENT * mandatory, 0) / 100:g}"


def _only(rules: Sequence[Rule], named: str) -> str | None:
    """Give the name if it is one rule's."""
    return named if any(rule.id == named for rule in rules) else None
