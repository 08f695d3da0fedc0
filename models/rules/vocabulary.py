"""The closed vocabulary of the rule language: the columns a rule may name, with their kinds.

Where the columns come from (the features model's YAML) is read in `pipelines/rulesets`; what a
rule may do with a column is decided in `models/rules/reading.py`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Literal

from rapidfuzz import fuzz, process

Kind = Literal["text", "number", "truth"]

LANGUAGE_WORDS: tuple[str, ...] = (
    "and",
    "or",
    "not",
    "in",
    "list",
    "between",
    "is",
    "null",
    "like",
    "true",
    "false",
)
"""The words of the rule language itself; no column may be called like one of them."""

_KINDS: dict[str, Kind] = {
    "varchar": "text",
    "text": "text",
    "string": "text",
    "tinyint": "number",
    "smallint": "number",
    "integer": "number",
    "bigint": "number",
    "double": "number",
    "boolean": "truth",
}
_COLUMN_NAME = re.compile(r"[a-z][a-z0-9_]*", re.ASCII)
_NEAREST_SCORE_CUTOFF = 60


@dataclass(frozen=True, slots=True)
class VocabularyColumn:
    """One column that a rule may name.

    Parameters
    ----------
    name : str
        Lower snake_case.
    data_type : str
        Type of the column in the features model: varchar, integer, bigint, double or boolean.
    description : str
        What the column says, for officers.
    example : str
        One value, as text.

    Raises
    ------
    ValueError
        If the name is not lower snake_case or is a word of the language, or the type is not known.
    """

    name: str
    data_type: str
    description: str = ""
    example: str = ""

    def __post_init__(self) -> None:
        """Refuse names and types the language cannot hold."""
        if not _COLUMN_NAME.fullmatch(self.name):
            raise ValueError(
                f"vocabulary column {self.name!r}: a name is lower snake_case (a-z, 0-9, _), "
                "starting with a letter"
            )
        if self.name in LANGUAGE_WORDS:
            raise ValueError(
                f"vocabulary column {self.name!r}: this is a word of the rule language; rename "
                "the column"
            )
        if self.data_type.lower() not in _KINDS:
            raise ValueError(
                f"vocabulary column {self.name!r}: got type {self.data_type!r}, expected one of "
                f"{', '.join(_KINDS)}"
            )

    @property
    def kind(self) -> Kind:
        """Kind of value: 'text', 'number' or 'truth'."""
        return _KINDS[self.data_type.lower()]


@dataclass(frozen=True)
class Vocabulary:
    """The columns that rules may name.

    Parameters
    ----------
    columns : tuple of VocabularyColumn
        In the order in which they are listed to people. Use `from_columns` for other sequences.

    Raises
    ------
    ValueError
        If two columns have the same name, or there is none.

    Examples
    --------
    >>> vocabulary = Vocabulary.from_columns([VocabularyColumn("weight_kg", "double")])
    >>> vocabulary.kind_of("weight_kg"), "colour" in vocabulary, vocabulary.nearest("wieght_kg")
    ('number', False, 'weight_kg')
    """

    columns: tuple[VocabularyColumn, ...]
    _by_name: dict[str, VocabularyColumn] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Index the columns by name."""
        by_name: dict[str, VocabularyColumn] = {}
        for column in self.columns:
            if column.name in by_name:
                raise ValueError(
                    f"vocabulary column {column.name!r} is listed twice; name each column once"
                )
            by_name[column.name] = column
        if not by_name:
            raise ValueError(
                "a vocabulary without columns: no rule could be written; list at least one column"
            )
        object.__setattr__(self, "_by_name", by_name)

    @classmethod
    def from_columns(cls, columns: Iterable[VocabularyColumn]) -> Vocabulary:
        """Make a vocabulary of any iterable of columns."""
        return cls(tuple(columns))

    @property
    def names(self) -> Sequence[str]:
        """Names of the columns, in their order."""
        return tuple(self._by_name)

    def __contains__(self, name: object) -> bool:
        """Whether a column of this name (lower case) is known."""
        return name in self._by_name

    def column(self, name: str) -> VocabularyColumn:
        """Give the column of this name; KeyError if there is none."""
        return self._by_name[name]

    def kind_of(self, name: str) -> Kind:
        """Kind of the column's values; KeyError if there is no such column."""
        return self._by_name[name].kind

    def nearest(self, word: str) -> str | None:
        """Find the known word most like `word`: a column or a word of the language.

        Parameters
        ----------
        word : str
            What was written, in any case.

        Returns
        -------
        str or None
            The known word (language words in capitals), or None if nothing is near enough.
        """
        candidates = [*self._by_name, *LANGUAGE_WORDS]
        match = process.extractOne(
            word.lower(), candidates, scorer=fuzz.ratio, score_cutoff=_NEAREST_SCORE_CUTOFF
        )
        if match is None:
            return None
        name: str = match[0]
        return name.upper() if name in LANGUAGE_WORDS else name
