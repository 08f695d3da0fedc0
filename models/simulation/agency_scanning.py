"""The feeds of scanning abroad: passages through scanners, and terminals of the calls.

Ports and levels are those of the Secure Freight Initiative (GAO-08-538, table 6); the terminals and
the days are the stream's own, so that it shows a time before, a time of testing and one of
operation (`agency_scanning_registers.py`). Whether a container is scanned depends on nothing that
it carries.
"""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from models.simulation import calibration
from models.simulation.containers import container_numbers
from models.simulation.month import Month
from models.simulation.randomness import Bools, Ints, Times, hashed_uniform, minutes_after
from models.simulation.smuggling import is_in_scope
from models.simulation.texts import digits, fixed_width, pooled

_TIME = pa.timestamp("s")
_POOLED = pa.dictionary(pa.int16(), pa.string())

SCAN_SCHEMA = pa.schema(
    [
        ("scan_id", pa.string()),
        ("program", _POOLED),
        ("port_code", _POOLED),
        ("terminal_name", _POOLED),
        ("container_number", pa.string()),
        ("is_us_bound", pa.bool_()),
        ("vessel_imo", _POOLED),
        ("voyage_number", _POOLED),
        ("us_port_code", _POOLED),
        ("passed_at", _TIME),
        ("image_taken_at", _TIME),
        ("radiation_measured_at", _TIME),
        ("data_received_at", _TIME),
        ("has_alarm", pa.bool_()),
        ("resolved_at", _TIME),
        ("resolution", _POOLED),
        ("recorded_at", _TIME),
    ]
)

TERMINAL_CALL_SCHEMA = pa.schema(
    [
        ("vessel_imo", _POOLED),
        ("voyage_number", _POOLED),
        ("port_code", _POOLED),
        ("terminal_name", _POOLED),
        ("recorded_at", _TIME),
    ]
)

FULL, LIMITED = ("53551", "21531", "41374"), ("58201", "58023", "52330")
"""Schedule K codes by level of deployment (GAO 2163-2190)."""

TERMINALS = ("TERMINAL 1", "TERMINAL 2", "TERMINAL 3")
TESTED_BEFORE = 3
"""Months of testing before operation; chosen."""

_FULL_AFTER, _LIMITED_AFTER = 6, 9
"""Months from the begin of the stream to operation; chosen."""

_RESOLUTIONS = ("natural_material", "declared_source", "no_cause_found", "undeclared_source")
_RESOLUTION_SHARES = (0.62, 0.2, 0.16, 0.02)


def operational_from(month: Month) -> dict[str, np.datetime64]:
    """Give the first month of operation of each port.

    Parameters
    ----------
    month : Month

    Returns
    -------
    dict of str to datetime64[M]
        By Schedule K code.
    """
    first = month.world.config.months()[0]
    return {port: first + _FULL_AFTER for port in FULL} | {
        port: first + _LIMITED_AFTER for port in LIMITED
    }


def terminal_calls(month: Month) -> pa.Table:
    """Write at which terminal the vessels berthed, one row a call that laded what arrives.

    Parameters
    ----------
    month : Month

    Returns
    -------
    pyarrow.Table
        With the columns of `TERMINAL_CALL_SCHEMA`.
    """
    trip = np.flatnonzero(_is_at_scanned_port(month))
    trips = month.trips
    pairs = np.unique(np.stack([trips.voyage[trip], trips.foreign[trip]]), axis=1)
    # a ship that calls in the United States in two months is told of in the first
    before = month.voyages.first_arrival[pairs[0]].astype("datetime64[M]") == month.month
    voyage, foreign = pairs[:, before]
    terminal = _terminal(month, voyage, foreign)
    calls = month.world.network.foreign_calls
    place = [
        int(np.flatnonzero(calls[service] == port)[0])
        for service, port in zip(month.voyages.service[voyage], foreign, strict=True)
    ]
    left = month.voyages.foreign_departure[voyage, np.array(place, dtype=np.int64)]
    columns = {
        "vessel_imo": pooled(month.voyages.vessel[voyage], month.world.ships.imo.tolist()),
        "voyage_number": pooled(voyage, month.voyages.number.tolist()),
        "port_code": pooled(foreign, month.world.network.foreign.codes.tolist()),
        "terminal_name": pooled(terminal, TERMINALS, terminal < 0),
        "recorded_at": pa.array(minutes_after(left, 1.0)),
    }
    return pa.table(columns).cast(TERMINAL_CALL_SCHEMA)


