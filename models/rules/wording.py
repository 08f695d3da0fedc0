"""A condition in plain words, for officers.

The words say what the checked tree says, no more; why a rule exists is in its own wording
(`rule_set.py`).
"""

from __future__ import annotations

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
    Missing,
    Not,
    Operator,
    Pattern,
    Predicate,
    Range,
)

_RELATIONS: dict[Operator, str] = {
    "=": "is",
    "<>": "is other than",
    "<": "is below",
    "<=": "is at most",
    ">": "is above",
    ">=": "is at least",
}


def in_words(condition: Condition) -> str:
    """Say a condition in words.

    Examples
    --------
    >>> port, top = Column("port_of_lading", "text"), Column("is_soft_top", "truth")
    >>> in_words(AllOf((Membership(port, (Constant("CNSHK"), Constant("CNCWN"))), Not(Flag(top)))))
    "port of lading is 'CNSHK' or 'CNCWN', and not: is soft top"
    """
    match condition:
        case AllOf(parts):
            return ", and ".join(_enclosed(part) for part in parts)
        case AnyOf(parts):
            return ", or ".join(_enclosed(part) for part in parts)
        case Not(part):
            return _opposite_in_words(part)
        case _:
            return _test_in_words(condition)


def _test_in_words(predicate: Predicate) -> str:
    """Say a single test in words."""
    match predicate:
        case Comparison(column, operator, other):
            compared = _name(other) if isinstance(other, Column) else _value(other)
            return f"{_name(column)} {_RELATIONS[operator]} {compared}"
        case Membership(column, constants):
            return f"{_name(column)} is {' or '.join(_value(constant) for constant in constants)}"
        case ListMembership(column, name, constants):
            return f"{_name(column)} is on the list '{name}' ({_values(constants)})"
        case Range(column, low, high):
            return f"{_name(column)} is from {_value(low)} to {_value(high)}"
        case Pattern(column, pattern):
            return f"{_name(column)} matches '{pattern}'"
        case Missing(column):
            return f"{_name(column)} is not known"
        case Flag(column):
            return _name(column)


def _opposite_in_words(condition: Condition) -> str:
    """Say the opposite of a condition, shortly where words allow."""
    match condition:
        case Missing(column):
            return f"{_name(column)} is known"
        case Membership(column, constants):
            values = " nor ".join(_value(constant) for constant in constants)
            return f"{_name(column)} is neither {values}"
        case ListMembership(column, name, constants):
            return f"{_name(column)} is not on the list '{name}' ({_values(constants)})"
        case Pattern(column, pattern):
            return f"{_name(column)} does not match '{pattern}'"
        case _:
            return f"not: {_enclosed(condition)}"


def _enclosed(condition: Condition) -> str:
    """Put a chain within another condition into parentheses."""
    words = in_words(condition)
    return f"({words})" if isinstance(condition, AllOf | AnyOf) else words


def _name(column: Column) -> str:
    return column.name.replace("_", " ")


def _values(constants: tuple[Constant, ...]) -> str:
    return f"{len(constants)} {'value' if len(constants) == 1 else 'values'}"


def _value(constant: Constant) -> str:
    """Write a constant: text in quotes, true and false in lower case."""
    if isinstance(constant.value, bool):
        return str(constant.value).lower()
    return f"'{constant.value}'" if isinstance(constant.value, str) else str(constant.value)
