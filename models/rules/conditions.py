"""The checked tree of a rule: the only things a rule can say.

Everything that a rule means is read from this tree and from nothing else: SQL (`compilation.py`),
truth on a frame (`truth.py`) and plain words (`wording.py`). How text becomes a tree is
`reading.py`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal as OneOf

from models.rules.vocabulary import Kind

Operator = OneOf["=", "<>", "<", "<=", ">", ">="]
Value = str | int | float | bool


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the vocabulary."""

    name: str
    kind: Kind


@dataclass(frozen=True, slots=True)
class Constant:
    """A value written in the rule: text, a number, true or false."""

    value: Value


@dataclass(frozen=True, slots=True)
class Comparison:
    """A column compared with a constant or with another column of the same kind."""

    column: Column
    operator: Operator
    other: Constant | Column


@dataclass(frozen=True, slots=True)
class Membership:
    """A column's value is one of several constants."""

    column: Column
    constants: tuple[Constant, ...]


@dataclass(frozen=True, slots=True)
class ListMembership:
    """A text column's value is on a named list, whose values the tree carries."""

    column: Column
    name: str
    constants: tuple[Constant, ...]


@dataclass(frozen=True, slots=True)
class Range:
    """A column's value lies between two constants, both included."""

    column: Column
    low: Constant
    high: Constant


@dataclass(frozen=True, slots=True)
class Pattern:
    """A text column is like a pattern.

    % stands for any characters, _ for one; case counts; nothing escapes.
    """

    column: Column
    pattern: str


@dataclass(frozen=True, slots=True)
class Missing:
    """A column's value is not known (null)."""

    column: Column


@dataclass(frozen=True, slots=True)
class Flag:
    """A true-or-false column standing alone."""

    column: Column


@dataclass(frozen=True, slots=True)
class Not:
    """The opposite; of the unknown, the unknown."""

    condition: Condition


@dataclass(frozen=True, slots=True)
class AllOf:
    """Every one of two or more conditions (AND)."""

    conditions: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class AnyOf:
    """At least one of two or more conditions (OR)."""

    conditions: tuple[Condition, ...]


Predicate = Comparison | Membership | ListMembership | Range | Pattern | Missing | Flag
Condition = Predicate | Not | AllOf | AnyOf


def tests_of(condition: Condition) -> Iterator[Predicate]:
    """Give the tests that a condition is made of, in the order of the text, repeats included."""
    match condition:
        case AllOf(conditions) | AnyOf(conditions):
            for part in conditions:
                yield from tests_of(part)
        case Not(part):
            yield from tests_of(part)
        case _:
            yield condition


def columns_of(condition: Condition) -> Iterator[Column]:
    """Give the columns that a condition names, in the order of the text, repeats included.

    Examples
    --------
    >>> weight, top = Column("weight_kg", "number"), Column("is_soft_top", "truth")
    >>> tree = AllOf((Comparison(weight, ">", Constant(500)), Not(Flag(top))))
    >>> [column.name for column in columns_of(tree)]
    ['weight_kg', 'is_soft_top']
    """
    for test in tests_of(condition):
        yield test.column
        if isinstance(test, Comparison) and isinstance(test.other, Column):
            yield test.other
