"""Rule sets: named rules with points, one bit each, and the mask and score they give.

A rule set is one risk's; scores of different rule sets are never added. Thresholds are
`thresholds.py`; files and tables are `pipelines/rulesets`; approval belongs to the decision
store.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from typing import Annotated, Any, Literal, Self

import numpy as np
import numpy.typing as npt
import pandas as pd
from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    StrictInt,
)
from pydantic import model_validator as validates_model

from models.rules import compilation
from models.rules.rule import Line, Name, Rule
from models.rules.truth import FrameValues, truth_of
from models.rules.vocabulary import Vocabulary

MOST_RULES = 62
"""Rules that fit one BIGINT word with its sign and one bit to spare."""

Masks = npt.NDArray[np.int64]


class RuleSet(BaseModel):
    """The rules of one risk in one version.

    Parameters
    ----------
    rule_set : str
        Name, lower snake_case.
    version : int
        From 1; what a version says never changes.
    title : str
        For people.
    owner_role : str
        The role that answers for it.
    risk : str
        The one risk it weighs.
    labelled : {'illustrative', 'real'}
        Whether the points are ours or an authority's.
    rules : tuple of Rule, 1 to 62
        The rule at place i has bit i of the mask.

    Examples
    --------
    >>> from models.rules.vocabulary import VocabularyColumn
    >>> vocabulary = Vocabulary.from_columns([VocabularyColumn("is_soft_top", "boolean")])
    >>> rule = dict(id="soft_top", wording="Soft top", expression="is_soft_top", points=10, sign=1,
    ...             min_points=0, max_points=25, kind="trait", source="chosen")
    >>> content = dict(rule_set="example", version=1, title="Example", owner_role="targeting",
    ...                risk="stowaway", labelled="illustrative", rules=[rule])
    >>> rule_set = RuleSet.from_mapping(content, vocabulary)
    >>> hits = rule_set.hits(pd.DataFrame({"is_soft_top": [True, None, False]}))
    >>> hits.tolist(), rule_set.score(hits).tolist()
    ([1, 0, 0], [10, 0, 0])
    >>> print(rule_set.describe())
    Example, version 1 (stowaway; points illustrative)
    +10  Soft top: is soft top
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    rule_set: Name
    version: Annotated[StrictInt, Field(ge=1)]
    title: Line
    owner_role: Line
    risk: Name
    labelled: Literal["illustrative", "real"]
    rules: tuple[Rule, ...] = Field(min_length=1)

    @classmethod
    def from_mapping(cls, mapping: Mapping[str, Any], vocabulary: Vocabulary) -> RuleSet:
        """Make a rule set of plain data, each expression checked against the vocabulary.

        Raises
        ------
        pydantic.ValidationError
            With every fault found; a fault in an expression carries its RuleError as
            `ctx['error']`.
        """
        return cls.model_validate(mapping, context={"vocabulary": vocabulary})

    @validates_model(mode="after")
    def _check(self) -> Self:
        """Check the number of rules and that no id comes twice."""
        if len(self.rules) > MOST_RULES:
            raise ValueError(
                f"{len(self.rules)} rules; one mask holds at most {MOST_RULES}: split the rule "
                "set or drop rules"
            )
        seen: set[str] = set()
        for rule in self.rules:
            if rule.id in seen:
                raise ValueError(f"rule id {rule.id!r} comes twice; give each rule its own id")
            seen.add(rule.id)
        return self

    @property
    def columns(self) -> tuple[str, ...]:
        """Names of the columns its rules read, each once."""
        return tuple(dict.fromkeys(name for rule in self.rules for name in rule.parsed.columns))

    @property
    def points(self) -> npt.NDArray[np.int64]:
        """Points of the rules, shape (n_rules,), by bit."""
        return np.array([rule.points for rule in self.rules], dtype=np.int64)

    def hits(self, frame: pd.DataFrame) -> Masks:
        """Judge every rule on every row.

        Parameters
        ----------
        frame : pandas.DataFrame, shape (n_rows, n_columns)
            Holds at least the columns that the rules read.

        Returns
        -------
        ndarray of int64, shape (n_rows,)
            The mask: bit i is set where rule i hits.

        Raises
        ------
        ValueError
            If a column is missing or holds values of another kind than the vocabulary says.
        """
        values = FrameValues(frame)
        masks = np.zeros(values.row_count, dtype=np.int64)
        for bit, rule in enumerate(self.rules):
            masks |= truth_of(rule.parsed.condition, values).is_true.astype(np.int64) << bit
        return masks

    def score(self, hits: npt.ArrayLike) -> npt.NDArray[np.int64]:
        """Add up the points of the bits set in each mask.

        Parameters
        ----------
        hits : array-like of int, any shape
            Masks of this rule set and version.

        Returns
        -------
        ndarray of int64, same shape
            Scores, in points.

        Raises
        ------
        ValueError
            If a mask has a bit that no rule has, or the masks are not whole numbers.
        """
        masks = np.asarray(hits)
        if masks.size and not np.issubdtype(masks.dtype, np.integer):
            raise ValueError(
                f"masks are whole numbers, got {masks.dtype}; give the hits column as int64"
            )
        masks = masks.astype(np.int64)
        if np.any(masks >> len(self.rules)):
            raise ValueError(
                f"a mask has a bit beyond the {len(self.rules)} rules of {self.rule_set} version "
                f"{self.version}; "
                "score it with the version it was made with"
            )
        scores = np.zeros(masks.shape, dtype=np.int64)
        for bit, rule in enumerate(self.rules):
            scores += ((masks >> bit) & 1) * rule.points
        return scores

    def mask_sql(self, dialect: str = "duckdb") -> str:
        """Compile all rules to one SQL expression giving the BIGINT mask of a features row."""
        return compilation.mask_sql([rule.parsed.condition for rule in self.rules], dialect)

    def content_sha256(self) -> str:
        """Hash what the version says: every word and point, but not a file's layout or comments."""
        content = json.dumps(
            self.model_dump(mode="json", exclude_defaults=True), sort_keys=True, ensure_ascii=True
        )
        return hashlib.sha256(content.encode("ascii")).hexdigest()

    def describe(self) -> str:
        """Say the whole rule set in plain words, one line a rule."""
        heading = f"{self.title}, version {self.version} ({self.risk}; points {self.labelled})"
        return "\n".join([heading, *(rule.describe() for rule in self.rules)])


def score_sql(rule_set: RuleSet, hits_column: str, dialect: str = "duckdb") -> str:
    """Compile the score of a stored mask to SQL, by bit operations.

    Parameters
    ----------
    rule_set : RuleSet
        The version whose points count; its rules must be those the mask was made with.
    hits_column : str
        Name of the mask's column, with a table's name before it if need be: 'hits' or
        'patterns.hits'.
    dialect : str, default 'duckdb'
        A dialect that sqlglot writes.

    Returns
    -------
    str
        An integer expression; null where the mask is null.

    Raises
    ------
    ValueError
        If `hits_column` is not a plain name.
    """
    if not re.fullmatch(r"[a-z_][a-z0-9_]*(\.[a-z_][a-z0-9_]*)?", hits_column):
        raise ValueError(
            f"hits_column {hits_column!r}: expected a plain column name such as 'hits' or "
            "'patterns.hits'"
        )
    return compilation.score_sql([rule.points for rule in rule_set.rules], hits_column, dialect)
