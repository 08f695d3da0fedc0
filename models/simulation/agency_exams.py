"""The feeds exams and reviews: what the agency examined, reviewed, waived and flagged.

What was found is decided in `exams.py`. Column names are those of the landing contracts; times are
UTC.
"""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from models.simulation import calibration
from models.simulation.agency_schemas import (
    EXAM_SCHEMA,
    REVIEW_SCHEMA,
)
from models.simulation.agency_trips import trip_columns
from models.simulation.containers import container_numbers
from models.simulation.exams import FINDINGS, FOREIGN, LOCATIONS, METHODS, RESULTS
from models.simulation.month import Month
from models.simulation.randomness import Bools, Ints, Times, minutes_after
from models.simulation.selection import (
    DIVERTED,
    MITIGATED,
    RANDOM,
    REASONS,
    SEIZED,
    WAIVED_EXCEPTION,
    WAIVED_REASON,
)
from models.simulation.texts import digits, fixed_width, nulls, pooled

_STATUSES = ("ordered", "started", "completed", "cancelled")
_RECORD_TYPES = (
    "review", "research", "waiver", "intelligence_flag", "diversion", "seizure"
)  # fmt: skip
_OUTCOMES = ("escalated", "mitigated_by_information", "no_action", "matched", "not_matched")
_WAIVERS = ("standard_exception", "articulable_reason")
_WORDS = (
    "shipper and consignee confirmed by earlier entries",
    "cargo type on the list of standard exceptions",
    "documents received and consistent",
    "diverted to a port outside the United States",
    "seized on arrival before an examination",
)


def exams(month: Month) -> pa.Table:
    """Write the exam events of a month, and the open state of those that end after the release.

    Parameters
    ----------
    month : Month

    Returns
    -------
    pyarrow.Table
        With the columns of `EXAM_SCHEMA`; events recorded after the release are in it too.
    """
    events, selection = month.exams, month.selection
    n_events = len(events)
    rng = month.generator("exams table")
    is_orphan = rng.random(n_events) < (
        calibration.ORPHAN_EXAM_SHARE.value if month.world.config.has_dirt else 0.0
    )
    names_bill = rng.random(n_events) < 0.9
    waits = np.flatnonzero(
        (events.recorded > month.stamp) & (minutes_after(events.hold, 1.0) <= month.stamp)
    )
    row = np.concatenate([np.arange(n_events), waits])
    is_open = np.arange(len(row)) >= n_events
    trip = events.trip[row]
    has_started = (minutes_after(events.started[row], 1.0) <= month.stamp) & is_open
    status = np.where(
        is_open, np.where(has_started, 1, 0), np.where(events.is_cancelled[row], 3, 2)
    )
    recorded = np.where(
        is_open,
        minutes_after(np.where(has_started, events.started[row], events.hold[row]), 1.0),
        events.recorded[row],
    )
    code = np.concatenate(
        [month.world.network.united_states.codes, month.world.network.foreign.codes]
    )
    place = np.where(
        events.location[row] == FOREIGN,
        len(month.world.network.united_states.codes) + month.trips.foreign[trip],
        month.trips.us[trip],
    )
    reasons = selection.reasons[trip]
    distinct, reason_place = np.unique(reasons, return_inverse=True)
    by_chance = (reasons >> RANDOM) & 1 == 1
    not_done = is_open | events.is_cancelled[row]
    voyage = month.trips.voyage[trip]
    landed = month.trip_times.discharged[trip]
    columns = {
        "exam_event_id": fixed_width(f"X{month.label}-".encode(), digits(row + 1, 6)),
        "container_number": _numbers(month, trip, is_orphan[row]),
        "vessel_imo": pooled(month.voyages.vessel[voyage], month.world.ships.imo.tolist()),
        "voyage_number": pooled(voyage, month.voyages.number.tolist()),
        "us_port_code": pooled(
            month.trips.us[trip], month.world.network.united_states.codes.tolist()
        ),
        "bill_number": _first_bill(month, trip, ~names_bill[row]),
        "location_group": pooled(events.location[row], LOCATIONS),
        "exam_port_code": pooled(place, code.tolist()),
        "selection_reasons": pooled(
            reason_place, [reason_text(bits) for bits in distinct.tolist()]
        ),
        "random_draw_probability": pa.array(
            np.full(len(row), calibration.RANDOM_DRAW_PROBABILITY.value), mask=~by_chance
        ),
        "hold_placed_at": pa.array(events.hold[row]),
        "discharged_at": pa.array(landed, mask=landed > recorded),
        "started_at": _unless(events.started[row], is_open & ~has_started),
        "ended_at": _unless(events.ended[row], is_open),
        "hold_lifted_at": _unless(events.lifted[row], is_open),
        "method": pooled(events.method[row], METHODS),
        "status": pooled(status, _STATUSES),
        "result": pooled(events.result[row], RESULTS, not_done | (events.result[row] < 0)),
        "finding": pooled(events.finding[row], FINDINGS, not_done | (events.finding[row] < 0)),
        "recorded_at": pa.array(recorded),
    }
    return pa.table(columns).cast(EXAM_SCHEMA)


