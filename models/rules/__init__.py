"""The rule language and rule sets: vocabulary, checked expressions, masks, scores, thresholds.

Nothing here reads a file or a database; `pipelines/rulesets` does.
"""

from models.rules.errors import RuleError
from models.rules.expression import RuleExpression, parse_rule
from models.rules.rule import Rule
from models.rules.rule_set import MOST_RULES, RuleSet, score_sql
from models.rules.thresholds import Threshold, check_history
from models.rules.vocabulary import Vocabulary, VocabularyColumn

__all__ = [
    "MOST_RULES",
    "Rule",
    "RuleError",
    "RuleExpression",
    "RuleSet",
    "Threshold",
    "Vocabulary",
    "VocabularyColumn",
    "check_history",
    "parse_rule",
    "score_sql",
]
