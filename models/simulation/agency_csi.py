"""The feeds csi_targeting, csi_requests and do_not_load_orders of the synthetic stream.

What CSI teams targeted, asked of their hosts and stopped. Worked out beside the month, from chance
of their own, so that no other feed changes because they are written. Of high-risk containers the
examinations abroad are those of `exams.py`; those of the review band are told here alone.
"""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from models.simulation import calibration, calibration_csi
from models.simulation.agency_csi_schemas import ORDER_SCHEMA, REQUEST_SCHEMA, TARGETING_SCHEMA
from models.simulation.agency_trips import trip_columns
from models.simulation.exams import FOREIGN
from models.simulation.month import Month
from models.simulation.randomness import Bools, Floats, Ints, Times, hashed_uniform, minutes_after
from models.simulation.selection import DIVERTED
from models.simulation.smuggling import is_in_scope
from models.simulation.texts import digits, fixed_width, pooled

DECISIONS = ("not_requested", "pending", "accepted", "denied", "withdrawn")
NOT_REQUESTED, PENDING, ACCEPTED, DENIED, WITHDRAWN = range(5)
SPECIFIC_REASONS = ("rule_hit", "entity", "document")
"""Kinds of reason that name something; `score` alone names nothing."""

_METHODS = ("image", "image_and_radiation")
_TIME = pa.timestamp("s")


def csi_targeting(month: Month) -> pa.Table:
    """Write the vessel calls whose manifest a CSI team went through.

    Parameters
    ----------
    month : Month

    Returns
    -------
    pyarrow.Table
        With the columns of `TARGETING_SCHEMA`. A voyage that discharges in two months stands in
        both with the same values.
    """
    trips, voyages, foreign = month.trips, month.voyages, month.world.network.foreign
    calls = np.unique(
        np.column_stack([trips.voyage, trips.foreign_call, trips.foreign])[
            _is_laded_in_csi(month) & is_in_scope(trips)
        ],
        axis=0,
    )
    voyage, call, port = calls.T
    place = (month.world.config.seed, voyages.service[voyage], voyages.week[voyage], call)
    kept = hashed_uniform(*place, 91) < calibration_csi.CSI_TARGETED_SHARE.value
    voyage, call, port = voyage[kept], call[kept], port[kept]
    # what a ship takes on is laded within 15 hours of its departure
    hours = 16 + 30 * hashed_uniform(
        month.world.config.seed, voyages.service[voyage], voyages.week[voyage], call, 92
    )
    targeted = minutes_after(voyages.foreign_departure[voyage, call], -hours)
    columns = {
        "team_port_code": pooled(port, foreign.csi_teams.tolist()),
        "lading_port_code": pooled(port, foreign.codes.tolist()),
        "vessel_imo": pooled(voyages.vessel[voyage], month.world.ships.imo.tolist()),
        "voyage_number": pooled(voyage, voyages.number.tolist()),
        "targeted_at": pa.array(targeted),
        "recorded_at": pa.array(minutes_after(targeted, 1.0)),
    }
    return pa.table(columns).cast(TARGETING_SCHEMA)


