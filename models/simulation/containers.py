"""The boxes of the synthetic trade: numbers by ISO 6346, lengths, types, reuse.

Which box travels on which voyage is in `trips.py`. Owner codes are invented.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from models.simulation.calibration import (
    FORTY_FIVE_FOOT_SHARE,
    FORTY_FOOT_SHARE,
    SOFT_TOP_SHARE,
    TRIPS_A_CONTAINER_A_YEAR,
)
from models.simulation.configuration import SimulationConfig
from models.simulation.randomness import Bools, Ints, compact, generator
from models.simulation.texts import digits, fixed_width, letters

OWNER_PREFIXES = (
    "TVR", "NQS", "OBL", "PKW", "RDQ", "SVX", "KZR", "HQL", "MVQ", "GWX", "BQR", "DZL", "FXQ",
    "LWQ", "WQS", "YQL", "CZV", "JXQ", "ZQN", "AQX", "XTL", "QLS", "VXC", "QBX", "UQT", "EQX",
)  # fmt: skip
"""Invented owner codes, without the category letter U."""

DRY, REEFER, SOFT_TOP, TANK = 0, 1, 2, 3
_REEFER_SHARE = 0.06
_TANK_SHARE = 0.01
_LENGTHS_FT = np.array([20, 40, 45])
_SERIAL_STEP = 524_287
_SERIALS = 999_983

TYPE_TEXTS = (
    "{ft} Foot Dry Container, Opening at one or both end",
    "{ft} Foot Refrigerated Container, Integral",
    "{ft} Foot Open Top Container, Soft Top",
    "{ft} Foot Tank Container",
)
"""Texts of the column container_type, by type."""


@dataclass(frozen=True, slots=True)
class ContainerPool:
    """The boxes in use, by index.

    Parameters
    ----------
    length_ft, box_type : ndarray of int, shape (n_boxes,)
        Type is one of DRY, REEFER, SOFT_TOP, TANK.
    """

    length_ft: Ints
    box_type: Ints

    def __len__(self) -> int:
        """Give the number of boxes."""
        return len(self.length_ft)


def build_pool(config: SimulationConfig, trips_a_year: int) -> ContainerPool:
    """Buy the boxes.

    Parameters
    ----------
    config : SimulationConfig
    trips_a_year : int

    Returns
    -------
    ContainerPool
    """
    n_boxes = max(64, int(trips_a_year / TRIPS_A_CONTAINER_A_YEAR.value))
    rng = generator(config.seed, "container pool")
    forty, forty_five = FORTY_FOOT_SHARE.value, FORTY_FIVE_FOOT_SHARE.value
    length = rng.choice(3, n_boxes, p=[1 - forty - forty_five, forty, forty_five])
    rare = [_REEFER_SHARE, SOFT_TOP_SHARE.value, _TANK_SHARE]
    box_type = rng.choice(4, n_boxes, p=[1 - sum(rare), *rare])
    return ContainerPool(compact(_LENGTHS_FT[length]), compact(box_type))


def choose_boxes(last_used: Ints, month_index: int, n_trips: int, rng: np.random.Generator) -> Ints:
    """Choose boxes that were not used this month or the month before, and mark them used.

    Parameters
    ----------
    last_used : ndarray of int, shape (n_boxes,)
        Month index of each box's last trip; changed in place.
    month_index : int
    n_trips : int
    rng : numpy.random.Generator

    Returns
    -------
    ndarray of int, shape (n_trips,)
        Boxes, each at most once.

    Raises
    ------
    ValueError
        If too few boxes are free.
    """
    free = np.flatnonzero(last_used < month_index - 1)
    if len(free) < n_trips:
        raise ValueError(
            f"{n_trips} trips in a month but only {len(free)} boxes are free; "
            "lower TRIPS_A_CONTAINER_A_YEAR in the calibration"
        )
    chosen = rng.permutation(free)[:n_trips]
    last_used[chosen] = month_index
    return np.asarray(chosen, dtype=np.int64)


def container_numbers(boxes: Ints, has_wrong_digit: Bools) -> pa.StringArray:
    """Write the boxes' numbers: owner code, U, six digits, check digit.

    Parameters
    ----------
    boxes : ndarray of int, shape (n,)
        Index of the box.
    has_wrong_digit : ndarray of bool, shape (n,)
        Where the check digit is written wrong.

    Returns
    -------
    pyarrow.StringArray

    Examples
    --------
    >>> from stdnum import iso6346
    >>> right, wrong = container_numbers(np.array([7, 7]), np.array([False, True])).to_pylist()
    >>> iso6346.is_valid(right), iso6346.is_valid(wrong)
    (True, False)
    """
    prefixes = letters([f"{prefix}U" for prefix in OWNER_PREFIXES])[boxes % len(OWNER_PREFIXES)]
    place = (boxes // len(OWNER_PREFIXES)).astype(np.int64)
    serial = 1 + place * _SERIAL_STEP % _SERIALS
    body = np.hstack([prefixes, digits(serial, 6)])
    check = check_digits(body)
    check = np.where(has_wrong_digit, (check + 1 + boxes % 9) % 10, check)
    return fixed_width(body, digits(check, 1))


def check_digits(body: np.ndarray) -> Ints:
    """Work out ISO 6346 check digits.

    Letters count 10 to 38 without the multiples of 11; the ten values are weighted 1, 2, 4, ...;
    the sum is taken modulo 11, and 10 is written 0.

    Parameters
    ----------
    body : ndarray of uint8, shape (n, 10)
        ASCII of the four letters and six digits.

    Returns
    -------
    ndarray of int, shape (n,)

    Examples
    --------
    >>> check_digits(letters(["CSQU305438"])).tolist()
    [3]
    """
    letter_values = [value for value in range(10, 39) if value % 11]
    value_of = np.zeros(256, dtype=np.int64)
    value_of[ord("0") : ord("9") + 1] = np.arange(10)
    value_of[ord("A") : ord("Z") + 1] = letter_values
    total = np.zeros(len(body), dtype=np.int64)
    for place in range(10):
        total += value_of[body[:, place]] << place
    return total % 11 % 10
