"""What the synthetic stream is built on, read from the reference tables and rule sets.

What becomes of it is `models/simulation`.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd

from models.rules import RuleSet, parse_rule
from models.simulation import ReferenceTables, SpecialOperation
from pipelines.rulesets import read_rule_set, read_thresholds, read_vocabulary
from pipelines.rulesets.files import read_lists
from pipelines.rulesets.rows import OperationRow, read_rows

SELECTION_RULE_SETS = ("terrorism", "human_smuggling")
"""By these, in version 1, the synthetic agency selects; an added filter changes no stream."""


def read_reference_tables(reference: Path, rulesets: Path, features_yml: Path) -> ReferenceTables:
    """Read the reference tables that the stream takes names, codes and dates from.

    Parameters
    ----------
    reference
        Folder of the reference tables.
    rulesets
        Folder of the rule sets, thresholds and special operations.
    features_yml
        Properties of the features model, which declare the vocabulary.

    Returns
    -------
    ReferenceTables
    """

    def read(name: str) -> pd.DataFrame:
        return pd.read_csv(reference / name, dtype=str, keep_default_na=False, na_values=[""])

    return ReferenceTables(
        ports=read("ports.csv"),
        port_aliases=read("port_aliases.csv"),
        csi_ports=read("csi_ports.csv"),
        placeholder_parties=read("placeholder_parties.csv"),
        thresholds=read_thresholds(rulesets / "thresholds.csv"),
        operations=read_operations(rulesets, features_yml),
    )


def read_operations(rulesets: Path, features_yml: Path) -> tuple[SpecialOperation, ...]:
    """Read the special operations, whose criteria the synthetic agency examines by.

    Parameters
    ----------
    rulesets
        Folder of the special operations and of the lists that their criteria name.
    features_yml
        Properties of the features model, which declare the vocabulary.

    Returns
    -------
    tuple of SpecialOperation
    """
    vocabulary = read_vocabulary(features_yml)
    # In order of the versions, so the newest of a list stays.
    lists = {name: one for (name, _), one in sorted(read_lists(rulesets / "lists").items())}
    return tuple(
        SpecialOperation(
            name=row.operation,
            starts_on=np.datetime64(row.starts_on, "D"),
            ends_on=np.datetime64(row.ends_on, "D"),
            port_codes=row.ports,
            criteria=parse_rule(row.criteria, vocabulary, lists),
        )
        for row in read_rows(rulesets / "operations.csv", OperationRow)
    )


def read_selection_rules(rulesets: Path, features_yml: Path) -> dict[str, RuleSet]:
    """Read version 1 of the rule sets that the synthetic agency selects by.

    Parameters
    ----------
    rulesets
        Folder of the rule sets.
    features_yml
        Properties of the features model, which declare the vocabulary.

    Returns
    -------
    dict of str to RuleSet
        By name, each of `SELECTION_RULE_SETS`.
    """
    vocabulary = read_vocabulary(features_yml)
    return {
        name: read_rule_set(rulesets / f"{name}.yml", vocabulary) for name in SELECTION_RULE_SETS
    }
