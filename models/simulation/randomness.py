"""Chance that depends on nothing but the seed and the place it is used at.

Every month and every part of a month draws from a generator of its own, so a month never depends on
how many numbers a later month, or a table that nobody asked for, would have drawn. Values that must
be the same wherever they are asked for (the delay of a voyage) come from a hash instead of a
sequence.
"""

from __future__ import annotations

import zlib
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy.special import ndtri

Ints = npt.NDArray[np.integer[Any]]
Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]
Times = npt.NDArray[np.datetime64]
Texts = npt.NDArray[np.str_]

_MIX_A = np.uint64(0xBF58476D1CE4E5B9)
_MIX_B = np.uint64(0x94D049BB133111EB)
_STEP = np.uint64(0x9E3779B97F4A7C15)


def generator(seed: int, *place: int | str) -> np.random.Generator:
    """Make the generator of one place in the stream.

    Parameters
    ----------
    seed : int
        Seed of the stream, 0 or more.
    *place : int or str
        Where the numbers are used, for example a month number and the name of a table.

    Returns
    -------
    numpy.random.Generator

    Examples
    --------
    >>> first, second = generator(1, 24060, "bills"), generator(1, 24060, "bills")
    >>> bool(first.random() == second.random())
    True
    >>> bool(generator(1, 24060, "bills").random() == generator(1, 24061, "bills").random())
    False
    """
    words = [zlib.crc32(part.encode()) if isinstance(part, str) else part for part in place]
    return np.random.Generator(np.random.PCG64(np.random.SeedSequence([seed, *words])))


def mixed(seed: int, *keys: npt.ArrayLike) -> npt.NDArray[np.uint64]:
    """Hash integer arrays to evenly spread 64-bit numbers (splitmix64).

    Parameters
    ----------
    seed : int
        Seed of the stream.
    *keys : array_like of int
        Arrays that broadcast together.

    Returns
    -------
    ndarray of uint64
    """
    state = np.uint64(seed)
    value = np.asarray(state)
    with np.errstate(over="ignore"):
        for key in keys:
            value = value ^ np.asarray(key).astype(np.int64).view(np.uint64)
            value = value + _STEP
            value = (value ^ (value >> np.uint64(30))) * _MIX_A
            value = (value ^ (value >> np.uint64(27))) * _MIX_B
            value = value ^ (value >> np.uint64(31))
    return np.asarray(value, dtype=np.uint64)


def hashed_uniform(seed: int, *keys: npt.ArrayLike) -> Floats:
    """Give numbers in (0, 1) that depend on the seed and the keys alone.

    Parameters
    ----------
    seed : int
        Seed of the stream.
    *keys : array_like of int
        Arrays that broadcast together.

    Returns
    -------
    ndarray of float64
    """
    high_bits = (mixed(seed, *keys) >> np.uint64(11)).astype(np.float64)
    return np.asarray((high_bits + 0.5) / 2.0**53, dtype=np.float64)


def hashed_normal(seed: int, *keys: npt.ArrayLike) -> Floats:
    """Give standard normal numbers that depend on the seed and the keys alone.

    Parameters
    ----------
    seed : int
        Seed of the stream.
    *keys : array_like of int
        Arrays that broadcast together.

    Returns
    -------
    ndarray of float64
    """
    return np.asarray(ndtri(hashed_uniform(seed, *keys)), dtype=np.float64)


def compact(values: npt.ArrayLike) -> Ints:
    """Keep whole numbers in four bytes: a national month has more than a million rows.

    Parameters
    ----------
    values : array_like of int
        Between -2**31 and 2**31 - 1.

    Returns
    -------
    ndarray of int32
    """
    return np.asarray(values, dtype=np.int32)


def minutes_after(start: Times, hours: npt.ArrayLike) -> Times:
    """Add hours to times, rounded to whole minutes.

    Parameters
    ----------
    start : ndarray of datetime64[s]
        May hold NaT, which stays NaT.
    hours : array_like of float
        Hours to add; may be negative.

    Returns
    -------
    ndarray of datetime64[s]
    """
    seconds = np.rint(np.asarray(hours, dtype=np.float64) * 60).astype(np.int64) * 60
    return np.asarray(start + seconds.astype("timedelta64[s]"))


def hours_between(start: Times, end: Times) -> Floats:
    """Give the hours from one time to another; NaN where one is missing.

    Parameters
    ----------
    start, end : ndarray of datetime64[s]

    Returns
    -------
    ndarray of float64
    """
    difference = (end - start).astype("timedelta64[s]")
    hours = difference.astype(np.int64) / 3600.0
    return np.asarray(np.where(np.isnat(difference), np.nan, hours), dtype=np.float64)