def reason_text(bits: int) -> str:
    """Write reasons of selection as the contract does.

    Examples
    --------
    >>> reason_text(0b10001)
    'mandatory_score;random'
    """
    return ";".join(reason for bit, reason in enumerate(REASONS) if bits >> bit & 1)


def reviews(month: Month) -> pa.Table:
    """Write the reviews, research, waivers, flags, diversions and seizures of a month.

    Parameters
    ----------
    month : Month

    Returns
    -------
    pyarrow.Table
        With the columns of `REVIEW_SCHEMA`.
    """
    selection = month.selection
    rng = month.generator("reviews table")
    reviewed = np.flatnonzero(selection.is_reviewed)
    is_mitigated = selection.disposition[reviewed] == MITIGATED
    examined = selection.reasons[reviewed] != 0
    researched = (rng.random(len(reviewed)) < calibration.RESEARCHED_SHARE.value) | is_mitigated
    outcome = np.where(is_mitigated, 1, np.where(examined, 0, 2))
    matched = np.where(is_mitigated, 4, np.where(rng.random(len(reviewed)) < 0.3, 3, 4))
    waived = np.flatnonzero(np.isin(selection.disposition, (WAIVED_EXCEPTION, WAIVED_REASON)))
    flagged = np.flatnonzero(selection.is_flagged)
    diverted = np.flatnonzero(selection.disposition == DIVERTED)
    seized = np.flatnonzero(selection.disposition == SEIZED)
    groups = (reviewed, reviewed[researched], waived, flagged, diverted, seized)
    trip = np.concatenate(groups)
    kind = np.repeat(np.arange(len(groups)), [len(group) for group in groups])
    nothing = np.full(len(trip), -1)
    result, waiver, words = nothing.copy(), nothing.copy(), nothing.copy()
    result[kind == 0] = outcome
    result[kind == 1] = matched[researched]
    waiver[kind == 2] = np.where(selection.disposition[waived] == WAIVED_EXCEPTION, 0, 1)
    words[kind == 2] = np.where(selection.disposition[waived] == WAIVED_EXCEPTION, 1, 2)
    words[kind == 0] = np.where(outcome == 1, 0, -1)
    words[kind == 4], words[kind == 5] = 3, 4
    arrived = month.trip_times.first_arrival[trip]
    hours = np.where(kind == 5, rng.uniform(1, 20, len(trip)), -rng.uniform(4, 110, len(trip)))
    occurred = minutes_after(arrived, hours)
    order = np.argsort(trip, kind="stable")
    trip, kind, result, waiver, words = (a[order] for a in (trip, kind, result, waiver, words))
    occurred = occurred[order]
    reference = fixed_width(
        f"SYN-IR-{month.label}-".encode(), digits(np.arange(1, len(trip) + 1), 4)
    )
    columns = {
        "review_id": fixed_width(
            f"R{month.label}-".encode(), digits(np.arange(1, len(trip) + 1), 6)
        ),
        **trip_columns(month, trip),
        "bill_number": nulls(len(trip)),
        "record_type": pooled(kind, _RECORD_TYPES),
        "occurred_at": pa.array(occurred),
        "outcome": pooled(result, _OUTCOMES, result < 0),
        "waiver_kind": pooled(waiver, _WAIVERS, waiver < 0),
        "reason": pooled(words, _WORDS, words < 0),
        "intelligence_reference": reference.take(pa.array(np.arange(len(trip)), mask=kind != 3)),
        "recorded_at": pa.array(minutes_after(occurred, rng.uniform(0.1, 6, len(trip)))),
    }
    return pa.table(columns).cast(REVIEW_SCHEMA)


def _unless(times: Times, missing: Bools) -> pa.Array:
    return pa.array(times, mask=missing | np.isnat(times))


def _numbers(month: Month, trip: Ints, is_orphan: Bools) -> pa.Array:
    """Write container numbers; a mistyped one is that of a box which does not travel."""
    box = month.trips.box[trip] + len(month.world.boxes)
    mistyped = container_numbers(box, np.zeros(len(trip), dtype=bool))
    return pc.if_else(pa.array(is_orphan), mistyped, month.trips.number.take(pa.array(trip)))


def _first_bill(month: Month, trip: Ints, missing: Bools) -> pa.Array:
    """Name the first lowest-level bill of each container."""
    bills = month.bills
    lines = bills.contents.lines
    low = np.flatnonzero(bills.is_lowest_level[lines.bill])
    first = np.zeros(len(month.trips), dtype=np.int64)
    first[lines.trip[low[::-1]]] = lines.bill[low[::-1]]
    return bills.number.take(pa.array(first[trip], mask=missing))
