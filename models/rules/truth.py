"""Truth of conditions on a frame, in NumPy, by SQL's three-valued logic: true, false, unknown.

A missing value makes a test unknown; AND, OR and NOT follow Kleene's tables, so unknown AND false
is false and NOT unknown is unknown. The SQL for the same tree is `compilation.py`.
"""

from __future__ import annotations

import operator
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

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

Flags = npt.NDArray[np.bool_]

COMPARE: dict[Operator, Callable[[Any, Any], Any]] = {
    "=": operator.eq,
    "<>": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}


@dataclass(frozen=True, slots=True)
class Truth:
    """Where a condition is true and where it is false; where neither, it is unknown.

    Parameters
    ----------
    is_true, is_false : ndarray of bool, shape (n_rows,)
        Never both true in one row.
    """

    is_true: Flags
    is_false: Flags


@dataclass(frozen=True, slots=True)
class _Values:
    """One column's values and which of them are known.

    `places` leads from rows to `distinct`; without it `distinct` holds one value per row.
    """

    distinct: npt.NDArray[Any]
    known: Flags
    places: npt.NDArray[np.intp] | None = None

    def by_row(self, distinct: npt.NDArray[Any]) -> npt.NDArray[Any]:
        """Carry something said of the distinct values over to the rows; any, without a value."""
        if self.places is None:
            return distinct
        if len(distinct) == 0:
            return np.zeros(len(self.known), dtype=distinct.dtype)
        return np.asarray(distinct[self.places])


class FrameValues:
    """The values of a frame's columns, each prepared once however many rules read it.

    Parameters
    ----------
    frame : pandas.DataFrame, shape (n_rows, n_columns)
        Rows to judge. NaN, None and NA are missing.
    """

    def __init__(self, frame: pd.DataFrame) -> None:
        self._frame = frame
        self._prepared: dict[str, _Values] = {}

    @property
    def row_count(self) -> int:
        """Number of rows."""
        return len(self._frame)

    def values(self, column: Column) -> _Values:
        """Prepare a column's values.

        Raises
        ------
        ValueError
            If the frame lacks the column or its values are of another kind.
        """
        if column.name not in self._prepared:
            if column.name not in self._frame.columns:
                raise ValueError(
                    f"the frame has no column {column.name!r}, which a rule reads; add it to the "
                    "frame"
                )
            self._prepared[column.name] = _prepare(self._frame[column.name], column)
        return self._prepared[column.name]


def truth_of(condition: Condition, values: FrameValues) -> Truth:
    """Judge a condition on every row.

    Examples
    --------
    >>> frame = pd.DataFrame({"weight_kg": [900.0, 100.0, None]})
    >>> not_heavy = Not(Comparison(Column("weight_kg", "number"), ">", Constant(500)))
    >>> truth = truth_of(not_heavy, FrameValues(frame))
    >>> truth.is_true.tolist(), truth.is_false.tolist()
    ([False, True, False], [True, False, False])
    """
    return combine(condition, lambda predicate: _truth_of_predicate(predicate, values))


def combine(condition: Condition, judge: Callable[[Predicate], Truth]) -> Truth:
    """Put the truths of the predicates of a condition together, by Kleene's tables."""
    match condition:
        case AllOf(parts):
            truths = [combine(part, judge) for part in parts]
            return Truth(
                np.logical_and.reduce([truth.is_true for truth in truths]),
                np.logical_or.reduce([truth.is_false for truth in truths]),
            )
        case AnyOf(parts):
            truths = [combine(part, judge) for part in parts]
            return Truth(
                np.logical_or.reduce([truth.is_true for truth in truths]),
                np.logical_and.reduce([truth.is_false for truth in truths]),
            )
        case Not(part):
            truth = combine(part, judge)
            return Truth(truth.is_false, truth.is_true)
        case _:
            return judge(condition)


def _truth_of_predicate(predicate: Predicate, values: FrameValues) -> Truth:
    """Judge one test on every row."""
    match predicate:
        case Missing(column):
            known = values.values(column).known
            return Truth(~known, known)
        case Comparison(column, compared, Column() as other):
            return _compare_columns(values.values(column), compared, values.values(other))
        case _:
            tested = values.values(predicate.column)
            holds = tested.by_row(_test_distinct(predicate, tested.distinct))
            return Truth(holds & tested.known, ~holds & tested.known)


