"""The bills of a month: regular, master and house bills, their parties, goods, weights and lines.

A line is one container of one bill. How bills look in the AMS tables is in `ams.py`.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from models.simulation import calibration
from models.simulation.bill_contents import BillContents, draw_contents
from models.simulation.containers import REEFER
from models.simulation.network import CARRIER_CODES
from models.simulation.parties import FirmRegister, PartyColumn, draw_parties
from models.simulation.randomness import Bools, Floats, Ints, compact, generator
from models.simulation.texts import digits, fixed_width, letters
from models.simulation.trips import EMPTY, FORWARDED, ON_BOARD, SHARED, Trips
from models.simulation.world import N_FORWARDERS, World

REGULAR_BILL, MASTER_BILL, HOUSE_BILL = 0, 1, 2

_FORWARDER_CODES = tuple(f"X{a}{b}{c}" for a in "BDFGHKL" for b in "PQRSTVZ" for c in "AEINO")[
    :N_FORWARDERS
]
ISSUER_CODES = CARRIER_CODES + _FORWARDER_CODES
"""Codes that stand before bill numbers: the carriers, then the NVOCCs; all invented."""

_NUMBER_PRIME = 9_999_999_967
_NUMBER_STEP = 812_345_678


@dataclass(slots=True)
class Bills:
    """The bills of one month; all arrays have shape (n_bills,).

    Parameters
    ----------
    kind : ndarray of int
        REGULAR_BILL, MASTER_BILL or HOUSE_BILL.
    first_trip, n_trips : ndarray of int
        The bill covers this many trips from this one on.
    master : ndarray of int
        The master bill a house bill belongs to, else -1.
    issuer : ndarray of int
        Place in `ISSUER_CODES`.
    forwarder : ndarray of int
        NVOCC of master and house bills, else -1.
    number : pyarrow.StringArray
    first_number : int
        Bills written before this month.
    is_empty, is_frob : ndarray of bool
    shipper, consignee : PartyColumn
        On a master bill the firm numbers are those of NVOCCs.
    contents : BillContents
        Goods, weights and lines.
    """

    kind: Ints
    first_trip: Ints
    n_trips: Ints
    master: Ints
    issuer: Ints
    forwarder: Ints
    number: pa.StringArray
    first_number: int
    is_empty: Bools
    is_frob: Bools
    shipper: PartyColumn
    consignee: PartyColumn
    contents: BillContents

    def __len__(self) -> int:
        """Give the number of bills."""
        return len(self.kind)

    @property
    def is_lowest_level(self) -> Bools:
        """Where no house bill lies below."""
        return np.asarray(self.kind != MASTER_BILL)


def draw_bills(
    world: World,
    trips: Trips,
    shippers: FirmRegister,
    consignees: FirmRegister,
    new_consignee_factor: Floats,
    first_number: int,
    month: np.datetime64,
) -> Bills:
    """Write the bills of a month's trips.

    Parameters
    ----------
    world : World
    trips : Trips
    shippers, consignees : FirmRegister
        Changed: new firms are added.
    new_consignee_factor : ndarray of float, shape (n_foreign_ports,)
        Multiplies the share of first-time consignees at a port of lading.
    first_number : int
        Bills written before this month.
    month : datetime64[M]

    Returns
    -------
    Bills
    """
    rng = generator(world.config.seed, int(month.astype(int)), "bills")
    opens = _opens_group(trips, rng)
    group_start = np.flatnonzero(opens)
    group_size = np.diff(np.append(group_start, len(trips)))
    group_kind = trips.kind[group_start]
    extra_houses = 1 + rng.poisson(calibration.LCL_EXTRA_HOUSES_MEAN.value, len(group_start))
    bills_in_group = np.ones(len(group_start), dtype=np.int64)
    bills_in_group[group_kind == FORWARDED] = 2
    is_shared = group_kind == SHARED
    bills_in_group[is_shared] = 2 + extra_houses[is_shared]
    group = np.repeat(np.arange(len(group_start)), bills_in_group)
    group_first_bill = np.cumsum(bills_in_group) - bills_in_group
    place = np.arange(len(group)) - group_first_bill[group]
    has_master = np.isin(group_kind, (FORWARDED, SHARED))[group]
    kind = np.where(has_master, np.where(place == 0, MASTER_BILL, HOUSE_BILL), REGULAR_BILL)
    first_trip = group_start[group]
    group_forwarder = (rng.random(len(group_start)) ** 1.7 * N_FORWARDERS).astype(np.int64)
    forwarder = np.where(has_master, group_forwarder[group], -1)
    issuer = np.where(kind == HOUSE_BILL, len(CARRIER_CODES) + forwarder, trips.carrier[first_trip])
    is_empty = group_kind[group] == EMPTY
    shipper, consignee = _draw_both_parties(
        world, trips, shippers, consignees, new_consignee_factor, first_trip, kind, forwarder, rng
    )
    return Bills(
        kind=compact(kind),
        first_trip=compact(first_trip),
        n_trips=compact(group_size[group]),
        master=compact(np.where(kind == HOUSE_BILL, group_first_bill[group], -1)),
        issuer=compact(issuer),
        forwarder=compact(forwarder),
        number=bill_numbers(issuer, first_number),
        first_number=first_number,
        is_empty=is_empty,
        is_frob=group_kind[group] == ON_BOARD,
        shipper=shipper,
        consignee=consignee,
        contents=draw_contents(
            world, trips, kind == MASTER_BILL, is_empty, first_trip, group_size[group], group, rng
        ),
    )


def _opens_group(trips: Trips, rng: np.random.Generator) -> Bools:
    """Say which trips open a new bill: always on another load or kind of box, else by chance."""
    opens = rng.random(len(trips)) < calibration.NEW_BILL_PROBABILITY.value
    opens |= trips.kind == SHARED
    changes = (np.diff(trips.cell) != 0) | (np.diff(trips.voyage) != 0) | (np.diff(trips.kind) != 0)
    changes |= np.diff(trips.box_type == REEFER)
    opens[1:] |= changes
    opens[:1] = True
    return np.asarray(opens)


def _draw_both_parties(
    world: World,
    trips: Trips,
    shippers: FirmRegister,
    consignees: FirmRegister,
    new_consignee_factor: Floats,
    first_trip: Ints,
    kind: Ints,
    forwarder: Ints,
    rng: np.random.Generator,
) -> tuple[PartyColumn, PartyColumn]:
    lowest = np.flatnonzero(kind != MASTER_BILL)
    port = trips.foreign[first_trip]
    n_placeholders = len(world.placeholders)
    parties = (
        draw_parties(
            shippers,
            port[lowest],
            np.ones(len(lowest)),
            calibration.SHIPPER_NULL_SHARE.value,
            n_placeholders,
            rng,
        ),
        draw_parties(
            consignees,
            np.zeros(len(lowest), dtype=np.int64),
            new_consignee_factor[port[lowest]],
            calibration.CONSIGNEE_NULL_SHARE.value,
            n_placeholders,
            rng,
        ),
    )
    nulls = (calibration.SHIPPER_NULL_SHARE.value, calibration.CONSIGNEE_NULL_SHARE.value)
    shipper, consignee = (
        _with_masters(column, lowest, forwarder, rng.random(len(kind)) < null_share)
        for column, null_share in zip(parties, nulls, strict=True)
    )
    return shipper, consignee


def _with_masters(
    column: PartyColumn, lowest: Ints, forwarder: Ints, is_missing: Bools
) -> PartyColumn:
    """Spread the parties of the lowest-level bills over all bills; masters name the NVOCC."""
    whole = PartyColumn(
        firm=forwarder.astype(np.int64),
        spelling=compact(np.zeros(len(forwarder))),
        is_missing=is_missing,
        placeholder=compact(np.full(len(forwarder), -1)),
    )
    whole.firm[lowest] = column.firm
    whole.spelling[lowest] = column.spelling
    whole.is_missing[lowest] = column.is_missing
    whole.placeholder[lowest] = column.placeholder
    return whole


def bill_numbers(issuer: Ints, first_number: int) -> pa.StringArray:
    """Write the numbers of bills, each once in a stream.

    Parameters
    ----------
    issuer : ndarray of int, shape (n,)
        Place in `ISSUER_CODES`.
    first_number : int
        Bills written before.

    Returns
    -------
    pyarrow.StringArray
    """
    sequence = first_number + np.arange(1, len(issuer) + 1)
    return fixed_width(
        letters(ISSUER_CODES)[issuer], digits(sequence * _NUMBER_STEP % _NUMBER_PRIME, 10)
    )