def csi_requests(month: Month) -> pa.Table:
    """Write what CSI teams asked of their hosts for the high-risk containers laded there.

    Parameters
    ----------
    month : Month

    Returns
    -------
    pyarrow.Table
        With the columns of `REQUEST_SCHEMA`; a container without a decision on record has no row.
    """
    rng = month.generator("csi requests")
    trip, examined, resolved = _high_risk_in_csi(month)
    banded, banded_examined = _asked_in_band(month, rng)
    is_china = month.world.network.foreign.countries[month.trips.foreign] == "CN"
    decision = np.concatenate(
        [
            _decide(~np.isnat(examined), is_china[trip], rng),
            _answer(is_china[banded], rng),
        ]
    )
    trip = np.concatenate([trip, banded])
    examined = np.concatenate([examined, banded_examined])
    resolved = np.concatenate([resolved, banded_examined])
    is_accepted = decision == ACCEPTED
    examined[~is_accepted] = resolved[~is_accepted] = np.datetime64("NaT")
    foreign = month.world.network.foreign
    countries = foreign.countries[month.trips.foreign[trip]]
    is_recorded = (decision != NOT_REQUESTED) | (
        rng.random(len(trip)) < calibration_csi.CSI_RECORDED_SHARE.value
    )
    is_asked = decision != NOT_REQUESTED
    laded = month.trip_times.laded[trip]
    # an examination abroad was asked for before it began
    requested = minutes_after(
        np.where(np.isnat(examined), laded, np.minimum(laded, examined)),
        -rng.uniform(14, 30, len(trip)),
    )
    decided = minutes_after(requested, rng.uniform(1, 9, len(trip)))
    has_answer = np.isin(decision, (ACCEPTED, DENIED))
    is_referred = np.isin(decision, (NOT_REQUESTED, DENIED)) & (
        rng.random(len(trip)) < calibration_csi.CSI_REFERRED_SHARE.value
    )
    referred = minutes_after(np.where(has_answer, decided, requested), 2.0)
    is_standard = rng.random(len(trip)) < calibration_csi.CSI_STANDARD_SHARE.value
    method = np.where(rng.random(len(trip)) < 0.5, 0, 1)
    reasons = _reasons(decision, rng)
    last = np.where(np.isnat(resolved), minutes_after(laded, 1.0), resolved)
    columns = {
        "request_id": fixed_width(
            f"C{month.label}-".encode(), digits(np.arange(1, len(trip) + 1), 6)
        ),
        **trip_columns(month, trip),
        "csi_port_code": pooled(month.trips.foreign[trip], foreign.codes.tolist()),
        "host_country": pa.array(countries.tolist(), pa.string()),
        "requested_at": pa.array(requested),
        "decision": pooled(decision, DECISIONS),
        "reasons": pa.array(reasons, pa.string(), mask=~is_asked),
        "terrorism_score": pa.array(month.selection.terrorism_score[trip]),
        "decided_at": pa.array(decided, mask=~has_answer),
        "exam_method": pooled(method, _METHODS, np.isnat(examined)),
        "examined_at": pa.array(examined),
        "is_accepted_as_standard": pa.array(is_standard, mask=np.isnat(examined)),
        "resolved_at": pa.array(resolved),
        "referred_at": pa.array(referred, mask=~is_referred),
        "recorded_at": pa.array(minutes_after(last, 1.0)),
    }
    return pa.table(columns).cast(REQUEST_SCHEMA).filter(pa.array(is_recorded))


def do_not_load_orders(month: Month) -> pa.Table:
    """Write the orders not to load a container, which are rare.

    Parameters
    ----------
    month : Month

    Returns
    -------
    pyarrow.Table
        With the columns of `ORDER_SCHEMA`.
    """
    rng = month.generator("do not load orders")
    never_came = np.flatnonzero((month.selection.disposition == DIVERTED) & _is_laded_in_csi(month))
    trip = never_came[rng.random(len(never_came)) < calibration_csi.DO_NOT_LOAD_SHARE.value]
    issued = minutes_after(month.trip_times.laded[trip], -rng.uniform(3, 20, len(trip)))
    columns = {
        "order_id": fixed_width(
            f"N{month.label}-".encode(), digits(np.arange(1, len(trip) + 1), 4)
        ),
        **trip_columns(month, trip),
        "lading_port_code": pooled(
            month.trips.foreign[trip], month.world.network.foreign.codes.tolist()
        ),
        "issued_at": pa.array(issued),
        "reason": pooled(
            np.zeros(len(trip), dtype=np.int64), ("high risk, not examined before lading",)
        ),
        "outcome": pooled(np.zeros(len(trip), dtype=np.int64), ("not_laded",)),
        "lifted_at": pa.nulls(len(trip), _TIME),
        "recorded_at": pa.array(minutes_after(issued, 1.0)),
    }
    return pa.table(columns).cast(ORDER_SCHEMA)


def _is_laded_in_csi(month: Month) -> Bools:
    """Say which containers were laded at a port that was in CSI on that day."""
    csi_from = month.world.network.foreign.csi_from[month.trips.foreign]
    return np.asarray(csi_from <= month.trip_times.laded.astype("datetime64[D]"))


