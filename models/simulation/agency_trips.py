"""How the feeds of the agency, and the truth, name a container trip.

What the feeds say of trips is in `agency_*.py` and `truth.py`.
"""

from __future__ import annotations

from typing import Any

import pyarrow as pa

from models.simulation.month import Month
from models.simulation.randomness import Ints
from models.simulation.texts import pooled


def trip_columns(month: Month, trip: Ints) -> dict[str, Any]:
    """Write the four columns that name a container trip.

    Parameters
    ----------
    month : Month
    trip : ndarray of int, shape (n,)
        Positions in the month's trips.

    Returns
    -------
    dict of str to pyarrow.Array
        Container number, IMO number of the vessel, voyage number and U.S. port of discharge, of n
        rows each.
    """
    voyage = month.trips.voyage[trip]
    ports = month.world.network.united_states
    return {
        "container_number": month.trips.number.take(pa.array(trip)),
        "vessel_imo": pooled(month.voyages.vessel[voyage], month.world.ships.imo.tolist()),
        "voyage_number": pooled(voyage, month.voyages.number.tolist()),
        "us_port_code": pooled(month.trips.us[trip], ports.codes.tolist()),
    }
