"""The feeds score_credits and partner_codes: reductions of scores, and whose the issuer codes are.

Worked out from numbers of firms and bills alone, so that no other feed changes because they are
written. The log tells of reductions within the law, for importers in standing; no container of the
stream is selected otherwise because of them.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from models.simulation import calibration
from models.simulation.agency_ctpat_schemas import CODE_SCHEMA, CREDIT_SCHEMA
from models.simulation.agency_partners import (
    CERTIFIED,
    REMOVED,
    SUSPENDED,
    VALIDATED,
    importing_members,
    member_periods,
    other_members,
)
from models.simulation.bills import ISSUER_CODES
from models.simulation.month import Month
from models.simulation.network import CARRIER_CODES
from models.simulation.party_names import FORWARDER, party_names
from models.simulation.randomness import Bools, Ints, hashed_uniform
from models.simulation.texts import digits, fixed_width, pooled

_BEGAN = np.datetime64("2001-11-01", "D")
_CODES_LISTED = np.datetime64("2004-06-01", "D")
"""Day from which the standing of NVOCCs is told; chosen."""

_NEVER = np.datetime64("2200-01-01", "D")


@dataclass(frozen=True, slots=True)
class Standing:
    """First days of the statuses of members; all arrays have shape (n_members,).

    Parameters
    ----------
    number : ndarray of int
        Members, counted from 0.
    certified, validated, suspended, reinstated, removed : ndarray of datetime64[D]
        `2200-01-01` where it never comes.
    """

    number: Ints
    certified: np.ndarray
    validated: np.ndarray
    suspended: np.ndarray
    reinstated: np.ndarray
    removed: np.ndarray

    def holds(self, day: np.ndarray) -> Bools:
        """Say who is certified or validated on a day, neither suspended nor removed."""
        is_out = (day >= self.suspended) & (day < self.reinstated)
        return np.asarray((day >= self.certified) & (day < self.removed) & ~is_out)

    def of(self, member: Ints) -> Standing:
        """Take some of the members, in any order and as often as named."""
        return Standing(*(getattr(self, name)[member] for name in Standing.__dataclass_fields__))


def standing_of(month: Month, member: Ints) -> Standing:
    """Read the first days of the statuses of members from their periods.

    Parameters
    ----------
    month : Month
    member : ndarray of int
        Members, counted from 0, as in the feed trade_partners.

    Returns
    -------
    Standing
    """
    row, status, begins, ends, is_closing = member_periods(month.world.config.seed, member)

    def first(wanted: int, values: np.ndarray, is_last: bool) -> np.ndarray:
        days = np.full(len(member), _NEVER)
        chosen = (status == wanted) & (is_closing == is_last)
        days[np.searchsorted(member, row[chosen])] = values[chosen]
        return days

    return Standing(
        number=member,
        certified=first(CERTIFIED, begins, False),
        validated=first(VALIDATED, begins, False),
        suspended=first(SUSPENDED, begins, False),
        reinstated=first(SUSPENDED, ends, True),
        removed=first(REMOVED, begins, False),
    )


def score_credits(month: Month) -> pa.Table:
    """Write the reductions of the bills of a month, by the score on arrival.

    Parameters
    ----------
    month : Month

    Returns
    -------
    pyarrow.Table
        With the columns of `CREDIT_SCHEMA`.
    """
    seed, bills = month.world.config.seed, month.bills
    firms = importing_members(month)
    member = np.searchsorted(firms, bills.consignee.firm)
    member = np.minimum(member, len(firms) - 1)
    scored = month.trip_times.first_arrival[bills.first_trip]
    standing = standing_of(month, np.arange(len(firms))).of(member)
    day = scored.astype("datetime64[D]")
    key = bills.first_number + np.arange(len(bills))
    is_logged = (
        bills.is_lowest_level
        & bills.consignee.is_named
        & (firms[member] == bills.consignee.firm)
        & standing.holds(day)
        & ~bills.is_empty
        & ~bills.is_frob
        & (hashed_uniform(seed, key, 91) < calibration.PARTNER_CREDIT_LOGGED_SHARE.value)
    )
    bill = np.flatnonzero(is_logged)
    most = int(calibration.PARTNER_MOST_POINTS_OFF.value)
    points = 2 + np.floor(hashed_uniform(seed, key[bill], 92) * (most - 1)).astype(np.int64)
    score = np.array(
        [
            month.selection.terrorism_score[first : first + count].max()
            for first, count in zip(bills.first_trip[bill], bills.n_trips[bill], strict=True)
        ],
        dtype=np.int64,
    )
    voyage = month.trips.voyage[bills.first_trip[bill]]
    columns = {
        "credit_id": fixed_width(f"K{month.label}-".encode(), digits(np.arange(len(bill)) + 1, 7)),
        "bill_number": bills.number.take(pa.array(bill)),
        "carrier_code": pooled(bills.issuer[bill], ISSUER_CODES),
        "vessel_imo": pooled(month.voyages.vessel[voyage], month.world.ships.imo.tolist()),
        "voyage_number": pooled(voyage, month.voyages.number.tolist()),
        "member_number": member_numbers(member[bill]),
        "sector": pa.array(["importer"] * len(bill), pa.string()),
        "tier": pa.array(np.where(day[bill] >= standing.validated[bill], 2, 1)),
        "score_before": pa.array(score),
        "points_off": pa.array(points),
        "high_risk_threshold": pa.nulls(len(bill)),
        "scored_at": pa.array(scored[bill]),
        "recorded_at": pa.array(scored[bill]),
    }
    return pa.table(columns).cast(CREDIT_SCHEMA)


def member_numbers(member: Ints) -> pa.StringArray:
    """Write the numbers of members as the feed trade_partners does."""
    return fixed_width(b"SYN-P", digits(member + 1, 6))


def member_carriers(month: Month) -> Ints:
    """Give the member behind each of the first carrier codes; other codes are no members."""
    n_importers = len(importing_members(month))
    n_carriers = int((other_members(n_importers) == 1).sum())
    return n_importers + np.arange(min(n_carriers, len(CARRIER_CODES)))


def partner_codes(month: Month) -> pa.Table:
    """Write whose the issuer codes are, and their standing; in the month in which it was told.

    Parameters
    ----------
    month : Month

    Returns
    -------
    pyarrow.Table
        With the columns of `CODE_SCHEMA`; rows recorded after the release are in it too, where
        the release is the first.
    """
    if month.month != month.world.config.months()[0]:
        return CODE_SCHEMA.empty_table()
    rows = [*_carrier_codes(month), *_nvocc_codes(month)]
    rows.sort(key=lambda row: (str(row[5]), str(row[0])))
    names = CODE_SCHEMA.names[:5]
    texts = {name: [row[place] for row in rows] for place, name in enumerate(names)}
    first = np.array([row[5] for row in rows], dtype="datetime64[D]")
    recorded = first.astype("datetime64[s]") + np.timedelta64(43_200, "s")
    return pa.table({**texts, "valid_from": first, "recorded_at": recorded}).cast(CODE_SCHEMA)


def _carrier_codes(month: Month) -> list[tuple[object, ...]]:
    """Tell of the carriers: the first are members, and fare as the register of members says."""
    standing = standing_of(month, member_carriers(month))
    numbers = member_numbers(standing.number)
    names = party_names(FORWARDER, np.arange(len(numbers)), np.zeros(len(numbers), int))
    rows: list[tuple[object, ...]] = []
    for code, issuer in enumerate(CARRIER_CODES):
        is_member = code < len(numbers)
        name = names[code].as_py() if is_member else None
        rows.append((issuer, name, "vessel_operator", "not_a_member", None, _BEGAN))
        if not is_member:
            continue
        for word, first in (
            ("certified", standing.certified[code]),
            ("validated", standing.validated[code]),
            ("suspended", standing.suspended[code]),
            ("certified", standing.reinstated[code]),
            ("not_a_member", standing.removed[code]),
        ):
            if first < _NEVER:
                number = numbers[code].as_py()
                rows.append((issuer, name, "vessel_operator", word, number, first))
    return rows


def _nvocc_codes(month: Month) -> list[tuple[object, ...]]:
    """Tell of the NVOCCs, members from one day on or never; the register does not count them."""
    issuers = ISSUER_CODES[len(CARRIER_CODES) :]
    firm = np.arange(len(issuers))
    names = party_names(FORWARDER, firm, np.zeros(len(firm), int)).to_pylist()
    chance = hashed_uniform(month.world.config.seed, firm, 93)
    rows: list[tuple[object, ...]] = [
        (issuer, name, "nvocc", "not_a_member", None, _BEGAN)
        for issuer, name in zip(issuers, names, strict=True)
    ]
    rows += [
        (issuers[place], names[place], "nvocc", "certified", f"SYN-V{place + 1:06d}", _CODES_LISTED)
        for place in np.flatnonzero(chance < calibration.PARTNER_NVOCC_SHARE.value)
    ]
    return rows
