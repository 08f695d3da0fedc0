"""Shipped rule sets and lists from their files, and what was decided into the warehouse.

What a rule may say and what it compiles to is `models/rules`; what is decided,
`pipelines/decisions`.
"""

from pipelines.rulesets.files import (
    RuleSetError,
    read_list,
    read_lists,
    read_rule_set,
    read_vocabulary,
)
from pipelines.rulesets.registry import (
    RegisteredRuleSet,
    RegistrationReport,
    register_rule_sets,
    write_rules,
)
from pipelines.rulesets.rows import read_thresholds
from pipelines.rulesets.shipped import open_filled_store, read_shipped

__all__ = [
    "RegisteredRuleSet",
    "RegistrationReport",
    "RuleSetError",
    "open_filled_store",
    "read_list",
    "read_lists",
    "read_rule_set",
    "read_shipped",
    "read_thresholds",
    "read_vocabulary",
    "register_rule_sets",
    "write_rules",
]