def _high_risk_in_csi(month: Month) -> tuple[Ints, Times, Times]:
    """Give the high-risk containers laded in CSI, and when each was examined and settled abroad."""
    is_high_risk = month.selection.is_mandatory | month.selection.is_flagged
    trip = np.flatnonzero(is_high_risk & _is_laded_in_csi(month) & is_in_scope(month.trips))
    events = month.exams
    abroad = np.flatnonzero((events.location == FOREIGN) & ~events.is_cancelled)
    ended = np.full(len(month.trips), np.datetime64("NaT"), dtype="datetime64[s]")
    lifted = ended.copy()
    ended[events.trip[abroad]] = events.ended[abroad]
    lifted[events.trip[abroad]] = events.lifted[abroad]
    settled = np.where(np.isnat(lifted[trip]), ended[trip], lifted[trip])
    return trip, ended[trip], settled


def _asked_in_band(month: Month, rng: np.random.Generator) -> tuple[Ints, Times]:
    """Choose containers of the review band that the host is asked for, and when it examines them.

    What an examination abroad would have found is never asked for, as in `exams.py`.
    """
    is_asked = rng.random(len(month.trips)) < calibration_csi.CSI_BAND_ASKED_SHARE.value
    is_asked &= month.selection.is_in_review_band & _is_laded_in_csi(month)
    is_asked[month.attempts.trip] = False
    is_asked[month.selection.is_flagged] = False
    trip = np.flatnonzero(is_asked)
    ended = minutes_after(month.trip_times.laded[trip], -rng.uniform(1, 8, len(trip)))
    is_examined = rng.random(len(trip)) < calibration_csi.CSI_BAND_EXAMINED_SHARE.value
    ended[~is_examined] = np.datetime64("NaT")
    return trip, ended


def _denial(is_china: Bools) -> Floats:
    """Give the share denied of all that is answered."""
    return np.where(
        is_china,
        calibration_csi.CSI_DENIED_IN_CHINA.value,
        calibration_csi.CSI_DENIED_ELSEWHERE.value,
    )


def _decide(is_examined: Bools, is_china: Bools, rng: np.random.Generator) -> Ints:
    """Draw what became of each high-risk container; those examined abroad were accepted."""
    unasked = calibration_csi.CSI_ACCEPTED_UNEXAMINED_SHARE.value
    abroad = calibration.FOREIGN_EXAM_SHARE.value
    denial = _denial(is_china)
    # so many denied that they are this share of all that was answered
    accepted = abroad + (1 - abroad) * unasked
    denied = accepted * denial / (1 - denial) / (1 - abroad)
    draw = rng.random(len(is_examined))
    drawn = np.where(
        draw < denied, DENIED, np.where(draw < denied + unasked, ACCEPTED, NOT_REQUESTED)
    )
    return np.where(is_examined, ACCEPTED, drawn)


def _answer(is_china: Bools, rng: np.random.Generator) -> Ints:
    """Draw the host's answer to each request of the review band."""
    draw = rng.random(len(is_china))
    pending, withdrawn = (
        calibration_csi.CSI_PENDING_SHARE.value,
        calibration_csi.CSI_WITHDRAWN_SHARE.value,
    )
    is_answered = draw >= pending + withdrawn
    unanswered = np.where(draw < pending, PENDING, WITHDRAWN)
    is_denied = rng.random(len(draw)) < _denial(is_china)
    return np.where(is_answered, np.where(is_denied, DENIED, ACCEPTED), unanswered)


def _reasons(decision: Ints, rng: np.random.Generator) -> list[str]:
    """Name the reasons of each request; an accepted one names more, because this was put in."""
    share = np.where(
        decision == ACCEPTED,
        calibration_csi.CSI_SPECIFIC_IF_ACCEPTED.value,
        calibration_csi.CSI_SPECIFIC_IF_DENIED.value,
    )
    named = rng.random((len(decision), len(SPECIFIC_REASONS))) < share[:, None]
    return [
        ";".join(["score", *(kind for kind, is_named in zip(SPECIFIC_REASONS, row, strict=True)
                             if is_named)])
        for row in named.tolist()
    ]  # fmt: skip