def scans(month: Month) -> pa.Table:
    """Write the passages of the containers that arrive this month, and of some bound elsewhere.

    Parameters
    ----------
    month : Month

    Returns
    -------
    pyarrow.Table
        With the columns of `SCAN_SCHEMA`. An alarm that is resolved after its first record is
        told twice.
    """
    rng = month.generator("scans table")
    trip, is_live = _scanned_trips(month, rng)
    n_us = len(trip)
    # Megaports measure what is bound for anywhere: as many again, whose ships are not told
    row = np.concatenate([np.arange(n_us), np.arange(n_us)])
    is_us = np.arange(2 * n_us) < n_us
    trips, n_rows = month.trips, 2 * n_us
    passed = minutes_after(month.trip_times.laded[trip][row], -rng.uniform(2, 60, n_rows))
    late = rng.random(n_rows) < calibration.SCANNED_AFTER_LADING_SHARE.value
    passed = np.where(late & is_us, minutes_after(passed, 62), passed)
    has_image = is_us & (rng.random(n_rows) < calibration.SCAN_IMAGE_SHARE.value)
    has_radiation = rng.random(n_rows) < calibration.SCAN_RADIATION_SHARE.value
    received = (rng.random(n_rows) < calibration.SCAN_RECEIVED_SHARE.value) & is_us & is_live[row]
    has_alarm = has_radiation & (rng.random(n_rows) < calibration.SCAN_ALARM_SHARE.value)
    resolved = minutes_after(passed, rng.gamma(1.5, 8.0, n_rows))
    never = has_alarm & (rng.random(n_rows) < calibration.SCAN_UNRESOLVED_SHARE.value)
    cause = rng.choice(len(_RESOLUTIONS), n_rows, p=_RESOLUTION_SHARES)
    foreign = trips.foreign[trip][row]
    voyage = trips.voyage[trip][row]
    terminal = _terminal(month, voyage, foreign, is_known=False)
    number = trips.number.take(pa.array(trip[row]))
    others = container_numbers(
        trips.box[trip][row] + 2 * len(month.world.boxes), np.zeros(n_rows, dtype=bool)
    )
    # told of while still open where the release comes before the resolution
    ends = has_alarm & ~never
    waits = np.flatnonzero(ends & (minutes_after(resolved, 0.5) > month.stamp))
    told = np.concatenate([np.arange(n_rows), waits])
    is_settled = ends[told] & (~np.isin(told, waits) | (np.arange(len(told)) >= n_rows))
    columns = {
        "scan_id": fixed_width(f"S{month.label}-".encode(), digits(told + 1, 6)),
        "program": pooled((~is_us[told]).astype(int), ("sfi", "megaports")),
        "port_code": pooled(foreign[told], month.world.network.foreign.codes.tolist()),
        "terminal_name": pooled(terminal[told], TERMINALS),
        "container_number": pa.chunked_array([number, others])
        .combine_chunks()
        .take(pa.array(np.where(is_us, 0, n_rows)[told] + told)),
        "is_us_bound": pa.array(is_us[told]),
        "vessel_imo": pooled(
            month.voyages.vessel[voyage[told]], month.world.ships.imo.tolist(), ~is_us[told]
        ),
        "voyage_number": pooled(voyage[told], month.voyages.number.tolist(), ~is_us[told]),
        "us_port_code": pooled(
            trips.us[trip][row][told],
            month.world.network.united_states.codes.tolist(),
            ~is_us[told],
        ),
        "passed_at": pa.array(passed[told]),
        "image_taken_at": pa.array(passed[told], mask=~has_image[told]),
        "radiation_measured_at": pa.array(
            minutes_after(passed, 0.05)[told], mask=~has_radiation[told]
        ),
        "data_received_at": pa.array(minutes_after(passed, 0.2)[told], mask=~received[told]),
        "has_alarm": pa.array(has_alarm[told], mask=~has_radiation[told]),
        "resolved_at": pa.array(resolved[told], mask=~is_settled),
        "resolution": pooled(cause[told], _RESOLUTIONS, ~is_settled),
        "recorded_at": pa.array(
            np.where(
                is_settled, minutes_after(resolved, 0.5)[told], minutes_after(passed, 0.5)[told]
            )
        ),
    }
    return pa.table(columns).cast(SCAN_SCHEMA)


def _is_at_scanned_port(month: Month) -> Bools:
    codes = month.world.network.foreign.codes
    return np.asarray(np.isin(codes, [*FULL, *LIMITED])[month.trips.foreign])


def _scanned_trips(month: Month, rng: np.random.Generator) -> tuple[Ints, Bools]:
    """Choose the trips that pass a scanner, and say for which of them the port is operational."""
    codes = month.world.network.foreign.codes
    begins = np.full(len(codes), np.datetime64("9999-01", "M"))
    for port, first in operational_from(month).items():
        begins[codes == port] = first
    laded: Times = month.trip_times.laded.astype("datetime64[M]")
    since = begins[month.trips.foreign]
    passes = _is_at_scanned_port(month) & is_in_scope(month.trips)
    passes &= laded >= since - TESTED_BEFORE
    is_covered = np.isin(codes, FULL)[month.trips.foreign] | (
        _terminal(month, month.trips.voyage, month.trips.foreign, is_known=False) == 0
    )
    chance = rng.random(len(month.trips))
    passes &= is_covered & (chance < calibration.SCAN_PRESENTED_SHARE.value)
    trip = np.flatnonzero(passes)
    return trip, np.asarray(laded[trip] >= since[trip])


def _terminal(month: Month, voyage: Ints, foreign: Ints, *, is_known: bool = True) -> Ints:
    """Give the terminal of a call; -1 where its record is missing and only records are asked."""
    place = (month.voyages.service[voyage], month.voyages.week[voyage], foreign)
    seed = month.world.config.seed
    chance = hashed_uniform(seed, *place, 91)
    covered = calibration.SCAN_TERMINAL_SHARE.value
    terminal = np.where(chance < covered, 0, np.where(chance < (1 + covered) / 2, 1, 2))
    if not is_known:
        return terminal
    missing = hashed_uniform(seed, *place, 92) < calibration.TERMINAL_UNKNOWN_SHARE.value
    return np.where(missing, -1, terminal)
