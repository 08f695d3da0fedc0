"""Rule sets: named rules with points, one bit each, and the mask and score they give.

A rule set is one risk's; scores of different rule sets are never added. Thresholds are
`thresholds.py`; files and tables are `pipelines/rulesets`; approval belongs to the decision
store.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Annotated, Any, Literal, Self, TypeVar

import numpy as np
import numpy.typing as npt
import pandas as pd
from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    StrictInt,
    ValidationError,
)
from pydantic import model_validator as validates_model

from models.rules import compilation
from models.rules.fields import Line, Name
from models.rules.lists import NamedList
from models.rules.rule import Rule
from models.rules.scoring import MOST_RULES, RULES_PER_WORD, Masks, score_hits, words_for
from models.rules.truth import FrameValues, truth_of
from models.rules.vocabulary import Vocabulary

_Item = TypeVar("_Item")


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
    lists : tuple of NamedList, optional
        The lists its rules name, values included; each name once.
    rules : tuple of Rule, 1 to 620
        The rule at place i has bit i % 62 of word i // 62 of the mask.

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
    lists: tuple[NamedList, ...] = ()
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
        return cls.model_validate(mapping, context=checking_context(mapping, vocabulary))

    @validates_model(mode="after")
    def _check(self) -> Self:
        """Check the number of rules and that no id and no list comes twice."""
        if len(self.rules) > MOST_RULES:
            raise ValueError(
                f"{len(self.rules)} rules; a mask holds at most {MOST_RULES}: split the rule "
                "set or drop rules"
            )
        repeated = _first_repeated(rule.id for rule in self.rules)
        if repeated is not None:
            raise ValueError(f"rule id {repeated!r} comes twice; give each rule its own id")
        repeated = _first_repeated(named.name for named in self.lists)
        if repeated is not None:
            raise ValueError(f"list {repeated!r} comes twice; carry one version of it")
        return self

    @property
    def columns(self) -> tuple[str, ...]:
        """Names of the columns its rules read, each once."""
        return tuple(dict.fromkeys(name for rule in self.rules for name in rule.parsed.columns))

    @property
    def points(self) -> npt.NDArray[np.int64]:
        """Points of the rules, shape (n_rules,), by bit."""
        return np.array([rule.points for rule in self.rules], dtype=np.int64)

    @property
    def word_count(self) -> int:
        """Number of words of its masks."""
        return words_for(len(self.rules))

    @property
    def hits_columns(self) -> tuple[str, ...]:
        """Where tables keep the words of its masks: 'hits', then 'more_hits[1]' and on."""
        return ("hits", *(f"more_hits[{place}]" for place in range(1, self.word_count)))

    def hits(self, frame: pd.DataFrame) -> Masks:
        """Judge every rule on every row.

        Parameters
        ----------
        frame : pandas.DataFrame, shape (n_rows, n_columns)
            Holds at least the columns that the rules read.

        Returns
        -------
        ndarray of int64, shape (n_rows,) for one word, else (n_rows, word_count)
            The masks: bit i % 62 of word i // 62 is set where rule i hits.

        Raises
        ------
        ValueError
            If a column is missing or holds values of another kind than the vocabulary says.
        """
        values = FrameValues(frame)
        masks = np.zeros((values.row_count, self.word_count), dtype=np.int64)
        for place, rule in enumerate(self.rules):
            word, bit = divmod(place, RULES_PER_WORD)
            masks[:, word] |= (
                truth_of(rule.parsed.condition, values).is_true.astype(np.int64) << bit
            )
        return masks[:, 0] if self.word_count == 1 else masks

    def score(self, hits: npt.ArrayLike) -> npt.NDArray[np.int64]:
        """Add up the points of the rules hit, see `models.rules.scoring.score_hits`.

        Parameters
        ----------
        hits : array-like of int, shape (n,) or (n, word_count)
            Masks of this rule set and version.

        Returns
        -------
        ndarray of int64, shape (n,)
            Scores, in points.

        Raises
        ------
        ValueError
            If a mask has a bit that no rule has, or the masks are not whole numbers.
        """
        try:
            return score_hits(hits, self.points)
        except ValueError as error:
            raise ValueError(f"{self.rule_set} version {self.version}: {error}") from error

    def word_sql(self, dialect: str = "duckdb") -> tuple[str, ...]:
        """Compile all rules to SQL: one BIGINT expression over a features row for each word."""
        conditions = [rule.parsed.condition for rule in self.rules]
        return tuple(compilation.word_sql(word, dialect) for word in _by_word(conditions))

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


def checking_context(mapping: Mapping[str, Any], vocabulary: Vocabulary) -> dict[str, Any]:
    """Give what a rule set's expressions are checked against: the vocabulary and its own lists.

    A list that is faulty itself is left out; it is reported where it stands.
    """
    lists: dict[str, NamedList] = {}
    given = mapping.get("lists", ())
    for item in given if isinstance(given, Sequence) else ():
        with contextlib.suppress(ValidationError):
            named = NamedList.model_validate(item)
            lists[named.name] = named
    return {"vocabulary": vocabulary, "lists": lists}


def score_sql(rule_set: RuleSet, hits_columns: str | Sequence[str], dialect: str = "duckdb") -> str:
    """Compile the score of a stored mask to SQL, by bit operations.

    Parameters
    ----------
    rule_set : RuleSet
        The version whose points count; its rules must be those the mask was made with.
    hits_columns : str or sequence of str
        Where the words of the mask stand, one for each, with a table's name before it if need be:
        'hits', or `rule_set.hits_columns`.
    dialect : str, default 'duckdb'
        A dialect that sqlglot writes.

    Returns
    -------
    str
        An integer expression; null where the first word is null.

    Raises
    ------
    ValueError
        If a name is not plain, or there is not one for each word.
    """
    names = [hits_columns] if isinstance(hits_columns, str) else list(hits_columns)
    if len(names) != rule_set.word_count:
        raise ValueError(
            f"{len(names)} hits columns {names} for the {rule_set.word_count} word(s) of "
            f"{rule_set.rule_set} version {rule_set.version}; give one for each word, such as "
            f"{', '.join(rule_set.hits_columns)}"
        )
    points = [rule.points for rule in rule_set.rules]
    return compilation.score_sql(_by_word(points), names, dialect)


def _by_word(items: Sequence[_Item]) -> list[Sequence[_Item]]:
    """Cut what belongs to the rules, in their order, into words."""
    starts = range(0, len(items), RULES_PER_WORD)
    return [items[start : start + RULES_PER_WORD] for start in starts]


def _first_repeated(names: Iterable[str]) -> str | None:
    """Give the first name that comes a second time."""
    seen: set[str] = set()
    for name in names:
        if name in seen:
            return name
        seen.add(name)
    return None
