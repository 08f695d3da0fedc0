"""The container trips of a month: which box goes on which voyage, and how it is filled.

Bills and goods are in `bills.py`, times in `times.py`.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from models.simulation.calibration import (
    EMPTY_SHARE,
    FROB_SHARE,
    LCL_SHARE,
    NVOCC_FCL_SHARE,
    SEAL_MISSING_SHARE,
    WRONG_CHECK_DIGIT_SHARE,
)
from models.simulation.containers import choose_boxes, container_numbers
from models.simulation.randomness import Bools, Ints, Times, compact, generator
from models.simulation.voyages import Voyages
from models.simulation.world import World, trips_in

EMPTY, REGULAR, FORWARDED, SHARED, ON_BOARD = 0, 1, 2, 3, 4
"""How a box is filled: empty; on a carrier's bill; an NVOCC's full box; several house bills in one
box; on a carrier's bill, remaining on board for a foreign destination (FROB)."""


@dataclass(slots=True)
class Trips:
    """The container trips of one month, in the order of arrival; all arrays have shape (n_trips,).

    Parameters
    ----------
    cell, voyage, foreign, us, carrier : ndarray of int
        Places in the network's cells, the month's voyages, the port tables, the carriers.
    foreign_call, us_call : ndarray of int
        Position of the ports in the service's rotation.
    kind : ndarray of int
        EMPTY, REGULAR, FORWARDED, SHARED or ON_BOARD.
    box, length_ft, box_type : ndarray of int
    number : pyarrow.StringArray
        Container number as filed.
    has_wrong_digit, is_seal_missing : ndarray of bool
    arrival : ndarray of datetime64[s]
        Arrival of the ship at the port of discharge.
    """

    cell: Ints
    voyage: Ints
    foreign: Ints
    us: Ints
    carrier: Ints
    foreign_call: Ints
    us_call: Ints
    kind: Ints
    box: Ints
    length_ft: Ints
    box_type: Ints
    number: pa.StringArray
    has_wrong_digit: Bools
    is_seal_missing: Bools
    arrival: Times

    def __len__(self) -> int:
        """Give the number of trips."""
        return len(self.cell)


def draw_trips(
    world: World, voyages: Voyages, month: np.datetime64, month_index: int, last_used: Ints
) -> Trips:
    """Load the boxes of a month.

    Parameters
    ----------
    world : World
    voyages : Voyages
        Voyages that call in the month.
    month : datetime64[M]
    month_index : int
        Months since the start of the stream.
    last_used : ndarray of int, shape (n_boxes,)
        Changed in place.

    Returns
    -------
    Trips
    """
    rng = generator(world.config.seed, int(month.astype(int)), "trips")
    network = world.network
    call_voyage, call_cell = _loads_of_month(world, voyages, month)
    share = network.cell_share[call_cell]
    counts = rng.multinomial(trips_in(world.config, month), share / share.sum())
    load = np.repeat(np.arange(len(call_cell)), counts)
    n_trips = len(load)
    shares = [EMPTY_SHARE.value, 0.0, NVOCC_FCL_SHARE.value, LCL_SHARE.value, FROB_SHARE.value]
    shares[REGULAR] = 1 - sum(shares)
    kind = rng.choice(5, n_trips, p=shares)
    order = np.lexsort((kind, load))
    load, kind = load[order], kind[order]
    cell, voyage = call_cell[load], call_voyage[load]
    service = network.cell_service[cell]
    box = choose_boxes(last_used, month_index, n_trips, rng)
    has_wrong_digit = rng.random(n_trips) < WRONG_CHECK_DIGIT_SHARE.value
    us_call = network.cell_us_call[cell]
    partner = rng.choice(3, n_trips, p=[0.6, 0.25, 0.15])
    return Trips(
        cell=compact(cell),
        voyage=compact(voyage),
        foreign=compact(network.cell_foreign[cell]),
        us=compact(network.cell_us[cell]),
        carrier=compact(network.carriers[service, partner]),
        foreign_call=compact(network.cell_foreign_call[cell]),
        us_call=compact(us_call),
        kind=compact(kind),
        box=compact(box),
        length_ft=world.boxes.length_ft[box],
        box_type=world.boxes.box_type[box],
        number=container_numbers(box, has_wrong_digit),
        has_wrong_digit=has_wrong_digit,
        is_seal_missing=(rng.random(n_trips) < SEAL_MISSING_SHARE.value) & (kind != EMPTY),
        arrival=voyages.us_arrival[voyage, us_call],
    )


def _loads_of_month(world: World, voyages: Voyages, month: np.datetime64) -> tuple[Ints, Ints]:
    """Pair voyages with the cells whose U.S. call falls in the month, in order of arrival."""
    network = world.network
    cells_of = [
        np.flatnonzero(network.cell_service == service)
        for service in range(len(network.foreign_calls))
    ]
    voyage = np.concatenate(
        [np.full(len(cells_of[s]), v) for v, s in enumerate(voyages.service.tolist())]
    )
    cell = np.concatenate([cells_of[s] for s in voyages.service.tolist()])
    arrival = voyages.us_arrival[voyage, network.cell_us_call[cell]]
    in_month = np.flatnonzero(arrival.astype("datetime64[M]") == month)
    in_month = in_month[np.argsort(arrival[in_month], kind="stable")]
    return voyage[in_month], cell[in_month]
