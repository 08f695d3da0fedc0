"""Records of the AMS release: which bill is filed under which identifier, extracted when.

An identifier is the run date followed by five digits. Amended and Deleted records have identifiers
of their own and the bill numbers of the record they follow.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from models.simulation import calibration
from models.simulation.bills import Bills
from models.simulation.randomness import Ints, Times, generator
from models.simulation.trips import Trips
from models.simulation.world import World

NEW, AMENDED, DELETED = 0, 1, 2
STATUS_TEXTS = ("New", "Amended", "Deleted")
_MOST_RECORDS_A_DAY = 99_999
_LATE_DELETION_SHARE = 0.5


@dataclass(slots=True)
class Records:
    """Records of one release, in the order of their identifiers; shape (n_records,) each.

    Parameters
    ----------
    bill : ndarray of int
        Bill of the month.
    status : ndarray of int
        NEW, AMENDED or DELETED.
    run_day : ndarray of datetime64[D]
    identifier : ndarray of int
    """

    bill: Ints
    status: Ints
    run_day: Times
    identifier: Ints

    def __len__(self) -> int:
        """Give the number of records."""
        return len(self.bill)


def draw_records(
    world: World,
    trips: Trips,
    bills: Bills,
    month: np.datetime64,
    stamp: np.datetime64,
    used: dict[int, int],
) -> tuple[Records, Records]:
    """Extract a month's bills.

    Parameters
    ----------
    world : World
    trips : Trips
    bills : Bills
    month : datetime64[M]
    stamp : datetime64[s]
        Time of the month's release.
    used : dict of int to int
        Identifiers given so far by run day (days since 1970); changed in place.

    Returns
    -------
    now : Records
        For this month's release.
    later : Records
        Deletions for the next month's release.

    Raises
    ------
    ValueError
        If a run day needs more identifiers than five digits hold.
    """
    rng = generator(world.config.seed, int(month.astype(int)), "records")
    n_bills = len(bills)
    last_day = stamp.astype("datetime64[D]") - 1
    arrival = trips.arrival[bills.first_trip].astype("datetime64[D]")
    run_day = np.minimum(arrival + rng.integers(1, 6, n_bills), last_day)
    bill, status = np.arange(n_bills), np.full(n_bills, NEW)
    late_bill, late_day = np.zeros(0, dtype=np.int64), np.zeros(0, dtype="datetime64[D]")
    if world.config.has_dirt:
        amended = np.flatnonzero(rng.random(n_bills) < calibration.AMENDED_RECORD_SHARE.value)
        deleted = np.flatnonzero(rng.random(n_bills) < calibration.DELETED_SHARE.value)
        is_late = rng.random(len(deleted)) < _LATE_DELETION_SHARE
        late_bill, deleted = deleted[is_late], deleted[~is_late]
        late_day = last_day + rng.integers(1, 24, len(late_bill))
        followed = np.concatenate([amended, deleted])
        follows_on = np.minimum(run_day[followed] + rng.integers(1, 4, len(followed)), last_day)
        bill = np.concatenate([bill, followed])
        run_day = np.concatenate([run_day, follows_on])
        status = np.concatenate(
            [status, np.full(len(amended), AMENDED), np.full(len(deleted), DELETED)]
        )
    now = _identified(bill, status, run_day, used)
    later = _identified(late_bill, np.full(len(late_bill), DELETED), late_day, used)
    return now, later


def _identified(bill: Ints, status: Ints, run_day: Times, used: dict[int, int]) -> Records:
    order = np.argsort(run_day, kind="stable")
    bill, status, run_day = bill[order], status[order], run_day[order]
    days, start, counts = np.unique(run_day.astype(np.int64), return_index=True, return_counts=True)
    offset = np.zeros(len(days), dtype=np.int64)
    for place, (day, count) in enumerate(zip(days.tolist(), counts.tolist(), strict=True)):
        offset[place] = used.get(day, 0)
        used[day] = used.get(day, 0) + count
        if used[day] > _MOST_RECORDS_A_DAY:
            raise ValueError(
                f"run day {np.datetime64(day, 'D')}: {used[day]} records, but an identifier has "
                "five digits after the run date; simulate fewer trips a season"
            )
    which = np.repeat(np.arange(len(days)), counts)
    sequence = np.arange(1, len(bill) + 1) - start[which] + offset[which]
    return Records(bill, status, run_day, day_digits(run_day) * 100_000 + sequence)


def day_digits(days: Times) -> Ints:
    """Write days as the number YYYYMMDD.

    Parameters
    ----------
    days : ndarray of datetime64[D]

    Returns
    -------
    ndarray of int

    Examples
    --------
    >>> day_digits(np.array(["2005-10-17"], dtype="datetime64[D]")).tolist()
    [20051017]
    """
    months = days.astype("datetime64[M]")
    year = days.astype("datetime64[Y]").astype(np.int64) + 1970
    month = months.astype(np.int64) % 12 + 1
    day = (days - months.astype("datetime64[D]")).astype(np.int64) + 1
    return np.asarray(year * 10_000 + month * 100 + day)
