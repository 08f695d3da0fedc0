"""The firms of the synthetic trade: who ships and receives, how often, and under which spellings.

Every firm is invented: its name is worked out from its number. Which bill names whom is in
`bills.py`; tables of parties are in `ams_parties.py`.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from models.simulation.calibration import (
    NEW_CONSIGNEE_SHARE,
    NEW_SHIPPER_SHARE,
    PLACEHOLDER_SHARE,
    PUNCTUATION_VARIANT_SHARE,
    RETURNING_NEWCOMER_SHARE,
    SPELLING_VARIANT_SHARE,
)
from models.simulation.randomness import Bools, Floats, Ints

SPELLING_CLASS = np.array([0, 1, 2, 0, 0])
"""Spellings 0, 3 and 4 differ in case and punctuation only; 1 and 2 are other texts."""

_NEVER = np.iinfo(np.int32).max
# Tuned so that the top 1 % of a season's consignees hold calibration.TOP_CONSIGNEE_ROWS at the
# default volume; with more firms they hold more.
_CONCENTRATION = 1.55
_CONCENTRATION_SHIFT = 1.0


@dataclass(slots=True)
class PartyColumn:
    """One party of each bill.

    Parameters
    ----------
    firm : ndarray of int, shape (n_bills,)
        Number of the firm; without meaning where nobody is named.
    spelling : ndarray of int, shape (n_bills,)
        0 to 4, see `SPELLING_CLASS`.
    is_missing : ndarray of bool, shape (n_bills,)
        Nobody is named.
    placeholder : ndarray of int, shape (n_bills,)
        Place among the placeholder texts, -1 where there is none.
    """

    firm: Ints
    spelling: Ints
    is_missing: Bools
    placeholder: Ints

    @property
    def is_named(self) -> Bools:
        """Where a firm is named."""
        return np.asarray(~self.is_missing & (self.placeholder < 0))

    @property
    def name_key(self) -> Ints:
        """Number of the name as the platform can tell names apart, -1 where nobody is named."""
        key = self.firm * 3 + SPELLING_CLASS[self.spelling]
        return np.where(self.is_named, key, -1)


class FirmRegister:
    """Firms of one side, how often each occurs, and when each name was first seen.

    Parameters
    ----------
    n_groups : int
        Groups that keep their own firms (ports of lading for shippers; 1 for consignees).
    firms_a_group : int
        Firms established from the start, per group.
    new_share : float
        Share of bills of a firm never seen before.
    """

    def __init__(self, n_groups: int, firms_a_group: int, new_share: float) -> None:
        self._n_groups = n_groups
        self._firms_a_group = firms_a_group
        self._new_share = new_share
        ranks = np.arange(1, firms_a_group + 1)
        weights = (ranks + _CONCENTRATION_SHIFT) ** -_CONCENTRATION
        self._cumulative: Floats = np.cumsum(weights) / weights.sum()
        self._established = n_groups * firms_a_group
        self._n_firms = self._established
        self._first_seen: npt.NDArray[np.int32] = np.full(self._n_firms * 3, _NEVER, dtype=np.int32)

    def draw(self, group: Ints, new_factor: Floats, rng: np.random.Generator) -> Ints:
        """Draw a firm for each bill.

        Parameters
        ----------
        group : ndarray of int, shape (n,)
        new_factor : ndarray of float, shape (n,)
            Multiplies the share of new firms.
        rng : numpy.random.Generator

        Returns
        -------
        ndarray of int, shape (n,)
            Numbers of firms; new firms get new numbers.
        """
        chance = rng.random(len(group))
        rank = np.searchsorted(self._cumulative, rng.random(len(group)))
        firm = group * self._firms_a_group + np.minimum(rank, self._firms_a_group - 1)
        newcomers = self._n_firms - self._established
        if newcomers and self._n_groups == 1:
            returns = chance > 1 - RETURNING_NEWCOMER_SHARE.value
            again = self._established + (rng.random(len(group)) * newcomers).astype(np.int64)
            firm = np.where(returns, again, firm)
        is_new = chance < self._new_share * new_factor
        n_new = int(is_new.sum())
        firm[is_new] = self._n_firms + np.arange(n_new)
        self._n_firms += n_new
        self._first_seen = np.concatenate(
            [self._first_seen, np.full(n_new * 3, _NEVER, dtype=np.int32)]
        )
        return np.asarray(firm, dtype=np.int64)

    def is_first_time(self, name_key: Ints, day: Ints) -> Bools:
        """Say whether a name has no earlier arrival, and remember the arrivals.

        Parameters
        ----------
        name_key : ndarray of int, shape (n,)
            As `PartyColumn.name_key`.
        day : ndarray of int, shape (n,)
            Day of arrival, days since 1970.

        Returns
        -------
        ndarray of bool, shape (n,)
            False where nobody is named.
        """
        named = name_key >= 0
        keys = name_key[named]
        np.minimum.at(self._first_seen, keys, day[named].astype(np.int32))
        first = np.zeros(len(name_key), dtype=bool)
        first[named] = self._first_seen[keys] >= day[named]
        return first

    def would_be_first_time(self, name_key: Ints, day: Ints) -> Bools:
        """Say whether a name has no earlier arrival, and remember nothing.

        Parameters
        ----------
        name_key : ndarray of int, shape (n,)
            As `PartyColumn.name_key`; firms that are not in the register were never seen.
        day : ndarray of int, shape (n,)

        Returns
        -------
        ndarray of bool, shape (n,)
            False where nobody is named.
        """
        is_registered = (name_key >= 0) & (name_key < len(self._first_seen))
        first_seen = np.full(len(name_key), _NEVER)
        first_seen[is_registered] = self._first_seen[name_key[is_registered]]
        return np.asarray((name_key >= 0) & (first_seen >= day))

    def longest_known(self, group: int) -> int:
        """Give the firm of a group whose name was seen first.

        Parameters
        ----------
        group : int

        Returns
        -------
        int
        """
        first = group * self._firms_a_group
        seen = self._first_seen[3 * first : 3 * (first + self._firms_a_group) : 3]
        return first + int(seen.argmin())


@dataclass(frozen=True, slots=True)
class Onlooker:
    """A register that is only looked at.

    Parameters
    ----------
    register : FirmRegister
    """

    register: FirmRegister

    def is_first_time(self, name_key: Ints, day: Ints) -> Bools:
        """Say whether a name has no earlier arrival, and remember nothing."""
        return self.register.would_be_first_time(name_key, day)


def build_consignees(trips_a_year: int) -> FirmRegister:
    """Found the consignees; the volume decides their number.

    Parameters
    ----------
    trips_a_year : int

    Returns
    -------
    FirmRegister
    """
    return FirmRegister(1, established_consignees(trips_a_year), NEW_CONSIGNEE_SHARE.value)


def established_consignees(trips_a_year: int) -> int:
    """Count the consignees that are there from the start; the largest have the first numbers.

    Parameters
    ----------
    trips_a_year : int

    Returns
    -------
    int
    """
    return max(60, trips_a_year // 40)


def build_shippers(trips_a_year: int, n_ports: int) -> FirmRegister:
    """Found the shippers of every port of lading; the volume decides their number.

    Parameters
    ----------
    trips_a_year : int
    n_ports : int

    Returns
    -------
    FirmRegister
    """
    return FirmRegister(n_ports, max(12, trips_a_year // 600), NEW_SHIPPER_SHARE.value)


def draw_parties(
    register: FirmRegister,
    group: Ints,
    new_factor: Floats,
    missing_share: float,
    n_placeholders: int,
    rng: np.random.Generator,
) -> PartyColumn:
    """Name one party on each bill.

    Parameters
    ----------
    register : FirmRegister
    group : ndarray of int, shape (n,)
    new_factor : ndarray of float, shape (n,)
    missing_share : float
        Share of bills that name nobody.
    n_placeholders : int
        Number of placeholder texts; the first ones are the common ones.
    rng : numpy.random.Generator

    Returns
    -------
    PartyColumn
    """
    n_bills = len(group)
    firm = register.draw(group, new_factor, rng)
    chance = rng.random(n_bills)
    variant, punctuation = SPELLING_VARIANT_SHARE.value, PUNCTUATION_VARIANT_SHARE.value
    spelling = np.where(
        chance < variant,
        1 + (chance * 1e6).astype(np.int64) % 2,
        np.where(chance > 1 - punctuation, 3 + (chance * 1e6).astype(np.int64) % 2, 0),
    )
    is_missing = rng.random(n_bills) < missing_share
    stands_for_nobody = ~is_missing & (rng.random(n_bills) < PLACEHOLDER_SHARE.value)
    common = (rng.random(n_bills) ** 2 * n_placeholders).astype(np.int64)
    return PartyColumn(
        firm=firm,
        spelling=spelling,
        is_missing=is_missing,
        placeholder=np.where(stands_for_nobody, common, -1),
    )
