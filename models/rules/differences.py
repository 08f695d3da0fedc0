"""What a version of a rule set says otherwise than another: one entry for each difference.

Rules are held together by their id. What a difference does to the traffic is evaluation, not here.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from typing import Literal

from models.rules.lists import NamedList
from models.rules.rule import Rule
from models.rules.rule_set import RuleSet

ChangeKind = Literal[
    "rule_set",
    "title",
    "owner_role",
    "risk",
    "labelled",
    "list",
    "added",
    "removed",
    "order",
    "reworded",
    "expression",
    "spelling",
    "points",
    "sign",
    "box",
    "kind",
    "port",
    "source",
    "frozen",
]

_HEADINGS: tuple[Literal["rule_set", "title", "owner_role", "risk", "labelled"], ...] = (
    "rule_set",
    "title",
    "owner_role",
    "risk",
    "labelled",
)
_LABELS: dict[ChangeKind, str] = {
    "rule_set": "name of the rule set",
    "owner_role": "owner",
    "labelled": "points labelled",
    "order": "order of the rules",
    "reworded": "wording",
    "spelling": "expression written otherwise, same meaning",
}


@dataclass(frozen=True, slots=True)
class Change:
    """One difference.

    Parameters
    ----------
    kind : str
        What differs; 'added' and 'removed' are whole rules, 'list' a list or its values,
        'spelling' an expression of the same meaning in other words.
    rule : str or None
        Id of the rule, name of the list; None where it is of the whole rule set.
    old, new : str or None
        What was and is said, as text; None where there was or is nothing.
    """

    kind: ChangeKind
    rule: str | None
    old: str | None
    new: str | None

    def line(self) -> str:
        """Say the difference in one line."""
        subject = f"{self.rule}: " if self.rule else ""
        if self.kind == "list":
            subject = f"list {subject}"
        if self.kind == "added" or self.old is None:
            return f"{subject}added: {self.new}"
        if self.kind == "removed" or self.new is None:
            return f"{subject}removed: {self.old}"
        label = "" if self.kind == "list" else f"{_LABELS.get(self.kind, self.kind)} "
        return f"{subject}{label}{self.old} -> {self.new}"


@dataclass(frozen=True, slots=True)
class RuleSetDifference:
    """All differences of two versions, in the order of the rules.

    Parameters
    ----------
    entries : tuple of Change
        Empty when both say the same.
    """

    entries: tuple[Change, ...]

    def __bool__(self) -> bool:
        """Whether the versions differ at all."""
        return bool(self.entries)

    def lines(self) -> list[str]:
        """Say each difference in one line, such as 'soft_top: points 12 -> 15'."""
        return [entry.line() for entry in self.entries]

    def to_records(self) -> list[dict[str, str | None]]:
        """Give the differences as plain data: kind, rule, old, new."""
        return [asdict(entry) for entry in self.entries]


def compare(old: RuleSet, new: RuleSet) -> RuleSetDifference:
    """Compare two versions, of one rule set or of two.

    Parameters
    ----------
    old, new : RuleSet
        The parent and what came of it. The number of the version is no difference.

    Returns
    -------
    RuleSetDifference

    Examples
    --------
    >>> from models.rules.vocabulary import Vocabulary, VocabularyColumn
    >>> vocabulary = Vocabulary.from_columns([VocabularyColumn("is_soft_top", "boolean")])
    >>> rule = dict(id="soft_top", wording="Soft top", expression="is_soft_top", points=12, sign=1,
    ...             min_points=0, max_points=25, kind="trait", source="chosen")
    >>> content = dict(rule_set="example", version=1, title="Example", owner_role="targeting",
    ...                risk="stowaway", labelled="illustrative", rules=[rule])
    >>> raised = content | dict(version=2, rules=[rule | dict(points=15)])
    >>> compare(*(RuleSet.from_mapping(each, vocabulary) for each in (content, raised))).lines()
    ['soft_top: points 12 -> 15']
    """
    headings = (
        Change(name, None, getattr(old, name), getattr(new, name))
        for name in _HEADINGS
        if getattr(old, name) != getattr(new, name)
    )
    return RuleSetDifference((*headings, *_list_changes(old, new), *_rules_changes(old, new)))


def _list_changes(old: RuleSet, new: RuleSet) -> Iterator[Change]:
    before = {named.name: named for named in old.lists}
    after = {named.name: named for named in new.lists}
    for name in dict.fromkeys([*before, *after]):
        was, now = before.get(name), after.get(name)
        if was is None or now is None:
            yield Change("list", name, _list_text(was), _list_text(now))
        elif was != now:
            yield Change("list", name, *_list_texts(was, now))


def _list_text(named: NamedList | None) -> str | None:
    """Say a whole list; None without one."""
    if named is None:
        return None
    return f"version {named.version} ({', '.join(named.values)})"


def _list_texts(was: NamedList, now: NamedList) -> tuple[str, str]:
    """Say of two versions of a list what only one of them has."""
    sides = []
    for this, other in ((was, now), (now, was)):
        alone = [value for value in this.values if value not in other.values]
        facts = [f"with {', '.join(alone)}"] if alone else []
        facts += [
            f"{field} {getattr(this, field)}"
            for field in ("kind", "title", "source")
            if getattr(this, field) != getattr(other, field)
        ]
        sides.append(" ".join([f"version {this.version}", *facts]))
    return sides[0], sides[1]


def _rules_changes(old: RuleSet, new: RuleSet) -> Iterator[Change]:
    """Compare the rules: those gone, those of the new version in their order, the order itself."""
    before = {rule.id: rule for rule in old.rules}
    after = {rule.id: rule for rule in new.rules}
    for rule in old.rules:
        if rule.id not in after:
            yield Change("removed", rule.id, _rule_text(rule), None)
    for rule in new.rules:
        if rule.id in before:
            yield from _rule_changes(before[rule.id], rule)
        else:
            yield Change("added", rule.id, None, _rule_text(rule))
    was_order = [name for name in before if name in after]
    now_order = [name for name in after if name in before]
    if was_order != now_order:
        yield Change("order", None, ", ".join(was_order), ", ".join(now_order))


def _rule_changes(was: Rule, now: Rule) -> Iterator[Change]:
    """Compare two rules of one id."""
    same_meaning = was.parsed.condition == now.parsed.condition
    compared: Iterable[tuple[ChangeKind, object, object]] = (
        ("reworded", was.wording, now.wording),
        ("spelling" if same_meaning else "expression", was.expression, now.expression),
        ("points", was.points, now.points),
        ("sign", was.sign, now.sign),
        ("box", _box(was), _box(now)),
        ("kind", was.kind, now.kind),
        ("port", was.port_code or "none", now.port_code or "none"),
        ("source", was.source, now.source),
        ("frozen", _yes_no(was.frozen), _yes_no(now.frozen)),
    )
    for kind, before, after in compared:
        if before != after:
            yield Change(kind, now.id, str(before), str(after))


def _yes_no(value: bool) -> str:
    return "yes" if value else "no"


def _box(rule: Rule) -> str:
    return f"{rule.min_points} to {rule.max_points}"


def _rule_text(rule: Rule) -> str:
    return f"{rule.points:+d} {rule.wording} ({rule.expression})"
