"""Everything that happened in one month of the stream, before it is written as tables.

How the month came about is in `stream.py`; the tables are in `ams*.py` and `agency*.py`.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from models.simulation.ams_records import Records
from models.simulation.bills import Bills
from models.simulation.exams import Discoveries, ExamEvents
from models.simulation.randomness import Bools, Floats, Times, generator
from models.simulation.selection import Selection
from models.simulation.smuggling import Attempts
from models.simulation.times import BillTimes, TripTimes
from models.simulation.trips import Trips
from models.simulation.voyages import Voyages
from models.simulation.world import World


@dataclass(slots=True)
class Month:
    """One month.

    Parameters
    ----------
    world : World
    month : datetime64[M]
    season : int
    stamp : datetime64[s]
        When the month's release is made; nothing recorded later is in it.
    voyages, trips, bills, trip_times, bill_times, selection, exams, attempts, discoveries
    records : Records
        Records of the AMS release.
    released, gated_out : ndarray of datetime64[s], shape (n_trips,)
        With the delays of examinations; NaT where the container never got that far.
    has_lesser : ndarray of bool, shape (n_trips,)
    log_odds : ndarray of float, shape (n_trips,)
    """

    world: World
    month: np.datetime64
    season: int
    stamp: np.datetime64
    voyages: Voyages
    trips: Trips
    bills: Bills
    trip_times: TripTimes
    bill_times: BillTimes
    selection: Selection
    exams: ExamEvents
    attempts: Attempts
    discoveries: Discoveries
    records: Records
    released: Times
    gated_out: Times
    has_lesser: Bools
    log_odds: Floats

    def generator(self, name: str) -> np.random.Generator:
        """Make the generator of one table or part of this month."""
        return generator(self.world.config.seed, int(self.month.astype(int)), name)

    @property
    def label(self) -> str:
        """Year and month as six digits."""
        return str(self.month).replace("-", "")


def stamp_of(month: np.datetime64) -> np.datetime64:
    """Give the time of a month's release: 03:00 on the 6th of the next month, UTC.

    Examples
    --------
    >>> str(stamp_of(np.datetime64("2005-10", "M")))
    '2005-11-06T03:00:00'
    """
    first_of_next = (month + 1).astype("datetime64[s]")
    return np.datetime64(first_of_next + np.timedelta64((5 * 24 + 3) * 3600, "s"))
