"""Rule sets and thresholds from their files into the warehouse, schema `rules`.

What a rule may say and what it compiles to is `models/rules`.
"""

from pipelines.rulesets.files import (
    RuleSetError,
    read_rule_set,
    read_thresholds,
    read_vocabulary,
)
from pipelines.rulesets.registry import (
    RegisteredRuleSet,
    RegistrationReport,
    register_rule_sets,
)

__all__ = [
    "RegisteredRuleSet",
    "RegistrationReport",
    "RuleSetError",
    "read_rule_set",
    "read_thresholds",
    "read_vocabulary",
    "register_rule_sets",
]
