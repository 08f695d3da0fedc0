"""The feed trade_partners: members of the trade partnership, and when each got and lost a status.

Worked out from the numbers of the firms alone, so that no other feed changes because it is written.
Members fare as everybody does: nothing that membership brings is planted, and a difference between
members and others in this stream is chance, or the firm's own ports and goods.
"""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from models.simulation import calibration
from models.simulation.agency_schemas import PARTNER_SCHEMA
from models.simulation.month import Month, stamp_of
from models.simulation.parties import established_consignees
from models.simulation.party_names import CONSIGNEE, FORWARDER, party_names
from models.simulation.randomness import Bools, Floats, Ints, hashed_uniform
from models.simulation.texts import digits, fixed_width, pooled
from models.simulation.world import trips_a_year

SECTORS = ("importer", "carrier", "broker", "terminal", "consolidator")
STATUSES = ("applied", "certified", "validated", "suspended", "removed")
APPLIED, CERTIFIED, VALIDATED, SUSPENDED, REMOVED = range(5)

_BEGAN = np.datetime64("2001-11-01", "D")
"""The partnership was begun in November 2001."""

_DAYS_OPEN = 5 * 365
"""Members apply over the first five years. Chosen."""


def trade_partners(month: Month) -> pa.Table:
    """Write what was recorded of members since the release before; in the first month, all so far.

    Parameters
    ----------
    month : Month

    Returns
    -------
    pyarrow.Table
        With the columns of `PARTNER_SCHEMA`. A suspension is recorded twice: when it begins, and
        with its end.
    """
    seed = month.world.config.seed
    importers = importing_members(month)
    others = other_members(len(importers))
    firm = np.concatenate([importers, np.arange(len(others))])
    sector = np.concatenate([np.zeros(len(importers), dtype=np.int64), others])
    member = np.arange(len(firm))
    row, status, begins, ends, is_closing = member_periods(seed, member)
    hours = hashed_uniform(seed, row, 72) * 9 + 8
    moment = np.where(is_closing, ends, begins).astype("datetime64[s]")
    in_the_day = (hours * 3600).astype("timedelta64[s]")
    recorded = moment + in_the_day
    is_due = recorded <= month.stamp
    if month.month == month.world.config.months()[0]:
        # what the first release tells of whole it does not tell of half
        is_due &= is_closing | ~(ends.astype("datetime64[s]") + in_the_day <= month.stamp)
    else:
        is_due &= recorded > stamp_of(month.month - 1)
    due = np.flatnonzero(is_due)
    due = due[np.lexsort((row[due], recorded[due]))]
    who = row[due]
    names = np.where(sector[who] == 0, 0, 1)
    by_kind = [
        party_names(kind, firm[who], np.zeros(len(who), int)) for kind in (CONSIGNEE, FORWARDER)
    ]
    tier = np.where(status[due] == VALIDATED, 2, 1)
    columns = {
        "member_number": fixed_width(b"SYN-P", digits(who + 1, 6)),
        "party_name": pa.concat_arrays(by_kind).take(
            pa.array(names * len(who) + np.arange(len(who)))
        ),
        "sector": pooled(sector[who], SECTORS),
        "status": pooled(status[due], STATUSES),
        "tier": pa.array(
            tier, mask=(sector[who] != 0) | ~np.isin(status[due], (CERTIFIED, VALIDATED))
        ),
        "valid_from": pa.array(begins[due]),
        "valid_to": pa.array(ends[due], mask=~is_closing[due]),
        "recorded_at": pa.array(recorded[due]),
    }
    return pa.table(columns).cast(PARTNER_SCHEMA)


def importing_members(month: Month) -> Ints:
    """Choose the consignees that ever apply; the large ones, which come first, more often."""
    n_firms = established_consignees(trips_a_year(month.world.config))
    firm = np.arange(n_firms)
    share = np.where(
        firm < n_firms // 10,
        calibration.PARTNER_SHARE_OF_LARGE.value,
        calibration.PARTNER_SHARE_OF_OTHERS.value,
    )
    return np.flatnonzero(hashed_uniform(month.world.config.seed, firm, 71) < share)


def other_members(n_importers: int) -> Ints:
    """Give the sectors of the members that import nothing, as many to an importer as there were."""
    importers = calibration.PARTNER_IMPORTERS.value
    counts = [
        round(n_importers * figure.value / importers)
        for figure in (
            calibration.PARTNER_CARRIERS,
            calibration.PARTNER_BROKERS,
            calibration.PARTNER_TERMINALS,
        )
    ]
    return np.repeat(np.arange(1, 1 + len(counts)), counts)


def member_periods(seed: int, member: Ints) -> tuple[Ints, Ints, np.ndarray, np.ndarray, Bools]:
    """Write the rows of every member: whose, status, first day, end, whether the end is told."""

    def chance(salt: int) -> Floats:
        return hashed_uniform(seed, member, salt)

    def days(low: float, high: float, salt: int) -> np.ndarray:
        return (low + chance(salt) * (high - low)).astype("timedelta64[D]")

    applied = _BEGAN + days(0, _DAYS_OPEN, 73)
    certified = applied + days(30, 150, 74)
    validated = certified + days(200, 900, 75)
    suspended = certified + days(300, 1200, 76)
    # longer than a month, so that its end is told in a later release
    reinstated = suspended + days(40, 120, 77)
    removed = certified + days(400, 1500, 78)
    everybody = np.ones(len(member), dtype=bool)
    is_suspended = chance(80) < calibration.PARTNER_SUSPENDED_SHARE.value
    never = np.full(len(member), np.datetime64("NaT", "D"))
    parts = (
        (APPLIED, applied, never, everybody, False),
        (CERTIFIED, certified, never, everybody, False),
        (
            VALIDATED,
            validated,
            never,
            chance(79) < calibration.PARTNER_VALIDATED_SHARE.value,
            False,
        ),
        (SUSPENDED, suspended, reinstated, is_suspended, False),
        (SUSPENDED, suspended, reinstated, is_suspended, True),
        (REMOVED, removed, never, chance(81) < calibration.PARTNER_REMOVED_SHARE.value, False),
    )
    return (
        np.concatenate([member[chosen] for *_, chosen, _closing in parts]),
        np.repeat([part[0] for part in parts], [int(part[3].sum()) for part in parts]),
        np.concatenate([begins[chosen] for _, begins, _, chosen, _ in parts]),
        np.concatenate([ends[chosen] for _, _, ends, chosen, _ in parts]),
        np.repeat([part[4] for part in parts], [int(part[3].sum()) for part in parts]),
    )
