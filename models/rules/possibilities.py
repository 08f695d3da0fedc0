"""What conditions can come to, whatever values their columns have.

The values of a column fall into few cases that no test of the conditions tells apart: each value
written in a test, the values between two such, and the unknown. Judging every combination of them
proves that a condition can never be true, or is always true. Columns are taken as free of each
other, and a LIKE as true or false at will on values not written out: so a proof is right, and where
there is none nothing is claimed. What follows for a rule set is `findings.py` and `statute.py`.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from models.rules.conditions import (
    Column,
    Comparison,
    Condition,
    Constant,
    ListMembership,
    Membership,
    Missing,
    Pattern,
    Predicate,
    Range,
    Value,
    tests_of,
)
from models.rules.truth import COMPARE, FrameValues, Truth, combine, truth_of
from models.rules.vocabulary import Kind

MOST_CASES = 50_000
"""Combinations judged together; beyond it nothing is claimed."""

_MOST_PATTERNS = 6
_TRUE, _FALSE, _UNKNOWN = 1, 0, -1

_Outcomes = npt.NDArray[np.int8]
_Pair = tuple[str, str]


@dataclass(frozen=True, slots=True)
class _Axis:
    """What each of its keys comes to in each of its cases, shape (cases, keys).

    A predicate is 1 true, 0 false, -1 unknown; a pair of columns has the sign of their order.
    """

    keys: tuple[Predicate | _Pair, ...]
    outcomes: _Outcomes


def possible_truths(conditions: Sequence[Condition]) -> tuple[Truth, ...] | None:
    """Judge conditions together in every case that they tell apart.

    Parameters
    ----------
    conditions : sequence of Condition
        At least one.

    Returns
    -------
    tuple of Truth, one a condition, each of shape (n_cases,), or None
        None when there are more cases than `MOST_CASES`.

    Examples
    --------
    >>> from models.rules.conditions import AllOf, AnyOf
    >>> port = Column("port_of_lading", "text")
    >>> tests = tuple(Comparison(port, "=", Constant(code)) for code in ("CNSHK", "CNCWN"))
    >>> both, either = possible_truths([AllOf(tests), AnyOf(tests)])
    >>> bool(both.is_true.any()), bool(either.is_true.any())
    (False, True)
    """
    predicates = dict.fromkeys(
        predicate for condition in conditions for predicate in tests_of(condition)
    )
    axes = _axes(list(predicates))
    if axes is None:
        return None
    sizes = [len(axis.outcomes) for axis in axes]
    n_cases = math.prod(sizes)
    if n_cases > MOST_CASES:
        return None
    places = np.unravel_index(np.arange(n_cases), sizes)
    cases = {
        key: axis.outcomes[place, number]
        for axis, place in zip(axes, places, strict=True)
        for number, key in enumerate(axis.keys)
    }
    return tuple(combine(condition, lambda test: _judge(test, cases)) for condition in conditions)


def _judge(predicate: Predicate, cases: Mapping[Predicate | _Pair, npt.NDArray[np.int8]]) -> Truth:
    """Say where a predicate is true and where false."""
    match predicate:
        case Comparison(left, compared, Column() as right) if left != right:
            pair = _pair(left, right)
            order = cases[pair] if pair[0] == left.name else -cases[pair]
            known = (cases[Missing(left)] == _FALSE) & (cases[Missing(right)] == _FALSE)
            holds = np.asarray(COMPARE[compared](order, 0), dtype=bool)
            return Truth(holds & known, ~holds & known)
        case _:
            return Truth(cases[predicate] == _TRUE, cases[predicate] == _FALSE)


def _pair(left: Column, right: Column) -> _Pair:
    """Name two columns compared, whichever stands first."""
    return (left.name, right.name) if left.name < right.name else (right.name, left.name)


def _axes(predicates: Sequence[Predicate]) -> list[_Axis] | None:
    """Give the axes along which cases differ: one a column, one a pair compared."""
    by_column: dict[Column, list[Predicate]] = {}
    pairs: dict[_Pair, None] = {}
    for predicate in predicates:
        match predicate:
            case Comparison(left, _, Column() as right) if left != right:
                pairs[_pair(left, right)] = None
                for column in (left, right):
                    by_column.setdefault(column, []).append(Missing(column))
            case _:
                by_column.setdefault(predicate.column, []).append(predicate)
    orders = np.array([[-1], [0], [1]], dtype=np.int8)
    axes = [_Axis((pair,), orders) for pair in pairs]
    for column, tests in by_column.items():
        axis = _column_axis(column, list(dict.fromkeys(tests)))
        if axis is None:
            return None
        axes.append(axis)
    return axes


def _column_axis(column: Column, tests: list[Predicate]) -> _Axis | None:
    """Judge the tests of one column in each case of its values."""
    written = {constant.value for test in tests for constant in _constants_of(test)}
    values = [*_CASES[column.kind](written), None]
    data_type = "float64" if column.kind == "number" else object
    frame = FrameValues(pd.DataFrame({column.name: pd.Series(values, dtype=data_type)}))
    truths = [truth_of(test, frame) for test in tests]
    outcomes = np.column_stack(
        [
            np.where(truth.is_true, _TRUE, np.where(truth.is_false, _FALSE, _UNKNOWN))
            for truth in truths
        ]
    ).astype(np.int8)
    patterns = [number for number, test in enumerate(tests) if isinstance(test, Pattern)]
    if len(patterns) > _MOST_PATTERNS:
        return None
    if patterns:
        free = np.array([value is not None and value not in written for value in values])
        outcomes = np.vstack([outcomes[~free], *_at_will(outcomes[free], patterns)])
    return _Axis(tuple(tests), np.unique(outcomes, axis=0))


def _at_will(outcomes: _Outcomes, patterns: list[int]) -> Iterator[_Outcomes]:
    """Repeat cases with each combination of truths of the patterns."""
    for truths in itertools.product((_TRUE, _FALSE), repeat=len(patterns)):
        repeated = outcomes.copy()
        repeated[:, patterns] = truths
        yield repeated


def _text_cases(written: Collection[Value]) -> Iterable[Value]:
    """Give the texts written, the least text, and the least text after each one written."""
    texts = [str(text) for text in written]
    return {"", *texts, *(text + "\0" for text in texts)}


def _number_cases(written: Collection[Value]) -> Iterable[Value]:
    """Give the numbers written, the next greater ones, and one below all."""
    numbers = [float(number) for number in written]
    return {-np.inf, *numbers, *(float(np.nextafter(number, np.inf)) for number in numbers)}


def _truth_cases(_: Collection[Value]) -> Iterable[Value]:
    return (True, False)


_CASES: dict[Kind, Callable[[Collection[Value]], Iterable[Value]]] = {
    "text": _text_cases,
    "number": _number_cases,
    "truth": _truth_cases,
}


def _constants_of(predicate: Predicate) -> tuple[Constant, ...]:
    """Give the values written in a predicate; a pattern may be equal to a value too."""
    match predicate:
        case Comparison(_, _, Constant() as constant):
            return (constant,)
        case Membership(_, constants) | ListMembership(_, _, constants):
            return constants
        case Range(_, low, high):
            return (low, high)
        case _:
            return ()
