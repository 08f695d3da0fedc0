"""Everything shipped with the platform as history, read from its folder and checked together.

Single files are `files.py`, tables `rows.py`; what the store takes of it is `pipelines/decisions`.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from models.rules import NamedList, RuleError, RuleSet, Threshold, Vocabulary, parse_rule
from pipelines.decisions import (
    DecisionStore,
    ShippedFilters,
    ShippedLanePlan,
    ShippedOperation,
    ShippedTarget,
    ShippedVersion,
    import_shipped,
    open_store,
)
from pipelines.rulesets.files import ListKey, RuleSetError, read_lists, read_rule_set
from pipelines.rulesets.rows import (
    LanePlanRow,
    OperationRow,
    RegisterRow,
    read_rows,
    read_thresholds,
)
from pipelines.rulesets.targets import TargetRow
from pipelines.settings import Settings

REGISTER_FILE = "register.csv"
THRESHOLDS_FILE = "thresholds.csv"
OPERATIONS_FILE = "operations.csv"
LANE_PLANS_FILE = "lane_plans.csv"
TARGETS_FILE = "targets.csv"
LISTS_FOLDER = "lists"


def open_filled_store(
    settings: Settings, vocabulary: Vocabulary, zones: Mapping[str, str]
) -> DecisionStore:
    """Open the decision store, made where it is absent, with what is shipped in it.

    Parameters
    ----------
    settings
        Paths of the installation.
    vocabulary
        Columns that rules may name.
    zones
        Time zone of every U.S. port.

    Returns
    -------
    DecisionStore
        The caller closes it.

    Raises
    ------
    RuleSetError
        If a shipped file is faulty.
    pipelines.decisions.DecisionError
        If it says something else than the store holds under the same version.
    """
    store = open_store(settings)
    try:
        import_shipped(store, read_shipped(settings.rulesets, vocabulary), zones)
    except BaseException:
        store.close()
        raise
    return store


def read_shipped(rulesets_dir: Path, vocabulary: Vocabulary) -> ShippedFilters:
    """Read the shipped rule sets, thresholds, lists, special operations, lane plans and targets.

    Parameters
    ----------
    rulesets_dir
        Holds one ``*.yml`` per rule-set version, ``register.csv`` and ``thresholds.csv``; may hold
        ``lists/*.yml``, ``operations.csv``, ``lane_plans.csv`` and ``targets.csv``.
    vocabulary
        Columns that rules may name.

    Returns
    -------
    ShippedFilters

    Raises
    ------
    RuleSetError
        If a file is faulty, two files are the same version, or files and register, or rule sets and
        thresholds, do not name the same.
    """
    for name in (REGISTER_FILE, THRESHOLDS_FILE):
        if not (rulesets_dir / name).is_file():
            raise RuleSetError(
                f"{rulesets_dir}: no {name} here; every rule set needs its register and thresholds"
            )
    lists = read_lists(rulesets_dir / LISTS_FOLDER)
    thresholds = read_thresholds(rulesets_dir / THRESHOLDS_FILE)
    rule_sets = _read_rule_sets(rulesets_dir, vocabulary, lists)
    _check_thresholds(rulesets_dir / THRESHOLDS_FILE, thresholds, {name for name, _ in rule_sets})
    return ShippedFilters(
        versions=_versions(rulesets_dir / REGISTER_FILE, rule_sets),
        thresholds=thresholds,
        lists=tuple(lists[key] for key in sorted(lists)),
        operations=_operations(rulesets_dir / OPERATIONS_FILE, vocabulary, lists),
        lane_plans=_lane_plans(rulesets_dir / LANE_PLANS_FILE),
        targets=read_targets(rulesets_dir / TARGETS_FILE),
    )


def _read_rule_sets(
    folder: Path, vocabulary: Vocabulary, lists: Mapping[ListKey, NamedList]
) -> dict[tuple[str, int], RuleSet]:
    """Read all rule sets of a folder, by name and version."""
    paths = sorted(folder.glob("*.yml"))
    if not paths:
        raise RuleSetError(f"{folder}: no *.yml here; expected one file per rule-set version")
    read: dict[tuple[str, int], tuple[Path, RuleSet]] = {}
    for path in paths:
        rule_set = read_rule_set(path, vocabulary, lists)
        key = (rule_set.rule_set, rule_set.version)
        if key in read:
            raise RuleSetError(
                f"{path}: {key[0]} version {key[1]} is also in {read[key][0].name}; give one of "
                "them another version"
            )
        read[key] = (path, rule_set)
    return {key: read[key][1] for key in sorted(read)}


def _versions(
    path: Path, rule_sets: Mapping[tuple[str, int], RuleSet]
) -> tuple[ShippedVersion, ...]:
    """Put rule sets and register together; each version stands in both, once."""
    rows = {(row.rule_set, row.version): row for row in read_rows(path, RegisterRow)}
    if rows.keys() != rule_sets.keys():
        raise RuleSetError(
            f"{path}: versions without a file: {sorted(rows.keys() - rule_sets.keys())}; files "
            f"without a row: {sorted(rule_sets.keys() - rows.keys())}; each version has one of both"
        )
    return tuple(
        ShippedVersion(
            rule_set=rule_sets[key],
            ports=row.ports,
            effective_from=row.effective_from,
            effective_precision=row.effective_precision,
            expires_on=row.expires_on,
            reason=row.reason,
            source=row.source,
        )
        for key, row in sorted(rows.items())
    )


def _check_thresholds(path: Path, thresholds: tuple[Threshold, ...], known: set[str]) -> None:
    given = {row.rule_set for row in thresholds}
    if given != known:
        raise RuleSetError(
            f"{path}: rule sets without thresholds: {sorted(known - given)}; thresholds of unknown "
            f"rule sets: {sorted(given - known)}; each rule set needs a row for '*'"
        )


def _operations(
    path: Path, vocabulary: Vocabulary, lists: Mapping[ListKey, NamedList]
) -> tuple[ShippedOperation, ...]:
    """Read the special operations; their criteria name lists in the newest version of each."""
    newest = {name: named for (name, _), named in sorted(lists.items())}
    found = []
    for row in read_rows(path, OperationRow) if path.is_file() else ():
        try:
            parse_rule(row.criteria, vocabulary, newest)
        except RuleError as error:
            raise RuleSetError(f"{path}: operation {row.operation}: criteria: {error}") from error
        named = tuple(one for name, one in newest.items() if f"list('{name}')" in row.criteria)
        found.append(ShippedOperation(**dict(row), lists=named))
    return tuple(found)


def _lane_plans(path: Path) -> tuple[ShippedLanePlan, ...]:
    rows = read_rows(path, LanePlanRow) if path.is_file() else ()
    return tuple(ShippedLanePlan(**dict(row)) for row in rows)


def read_targets(path: Path) -> tuple[ShippedTarget, ...]:
    """Read the shipped targets; none where there is no file."""
    rows = read_rows(path, TargetRow) if path.is_file() else ()
    return tuple(ShippedTarget(**dict(row)) for row in rows)
