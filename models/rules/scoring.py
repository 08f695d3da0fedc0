"""Masks of hits in NumPy: the words they are stored in, their scores and what they count.

The one scorer of the platform. Rule i has bit i % 62 of word i // 62; one word is an array of
shape (n,), several are (n, words). What a rule means is `truth.py`; the same score in SQL is
`compilation.py`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import cache

import numpy as np
import numpy.typing as npt

RULES_PER_WORD = 62
"""Rules in one BIGINT word: its sign and one bit stay free, so no mask is ever negative."""

MOST_RULES = 620
"""Rules of one rule set: ten words."""

Masks = npt.NDArray[np.int64]

_TABLE_BITS = 11
"""Rules looked up at once: 2,048 sums of points, 16 kB, stay in the nearest cache."""
_BLOCK_ROWS = 1 << 15


def words_for(n_rules: int) -> int:
    """Give the number of words that hold this many rules, at least one.

    Examples
    --------
    >>> [words_for(n_rules) for n_rules in (0, 1, 62, 63, 620)]
    [1, 1, 1, 2, 10]
    """
    return max(1, -(-n_rules // RULES_PER_WORD))


def score_hits(hits: npt.ArrayLike, points: npt.ArrayLike) -> npt.NDArray[np.int64]:
    """Score stored masks: the sum of the points of the rules hit.

    Parameters
    ----------
    hits : integer array of shape (n,) or (n, words)
        Bit i % 62 of word i // 62 set where rule i hit.
    points : integer array of shape (n_rules,)
        Points of rule i, by place.

    Returns
    -------
    ndarray of int64, shape (n,)

    Raises
    ------
    ValueError
        If the masks are not whole numbers, are of another number of words than the points, or one
        has a bit beyond the last rule; names the row.

    Examples
    --------
    >>> score_hits([0b000, 0b101, 0b111], [10, -4, 5]).tolist()
    [0, 15, 11]
    >>> score_hits([[0, 1], [1, 3]], [7] + 61 * [0] + [20, -5]).tolist()
    [20, 22]
    """
    weights = np.asarray(points, dtype=np.int64)
    words = _checked_words(hits, weights.size)
    scores = np.zeros(len(words), dtype=np.int64)
    tables = [
        (place, first, _combinations(size) @ _points_of(weights, place, first, size))
        for place, first, size in _parts(weights.size)
    ]
    for start in range(0, len(words), _BLOCK_ROWS):
        block = words[start : start + _BLOCK_ROWS]
        summed = scores[start : start + _BLOCK_ROWS]
        for place, first, table in tables:
            summed += table[(block[:, place] >> first) & (table.size - 1)]
    return scores


def stack_words(hits: npt.ArrayLike, more_hits: Iterable[Sequence[int] | Masks]) -> Masks:
    """Put the two stored columns of a mask together.

    Parameters
    ----------
    hits : integer array of shape (n,)
        Word 0 of each mask.
    more_hits : iterable of n sequences of int
        Words 1 and on of each mask; empty for a rule set of one word.

    Returns
    -------
    ndarray of int64, shape (n,) where every row of `more_hits` is empty, else (n, words)

    Raises
    ------
    ValueError
        If the rows have different numbers of words (they are of different rule sets), or there are
        more or fewer rows of one column than of the other.

    Examples
    --------
    >>> stack_words([3, 0], [[], []]).tolist()
    [3, 0]
    >>> stack_words([3, 0], [[1], [6]]).tolist()
    [[3, 1], [0, 6]]
    """
    first = _whole_numbers(hits)
    rest = [np.asarray(row, dtype=np.int64) for row in more_hits]
    lengths = {row.size for row in rest}
    if len(rest) != len(first) or len(lengths) > 1:
        raise ValueError(
            f"{len(first)} rows of hits beside {len(rest)} of more_hits, which have "
            f"{sorted(lengths)} words; expected the rows of one rule-set version"
        )
    if not rest or lengths == {0}:
        return first
    return np.column_stack([first, np.stack(rest)])


def rules_hit(hits: npt.ArrayLike, n_rules: int) -> npt.NDArray[np.bool_]:
    """Say of each mask which rules it hits.

    Parameters
    ----------
    hits : integer array of shape (n,) or (n, words)
        Masks.
    n_rules : int
        Rules of the version the masks were made with.

    Returns
    -------
    ndarray of bool, shape (n, n_rules)

    Raises
    ------
    ValueError
        As `score_hits`.

    Examples
    --------
    >>> rules_hit([5], 3).tolist()
    [[True, False, True]]
    """
    words = _checked_words(hits, n_rules)
    stored = np.ascontiguousarray(words, dtype="<i8").view(np.uint8)
    bits = np.unpackbits(stored, axis=1, bitorder="little").reshape(*words.shape, 64)
    used = bits[:, :, :RULES_PER_WORD].reshape(len(words), words.shape[1] * RULES_PER_WORD)
    return used[:, :n_rules].astype(np.bool_)


def hit_counts(hits: npt.ArrayLike, counts: npt.ArrayLike, n_rules: int) -> npt.NDArray[np.int64]:
    """Count the container trips that each rule hits.

    Parameters
    ----------
    hits : integer array of shape (n,) or (n, words)
        Masks.
    counts : integer array of shape (n,)
        Container trips that have the mask.
    n_rules : int
        Rules of the version the masks were made with.

    Returns
    -------
    ndarray of int64, shape (n_rules,)

    Raises
    ------
    ValueError
        As `score_hits`, or if there is not one count a mask.

    Examples
    --------
    >>> hit_counts([1, 3], [100, 10], 2).tolist()
    [110, 10]
    """
    words = _checked_words(hits, n_rules)
    weights = _checked_counts(counts, len(words))
    counted = [
        np.bincount(
            (words[:, place] >> first) & ((1 << size) - 1), weights=weights, minlength=1 << size
        )
        @ _combinations(size)
        for place, first, size in _parts(n_rules)
    ]
    return np.asarray(np.rint(np.concatenate([np.zeros(0), *counted])), dtype=np.int64)


def co_occurrence(
    hits: npt.ArrayLike, counts: npt.ArrayLike, n_rules: int
) -> npt.NDArray[np.int64]:
    """Count the container trips that each pair of rules hits together.

    Parameters
    ----------
    hits : integer array of shape (n,) or (n, words)
        Masks.
    counts : integer array of shape (n,)
        Container trips that have the mask.
    n_rules : int
        Rules of the version the masks were made with.

    Returns
    -------
    ndarray of int64, shape (n_rules, n_rules)
        Symmetric; the diagonal is `hit_counts`.

    Raises
    ------
    ValueError
        As `hit_counts`.

    Examples
    --------
    >>> co_occurrence([1, 3], [100, 10], 2).tolist()
    [[110, 10], [10, 10]]
    """
    counted = np.zeros((n_rules, n_rules))
    words = _checked_words(hits, n_rules)
    weights = _checked_counts(counts, len(words))
    for start in range(0, len(words), _BLOCK_ROWS):
        rows = slice(start, start + _BLOCK_ROWS)
        flags = rules_hit(words[rows], n_rules).astype(np.float64)
        counted += (flags * weights[rows, np.newaxis]).T @ flags
    return np.rint(counted).astype(np.int64)


def _parts(n_rules: int) -> Iterator[tuple[int, int, int]]:
    """Cut the rules into parts that a table holds: word, first bit, number of bits."""
    for first_rule in range(0, n_rules, RULES_PER_WORD):
        in_word = min(n_rules - first_rule, RULES_PER_WORD)
        for first in range(0, in_word, _TABLE_BITS):
            yield first_rule // RULES_PER_WORD, first, min(in_word - first, _TABLE_BITS)


def _points_of(
    weights: npt.NDArray[np.int64], word: int, first: int, size: int
) -> npt.NDArray[np.int64]:
    """Give the points of one part."""
    start = word * RULES_PER_WORD + first
    return weights[start : start + size]


@cache
def _combinations(size: int) -> npt.NDArray[np.int64]:
    """Give the bits of every whole number of so many bits, shape (2 ** size, size)."""
    return np.asarray((np.arange(1 << size)[:, np.newaxis] >> np.arange(size)) & 1)


def _checked_counts(counts: npt.ArrayLike, n_masks: int) -> npt.NDArray[np.float64]:
    """Give counts as doubles, which hold whole numbers to 2**53 and make sums fast."""
    weights = np.asarray(counts, dtype=np.float64)
    if weights.shape != (n_masks,):
        raise ValueError(
            f"counts of shape {weights.shape} beside {n_masks} masks; expected one count a mask"
        )
    return weights


def _checked_words(hits: npt.ArrayLike, n_rules: int) -> Masks:
    """Give masks as (n, words) and refuse those that are not of this many rules."""
    masks = _whole_numbers(hits)
    words = masks[:, np.newaxis] if masks.ndim == 1 else masks
    expected = words_for(n_rules)
    if masks.size == 0:
        return np.zeros((0, expected), dtype=np.int64)
    if words.ndim != 2 or words.shape[1] != expected:
        raise ValueError(
            f"masks of shape {masks.shape}; {n_rules} rules need {expected} word(s) a row: give "
            f"{'(n,)' if expected == 1 else f'(n, {expected}), see stack_words'}"
        )
    for place in range(expected):
        bits = min(n_rules - place * RULES_PER_WORD, RULES_PER_WORD)
        unknown = (words[:, place] >> bits) != 0
        if unknown.any():
            row = int(np.argmax(unknown))
            raise ValueError(
                f"row {row}: hits {words[row, place]} has a bit beyond rule "
                f"{place * RULES_PER_WORD + bits - 1}; expected masks of the rule-set version "
                f"whose {n_rules} points were given"
            )
    return words


def _whole_numbers(hits: npt.ArrayLike) -> Masks:
    masks = np.asarray(hits)
    if masks.size and not np.issubdtype(masks.dtype, np.integer):
        raise ValueError(
            f"masks are whole numbers, got {masks.dtype}; give the hits column as int64, without "
            "missing values"
        )
    return masks.astype(np.int64, copy=False)
