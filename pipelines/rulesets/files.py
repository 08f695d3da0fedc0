"""Reading the vocabulary, rule-set files and lists, with file and line in every complaint.

What a rule may say is `models/rules`; the tables beside the rule sets are `rows.py`, all of it
together `shipped.py`; writing to the warehouse is `registry.py`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import yaml
from pydantic import ValidationError
from pydantic_core import ErrorDetails

from models.rules import NamedList, RuleSet, Vocabulary, VocabularyColumn
from models.rules.plain_text import DocumentError, check_nodes

FEATURES_MODEL = "int_container_trip_features"

ListKey = tuple[str, int]
"""Name and version of a list."""


class RuleSetError(ValueError):
    """A rule-set file, the thresholds or the vocabulary cannot be taken as they are."""


def read_vocabulary(features_yml: Path) -> Vocabulary:
    """Read the vocabulary from the properties of the features model.

    Parameters
    ----------
    features_yml
        dbt properties file that describes ``int_container_trip_features``.

    Returns
    -------
    Vocabulary
        The columns whose ``config.meta.vocabulary`` is true, in their order.

    Raises
    ------
    RuleSetError
        If the model is not described there, or a column cannot stand in a rule.
    """
    content = yaml.safe_load(features_yml.read_text(encoding="utf-8")) or {}
    for model in content.get("models", []):
        if model.get("name") == FEATURES_MODEL:
            try:
                return Vocabulary.from_columns(_vocabulary_columns(model.get("columns", [])))
            except ValueError as error:
                raise RuleSetError(f"{features_yml}: {error}") from error
    raise RuleSetError(
        f"{features_yml}: no model {FEATURES_MODEL!r} is described here; its columns are the "
        "vocabulary of the rules"
    )


def _vocabulary_columns(columns: Sequence[dict[str, Any]]) -> list[VocabularyColumn]:
    """Pick the columns that say they belong to the vocabulary."""
    picked = []
    for column in columns:
        meta = column.get("config", {}).get("meta", {})
        if meta.get("vocabulary") is True:
            picked.append(
                VocabularyColumn(
                    name=str(column["name"]),
                    data_type=str(column.get("data_type", "")),
                    description=str(column.get("description", "")),
                    example=str(meta.get("example", "")),
                )
            )
    return picked


def read_rule_set(
    path: Path, vocabulary: Vocabulary, lists: Mapping[ListKey, NamedList] | None = None
) -> RuleSet:
    """Read one version of a rule set from its YAML file.

    Parameters
    ----------
    path
        A file of the form described in ``data/rulesets/README.md``.
    vocabulary
        Columns that its rules may name.
    lists
        Lists that the file may carry by name and version.

    Returns
    -------
    RuleSet
        Its lists with their values.

    Raises
    ------
    RuleSetError
        With every fault found, each with file, line, what was found and what is expected.
    """
    node, content = _read_mapping(path, "rule_set, version, title and rules")
    if "lists" in content:
        content["lists"] = _carried_lists(path, content["lists"], lists or {})
    try:
        return RuleSet.from_mapping(content, vocabulary)
    except ValidationError as error:
        raise RuleSetError("\n".join(_faults(path, node, content, error))) from error


def read_lists(folder: Path) -> dict[ListKey, NamedList]:
    """Read the lists of a folder, one YAML file for each version.

    Parameters
    ----------
    folder
        May be missing: no lists.

    Returns
    -------
    dict of (str, int) to NamedList
        By name and version.

    Raises
    ------
    RuleSetError
        If a file is faulty, or two files hold the same version.
    """
    read: dict[ListKey, NamedList] = {}
    for path in sorted(folder.glob("*.yml")):
        named = read_list(path)
        key = (named.name, named.version)
        if key in read:
            raise RuleSetError(
                f"{path}: list {key[0]!r} version {key[1]} is in another file too; give one of "
                "them another version"
            )
        read[key] = named
    return read


def read_list(path: Path) -> NamedList:
    """Read one version of a list from its YAML file.

    Raises
    ------
    RuleSetError
        If it is faulty.
    """
    node, content = _read_mapping(path, "name, version, kind, title, values and source")
    try:
        return NamedList.model_validate(content)
    except ValidationError as error:
        raise RuleSetError("\n".join(_faults(path, node, content, error))) from error


def _read_mapping(path: Path, expected: str) -> tuple[yaml.MappingNode, dict[str, Any]]:
    """Read a YAML file that is one mapping, with the place of each part."""
    try:
        node = yaml.compose(path.read_text(encoding="utf-8"), Loader=yaml.SafeLoader)
        if not isinstance(node, yaml.MappingNode):
            raise RuleSetError(f"{path}: expected a mapping with {expected}; got something else")
        check_nodes(node, set())
        return node, yaml.SafeLoader("").construct_document(node)
    except DocumentError as error:
        raise RuleSetError(f"{path}:{error.line}: {error.problem}") from error
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise RuleSetError(f"{path}: no readable YAML: {error}") from error


def _carried_lists(
    path: Path, named: object, lists: Mapping[ListKey, NamedList]
) -> list[dict[str, Any]]:
    """Put the lists themselves in the place of their names and versions."""
    carried = []
    for item in named if isinstance(named, list) else [named]:
        if not isinstance(item, dict) or set(item) != {"name", "version"}:
            raise RuleSetError(
                f"{path}: lists: got {item!r}, expected name and version, such as "
                "{name: shenzhen_ports, version: 1}"
            )
        key = (item["name"], item["version"])
        if key not in lists:
            known = ", ".join(f"{name} version {version}" for name, version in sorted(lists))
            raise RuleSetError(
                f"{path}: lists: there is no {key[0]!r} version {key[1]}; there are: "
                f"{known or 'none'}"
            )
        carried.append(lists[key].model_dump(mode="json"))
    return carried


def _faults(
    path: Path, root: yaml.MappingNode, content: dict[str, Any], error: ValidationError
) -> list[str]:
    """Say each fault of a rule set with its place in the file."""
    faults = []
    for fault in error.errors():
        place: yaml.Node = root
        names = []
        for step in fault["loc"]:
            if isinstance(place, yaml.SequenceNode) and isinstance(step, int):
                place = place.value[step]
                names.append(_rule_name(content, fault["loc"], step))
            elif isinstance(place, yaml.MappingNode):
                place = next((value for key, value in place.value if key.value == step), place)
                names.append(str(step))
        where = "".join(f"{name}: " for name in names if name != "rules")
        faults.append(f"{path}:{place.start_mark.line + 1}: {where}{message_of(fault)}")
    return faults


def _rule_name(content: Mapping[str, Any], loc: Sequence[int | str], index: int) -> str:
    """Name a rule by its id, another item or a rule without one by its place."""
    if loc[0] != "rules":
        return f"item {index + 1}"
    rule = content["rules"][index]
    name = rule.get("id") if isinstance(rule, dict) else None
    return f"rule {name!r}" if name else f"rule {index + 1}"


def message_of(fault: ErrorDetails) -> str:
    """Say what a fault is and, where it is one value's, which value."""
    message = fault["msg"].removeprefix("Value error, ")
    is_whole = isinstance(fault["input"], dict | list) or fault["input"] is None
    return message if is_whole else f"{message} (got {fault['input']!r})"
