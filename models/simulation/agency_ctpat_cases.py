"""The feeds partner_notices, partner_duties and partner_actions: what follows for members.

Notices, duties and fines answer the confirmed incidents of the month whose carrier is a member;
suspensions are those of the feed trade_partners, told with their reasons. Whose code a carrier's is
and who is a member when is in `agency_ctpat_credits.py`. Rows are few and written one by one.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa

from models.simulation import calibration
from models.simulation.agency_ctpat_credits import (
    Standing,
    member_carriers,
    member_numbers,
    standing_of,
)
from models.simulation.agency_ctpat_schemas import ACTION_SCHEMA, DUTY_SCHEMA, NOTICE_SCHEMA
from models.simulation.agency_partners import importing_members, other_members
from models.simulation.incident_telling import SOURCE, Row, day_of, moment_of
from models.simulation.month import Month, stamp_of
from models.simulation.party_names import CONSIGNEE, FORWARDER, party_names
from models.simulation.randomness import Bools

_DUTY_DAYS = {"gap_assessment": 60, "plan_accepted": 45, "fine_paid": 90}
"""Days from the notice within which a duty is due; chosen."""

_MEETINGS, _MEETING_DAYS = 2, 91
"""Quarterly meetings that a notice states; chosen."""

_CRITERIA_VERSION = "sea_carrier_2006_03_01"
_CRITERIA_FROM = np.datetime64("2006-03-01", "D")
"""OIG 217: criteria for sea carriers of 1 March 2006."""

_SUSPENSION_REASONS = (
    "weaknesses found on a visit and not closed",
    "no answer to a request for documents",
    "partners not held to the criteria",
)
_NEVER = np.datetime64("2200-01-01", "D")
_MORNING = np.timedelta64(36_000, "s")


@dataclass(slots=True)
class _Rows:
    """Rows of the three feeds as they are told."""

    notices: list[Row] = field(default_factory=list)
    duties: list[Row] = field(default_factory=list)
    actions: list[Row] = field(default_factory=list)


def partner_cases(month: Month, incident_tables: Mapping[str, pa.Table]) -> dict[str, pa.Table]:
    """Write what follows for members from the incidents of a month, and the acts of the month.

    Parameters
    ----------
    month : Month
    incident_tables : mapping of str to pyarrow.Table
        The incident feeds of the month.

    Returns
    -------
    dict of str to pyarrow.Table
        By contract name; rows recorded after the release are in them too.
    """
    rows = _Rows()
    rng = month.generator("partner cases")
    carriers = standing_of(month, member_carriers(month))
    for incident, carrier in _incidents_of_members(month, incident_tables, carriers):
        _answer(rows, incident, *_member(month, int(carriers.number[carrier])), rng)
    rows.actions += _standing_acts(month)
    return {
        "partner_notices": pa.Table.from_pylist(rows.notices, NOTICE_SCHEMA),
        "partner_duties": pa.Table.from_pylist(rows.duties, DUTY_SCHEMA),
        "partner_actions": pa.Table.from_pylist(rows.actions, ACTION_SCHEMA),
    }


def _incidents_of_members(
    month: Month, tables: Mapping[str, pa.Table], carriers: Standing
) -> Iterator[tuple[Row, int]]:
    """Find the incidents whose carrier was a member in standing on the day of discovery."""
    numbers = month.trips.number.to_pylist()
    trip_of = {
        row["incident_id"]: numbers.index(row["container_number"])
        for row in tables["incident_containers"].to_pylist()
        if row["container_label"] == "A" and row["container_number"]
    }
    for incident in tables["incidents"].to_pylist():
        trip = trip_of.get(incident["incident_id"])
        if trip is None:
            continue
        carrier = int(month.trips.carrier[trip])
        day = np.array([incident["discovered_on"]], dtype="datetime64[D]")
        if carrier < len(carriers.number) and carriers.of(np.array([carrier])).holds(day)[0]:
            yield incident, carrier


def _answer(rows: _Rows, incident: Row, number: str, name: str, rng: np.random.Generator) -> None:
    """Serve a notice, and tell how its duties fare."""
    served = np.datetime64(incident["discovered_on"], "D") + int(rng.integers(1, 8))
    states_duties = bool(rng.random() < calibration.PARTNER_NOTICE_WITH_DUTIES_SHARE.value)
    told = {"source": SOURCE, "recorded_at": _recorded(served)}
    notice = f"SYN-N{incident['incident_id'][4:]}"
    rows.notices.append(
        {
            "notice_id": notice, "incident_id": incident["incident_id"], "member_number": number,
            "party_name": name, "sector": "carrier",
            "form": "written" if states_duties else "meeting", "served_on": day_of(served),
            "served_precision": "day", "states_duties": states_duties, "statement": None, **told,
        }
    )  # fmt: skip
    if not states_duties:
        return
    escaped = int(incident["persons_escaped_count"] or 0)
    due = [(duty, 1, served + days) for duty, days in _DUTY_DAYS.items()]
    due += [("quarterly_meeting", n, served + n * _MEETING_DAYS) for n in range(1, _MEETINGS + 1)]
    for duty, sequence, day in due:
        if duty == "fine_paid" and not escaped:
            continue
        common = {
            "notice_id": notice, "duty": duty, "duty_sequence": sequence,
            "stated_as": duty.replace("_", " "), "due_on": day_of(day), "source": SOURCE,
        }  # fmt: skip
        rows.duties.append({**common, "outcome": "open", "recorded_at": _recorded(served)})
        is_done = bool(rng.random() < calibration.PARTNER_DUTY_DONE_SHARE.value)
        ended = served + round((day - served).astype(int) * float(rng.uniform(0.4, 1.15)))
        ended = ended if is_done else day + 30
        done_on = day_of(ended) if is_done else None
        rows.duties.append(
            {
                **common, "outcome": "done" if is_done else "not_done", "done_on": done_on,
                "recorded_at": _recorded(ended),
            }
        )  # fmt: skip
        if duty == "fine_paid":
            _fine(rows, incident, number, name, served + 20, ended if is_done else None, rng)
        if duty == "plan_accepted" and not is_done:
            reason = "no plan of action by the day it was due"
            case = f"{notice}-SUSPENSION"
            facts = {"incident_id": incident["incident_id"], "reason": reason}
            rows.actions.append(_act(f"{notice}-1", case, number, name, "suspended", ended, facts))
            back = ended + int(rng.integers(7, 60))
            rows.actions.append(_act(f"{notice}-2", case, number, name, "reinstated", back, facts))


def _fine(
    rows: _Rows, incident: Row, number: str, name: str, assessed: np.datetime64,
    paid: np.datetime64 | None, rng: np.random.Generator,
) -> None:  # fmt: skip
    """Assess a fine for the persons not detained; tell whether it was mitigated, and paid."""
    case = f"{incident['incident_id']}-FINE"
    persons = int(incident["persons_escaped_count"])
    amount = calibration.PARTNER_FINE_PER_PERSON.value * persons
    facts = {"incident_id": incident["incident_id"]}
    acts = [("fine_assessed", assessed, amount, {"persons_not_detained_count": persons})]
    if rng.random() < calibration.PARTNER_FINE_MITIGATED_SHARE.value:
        amount /= 2
        acts.append(("fine_mitigated", assessed + 15, amount, {}))
    if paid is not None:
        acts.append(("fine_paid", max(paid, assessed + 16), amount, {}))
    for place, (action, day, usd, more) in enumerate(acts, start=1):
        known = {**facts, **more, "amount_usd": float(usd)}
        rows.actions.append(_act(f"{case}-{place}", case, number, name, action, day, known))


def _standing_acts(month: Month) -> Iterator[Row]:
    """Tell suspensions with their reasons, revalidations, and compliance with new criteria.

    Only what was recorded since the release before; in the first month, all so far.
    """
    n_importers = len(importing_members(month))
    member = np.arange(n_importers + len(other_members(n_importers)))
    standing = standing_of(month, member)
    # one draw a member, the same in every month
    rng = np.random.default_rng([month.world.config.seed, 94])
    chance, spread = rng.random((3, len(member))), rng.random((3, len(member)))
    reason = (chance[0] * len(_SUSPENSION_REASONS)).astype(np.int64)
    revalidates = chance[1] < calibration.PARTNER_REVALIDATED_SHARE.value
    revalidates &= standing.validated < _NEVER
    again = standing.validated + 700 + (900 * spread[1]).astype(np.int64)
    complies = chance[2] < calibration.PARTNER_CRITERIA_MET_SHARE.value
    complies &= np.isin(member, member_carriers(month))
    complies &= standing.holds(np.full(len(member), _CRITERIA_FROM))
    met = _CRITERIA_FROM + 10 + (110 * spread[2]).astype(np.int64)
    acts: tuple[tuple[str, np.ndarray], ...] = (
        ("suspended", standing.suspended),
        ("reinstated", standing.reinstated),
        ("revalidated", np.where(revalidates, again, _NEVER)),
        ("criteria_met", np.where(complies, met, _NEVER)),
    )
    for action, days in acts:
        for place in np.flatnonzero(_is_told_in(month, days)):
            number, name = _member(month, int(place))
            facts: Row = {}
            case = None
            if action in ("suspended", "reinstated"):
                case = f"{number}-SUSPENSION"
                facts = {"reason": _SUSPENSION_REASONS[reason[place]]}
            elif action == "criteria_met":
                facts = {"criteria_version": _CRITERIA_VERSION}
            yield _act(f"{number}-{action}", case, number, name, action, days[place], facts)


def _is_told_in(month: Month, days: np.ndarray) -> Bools:
    """Say which days are told of by this month's release; in the first month, all so far."""
    moments = days.astype("datetime64[s]") + _MORNING
    is_told = moments <= month.stamp
    if month.month != month.world.config.months()[0]:
        is_told &= moments > stamp_of(month.month - 1)
    return np.asarray(is_told)


def _member(month: Month, member: int) -> tuple[str, str]:
    """Give number and name of a member as the feed trade_partners does."""
    importers = importing_members(month)
    kind, firm = (
        (CONSIGNEE, int(importers[member]))
        if member < len(importers)
        else (FORWARDER, member - len(importers))
    )
    name = party_names(kind, np.array([firm]), np.zeros(1, int))[0].as_py()
    return str(member_numbers(np.array([member]))[0].as_py()), str(name)


def _act(
    number_of_act: str, case: str | None, number: str, name: str, action: str,
    day: np.datetime64, facts: Row,
) -> Row:  # fmt: skip
    return {
        "action_id": number_of_act, "case_id": case, "member_number": number, "party_name": name,
        "action": action, "occurred_on": day_of(day), "occurred_precision": "day",
        "source": SOURCE, "recorded_at": _recorded(day), **facts,
    }  # fmt: skip


def _recorded(day: np.datetime64) -> object:
    return moment_of(day.astype("datetime64[s]") + _MORNING)
