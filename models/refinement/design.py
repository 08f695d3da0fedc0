"""From stored bitmasks to the matrix of rules, and the pattern counts of a training window.

Holds how masks become columns, how seasons are added up and how rare patterns are thinned. It
fits nothing.
"""

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]

WORD_BITS = 62
"""Rules to a 64-bit word; two bits stay unused so that every engine can hold the mask."""


def as_words(hits: "pd.Series[int]") -> Integers:
    """Masks as an array of words.

    Parameters
    ----------
    hits : Series of int, or of sequences of int
        A mask, or its words when there are more than 62 rules.

    Returns
    -------
    ndarray of int64, shape (n_patterns, n_words)

    Raises
    ------
    ValueError
        If one is no whole number of 0 or more that 64 bits hold, or has more words than another.

    Examples
    --------
    >>> as_words(pd.Series([5, 2])).tolist()
    [[5], [2]]
    >>> as_words(pd.Series([[5, 0], [0, 1]])).tolist()
    [[5, 0], [0, 1]]
    """
    if pd.api.types.is_numeric_dtype(hits.dtype):
        return _require_whole(hits.to_numpy().reshape(-1, 1))
    return _require_whole(np.stack([np.asarray(mask, dtype=object).reshape(-1) for mask in hits]))


def _require_whole(masks: NDArray[Any]) -> Integers:
    """Give masks as words; what is none comes out as another number, or not at all."""
    try:
        with np.errstate(invalid="ignore"):
            words: Integers = masks.astype(np.int64)
        is_whole = bool(((words == masks) & (words >= 0)).all())
    except (TypeError, ValueError, OverflowError):
        is_whole = False
    if not is_whole:
        raise ValueError("masks must be whole numbers of 0 or more")
    return words


def bit_matrix(words: Integers, n_rules: int) -> Floats:
    """Rule hits as columns of 0 and 1.

    Parameters
    ----------
    words : ndarray of int64, shape (n_patterns, n_words)
        Masks, rule j in bit j % 62 of word j // 62.
    n_rules
        Number of columns.

    Returns
    -------
    ndarray of float, shape (n_patterns, n_rules)

    Examples
    --------
    >>> bit_matrix(np.array([[0b101]]), 3).tolist()
    [[1.0, 0.0, 1.0]]
    """
    matrix = np.empty((words.shape[0], n_rules), dtype=np.float64, order="F")
    for rule in range(n_rules):
        word, bit = divmod(rule, WORD_BITS)
        if word < words.shape[1]:
            matrix[:, rule] = (words[:, word] >> bit) & 1
        else:
            matrix[:, rule] = 0.0
    return matrix


@dataclass(frozen=True)
class Totals:
    """Counts per distinct mask, added up over the seasons of a window.

    Attributes
    ----------
    bits : ndarray of float, shape (n_masks, n_rules)
        Rule hits.
    containers, exposure, confirmed, lesser_exposure, lesser : ndarray, shape (n_masks,)
        Containers, exposure of incidents, confirmed incidents, and the same for lesser positives.
    """

    bits: Floats
    containers: Floats
    exposure: Floats
    confirmed: Floats
    lesser_exposure: Floats
    lesser: Floats


@dataclass(frozen=True)
class Seasonal:
    """Counts per distinct mask and season.

    Attributes
    ----------
    totals
        Counts; a mask has a row for every season it occurs in.
    season : ndarray of int, shape (n_rows,)
        Season of each row.
    """

    totals: Totals
    season: Integers


