"""Which names are one party: linked pairs joined, hand decisions kept, each cluster named.

Pure and total: the same names, pairs and decisions give the same clusters in whatever order they
came. Weights of pairs come from `party_model.py`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, TypeAlias

Key: TypeAlias = tuple[str, str]
"""Origin and normalised name."""


@dataclass(frozen=True)
class HandDecision:
    """What a person decided of two sets of names.

    Attributes
    ----------
    decision_id : int
        Later ones have higher numbers.
    kind : {'merge', 'split'}
        Whether the names of both sides are one party, or two.
    origin : str
    names, others : tuple of str
        The two sides.
    """

    decision_id: int
    kind: Literal["merge", "split"]
    origin: str
    names: tuple[str, ...]
    others: tuple[str, ...]


def party_id(key: Key) -> str:
    """Name a cluster by the name that founded it.

    Examples
    --------
    >>> party_id(("synthetic", "VELADO KORAMAX TRADING CO"))
    'P-49db555dfa38'
    """
    return "P-" + hashlib.sha256("\0".join(key).encode()).hexdigest()[:12]


def clusters(
    known_since: Mapping[Key, datetime],
    pairs: Iterable[tuple[Key, Key, float]],
    threshold: float,
    decisions: Sequence[HandDecision] = (),
) -> dict[Key, Key]:
    """Join names into parties.

    Parameters
    ----------
    known_since : mapping of Key to datetime
        Every name and when it was first known.
    pairs : iterable of (Key, Key, float)
        Compared names and their match weight in bits.
    threshold : float
        Weight from which a pair links.
    decisions : sequence of HandDecision, optional
        Of two decisions on the same names the later one holds.

    Returns
    -------
    dict of Key to Key
        Each name to the founder of its party: the name known first, of several the first in the
        alphabet.

    Notes
    -----
    Names merged by hand come first. Then pairs link from the heaviest down; a pair that would
    bring together names that a person has split does not link, nor does what hangs on it. Linking
    is transitive: A with B and B with C makes one party of three.

    Examples
    --------
    >>> day = datetime(2006, 1, 1)
    >>> names = {("real", name): day for name in "ABC"}
    >>> joined = clusters(names, [(("real", "A"), ("real", "B"), 9.0)], 5.0)
    >>> sorted(founder[1] for founder in joined.values())
    ['A', 'A', 'C']
    """
    together, apart = _standing(decisions)
    joined = _Joined(sorted(known_since), apart)
    for left, right in sorted(together):
        if left in known_since and right in known_since:
            joined.join(left, right)
    linking = [
        (-weight, min(left, right), max(left, right))
        for left, right, weight in pairs
        if weight >= threshold and left in known_since and right in known_since
    ]
    for _, left, right in sorted(linking):
        joined.join(left, right)
    founders: dict[Key, Key] = {}
    for _, key in sorted((since, key) for key, since in known_since.items()):
        founders.setdefault(joined.root(key), key)
    return {key: founders[joined.root(key)] for key in known_since}


def _standing(
    decisions: Sequence[HandDecision],
) -> tuple[set[tuple[Key, Key]], set[frozenset[Key]]]:
    """Give the pairs of names that must be one party and those that must not be."""
    latest: dict[frozenset[Key], tuple[str, Key, Key]] = {}
    for decision in sorted(decisions, key=lambda one: one.decision_id):
        for name in decision.names:
            for other in decision.others:
                left, right = (decision.origin, name), (decision.origin, other)
                latest[frozenset((left, right))] = (decision.kind, left, right)
    together = {(left, right) for kind, left, right in latest.values() if kind == "merge"}
    return together, {pair for pair, (kind, *_) in latest.items() if kind == "split"}


class _Joined:
    """Disjoint sets of names that refuse to hold a pair that is split."""

    def __init__(self, keys: Sequence[Key], apart: set[frozenset[Key]]) -> None:
        self._parent = {key: key for key in keys}
        self._split_from: dict[Key, set[Key]] = {}
        for pair in apart:
            if len(pair) == 2 and all(key in self._parent for key in pair):
                left, right = sorted(pair)
                self._split_from.setdefault(left, set()).add(right)
                self._split_from.setdefault(right, set()).add(left)

    def root(self, key: Key) -> Key:
        """Find the name that stands for a set."""
        while self._parent[key] != key:
            self._parent[key] = self._parent[self._parent[key]]
            key = self._parent[key]
        return key

    def join(self, left: Key, right: Key) -> None:
        """Make two sets one, unless a name of one is split from a name of the other."""
        one, other = self.root(left), self.root(right)
        if one == other or other in {self.root(key) for key in self._split_from.get(one, ())}:
            return
        self._parent[other] = one
        moved = self._split_from.pop(other, None)
        if moved:
            self._split_from.setdefault(one, set()).update(moved)
