"""The AMS tables of parties: shipper, consignee, notifyparty, in the columns of the public release.

Where nobody is named the row is missing or its name is. Names come from `party_names.py`.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa

from models.simulation import calibration
from models.simulation.ams_records import DELETED
from models.simulation.bills import MASTER_BILL
from models.simulation.month import Month
from models.simulation.parties import PartyColumn
from models.simulation.party_names import (
    CONSIGNEE,
    FORWARDER,
    KINDS,
    SHIPPER,
    SPELLINGS,
    STREETS,
    US_CITIES,
    has_moved,
    party_names,
    written_spellings,
)
from models.simulation.randomness import Bools, Ints, hashed_uniform, mixed
from models.simulation.texts import nulls, pooled

_SUITES = tuple(f"SUITE {number}" for number in range(100, 900, 20))
_PHONES = tuple(f"555-01{number:02d}" for number in range(100))
_SAME_AS_CONSIGNEE_SHARE = 0.6


def shipper(month: Month) -> pa.Table:
    """Write the table shipper."""
    bill, identifier = _bills_with_row(month, month.bills.shipper, 41)
    names, missing, place = _names(month, month.bills.shipper, SHIPPER, bill)
    trip = month.bills.first_trip[bill]
    port = month.trips.foreign[trip]
    ports = month.world.network.foreign
    city = (pooled(port, [name.upper() for name in ports.names.tolist()], missing), None, None)
    country = pooled(port, ports.countries.tolist(), missing)
    return _table("shipper_party", identifier, names, place, missing, city, country)


def consignee(month: Month) -> pa.Table:
    """Write the table consignee."""
    bill, identifier = _bills_with_row(month, month.bills.consignee, 42)
    names, missing, place = _names(month, month.bills.consignee, CONSIGNEE, bill)
    us = pooled(np.zeros(len(bill), int), ["US"], missing)
    return _table("consignee", identifier, names, place, missing, _us_city(place, missing), us)


def notifyparty(month: Month) -> pa.Table:
    """Write the table notifyparty: often the consignee again, else another firm."""
    records, bills = month.records, month.bills
    key = bills.first_number + records.bill
    seed = month.world.config.seed
    has_row = (hashed_uniform(seed, key, 43) < calibration.NOTIFY_SHARE.value) & (
        records.status != DELETED
    )
    rows = np.flatnonzero(has_row)
    bill = records.bill[rows]
    party = bills.consignee
    other = (mixed(seed, key[rows], 44) % np.uint64(2000)).astype(np.int64)
    repeats = party.is_named[bill] & (
        hashed_uniform(seed, key[rows], 45) < _SAME_AS_CONSIGNEE_SHARE
    )
    notified = PartyColumn(
        firm=np.where(repeats, party.firm[bill], other),
        spelling=np.where(repeats, party.spelling[bill], 0),
        is_missing=np.zeros(len(bill), dtype=bool),
        placeholder=np.full(len(bill), -1),
    )
    kind = np.where(repeats & (bills.kind[bill] == MASTER_BILL), FORWARDER, CONSIGNEE)
    names, missing, place = _named(month, notified, kind, np.arange(len(bill)))
    us = pooled(np.zeros(len(bill), int), ["US"], missing)
    return _table(
        "notify_party",
        records.identifier[rows],
        names,
        place,
        missing,
        _us_city(place, missing),
        us,
    )


def party_texts(month: Month, column: PartyColumn, kind: int, bill: Ints) -> pa.DictionaryArray:
    """Write the party of some bills as a table of parties would; null where nobody is named.

    Parameters
    ----------
    month : Month
    column : PartyColumn
    kind : int
        CONSIGNEE or SHIPPER; master bills name NVOCCs.
    bill : ndarray of int, shape (n,)

    Returns
    -------
    pyarrow.DictionaryArray
    """
    return _names(month, column, kind, bill)[0]


def party_truth(month: Month) -> pa.Table:
    """Say whose name each name is.

    Parameters
    ----------
    month : Month

    Returns
    -------
    pyarrow.Table
        One row per name that a bill of the month bears: ``party_kind``, ``firm`` (numbers of one
        kind), ``party_name`` as written, ``spelling``.
    """
    bills = month.bills
    codes = []
    for party, kind in ((bills.consignee, CONSIGNEE), (bills.shipper, SHIPPER)):
        kinds = np.where(bills.kind == MASTER_BILL, FORWARDER, kind)
        written = written_spellings(kinds, party.firm, party.spelling)
        codes.append(((kinds << 50) | (party.firm << 4) | written)[party.is_named])
    distinct = np.unique(np.concatenate(codes))
    return pa.table(
        {
            "party_kind": pooled(distinct >> 50, KINDS),
            "firm": (distinct & ((1 << 50) - 1)) >> 4,
            "party_name": _distinct_names(distinct),
            "spelling": pooled(distinct & 15, SPELLINGS),
        }
    )


def _bills_with_row(month: Month, party: PartyColumn, salt: int) -> tuple[Ints, Ints]:
    """Leave out half of the rows that would name nobody, and those of Deleted records."""
    records = month.records
    key = month.bills.first_number + records.bill
    is_left_out = party.is_missing[records.bill] & (
        hashed_uniform(month.world.config.seed, key, salt) < 0.5
    )
    rows = np.flatnonzero(~is_left_out & (records.status != DELETED))
    return records.bill[rows], records.identifier[rows]


def _names(
    month: Month, party: PartyColumn, kind: int, bill: Ints
) -> tuple[pa.DictionaryArray, Bools, Ints]:
    kinds = np.where(month.bills.kind[bill] == MASTER_BILL, FORWARDER, kind)
    return _named(month, party, kinds, bill)


def _named(
    month: Month, party: PartyColumn, kind: Ints, row: Ints
) -> tuple[pa.DictionaryArray, Bools, Ints]:
    """Write names; say which rows have none; number each firm for its address."""
    firm = party.firm[row]
    spelling = written_spellings(kind, firm, party.spelling[row])
    placeholder, missing = party.placeholder[row], party.is_missing[row]
    code = (kind << 50) | (firm << 4) | spelling
    distinct, place = np.unique(
        np.where(missing | (placeholder >= 0), -1, code), return_inverse=True
    )
    pools = [_distinct_names(distinct), pa.array(month.world.placeholders)]
    index = np.where(placeholder >= 0, len(distinct) + placeholder, place)
    # Addresses belong to the firm, not to the stream's seed, as names do.
    moved = has_moved(kind, firm, month.month).astype(np.int64) * 1_000_003
    address = (mixed(0, kind + moved, firm) >> np.uint64(20)).astype(np.int64)
    return pooled(index, pa.concat_arrays(pools), missing), missing | (placeholder >= 0), address


def _distinct_names(codes: Ints) -> pa.Array:
    kind = np.maximum(codes, 0) >> 50
    firm, spelling = (np.maximum(codes, 0) & ((1 << 50) - 1)) >> 4, np.maximum(codes, 0) & 15
    chunks, order = [], []
    for which in (CONSIGNEE, SHIPPER, FORWARDER):
        chosen = np.flatnonzero(kind == which)
        order.append(chosen)
        chunks.append(party_names(which, firm[chosen], spelling[chosen]))
    back = np.argsort(np.concatenate(order), kind="stable")
    return pa.concat_arrays(chunks).take(pa.array(back))


def _us_city(place: Ints, missing: Bools) -> tuple[Any, Any, Any]:
    city = place % len(US_CITIES)
    return (
        pooled(city, [name for name, _, _ in US_CITIES], missing),
        pooled(city, [state for _, state, _ in US_CITIES], missing),
        pooled(city, [code for _, _, code in US_CITIES], missing),
    )


def _table(
    prefix: str,
    identifier: Ints,
    names: pa.DictionaryArray,
    place: Ints,
    missing: Bools,
    city: tuple[Any, Any, Any],
    country: pa.DictionaryArray,
) -> pa.Table:
    n_rows = len(identifier)
    no_suite = missing | (place % 4 != 0)
    no_phone = missing | (place % 3 != 0)
    name_column = f"{prefix}_name"
    return pa.table(
        {
            "identifier": pa.array(identifier),
            name_column: names,
            f"{prefix}_address_1": pooled(place // 7 % len(STREETS), STREETS, missing),
            f"{prefix}_address_2": pooled(place // 11 % len(_SUITES), _SUITES, no_suite),
            f"{prefix}_address_3": nulls(n_rows),
            f"{prefix}_address_4": nulls(n_rows),
            "city": city[0],
            "state_province": city[1] if city[1] is not None else nulls(n_rows),
            "zip_code": city[2] if city[2] is not None else nulls(n_rows),
            "country_code": country,
            "contact_name": nulls(n_rows),
            "comm_number_qualifier": pooled(np.zeros(n_rows, int), ["Telephone Number"], no_phone),
            "comm_number": pooled(place // 13 % len(_PHONES), _PHONES, no_phone),
        }
    )
