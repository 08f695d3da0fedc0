"""YAML and JSON of plain data, read so that nothing in them is passed over or grows.

A key that stands twice, an alias, a key that is no text and a document beyond the limit are
refused. What the data mean is not known here.
"""

from __future__ import annotations

import json
from typing import Any, NoReturn

import yaml

LONGEST_DOCUMENT = 4_000_000
"""Characters: a rule set of 620 rules and ten full lists, with room to spare."""


class DocumentError(ValueError):
    """A document cannot be taken as it is.

    Parameters
    ----------
    problem : str
        What is wrong and what to do.
    line : int, optional
        Where, from 1; named before the problem.

    Attributes
    ----------
    problem, line
        As given.
    """

    def __init__(self, problem: str, line: int | None = None) -> None:
        super().__init__(problem if line is None else f"line {line}: {problem}")
        self.problem = problem
        self.line = line


def mapping_of_yaml(text: str) -> dict[str, Any]:
    r"""Read YAML text that holds one mapping.

    Raises
    ------
    DocumentError
        If it is no such text; says the line.

    Examples
    --------
    >>> mapping_of_yaml("rule_set: terrorism")
    {'rule_set': 'terrorism'}
    >>> mapping_of_yaml("a: 1\nb: 2\na: 3")
    Traceback (most recent call last):
    models.rules.plain_text.DocumentError: line 3: the key 'a' stands twice; keep one of them
    """
    _check_length(text)
    try:
        node = yaml.compose(text, Loader=yaml.SafeLoader)
        if node is not None:
            check_nodes(node, set())
        content = yaml.SafeLoader("").construct_document(node) if node is not None else None
    except DocumentError:
        raise
    except RecursionError as error:
        raise DocumentError("nested too deeply to be read; a filter has few levels") from error
    except (yaml.YAMLError, ValueError, OverflowError) as error:
        raise DocumentError(f"no readable YAML: {error}") from error
    return _mapping(content)


def mapping_of_json(text: str) -> dict[str, Any]:
    """Read JSON text that holds one mapping.

    Raises
    ------
    DocumentError
        If it is no such text.

    Examples
    --------
    >>> mapping_of_json('{"version": 1}')
    {'version': 1}
    """
    _check_length(text)
    try:
        content = json.loads(text, object_pairs_hook=_unrepeated, parse_constant=_no_number)
    except DocumentError:
        raise
    except RecursionError as error:
        raise DocumentError("nested too deeply to be read; a filter has few levels") from error
    except ValueError as error:
        raise DocumentError(f"no readable JSON: {error}") from error
    return _mapping(content)


def check_nodes(node: yaml.Node, seen: set[int]) -> None:
    """Refuse a key that stands twice (YAML keeps the last), aliases, and keys that are no text.

    Parameters
    ----------
    node : yaml.Node
        What `yaml.compose` gave.
    seen : set of int
        Filled with the nodes visited; give an empty one.

    Raises
    ------
    DocumentError
        At the first such place; says the line.
    """
    line = node.start_mark.line + 1
    if id(node) in seen:
        raise DocumentError("used again by an alias; write each part out", line)
    seen.add(id(node))
    if isinstance(node, yaml.SequenceNode):
        for item in node.value:
            check_nodes(item, seen)
    if isinstance(node, yaml.MappingNode):
        keys: set[str] = set()
        for key, value in node.value:
            line = key.start_mark.line + 1
            if not isinstance(key, yaml.ScalarNode) or not key.tag.endswith(":str"):
                raise DocumentError("a key that is no text; write it as a word", line)
            if key.value in keys:
                raise DocumentError(f"the key {key.value!r} stands twice; keep one of them", line)
            keys.add(key.value)
            check_nodes(value, seen)


def _check_length(text: str) -> None:
    if len(text) > LONGEST_DOCUMENT:
        raise DocumentError(
            f"{len(text):,} characters; a document has at most {LONGEST_DOCUMENT:,}"
        )


def _mapping(content: object) -> dict[str, Any]:
    if not isinstance(content, dict):
        raise DocumentError(
            f"expected one mapping of names to values, got {type(content).__name__}"
        )
    return content


def _unrepeated(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Make a mapping of pairs, each key once."""
    content = dict(pairs)
    if len(content) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise DocumentError(f"the key {twice!r} stands twice; keep one of them")
    return content


def _no_number(name: str) -> NoReturn:
    raise DocumentError(f"{name} is no number of JSON")
