"""One rule's expression: read, checked, then asked for SQL, truth on a frame, or plain words.

This is the door to the rule language. How text is read, compiled or judged lies in the modules
beside; points, bits and whole rule sets are `rule_set.py`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

import pandas as pd

from models.rules.compilation import hit_sql
from models.rules.conditions import Condition, columns_of
from models.rules.lists import NamedList
from models.rules.reading import read_condition
from models.rules.truth import Flags, FrameValues, truth_of
from models.rules.vocabulary import Vocabulary
from models.rules.wording import in_words

NO_LISTS: Mapping[str, NamedList] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class RuleExpression:
    """A checked expression of the rule language; made by `parse_rule`.

    Parameters
    ----------
    text : str
        As written.
    condition : Condition
        The checked tree.
    """

    text: str
    condition: Condition

    @property
    def columns(self) -> tuple[str, ...]:
        """Names of the columns it reads, each once, in the order of the text."""
        return tuple(dict.fromkeys(column.name for column in columns_of(self.condition)))

    def sql(self, dialect: str = "duckdb") -> str:
        """Compile to a SQL expression that is true on a hit and false otherwise, never null.

        Parameters
        ----------
        dialect : str, default 'duckdb'
            A dialect that sqlglot writes.

        Returns
        -------
        str
            Made from the checked tree only, never from the text.
        """
        return hit_sql(self.condition, dialect)

    def evaluate(self, frame: pd.DataFrame) -> Flags:
        """Judge the rows of a frame.

        Parameters
        ----------
        frame : pandas.DataFrame, shape (n_rows, n_columns)
            Holds at least the columns that the rule reads; NaN, None and NA are missing.

        Returns
        -------
        ndarray of bool, shape (n_rows,)
            True on a hit. An unknown is no hit.

        Raises
        ------
        ValueError
            If a column is missing or holds values of another kind than the vocabulary says.
        """
        return truth_of(self.condition, FrameValues(frame)).is_true

    def describe(self) -> str:
        """Say the expression in plain words."""
        return in_words(self.condition)


def parse_rule(
    text: str, vocabulary: Vocabulary, lists: Mapping[str, NamedList] = NO_LISTS
) -> RuleExpression:
    r"""Read a rule's text and check it against the vocabulary.

    Parameters
    ----------
    text : str
        A condition in the rule language: at most 2,000 characters, nested at most 50 deep.
    vocabulary : Vocabulary
        The columns it may name.
    lists : mapping of str to NamedList, optional
        The lists it may name, by name; none unless given.

    Returns
    -------
    RuleExpression

    Raises
    ------
    RuleError
        If the text holds anything but the rule language; says where, what was found, the nearest
        known word and what is allowed.

    Examples
    --------
    >>> from models.rules.vocabulary import VocabularyColumn
    >>> vocabulary = Vocabulary.from_columns(
    ...     [VocabularyColumn("port_of_lading", "varchar"), VocabularyColumn("weight_kg", "double")]
    ... )
    >>> rule = parse_rule("port_of_lading in ('CNSHK', 'CNCWN') and weight_kg < 9000", vocabulary)
    >>> rule.sql()
    'COALESCE(("port_of_lading" IN (\'CNSHK\', \'CNCWN\') AND "weight_kg" < 9000), FALSE)'
    >>> frame = pd.DataFrame({"port_of_lading": ["CNSHK", "CNSHA", None], "weight_kg": 8000.0})
    >>> rule.evaluate(frame).tolist()
    [True, False, False]
    >>> rule.describe()
    "port of lading is 'CNSHK' or 'CNCWN', and weight kg is below 9000"
    >>> parse_rule("port_of_ladign = 'CNSHK'", vocabulary)  # doctest: +NORMALIZE_WHITESPACE
    Traceback (most recent call last):
    models.rules.errors.RuleError: line 1, column 1: found 'port_of_ladign', no column of the
    vocabulary; nearest known word: port_of_lading. Allowed: the columns port_of_lading, weight_kg.
    """
    expression = RuleExpression(text, read_condition(text, vocabulary, lists))
    expression.sql()
    return expression
