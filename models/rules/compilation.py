"""From the checked tree to SQL, through sqlglot's own nodes: names quoted, nothing pasted.

The same holds for the expressions over a whole rule set: the words of its
mask, and the score of a mask.
What a condition means on a frame is `truth.py`; the two are held together by a parity test.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from decimal import Decimal

from sqlglot import exp

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
    Range,
)

_WORD_COLUMN = re.compile(
    r"(?P<column>[a-z_][a-z0-9_]*(\.[a-z_][a-z0-9_]*)?)(\[(?P<place>[1-9]\d?)\])?", re.ASCII
)
_COMPARISONS: dict[Operator, type[exp.Binary]] = {
    "=": exp.EQ,
    "<>": exp.NEQ,
    "<": exp.LT,
    "<=": exp.LTE,
    ">": exp.GT,
    ">=": exp.GTE,
}


def hit_sql(condition: Condition, dialect: str) -> str:
    """Compile a condition to SQL that is true on a hit and false otherwise, never null.

    Examples
    --------
    >>> condition = Comparison(Column("weight_kg", "number"), ">", Constant(500))
    >>> hit_sql(condition, "duckdb")
    'COALESCE(("weight_kg" > 500), FALSE)'
    """
    hit = exp.Coalesce(this=exp.Paren(this=_node(condition)), expressions=[exp.false()])
    return hit.sql(dialect=dialect)


def word_sql(conditions: Sequence[Condition], dialect: str) -> str:
    """Compile conditions to one BIGINT expression whose bit i is set where condition i hits.

    Examples
    --------
    >>> flags = [Flag(Column("is_soft_top", "truth")), Flag(Column("is_reefer", "truth"))]
    >>> word_sql(flags, "duckdb")  # doctest: +NORMALIZE_WHITESPACE
    'CASE WHEN "is_soft_top" THEN CAST(1 AS BIGINT) ELSE 0 END
    + CASE WHEN "is_reefer" THEN CAST(2 AS BIGINT) ELSE 0 END'
    """
    bits = (
        _choice(_node(condition), exp.cast(exp.Literal.number(1 << bit), "bigint"))
        for bit, condition in enumerate(conditions)
    )
    return _sum(bits, "bigint").sql(dialect=dialect)


def score_sql(points: Sequence[Sequence[int]], hits_columns: Sequence[str], dialect: str) -> str:
    """Compile the score of a mask: the points of the bits that are set; null for a null mask.

    `points` and `hits_columns` go together, word by word; the first word says whether there is a
    mask at all.

    Examples
    --------
    >>> score_sql([[5, 0, -2]], ["hits"], "duckdb")  # doctest: +NORMALIZE_WHITESPACE
    'CASE WHEN NOT "hits" IS NULL THEN CASE WHEN ("hits" & 1) <> 0 THEN 5 ELSE 0 END
    + CASE WHEN ("hits" & 4) <> 0 THEN -2 ELSE 0 END END'
    >>> score_sql([[0], [3]], ["hits", "more_hits[1]"], "duckdb")
    'CASE WHEN NOT "hits" IS NULL THEN CASE WHEN ("more_hits"[1] & 1) <> 0 THEN 3 ELSE 0 END END'
    """
    words = [_word_column(name) for name in hits_columns]
    parts = (
        _choice(
            exp.NEQ(
                this=exp.Paren(
                    this=exp.BitwiseAnd(this=word.copy(), expression=exp.Literal.number(1 << bit))
                ),
                expression=exp.Literal.number(0),
            ),
            exp.Literal.number(rule_points),
        )
        for word, word_points in zip(words, points, strict=True)
        for bit, rule_points in enumerate(word_points)
        if rule_points
    )
    known = exp.Not(this=exp.Is(this=words[0].copy(), expression=exp.Null()))
    return exp.Case(ifs=[exp.If(this=known, true=_sum(parts, "integer"))]).sql(dialect=dialect)


def _word_column(name: str) -> exp.Expr:
    """Make a column, or an element of an array column, counted from 1, of its plain name."""
    parts = _WORD_COLUMN.fullmatch(name)
    if parts is None:
        raise ValueError(
            f"hits_column {name!r}: expected a plain column name such as 'hits', 'patterns.hits' "
            "or 'more_hits[1]'"
        )
    column = exp.to_column(parts["column"], quoted=True)
    if parts["place"] is None:
        return column
    return exp.Bracket(this=column, expressions=[exp.Literal.number(int(parts["place"]))], offset=1)


def _choice(condition: exp.Expr, value: exp.Expr) -> exp.Expr:
    """Build CASE WHEN condition THEN value ELSE 0 END; an unknown condition gives 0."""
    return exp.Case(ifs=[exp.If(this=condition, true=value)], default=exp.Literal.number(0))


def _sum(parts: Iterable[exp.Expr], data_type: str) -> exp.Expr:
    """Add up expressions; without any, a typed 0."""
    total: exp.Expr | None = None
    for part in parts:
        total = part if total is None else exp.Add(this=total, expression=part)
    return exp.cast(exp.Literal.number(0), data_type) if total is None else total


def _node(condition: Condition) -> exp.Expr:
    """Translate a condition to sqlglot's nodes."""
    match condition:
        case AllOf(parts):
            return exp.and_(*(_enclosed(part) for part in parts), copy=False, wrap=False)
        case AnyOf(parts):
            return exp.or_(*(_enclosed(part) for part in parts), copy=False, wrap=False)
        case Not(part):
            return exp.Not(this=exp.Paren(this=_node(part)))
        case Comparison(column, operator, other):
            return _COMPARISONS[operator](this=_column(column), expression=_operand(other))
        case Membership(column, constants) | ListMembership(column, _, constants):
            return exp.In(
                this=_column(column), expressions=[_operand(constant) for constant in constants]
            )
        case Range(column, low, high):
            return exp.Between(this=_column(column), low=_operand(low), high=_operand(high))
        case Pattern(column, pattern):
            return exp.Like(this=_column(column), expression=exp.Literal.string(pattern))
        case Missing(column):
            return exp.Is(this=_column(column), expression=exp.Null())
        case Flag(column):
            return _column(column)


def _enclosed(condition: Condition) -> exp.Expr:
    """Put parentheses around a chain within a chain."""
    node = _node(condition)
    return exp.Paren(this=node) if isinstance(condition, AllOf | AnyOf) else node


def _column(column: Column) -> exp.Expr:
    return exp.column(exp.to_identifier(column.name, quoted=True))


def _operand(operand: Constant | Column) -> exp.Expr:
    """Render a constant or the other column of a comparison."""
    if isinstance(operand, Column):
        return _column(operand)
    value = operand.value
    if isinstance(value, bool):
        return exp.Boolean(this=value)
    if isinstance(value, str):
        return exp.Literal.string(value)
    digits = exp.Literal.number(format(abs(Decimal(repr(value))), "f"))
    return exp.Neg(this=digits) if value < 0 else digits