@dataclass(frozen=True)
class PatternTable:
    """Pattern rows with their distinct masks.

    Attributes
    ----------
    season : ndarray of int, shape (n_rows,)
        Season of each row.
    mask : ndarray of int, shape (n_rows,)
        Row of ``bits`` that the pattern row refers to.
    bits : ndarray of float, shape (n_masks, n_rules)
        Rule hits of the distinct masks.
    counts : dict of ndarray, shape (n_rows,)
        The columns of :class:`Totals`.
    """

    season: Integers
    mask: Integers
    bits: Floats
    counts: dict[str, Floats]

    @property
    def seasons(self) -> list[int]:
        """The seasons present, oldest first."""
        return [int(season) for season in np.unique(self.season)]

    def up_to(self, season: int) -> "PatternTable":
        """Give the rows of a season and those before it."""
        rows = self.season <= season
        counts = {name: values[rows] for name, values in self.counts.items()}
        return PatternTable(self.season[rows], self.mask[rows], self.bits, counts)

    def totals(self, seasons: list[int]) -> Totals:
        """Add the rows of some seasons up by mask."""
        rows = np.isin(self.season, seasons)
        size = self.bits.shape[0]
        summed: dict[str, Floats] = {
            name: np.bincount(self.mask[rows], weights=values[rows], minlength=size).astype(float)
            for name, values in self.counts.items()
        }
        present = summed["containers"] > 0
        return Totals(
            bits=self.bits[present],
            **{name: values[present] for name, values in summed.items()},
        )

    def by_season(self, seasons: list[int], size: int) -> Seasonal:
        """Give the rows of some seasons by mask and season, about ``size`` of them.

        Lesser positives are left out, so that only patterns with an incident are kept for certain.
        """
        parts = []
        for season in seasons:
            totals = self.totals([season])
            none = np.zeros(totals.lesser.shape)
            parts.append(thin(replace(totals, lesser=none), max(size // len(seasons), 1)))
        joined = {
            name: np.concatenate([getattr(part, name) for part in parts])
            for name in Totals.__dataclass_fields__
        }
        sizes = [part.confirmed.size for part in parts]
        return Seasonal(Totals(**joined), np.repeat(np.array(seasons, dtype=np.int64), sizes))


def pattern_table(
    season: Integers, words: Integers, n_rules: int, counts: dict[str, Floats]
) -> PatternTable:
    """Find the distinct masks of pattern rows.

    Parameters
    ----------
    season : ndarray of int, shape (n_rows,)
        Season of each row.
    words : ndarray of int64, shape (n_rows, n_words)
        Masks.
    n_rules
        Number of rules.
    counts
        Columns of :class:`Totals` by name, each of shape (n_rows,).

    Returns
    -------
    PatternTable
    """
    if words.shape[1] == 1:
        distinct, mask = np.unique(words[:, 0], return_inverse=True)
        distinct = distinct.reshape(-1, 1)
    else:
        distinct, mask = np.unique(words, axis=0, return_inverse=True)
    return PatternTable(season, mask.reshape(-1), bit_matrix(distinct, n_rules), counts)


def drawn_evenly(chance: Floats) -> NDArray[np.bool_]:
    """Draw a systematic sample with a fixed start: the same chances give the same sample.

    Examples
    --------
    >>> drawn_evenly(np.array([0.5, 0.5, 0.0, 1.0])).tolist()
    [True, False, False, True]
    """
    return np.asarray(np.diff(np.floor(np.cumsum(chance) + 0.5), prepend=0.0) > 0)


def thin(totals: Totals, size: int) -> Totals:
    """Keep about ``size`` patterns: all with a positive, a systematic sample of the others.

    Parameters
    ----------
    totals
        The full counts.
    size
        Patterns to keep; nothing is dropped when there are no more.

    Returns
    -------
    Totals
        Sampled patterns carry exposure divided by their chance of being kept, so sums over
        patterns stay unbiased.

    Notes
    -----
    Systematic sampling with probability proportional to exposure, over patterns in the order of
    their masks, with a fixed start: the same counts give the same sample.
    """
    certain = (totals.confirmed > 0) | (totals.lesser > 0)
    wanted = size - int(certain.sum())
    if totals.exposure.size <= size or wanted <= 0:
        return totals
    measure = np.where(certain, 0.0, totals.exposure + totals.lesser_exposure)
    chance = np.minimum(wanted * measure / measure.sum(), 1.0)
    kept = certain | drawn_evenly(chance)
    weight = np.divide(1.0, chance, out=np.ones_like(chance), where=~certain & (chance > 0))[kept]
    return replace(
        totals,
        bits=totals.bits[kept],
        containers=totals.containers[kept] * weight,
        exposure=totals.exposure[kept] * weight,
        confirmed=totals.confirmed[kept],
        lesser_exposure=totals.lesser_exposure[kept] * weight,
        lesser=totals.lesser[kept],
    )
