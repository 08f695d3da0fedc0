"""When things happen to bills and containers: filing, amendments, lading, discharge, release.

Times of examinations, and the release of what was examined, are in `exam_events.py`. All times are
UTC.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from models.simulation import calibration
from models.simulation.bills import Bills
from models.simulation.randomness import Bools, Ints, Times, generator, minutes_after
from models.simulation.trips import Trips
from models.simulation.voyages import Voyages
from models.simulation.world import World

AMENDED_FIELDS = (
    "shipper_name", "consignee_name", "description_text", "weight_kg", "container_number",
    "seal_number", "foreign_port_of_lading", "place_of_receipt",
)  # fmt: skip
"""Fields that an amendment can change, as the contract names them."""

_FIELD_SHARES = (0.16, 0.2, 0.18, 0.2, 0.05, 0.1, 0.04, 0.07)


@dataclass(slots=True)
class TripTimes:
    """Times of the container trips; all arrays have shape (n_trips,).

    Parameters
    ----------
    laded, departed, first_arrival, discharged, data_complete : ndarray of datetime64[s]
        Lading; departure from the last foreign port (T1); arrival at the first U.S. port (T2);
        discharge; all data lodged.
    released, gated_out : ndarray of datetime64[s]
        As they would be without an examination.
    is_lading_unknown, is_discharge_unknown, is_release_unknown : ndarray of bool
        Times that no message gives.
    """

    laded: Times
    departed: Times
    first_arrival: Times
    discharged: Times
    data_complete: Times
    released: Times
    gated_out: Times
    is_lading_unknown: Bools
    is_discharge_unknown: Bools
    is_release_unknown: Bools


@dataclass(slots=True)
class BillTimes:
    """Times of the bills; the first two arrays have shape (n_bills,), the others (n_amendments,).

    Parameters
    ----------
    filed : ndarray of datetime64[s]
        When the original was accepted.
    is_entry_linked : ndarray of bool
    amended_bill, amended_field : ndarray of int
        Bill, and place in `AMENDED_FIELDS`; ordered by bill.
    amended_at : ndarray of datetime64[s]
    """

    filed: Times
    is_entry_linked: Bools
    amended_bill: Ints
    amended_field: Ints
    amended_at: Times


def draw_trip_times(
    world: World, voyages: Voyages, trips: Trips, month: np.datetime64
) -> TripTimes:
    """Time the container trips of a month.

    Parameters
    ----------
    world : World
    voyages : Voyages
    trips : Trips
    month : datetime64[M]

    Returns
    -------
    TripTimes
    """
    rng = generator(world.config.seed, int(month.astype(int)), "trip times")
    n_trips = len(trips)
    left = voyages.foreign_departure[trips.voyage, trips.foreign_call]
    discharged = minutes_after(trips.arrival, 2 + rng.gamma(2.0, 9.0, n_trips))
    early = minutes_after(trips.arrival, -rng.uniform(6, 120, n_trips))
    late = minutes_after(discharged, rng.exponential(20, n_trips))
    data_complete = np.where(rng.random(n_trips) < 0.8, early, late)
    low, high = calibration.CLEARANCE_LOW_HOURS.value, calibration.CLEARANCE_HIGH_HOURS.value
    clearance = np.exp(
        np.log(low * high) / 2 + np.log(high / low) / 2 * rng.standard_normal(n_trips)
    )
    released = minutes_after(np.maximum(discharged, data_complete), clearance)
    return TripTimes(
        laded=minutes_after(left, -rng.uniform(1, 15, n_trips)),
        departed=voyages.last_departure[trips.voyage],
        first_arrival=voyages.first_arrival[trips.voyage],
        discharged=discharged,
        data_complete=data_complete,
        released=released,
        gated_out=minutes_after(released, 1 + rng.exponential(20, n_trips)),
        is_lading_unknown=rng.random(n_trips) < calibration.UNKNOWN_LADING_TIME_SHARE.value,
        is_discharge_unknown=rng.random(n_trips) < calibration.UNKNOWN_DISCHARGE_TIME_SHARE.value,
        is_release_unknown=rng.random(n_trips) < calibration.UNKNOWN_RELEASE_TIME_SHARE.value,
    )


def draw_bill_times(
    world: World, bills: Bills, trip_times: TripTimes, month: np.datetime64
) -> BillTimes:
    """Time the filing of the bills and their amendments.

    Parameters
    ----------
    world : World
    bills : Bills
    trip_times : TripTimes
    month : datetime64[M]

    Returns
    -------
    BillTimes
    """
    rng = generator(world.config.seed, int(month.astype(int)), "bill times")
    n_bills = len(bills)
    # Boxes of one bill are laded hours apart; the bill is due 24 hours before the first of them.
    first_laded = np.minimum.reduceat(
        trip_times.laded[bills.contents.lines.trip],
        np.searchsorted(bills.contents.lines.bill, np.arange(n_bills)),
    )
    is_late = rng.random(n_bills) < calibration.LATE_MANIFEST_SHARE.value
    hours_before = np.where(
        is_late, rng.uniform(-8, 24, n_bills), 24.5 + rng.gamma(2.0, 12.0, n_bills)
    )
    filed = minutes_after(first_laded, -hours_before)
    is_amended = rng.random(n_bills) < calibration.AMENDED_BILL_SHARE.value
    n_amendments = np.where(is_amended, rng.geometric(0.7, n_bills), 0)
    bill = np.repeat(np.arange(n_bills), n_amendments)
    close = minutes_after(trip_times.first_arrival[bills.first_trip[bill]], 24)
    window = (close - filed[bill]).astype("timedelta64[s]").astype(np.int64) / 3600
    at = minutes_after(filed[bill], window * rng.beta(1.0, 1.6, len(bill)))
    after_close = rng.random(len(bill)) < calibration.AMENDED_AFTER_CLOSE_SHARE.value
    at = np.where(after_close, minutes_after(close, rng.uniform(1, 120, len(bill))), at)
    return BillTimes(
        filed=filed,
        is_entry_linked=rng.random(n_bills) < calibration.ENTRY_LINKED_SHARE.value,
        amended_bill=bill,
        amended_field=rng.choice(len(AMENDED_FIELDS), len(bill), p=_FIELD_SHARES),
        amended_at=at,
    )
