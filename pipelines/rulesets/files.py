"""Reading the vocabulary, rule-set files and thresholds, with file and line in every complaint.

What a rule may say is `models/rules`; writing to the warehouse is `registry.py`.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import yaml
from pydantic import ValidationError
from pydantic_core import ErrorDetails

from models.rules import RuleSet, Threshold, Vocabulary, VocabularyColumn, check_history

FEATURES_MODEL = "int_container_trip_features"
THRESHOLDS_FILE = "thresholds.csv"


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


def read_rule_set(path: Path, vocabulary: Vocabulary) -> RuleSet:
    """Read one version of a rule set from its YAML file.

    Parameters
    ----------
    path
        A file of the form described in ``data/rulesets/README.md``.
    vocabulary
        Columns that its rules may name.

    Returns
    -------
    RuleSet

    Raises
    ------
    RuleSetError
        With every fault found, each with file, line, what was found and what is expected.
    """
    try:
        node = yaml.compose(path.read_text(encoding="utf-8"), Loader=yaml.SafeLoader)
        if not isinstance(node, yaml.MappingNode):
            raise RuleSetError(
                f"{path}: expected a mapping with rule_set, version, title and rules; "
                "got something else"
            )
        _refuse_aliases_and_repeats(path, node, set())
        content = yaml.SafeLoader("").construct_document(node)
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise RuleSetError(f"{path}: no readable YAML: {error}") from error
    try:
        return RuleSet.from_mapping(content, vocabulary)
    except ValidationError as error:
        raise RuleSetError("\n".join(_faults(path, node, content, error))) from error


def _refuse_aliases_and_repeats(path: Path, node: yaml.Node, seen: set[int]) -> None:
    """Refuse a key that stands twice (YAML keeps the last), aliases, and keys that are no text."""
    where = f"{path}:{node.start_mark.line + 1}"
    if id(node) in seen:
        raise RuleSetError(f"{where}: used again by an alias; write each part out")
    seen.add(id(node))
    if isinstance(node, yaml.SequenceNode):
        for item in node.value:
            _refuse_aliases_and_repeats(path, item, seen)
    if isinstance(node, yaml.MappingNode):
        keys = [key.value for key, _ in node.value]
        for place, (key, value) in enumerate(node.value):
            line = key.start_mark.line + 1
            if not isinstance(key, yaml.ScalarNode):
                raise RuleSetError(f"{path}:{line}: a key that is no text; write it as a word")
            if key.value in keys[:place]:
                raise RuleSetError(
                    f"{path}:{line}: the key {key.value!r} stands twice; keep one of them"
                )
            _refuse_aliases_and_repeats(path, value, seen)


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
                names.append(_rule_name(content["rules"][step], step))
            elif isinstance(place, yaml.MappingNode):
                place = next((value for key, value in place.value if key.value == step), place)
                names.append(str(step))
        where = "".join(f"{name}: " for name in names if name != "rules")
        faults.append(f"{path}:{place.start_mark.line + 1}: {where}{_message(fault)}")
    return faults


def _rule_name(rule: object, index: int) -> str:
    """Name a rule by its id, or by its place if it has none."""
    name = rule.get("id") if isinstance(rule, dict) else None
    return f"rule {name!r}" if name else f"rule {index + 1}"


def _message(fault: ErrorDetails) -> str:
    """Say what a fault is and, where it is one value's, which value."""
    message = fault["msg"].removeprefix("Value error, ")
    is_whole = isinstance(fault["input"], dict | list) or fault["input"] is None
    return message if is_whole else f"{message} (got {fault['input']!r})"


def read_thresholds(path: Path) -> tuple[Threshold, ...]:
    """Read the history of thresholds.

    Parameters
    ----------
    path
        CSV with exactly the columns of ``models.rules.Threshold``.

    Returns
    -------
    tuple of Threshold
        In the order of the file.

    Raises
    ------
    RuleSetError
        At the first row that cannot stand, with file and line.
    """
    expected = list(Threshold.model_fields)
    thresholds = []
    line = 1
    try:
        rows = csv.reader(io.StringIO(path.read_text(encoding="utf-8"), newline=""), strict=True)
        header = next(rows, [])
        if header != expected:
            raise RuleSetError(f"{path}:1: got the columns {header}, expected {expected}")
        for fields in rows:
            line = rows.line_num
            if len(fields) != len(expected):
                raise RuleSetError(
                    f"{path}:{line}: got {len(fields)} fields, expected {len(expected)}; "
                    "check commas and quotes"
                )
            thresholds.append(Threshold.model_validate(dict(zip(expected, fields, strict=True))))
        check_history(thresholds)
    except (csv.Error, UnicodeDecodeError) as error:
        raise RuleSetError(f"{path}:{line + 1}: {error}; check commas and quotes") from error
    except ValidationError as error:
        fault = error.errors()[0]
        column = "".join(f"{step}: " for step in fault["loc"])
        raise RuleSetError(f"{path}:{line}: {column}{_message(fault)}") from error
    except RuleSetError:
        raise
    except ValueError as error:
        raise RuleSetError(f"{path}: {error}") from error
    return tuple(thresholds)


def read_folder(rulesets_dir: Path, vocabulary: Vocabulary) -> list[tuple[Path, RuleSet]]:
    """Read all rule sets of a folder, by name and version."""
    paths = sorted(rulesets_dir.glob("*.yml"))
    if not paths:
        raise RuleSetError(f"{rulesets_dir}: no *.yml here; expected one file per rule-set version")
    if not (rulesets_dir / THRESHOLDS_FILE).is_file():
        raise RuleSetError(
            f"{rulesets_dir}: no {THRESHOLDS_FILE} here; every rule set needs its thresholds"
        )
    read: dict[tuple[str, int], tuple[Path, RuleSet]] = {}
    for path in paths:
        rule_set = read_rule_set(path, vocabulary)
        key = (rule_set.rule_set, rule_set.version)
        if key in read:
            raise RuleSetError(
                f"{path}: {key[0]} version {key[1]} is also in {read[key][0].name}; give one of "
                "them another version"
            )
        read[key] = (path, rule_set)
    return [read[key] for key in sorted(read)]
