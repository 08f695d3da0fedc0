"""Masks of one or several rule sets over the container trips of an edition, as SQL.

Written from the checked trees of the rules alone. Counting the masks is ``patterns``.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

import numpy as np
from numpy.typing import NDArray

from models.rules import RuleSet
from models.rules.scoring import RULES_PER_WORD

SNAPSHOT = "T2"
"""Traits on arrival: what the thresholds of a U.S. port are held against."""

COUNTED_PORT = (
    "case when us_port_code is null or us_port_code like 'unresolved:%' then 'unresolved' "
    "else us_port_code end"
)
"""As ``counted_port`` of the dbt project counts it; a test holds the two together."""

OUTCOME = (
    "case when is_incident then 'confirmed' "
    "when result in ('positive_security', 'positive_other') then 'lesser_positive' "
    "when result = 'negative' then 'negative' when is_examined then 'pending' else 'none' end"
)
"""As ``fct_patterns`` tells outcomes apart; a test holds the two together."""


@dataclass(frozen=True)
class SideBySide:
    """Rule sets scored together: the words of the second follow those of the first.

    A mask then says what every one of them hits, so that one count of the traffic answers what
    moves from one version to the other.

    Attributes
    ----------
    rule_sets : tuple of RuleSet
        At least one. Rule sets of the same conditions in the same places share their words.
    """

    rule_sets: tuple[RuleSet, ...]

    def __post_init__(self) -> None:
        """Refuse nothing to score."""
        if not self.rule_sets:
            raise ValueError("no rule set to count patterns of; give at least one")

    @cached_property
    def _first_words(self) -> list[int]:
        """Place of the first word of each rule set."""
        places: list[int] = []
        seen: dict[tuple[str, ...], int] = {}
        for rule_set in self.rule_sets:
            sql = _word_sql(rule_set)
            places.append(seen.setdefault(sql, sum(len(words) for words in seen)))
        return places

    def word_sql(self) -> list[str]:
        """Compile each word once, in order."""
        compiled = dict.fromkeys(_word_sql(rule_set) for rule_set in self.rule_sets)
        return [word for words in compiled for word in words]

    @cached_property
    def columns(self) -> list[str]:
        """Names of the columns that hold the words: ``hits``, ``hits_1`` and so on."""
        return ["hits" if place == 0 else f"hits_{place}" for place in range(len(self.word_sql()))]

    def spread(self, which: int, points: Sequence[int]) -> NDArray[np.int64]:
        """Points of one rule set, by place among the rules of all of them.

        Parameters
        ----------
        which
            Place of the rule set in ``rule_sets``.
        points
            A number for each of its rules.

        Returns
        -------
        ndarray of int64
            For ``models.rules.scoring.score_hits``, 0 for every rule of the others.
        """
        spread = np.zeros(RULES_PER_WORD * len(self.columns), dtype=np.int64)
        first = RULES_PER_WORD * self._first_words[which]
        spread[first : first + len(points)] = points
        return spread

    def own_masks(self, masks: NDArray[np.int64], which: int) -> NDArray[np.int64]:
        """Cut the words of one rule set out of masks of all."""
        words = masks if masks.ndim == 2 else masks[:, np.newaxis]
        first, count = self._first_words[which], self.rule_sets[which].word_count
        own = words[:, first : first + count]
        return own[:, 0] if count == 1 else own


@lru_cache(maxsize=64)
def _word_sql(rule_set: RuleSet) -> tuple[str, ...]:
    """Compile a rule set once: a hundred rules take longer than the answer they are asked for."""
    return rule_set.word_sql()


def trip_masks_sql(side_by_side: SideBySide, trips: str) -> str:
    """Write the SELECT of the masks of single container trips.

    Parameters
    ----------
    side_by_side
        The rule sets.
    trips
        Name of a relation with the column ``container_trip_key``: the trips wanted.

    Returns
    -------
    str
        Gives ``container_trip_key`` and the words; takes ``$origin``. Trips whose manifest was not
        known on arrival have no mask and no row.
    """
    words = ", ".join(
        f"{sql} as {name}"
        for sql, name in zip(side_by_side.word_sql(), side_by_side.columns, strict=True)
    )
    return (
        f"select container_trip_key, {words} from marts.fct_container_trip_features "  # noqa: S608
        f"where origin = $origin and snapshot = '{SNAPSHOT}' and is_manifest_known "
        f"and container_trip_key in (select container_trip_key from {trips})"
    )
