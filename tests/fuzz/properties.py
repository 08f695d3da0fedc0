"""What must hold of any text given to the rule language or as a document. Holds no test.

That a rule's SQL was built from the checked tree is asked of DuckDB's own parser: what it reads in
the SQL must be the tree, node by node, and nothing beside it.
"""

import json
from functools import cache
from typing import Any

import duckdb

from models.rules import (
    DocumentError,
    FilterDocument,
    NamedList,
    RuleError,
    RuleExpression,
    Vocabulary,
    VocabularyColumn,
    parse_rule,
)
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
    Pattern,
    Range,
)
from tests.unit.rules.strategies import DUCKDB_TYPES

VOCABULARY = Vocabulary.from_columns(
    VocabularyColumn(name, data_type) for name, data_type in DUCKDB_TYPES.items()
)
LISTS = {
    name: NamedList(name=name, version=1, kind="port", title=name, values=values, source="chosen")
    for name, values in {
        "shenzhen_ports": ("CNSHK", "CNCWN", "CNYTN"),
        "odd_values": ("a'b", "'; drop table trips --", "\\", '"', "S\u00e3o"),
    }.items()
}

Shape = tuple[Any, ...]
_OPERATORS = {
    "COMPARE_EQUAL": "=",
    "COMPARE_NOTEQUAL": "<>",
    "COMPARE_LESSTHAN": "<",
    "COMPARE_LESSTHANOREQUALTO": "<=",
    "COMPARE_GREATERTHAN": ">",
    "COMPARE_GREATERTHANOREQUALTO": ">=",
}


def check_rule_text(text: str) -> RuleExpression | RuleError:
    """Read a text; anything but a rule or a RuleError passes through and fails the check."""
    try:
        rule = parse_rule(text, VOCABULARY, LISTS)
    except RuleError as error:
        _check_refusal(text, error)
        return error
    assert rule.columns
    assert set(rule.columns) <= set(DUCKDB_TYPES)
    tree = ("COALESCE", shape_of_tree(rule.condition), ("CONSTANT", False))
    assert shape_of_sql(rule.sql()) == tree
    assert rule.describe()
    return rule


def _check_refusal(text: str, error: RuleError) -> None:
    assert 0 <= error.offset <= len(text)
    assert text.startswith(error.found, error.offset)
    assert str(error).isascii()
    assert str(error).isprintable()


def check_document_text(text: str) -> None:
    """Read a text as a document; anything but a document or a DocumentError fails the check."""
    for read, write in (
        (FilterDocument.from_yaml, FilterDocument.to_yaml),
        (FilterDocument.from_json, FilterDocument.to_json),
    ):
        try:
            document = read(text, VOCABULARY)
        except DocumentError:
            continue
        assert read(write(document), VOCABULARY) == document


def shape_of_tree(condition: Condition) -> Shape:
    """Give the nodes of a checked tree."""
    match condition:
        case AllOf(parts):
            return _chain("AND", [shape_of_tree(part) for part in parts])
        case AnyOf(parts):
            return _chain("OR", [shape_of_tree(part) for part in parts])
        case Not(part):
            return ("NOT", shape_of_tree(part))
        case Comparison(column, operator, other):
            return (operator, _leaf(column), _leaf(other))
        case Membership(column, constants) | ListMembership(column, _, constants):
            return ("IN", _leaf(column), *(_leaf(constant) for constant in constants))
        case Range(column, low, high):
            return ("BETWEEN", _leaf(column), _leaf(low), _leaf(high))
        case Pattern(column, pattern):
            return ("LIKE", _leaf(column), ("CONSTANT", pattern))
        case Missing(column):
            return ("IS NULL", _leaf(column))
        case Flag(column):
            return _leaf(column)


def shape_of_sql(sql: str) -> Shape:
    """Give the nodes that DuckDB's parser reads in an expression."""
    answer = _connection().execute("select json_serialize_sql(?)", [f"select {sql}"]).fetchall()
    read = json.loads(answer[0][0])
    assert not read["error"], read
    assert len(read["statements"]) == 1
    node = read["statements"][0]["node"]
    assert node["from_table"]["type"] == "EMPTY"
    assert node["where_clause"] is None
    assert len(node["select_list"]) == 1
    return _shape(node["select_list"][0])


def _leaf(value: Column | Constant) -> Shape:
    return ("COLUMN", value.name) if isinstance(value, Column) else ("CONSTANT", value.value)


def _chain(word: str, parts: list[Shape]) -> Shape:
    """Give a chain of one connective with the chains of the same within it laid open."""
    opened = [inner for part in parts for inner in (part[1:] if part[0] == word else (part,))]
    return (word, *opened)


def _shape(node: dict[str, Any]) -> Shape:
    """Translate a node of DuckDB's tree; one that no rule can have raises KeyError."""
    kind = node["type"]
    if kind == "COLUMN_REF":
        (name,) = node["column_names"]
        return ("COLUMN", name)
    if kind == "VALUE_CONSTANT":
        return ("CONSTANT", _constant(node["literal"]))
    if kind in {"CONJUNCTION_AND", "CONJUNCTION_OR"}:
        return _chain(
            kind.removeprefix("CONJUNCTION_"), [_shape(part) for part in node["children"]]
        )
    if kind == "COMPARE_BETWEEN":
        return ("BETWEEN", *(_shape(node[side]) for side in ("input", "lower", "upper")))
    if kind == "FUNCTION":
        like = {"~~": "LIKE"}[node["function_name"]]
        return (like, *(_shape(argument["expression"]) for argument in node["arguments"]))
    if kind in _OPERATORS:
        return (_OPERATORS[kind], _shape(node["left"]), _shape(node["right"]))
    word = {
        "OPERATOR_NOT": "NOT",
        "OPERATOR_IS_NULL": "IS NULL",
        "COMPARE_IN": "IN",
        "OPERATOR_COALESCE": "COALESCE",
    }[kind]
    return (word, *(_shape(part) for part in node["children"]))


def _constant(literal: dict[str, str]) -> str | float | bool:
    kind, text = literal["kind"], literal["text"]
    if kind == "STRING":
        return text
    return {"true": True, "false": False}[text] if kind == "BOOLEAN" else float(text)


@cache
def _connection() -> duckdb.DuckDBPyConnection:
    return duckdb.connect()
