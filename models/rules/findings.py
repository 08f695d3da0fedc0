"""What is odd about the rules of a version, from their trees alone and from counted traffic.

A finding blames or doubts; it changes nothing. What the law says of a rule set is `statute.py`;
counting the traffic is `pipelines/filters`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt

from models.rules.conditions import (
    AllOf,
    AnyOf,
    Column,
    Comparison,
    Condition,
    Constant,
    Flag,
    ListMembership,
    Membership,
    Not,
    Operator,
    tests_of,
)
from models.rules.possibilities import possible_truths
from models.rules.rule import Rule
from models.rules.rule_set import RuleSet

Severity = Literal["error", "warning"]


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is odd.

    Parameters
    ----------
    kind : str
        What sort of thing, such as 'never_hits'.
    rule : str or None
        Id of the rule; None where it is of the whole rule set.
    severity : {'error', 'warning'}
        An error keeps a version from being submitted, a warning is shown.
    message : str
        For people, with the figures.
    """

    kind: str
    rule: str | None
    severity: Severity
    message: str

    def to_dict(self) -> dict[str, str | None]:
        """Give the finding as plain data."""
        return asdict(self)


def structural_findings(rule_set: RuleSet) -> tuple[Finding, ...]:
    """Find what is odd in the rules by themselves, whatever the traffic.

    Parameters
    ----------
    rule_set : RuleSet
        The version.

    Returns
    -------
    tuple of Finding
        'never_hits' and 'always_hits' (errors: proved, see `possibilities.py`),
        'hits_whenever_known', 'same_condition' and 'unused_list' (warnings).
    """
    findings = [finding for rule in rule_set.rules for finding in _possibility_findings(rule)]
    return (*findings, *_same_conditions(rule_set), *_unused_lists(rule_set))


def traffic_findings(
    rule_set: RuleSet,
    n_containers: int,
    hit_counts: npt.ArrayLike,
    co_occurrence: npt.ArrayLike,
) -> tuple[Finding, ...]:
    """Find what is odd about the rules on counted traffic.

    Parameters
    ----------
    rule_set : RuleSet
        The version.
    n_containers : int
        Container trips counted.
    hit_counts : array-like of int, shape (n_rules,)
        Container trips that each rule hit, see `models.rules.scoring.hit_counts`.
    co_occurrence : array-like of int, shape (n_rules, n_rules)
        Container trips that two rules hit together.

    Returns
    -------
    tuple of Finding
        Warnings: 'no_traffic', 'never_hit', 'always_hit', 'same_containers'.

    Raises
    ------
    ValueError
        If the counts are not of this rule set.
    """
    n_rules = len(rule_set.rules)
    counts = np.asarray(hit_counts, dtype=np.int64)
    together = np.asarray(co_occurrence, dtype=np.int64)
    if counts.shape != (n_rules,) or together.shape != (n_rules, n_rules):
        raise ValueError(
            f"hit counts of shape {counts.shape} and co-occurrence of {together.shape} for the "
            f"{n_rules} rules of {rule_set.rule_set} version {rule_set.version}"
        )
    if n_containers == 0:
        message = "no container trip in scope was counted; what the rules hit is not known"
        return (Finding("no_traffic", None, "warning", message),)
    return tuple(_traffic_findings(rule_set, n_containers, counts, together))


def _traffic_findings(
    rule_set: RuleSet,
    n_containers: int,
    counts: npt.NDArray[np.int64],
    together: npt.NDArray[np.int64],
) -> Iterator[Finding]:
    names = [rule.id for rule in rule_set.rules]
    for place, name in enumerate(names):
        if counts[place] in (0, n_containers):
            kind = "always_hit" if counts[place] else "never_hit"
            message = f"hit {counts[place]:,} of {n_containers:,} container trips"
            yield Finding(kind, name, "warning", message)
            continue
        same = (together[place] == counts[place]) & (counts == counts[place])
        for other in np.flatnonzero(same[:place]):
            message = (
                f"hit the same {counts[place]:,} of {n_containers:,} container trips as "
                f"{names[other]}; their points add up to one rule's"
            )
            yield Finding("same_containers", name, "warning", message)


def _possibility_findings(rule: Rule) -> Iterator[Finding]:
    """Say of a rule whether it can hit and whether it can fail to."""
    truths = possible_truths([rule.parsed.condition])
    if truths is None:
        return
    (truth,) = truths
    words = rule.parsed.describe()
    if not truth.is_true.any():
        message = f"can never hit: no values make it true that {words}"
        yield Finding("never_hits", rule.id, "error", message)
    elif truth.is_true.all():
        message = f"hits every container trip: whatever the values, {words}"
        yield Finding("always_hits", rule.id, "error", message)
    elif not truth.is_false.any():
        columns = ", ".join(rule.parsed.columns)
        message = f"is never false, only unknown: it hits wherever enough of {columns} is known"
        yield Finding("hits_whenever_known", rule.id, "warning", message)


def _same_conditions(rule_set: RuleSet) -> Iterator[Finding]:
    """Find rules that say what an earlier one says, in the same or another order."""
    first: dict[object, str] = {}
    for rule in rule_set.rules:
        earlier = first.setdefault(_bare_meaning(rule.parsed.condition), rule.id)
        if earlier != rule.id:
            message = f"has the same condition as {earlier}: {rule.parsed.describe()}"
            yield Finding("same_condition", rule.id, "warning", message)


def _unused_lists(rule_set: RuleSet) -> Iterator[Finding]:
    """Find lists that no rule names."""
    tests = (test for rule in rule_set.rules for test in tests_of(rule.parsed.condition))
    named = {test.name for test in tests if isinstance(test, ListMembership)}
    for carried in rule_set.lists:
        if carried.name not in named:
            message = f"no rule names the list {carried.name!r} (version {carried.version})"
            yield Finding("unused_list", None, "warning", message)


_MIRRORED: dict[Operator, Operator] = {"<": ">", "<=": ">=", ">": "<", ">=": "<="}


def _bare_meaning(condition: Condition) -> object:
    """Give what conditions of the same parts in any order have in common."""
    match condition:
        case AllOf() | AnyOf():
            meanings = {_bare_meaning(part) for part in _flat(condition)}
            return (type(condition), frozenset(meanings)) if len(meanings) > 1 else meanings.pop()
        case Not(Not(part)):
            return _bare_meaning(part)
        case Not(part):
            return (Not, _bare_meaning(part))
        case Membership(column, constants) | ListMembership(column, _, constants):
            return (column, frozenset(constants))
        case Comparison(column, "=", Constant(bool() as value)):
            return _bare_meaning(Flag(column) if value else Not(Flag(column)))
        case Comparison(column, "=", Constant() as constant):
            return (column, frozenset([constant]))
        case Comparison(column, operator, Column() as other) if other.name < column.name:
            return Comparison(other, _MIRRORED.get(operator, operator), column)
        case _:
            return condition


def _flat(chain: AllOf | AnyOf) -> Iterator[Condition]:
    """Give the parts of a chain, those of a chain of the same kind within it too."""
    for part in chain.conditions:
        if isinstance(part, AllOf | AnyOf) and type(part) is type(chain):
            yield from _flat(part)
        else:
            yield part
