"""From the parser's nodes to the checked tree: every node is translated or refused.

An argument of a node that is not expected here is a refusal, so nothing that was written can be
passed over in silence. How text becomes nodes is `reading.py`.
"""

from __future__ import annotations

from collections.abc import Mapping

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
from models.rules.errors import RuleError
from models.rules.lists import NamedList, nearest_list
from models.rules.scanning import ALLOWED, LIST_MARK
from models.rules.vocabulary import Kind, Vocabulary

_COMPARISONS: dict[type[exp.Expr], Operator] = {
    exp.EQ: "=",
    exp.NEQ: "<>",
    exp.LT: "<",
    exp.LTE: "<=",
    exp.GT: ">",
    exp.GTE: ">=",
}
_MIRRORED: dict[Operator, Operator] = {
    "=": "=",
    "<>": "<>",
    "<": ">",
    "<=": ">=",
    ">": "<",
    ">=": "<=",
}
_KIND_WORDS: dict[Kind, str] = {"text": "text", "number": "numbers", "truth": "true or false"}
_VALUE_WORDS: dict[Kind, str] = {
    "text": "text in single quotes",
    "number": "numbers such as 12 or 0.62",
    "truth": "true or false, or the column alone, or NOT and the column",
}


class Translation:
    """Translates the parser's nodes of one text.

    Parameters
    ----------
    text : str
        The rule as written, for refusals.
    vocabulary : Vocabulary
        The columns it may name.
    lists : mapping of str to NamedList
        The lists it may name.
    """

    def __init__(self, text: str, vocabulary: Vocabulary, lists: Mapping[str, NamedList]) -> None:
        self._text = text
        self._vocabulary = vocabulary
        self._lists = lists

    def condition(self, node: exp.Expr) -> Condition:
        """Translate a node that must be true, false or unknown.

        Raises
        ------
        RuleError
            If it is no condition of the rule language.
        """
        if isinstance(node, exp.Paren):
            self._expect_arguments(node, "this")
            return self.condition(node.this)
        if isinstance(node, exp.And | exp.Or):
            parts = tuple(self.condition(part) for part in self._operands(node))
            return AllOf(parts) if isinstance(node, exp.And) else AnyOf(parts)
        if isinstance(node, exp.Not):
            self._expect_arguments(node, "this")
            return Not(self.condition(node.this))
        if isinstance(node, exp.Column):
            return self._flag(node)
        return self._predicate(node)

    def _predicate(self, node: exp.Expr) -> Condition:
        """Translate a node that tests a column."""
        if type(node) in _COMPARISONS:
            return self._comparison(node)
        if isinstance(node, exp.In):
            return self._membership(node)
        if isinstance(node, exp.Between):
            return self._range(node)
        if isinstance(node, exp.Is):
            return self._missing(node)
        if isinstance(node, exp.Like):
            return self._pattern(node)
        if isinstance(node, exp.Literal | exp.Boolean | exp.Neg | exp.Null):
            raise self._refusal(
                node, "a value that stands alone", "a comparison of a column with it"
            )
        raise self._refusal(node, "which is no condition of the rule language", ALLOWED)

    def _operands(self, node: exp.And | exp.Or) -> list[exp.Expr]:
        """List the operands of a chain of one connective, without recursion."""
        operands: list[exp.Expr] = []
        waiting: list[exp.Expr] = [node]
        while waiting:
            part = waiting.pop()
            if type(part) is type(node):
                self._expect_arguments(part, "this", "expression")
                waiting += [part.args["expression"], part.args["this"]]
            else:
                operands.append(part)
        return operands

    def _flag(self, node: exp.Expr) -> Flag:
        column = self._column(node)
        if column.kind != "truth":
            raise self._refusal(
                node,
                f"which holds {_KIND_WORDS[column.kind]} and is no condition by itself",
                f"a comparison of {column.name} with {_VALUE_WORDS[column.kind]}",
            )
        return Flag(column)

    def _comparison(self, node: exp.Expr) -> Comparison:
        self._expect_arguments(node, "this", "expression")
        left, right = _bare(node.args["this"]), _bare(node.args["expression"])
        operator = _COMPARISONS[type(node)]
        if not isinstance(left, exp.Column):
            left, right, operator = right, left, _MIRRORED[operator]
        if not isinstance(left, exp.Column):
            raise self._refusal(
                node, "a comparison without a column", "a column on one side of the comparison"
            )
        column = self._column(left)
        if column.kind == "truth" and operator not in {"=", "<>"}:
            raise self._refusal(
                left, "which holds true or false and has no order", _VALUE_WORDS["truth"]
            )
        if not isinstance(right, exp.Column):
            return Comparison(column, operator, self._constant(right, column))
        other = self._column(right)
        if other.kind != column.kind:
            raise self._refusal(
                right,
                f"which holds {_KIND_WORDS[other.kind]} while {column.name} holds "
                f"{_KIND_WORDS[column.kind]}",
                "two columns of the same kind",
            )
        return Comparison(column, operator, other)

    def _membership(self, node: exp.Expr) -> Membership | ListMembership:
        self._expect_arguments(node, "this", "expressions")
        column = self._tested_column(node)
        items = node.args.get("expressions") or []
        if not items:
            raise self._refusal(node, "an empty IN list", "at least one value in IN (...)")
        if items[0].name.startswith(LIST_MARK) and isinstance(items[0], exp.Column):
            return self._list_membership(column, node, items[0])
        return Membership(column, tuple(self._constant(_bare(item), column) for item in items))

    def _list_membership(self, column: Column, node: exp.Expr, item: exp.Column) -> ListMembership:
        """Take the values of a list, which only `scanning.py` can have marked as one."""
        if column.kind != "text":
            raise self._refusal(
                node,
                f"a list on {column.name}, which holds {_KIND_WORDS[column.kind]}",
                "lists on text columns",
            )
        name = item.name.removeprefix(LIST_MARK)
        if name not in self._lists:
            known = (
                f"the lists {', '.join(self._lists)}" if self._lists else "no list: none is given"
            )
            raise self._refusal(item, "no list known here", known, nearest_list(name, self._lists))
        values = self._lists[name].values
        return ListMembership(column, name, tuple(Constant(value) for value in values))

    def _range(self, node: exp.Expr) -> Range:
        self._expect_arguments(node, "this", "low", "high")
        column = self._tested_column(node)
        if column.kind == "truth":
            raise self._refusal(
                node, "which holds true or false and has no order", _VALUE_WORDS["truth"]
            )
        low, high = (self._constant(_bare(node.args[side]), column) for side in ("low", "high"))
        return Range(column, low, high)

    def _missing(self, node: exp.Expr) -> Missing:
        self._expect_arguments(node, "this", "expression")
        column = self._tested_column(node)
        if not isinstance(node.args["expression"], exp.Null):
            raise self._refusal(
                node,
                "IS with something other than NULL",
                "IS NULL and IS NOT NULL; for values write =",
            )
        return Missing(column)

    def _pattern(self, node: exp.Expr) -> Condition:
        self._expect_arguments(node, "this", "expression", "negate")
        column = self._tested_column(node)
        if column.kind != "text":
            raise self._refusal(
                node,
                f"LIKE on a column that holds {_KIND_WORDS[column.kind]}",
                "LIKE on text columns",
            )
        constant = self._constant(_bare(node.args["expression"]), column)
        pattern = Pattern(column, str(constant.value))
        return Not(pattern) if node.args.get("negate") else pattern

    def _tested_column(self, node: exp.Expr) -> Column:
        """Give the column left of IN, BETWEEN, IS or LIKE."""
        tested = _bare(node.this)
        if not isinstance(tested, exp.Column):
            raise self._refusal(
                tested, "where a column must stand", "a column left of IN, BETWEEN, IS and LIKE"
            )
        return self._column(tested)

    def _column(self, node: exp.Expr) -> Column:
        self._expect_arguments(node, "this")
        name = node.name
        if (
            not isinstance(node.this, exp.Identifier)
            or not node.this.args.get("quoted")
            or name not in self._vocabulary
        ):
            raise self._refusal(
                node,
                "no column of the vocabulary",
                f"the columns {', '.join(self._vocabulary.names)}",
            )
        return Column(name, self._vocabulary.kind_of(name))

    def _constant(self, node: exp.Expr, column: Column) -> Constant:
        """Translate a value and check that it is of the column's kind."""
        kind: Kind
        value: str | int | float | bool
        negative = isinstance(node, exp.Neg)
        number = node.this if negative else node
        if isinstance(number, exp.Literal) and not number.is_string:
            kind, value = "number", float(number.name) if "." in number.name else int(number.name)
            value = -value if negative else value
        elif isinstance(node, exp.Literal):
            kind, value = "text", node.name
        elif isinstance(node, exp.Boolean):
            kind, value = "truth", bool(node.this)
        elif isinstance(node, exp.Null):
            raise self._refusal(
                node, "NULL as a value: nothing equals the unknown", f"{column.name} IS [NOT] NULL"
            )
        else:
            raise self._refusal(node, "where a value must stand", _VALUE_WORDS[column.kind])
        if kind != column.kind:
            raise self._refusal(
                node,
                f"while {column.name} holds {_KIND_WORDS[column.kind]}",
                f"for {column.name}, {_VALUE_WORDS[column.kind]}",
            )
        return Constant(value)

    def _expect_arguments(self, node: exp.Expr, *expected: str) -> None:
        """Refuse a node that carries anything this module does not read."""
        carried = {name for name, value in node.args.items() if value not in (None, False, [])}
        if not carried <= set(expected):
            unexpected = ", ".join(sorted(carried - set(expected)))
            raise self._refusal(
                node, f"a form the rule language does not have ({unexpected})", ALLOWED
            )

    def _refusal(
        self, node: exp.Expr, problem: str, allowed: str, nearest: str | None = None
    ) -> RuleError:
        """Make the error, at the first position known within the node."""
        spans = [
            (part.meta["start"], part.meta["end"]) for part in node.walk() if "start" in part.meta
        ]
        start, end = (min(spans)[0], max(spans)[1]) if spans else (0, len(self._text) - 1)
        return RuleError(self._text, start, self._text[start : end + 1], problem, allowed, nearest)


def _bare(node: exp.Expr) -> exp.Expr:
    """Take the parentheses off a value or column."""
    while isinstance(node, exp.Paren):
        node = node.this
    return node
