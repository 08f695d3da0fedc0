"""What the synthetic stream is built on, read from the reference tables and rule sets.

What becomes of it is `models/simulation`.
"""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from models.rules import RuleSet
from models.simulation import ReferenceTables
from pipelines.rulesets import read_rule_set, read_thresholds, read_vocabulary


def read_reference_tables(reference: Path, rulesets: Path) -> ReferenceTables:
    """Read the reference tables that the stream takes names, codes and dates from.

    Parameters
    ----------
    reference
        Folder of the reference tables.
    rulesets
        Folder of the rule sets and thresholds.

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
    )


def read_selection_rules(rulesets: Path, features_yml: Path) -> dict[str, RuleSet]:
    """Read the newest version of every rule set, by name.

    Parameters
    ----------
    rulesets
        Folder of the rule sets.
    features_yml
        Properties of the features model, which declare the vocabulary.

    Returns
    -------
    dict of str to RuleSet
    """
    vocabulary = read_vocabulary(features_yml)
    newest: dict[str, RuleSet] = {}
    for path in sorted(rulesets.glob("*.yml")):
        rule_set = read_rule_set(path, vocabulary)
        known = newest.get(rule_set.rule_set)
        if known is None or rule_set.version > known.version:
            newest[rule_set.rule_set] = rule_set
    return newest
