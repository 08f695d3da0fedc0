"""The feeds manifest_events and port_calls: what carriers told the agency about bills and ships.

Exams and reviews are in `agency_exams.py`, incidents in `agency_incidents.py`. Column names are
those of the landing contracts; times are UTC.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from models.simulation.agency_schemas import (
    MANIFEST_SCHEMA,
    PORT_CALL_SCHEMA,
)
from models.simulation.ams_parties import party_texts
from models.simulation.ams_records import DELETED
from models.simulation.bills import ISSUER_CODES, MASTER_BILL
from models.simulation.month import Month
from models.simulation.party_names import CONSIGNEE, SHIPPER
from models.simulation.randomness import Bools, Ints, Times, minutes_after
from models.simulation.selection import DIVERTED
from models.simulation.texts import digits, fixed_width, nulls, pooled
from models.simulation.times import AMENDED_FIELDS
from models.simulation.trips import ON_BOARD
from models.simulation.voyages import begins_in

_TYPES = ("original", "amendment", "deletion", "status")
ORIGINAL, AMENDMENT, DELETION, STATUS = range(4)


class Messages:
    """The messages about one month's bills, drawn once and written in two parts.

    Messages received after the month's release belong to a later one.

    Parameters
    ----------
    month : Month
    """

    def __init__(self, month: Month) -> None:
        self._month = month
        rng = month.generator("manifest events")
        self._draw(rng)
        sequence = np.arange(len(self._received))
        self._id = sequence + 1

    def _draw(self, rng: np.random.Generator) -> None:
        month = self._month
        bills, times, trip_times = month.bills, month.bill_times, month.trip_times
        lines = bills.contents.lines
        gone = month.records.bill[month.records.status == DELETED]
        low = np.flatnonzero(bills.kind[lines.bill] != MASTER_BILL)
        trip = lines.trip[low]
        gated = month.gated_out[trip]
        final_at = minutes_after(gated, rng.uniform(1, 8, len(low)))
        has_left = ~np.isnat(gated) & (month.trips.kind[trip] != ON_BOARD)
        is_open = ~has_left | (final_at > month.stamp)
        landed = trip_times.discharged[trip] <= month.stamp - np.timedelta64(8 * 3600, "s")
        landed &= month.trips.kind[trip] != ON_BOARD
        seen = np.where(landed, trip_times.discharged[trip], trip_times.first_arrival[trip])
        interim_at = minutes_after(seen, rng.uniform(0.5, 6, len(low)))
        gone_at = minutes_after(
            trip_times.first_arrival[bills.first_trip[gone]], rng.uniform(-120, 20, len(gone))
        )
        gone_at = np.maximum(gone_at, minutes_after(times.filed[gone], 1.0))
        interim, final = np.flatnonzero(is_open), np.flatnonzero(has_left)
        sizes = (len(bills), len(times.amended_bill), len(gone), len(interim), len(final))
        self._kind = np.repeat([ORIGINAL, AMENDMENT, DELETION, STATUS, STATUS], sizes)
        self._is_final = np.repeat([False, False, False, False, True], sizes)
        self._bill = np.concatenate(
            [np.arange(len(bills)), times.amended_bill, gone, lines.bill[low[interim]],
             lines.bill[low[final]]]
        )  # fmt: skip
        no_trip = [np.full(size, -1) for size in sizes[:3]]
        self._trip = np.concatenate([*no_trip, trip[interim], trip[final]])
        self._has_landed = np.concatenate(
            [np.zeros(sum(sizes[:3]), dtype=bool), landed[interim], np.ones(len(final), dtype=bool)]
        )
        self._received = np.concatenate(
            [times.filed, times.amended_at, gone_at, interim_at[interim], final_at[final]]
        )
        self._amendment = np.concatenate(
            [np.full(sizes[0], -1), np.arange(sizes[1]), np.full(sum(sizes[2:]), -1)]
        )

    def table(self, is_later: bool) -> pa.Table:
        """Write the messages received up to the release, or after it.

        Parameters
        ----------
        is_later : bool

        Returns
        -------
        pyarrow.Table
            With the columns of `MANIFEST_SCHEMA`.
        """
        rows = np.flatnonzero((self._received > self._month.stamp) == is_later)
        month, bills = self._month, self._month.bills
        bill, trip = self._bill[rows], self._trip[rows]
        voyage = month.trips.voyage[bills.first_trip[bill]]
        kind, is_final, landed = self._kind[rows], self._is_final[rows], self._has_landed[rows]
        times = month.trip_times
        no_trip, received = trip < 0, self._received[rows]
        before, after = self._values(rows)
        amendment = self._amendment[rows]
        fields = month.bill_times.amended_field
        field = fields[amendment] if len(fields) else np.zeros(len(rows), dtype=np.int64)
        columns = {
            "message_id": fixed_width(f"M{month.label}-".encode(), digits(self._id[rows], 7)),
            "bill_number": bills.number.take(pa.array(bill)),
            "carrier_code": pooled(bills.issuer[bill], ISSUER_CODES),
            "vessel_imo": pooled(month.voyages.vessel[voyage], month.world.ships.imo.tolist()),
            "voyage_number": pooled(voyage, month.voyages.number.tolist()),
            "container_number": month.trips.number.take(pa.array(trip, mask=no_trip)),
            "message_type": pooled(kind, _TYPES),
            "received_at": pa.array(received),
            "laded_at": _time(times.laded, trip, no_trip | times.is_lading_unknown[trip]),
            "departed_at": _time(times.departed, trip, no_trip),
            "arrived_at": _time(
                times.first_arrival, trip, no_trip | (month.selection.disposition[trip] == DIVERTED)
            ),
            "discharged_at": _time(
                times.discharged, trip, ~landed | times.is_discharge_unknown[trip]
            ),
            "released_at": _time(month.released, trip, ~is_final | times.is_release_unknown[trip]),
            "gated_out_at": _time(month.gated_out, trip, ~is_final),
            "entry_linked": pa.array(month.bill_times.is_entry_linked[bill], mask=kind != ORIGINAL),
            "data_complete_at": _time(
                times.data_complete, trip, no_trip | ~(times.data_complete[trip] <= received)
            ),
            "amended_field": pooled(field, AMENDED_FIELDS, amendment < 0),
            "value_before": before,
            "value_after": after,
        }
        return pa.table(columns).cast(MANIFEST_SCHEMA)

    def _values(self, rows: Ints) -> tuple[pa.Array, pa.Array]:
        """Write the values before and after each amendment among the rows."""
        amended = np.flatnonzero(self._amendment[rows] >= 0)
        amendment = self._amendment[rows[amended]]
        if not len(amendment):
            return nulls(len(rows)), nulls(len(rows))
        bill = self._bill[rows[amended]]
        field = self._month.bill_times.amended_field[amendment]
        before, after = amended_values(self._month, bill, field, amendment)
        place = np.zeros(len(rows), dtype=np.int64)
        place[amended] = np.arange(len(amended))
        not_amended = np.ones(len(rows), dtype=bool)
        not_amended[amended] = False
        take = pa.array(place, mask=not_amended)
        return before.take(take), after.take(take)


def amended_values(month: Month, bill: Ints, field: Ints, key: Ints) -> tuple[pa.Array, pa.Array]:
    """Write what amendments changed; the value after is the one on the bill.

    Parameters
    ----------
    month : Month
    bill, field, key : ndarray of int, shape (n,)
        Bill, place in `AMENDED_FIELDS`, and a number of each amendment.

    Returns
    -------
    before, after : pyarrow.StringArray
    """
    rng = month.generator("amended values")
    contents, world = month.bills.contents, month.world
    trip = month.bills.first_trip[bill]
    factor = rng.uniform(0.7, 1.3, len(month.bill_times.amended_bill))[key]
    other = rng.integers(0, 1_000_000, len(month.bill_times.amended_bill))[key]
    foreign = world.foreign_texts.pool
    weights = contents.weight_kg[bill]
    seals = fixed_width(b"9", digits(other, 6)), fixed_width(b"8", digits(other, 6))
    boxes = month.trips.number.take(pa.array(trip))
    texts: list[tuple[Any, Any]] = [
        _shortened(party_texts(month, month.bills.shipper, SHIPPER, bill)),
        _shortened(party_texts(month, month.bills.consignee, CONSIGNEE, bill)),
        (
            pooled(other % 10 + world.goods_texts.vague_start, world.goods_texts.descriptions),
            pooled(contents.description[bill], world.goods_texts.descriptions),
        ),
        (_whole(weights * factor), _whole(weights)),
        (
            pc.replace_with_mask(boxes, pa.array(other % 5 == 0), pa.scalar(None, pa.string())),
            boxes,
        ),
        seals,
        (
            pooled(other % len(foreign), foreign),
            pooled(contents.lading_text[bill], foreign),
        ),
        (
            pooled(other % len(foreign), foreign),
            pooled(np.maximum(contents.receipt_text[bill], 0) % len(foreign), foreign),
        ),
    ]
    stacked = [
        pa.concat_arrays([pc.cast(pair[side], pa.string()) for pair in texts]) for side in (0, 1)
    ]
    place = pa.array(field * len(bill) + np.arange(len(bill)))
    return stacked[0].take(place), stacked[1].take(place)


def port_calls(month: Month) -> pa.Table:
    """Write the calls of the voyages that reached the United States in the month.

    Parameters
    ----------
    month : Month

    Returns
    -------
    pyarrow.Table
        With the columns of `PORT_CALL_SCHEMA`; calls recorded after the release are in it too.
    """
    voyages, network = month.voyages, month.world.network
    chosen = np.flatnonzero(begins_in(voyages, month.month))
    codes: list[str] = []
    sequence: list[int] = []
    voyage: list[int] = []
    arrived: list[Times] = []
    departed: list[Times] = []
    for v in chosen.tolist():
        foreign = network.foreign_calls[int(voyages.service[v])]
        us = network.us_calls[int(voyages.service[v])]
        codes += network.foreign.codes[foreign].tolist() + network.united_states.codes[us].tolist()
        n_calls = len(foreign) + len(us)
        sequence += range(1, n_calls + 1)
        voyage += [v] * n_calls
        us_arrival = voyages.us_arrival[v, : len(us)]
        arrived += [voyages.foreign_arrival[v, : len(foreign)], us_arrival]
        departed += [
            voyages.foreign_departure[v, : len(foreign)],
            us_arrival + np.timedelta64(20 * 3600, "s"),
        ]
    if not chosen.size:
        return PORT_CALL_SCHEMA.empty_table()
    departure = np.concatenate(departed)
    which = np.array(voyage)
    columns = {
        "vessel_imo": pooled(voyages.vessel[which], month.world.ships.imo.tolist()),
        "voyage_number": pooled(which, voyages.number.tolist()),
        "call_sequence": pa.array(np.array(sequence, dtype=np.int32)),
        "port_code": pa.array(codes),
        "arrived_at": pa.array(np.concatenate(arrived)),
        "departed_at": pa.array(departure),
        "recorded_at": pa.array(departure + np.timedelta64(6 * 3600, "s")),
    }
    return pa.table(columns).cast(PORT_CALL_SCHEMA)


def _time(times: Times, trip: Ints, missing: Bools) -> pa.Array:
    values = times[trip]
    return pa.array(values, mask=missing | np.isnat(values))


def _shortened(names: pa.DictionaryArray) -> tuple[pa.Array, pa.Array]:
    """Give the name as it stood before: its first word, or nothing."""
    after = names.cast(pa.string())
    return pc.list_element(pc.split_pattern(after, " ", max_splits=1), 0), after


def _whole(values: np.ndarray) -> pa.Array:
    return pc.cast(pa.array(np.rint(values).astype(np.int64)), pa.string())
