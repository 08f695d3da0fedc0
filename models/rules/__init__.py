"""The rule language and rule sets: vocabulary, checked expressions, masks, scores, thresholds.

Lists, differences, findings and the exchange document belong here too. Nothing here reads a file
or a database; `pipelines/rulesets` and `pipelines/decisions` do.
"""

from models.rules.differences import Change, RuleSetDifference, compare
from models.rules.document import Approval, FilterDocument
from models.rules.errors import RuleError
from models.rules.expression import RuleExpression, parse_rule
from models.rules.findings import Finding, structural_findings, traffic_findings
from models.rules.lists import NamedList
from models.rules.plain_text import DocumentError
from models.rules.rule import Rule
from models.rules.rule_set import RuleSet, score_sql
from models.rules.scoring import (
    MOST_RULES,
    RULES_PER_WORD,
    co_occurrence,
    hit_counts,
    rules_hit,
    score_hits,
    stack_words,
)
from models.rules.statute import statute_checks
from models.rules.thresholds import Threshold, check_history
from models.rules.vocabulary import Vocabulary, VocabularyColumn

__all__ = [
    "MOST_RULES",
    "RULES_PER_WORD",
    "Approval",
    "Change",
    "DocumentError",
    "FilterDocument",
    "Finding",
    "NamedList",
    "Rule",
    "RuleError",
    "RuleExpression",
    "RuleSet",
    "RuleSetDifference",
    "Threshold",
    "Vocabulary",
    "VocabularyColumn",
    "check_history",
    "co_occurrence",
    "compare",
    "hit_counts",
    "parse_rule",
    "rules_hit",
    "score_hits",
    "score_sql",
    "stack_words",
    "statute_checks",
    "structural_findings",
    "traffic_findings",
]