def _test_distinct(
    condition: Comparison | Membership | ListMembership | Range | Pattern | Flag,
    distinct: npt.NDArray[Any],
) -> npt.NDArray[Any]:
    """Test the distinct values of a column against constants."""
    match condition:
        case Comparison(_, compared, Constant(value)):
            return np.asarray(COMPARE[compared](distinct, value), dtype=bool)
        case Membership(_, constants) | ListMembership(_, _, constants):
            members = {constant.value for constant in constants}
            if distinct.dtype == object:
                return np.array([value in members for value in distinct], dtype=bool)
            return np.asarray(np.logical_or.reduce([distinct == value for value in members]))
        case Range(_, low, high):
            return np.asarray((distinct >= low.value) & (distinct <= high.value), dtype=bool)
        case Pattern(_, pattern):
            matches = like(pattern).fullmatch
            return np.array([matches(text) is not None for text in distinct], dtype=bool)
        case Flag():
            return distinct
    raise TypeError(f"no test for {condition!r}")


def like(pattern: str) -> re.Pattern[str]:
    """Translate a LIKE pattern to a regular expression for a full match.

    All but the last of the pieces between % may be matched at the first place they fit, once and
    for all; the atomic groups say so, and no pattern makes the search run away.

    Examples
    --------
    >>> [bool(like("CN%_K").fullmatch(text)) for text in ("CNSHK", "CNK", "cnshk")]
    [True, False, False]
    """
    first, *others = (
        "".join("." if character == "_" else re.escape(character) for character in piece)
        for piece in pattern.split("%")
    )
    if not others:
        return re.compile(first, re.DOTALL)
    *middle, last = others
    between = "".join(f"(?>.*?{piece})" for piece in middle if piece)
    return re.compile(f"{first}{between}.*{last}", re.DOTALL)


def _compare_columns(left: _Values, compared: Operator, right: _Values) -> Truth:
    """Compare two columns row by row; unknown where either is missing."""
    known = left.known & right.known
    holds = np.zeros(len(known), dtype=bool)
    sides = left.by_row(left.distinct)[known], right.by_row(right.distinct)[known]
    holds[known] = np.asarray(COMPARE[compared](*sides), dtype=bool)
    return Truth(holds, ~holds & known)


def _prepare(series: pd.Series[Any], column: Column) -> _Values:
    """Take a column's values out of the frame; check that they are of the vocabulary's kind."""
    known = series.notna().to_numpy(dtype=bool)
    if column.kind == "text":
        codes, distinct = pd.factorize(series, use_na_sentinel=True)
        _check_kind(column, distinct, str)
        places = np.where(codes >= 0, codes, 0).astype(np.intp)
        return _Values(np.asarray(distinct, dtype=object), known, places)
    if column.kind == "truth":
        if not pd.api.types.is_bool_dtype(series.dtype):
            _check_kind(column, series[known], bool, np.bool_)
        return _Values(_filled(series, known, np.bool_), known)
    if not pd.api.types.is_numeric_dtype(series.dtype) or pd.api.types.is_bool_dtype(series.dtype):
        _check_kind(column, series[known], int, float, np.integer, np.floating)
    whole = pd.api.types.is_integer_dtype(series.dtype)
    return _Values(_filled(series, known, np.int64 if whole else np.float64), known)


def _filled(series: pd.Series[Any], known: Flags, data_type: type[np.generic]) -> npt.NDArray[Any]:
    """Give a column as a plain array, zero where nothing is known."""
    filled = np.zeros(len(series), dtype=data_type)
    filled[known] = series[known].to_numpy(dtype=data_type)
    return filled


def _check_kind(column: Column, values: Any, *accepted: type) -> None:
    """Refuse values that the vocabulary does not allow in this column."""
    for value in values:
        if not isinstance(value, accepted) or (isinstance(value, bool) and bool not in accepted):
            raise ValueError(
                f"column {column.name!r} of the frame holds {value!r} ({type(value).__name__}), "
                "but the vocabulary "
                f"says its values are of kind {column.kind!r}; give the column that type"
            )
