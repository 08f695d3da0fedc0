"""How recommendations stand on a day: what the report states, and what was decided here since.

Words and dates only; nothing is decided.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from pipelines.decisions import Closing, Evidence
from pipelines.oversight.registers import Registers

CLOSED_HERE = "closed here"
STATED = {
    "open": "open",
    "resolved_open": "resolved, but open",
    "closed": "closed by the report",
    "not_stated": "not stated",
}


@dataclass(frozen=True)
class Standing:
    """How a recommendation stands on a day.

    Attributes
    ----------
    recommendation_id, report, summary, addressee : str
        Which, and what it asks of whom.
    issued_on, due_on : datetime.date, datetime.date or None
        Date of the report; when it is due, None where not stated.
    stated, status : str
        As the report states it; with what was decided here.
    days_open : int or None
        From the report to its closing or the day; None where the report itself closed it, or
        states no status.
    refused_count, accepted_count : int
        Evidence handed in by the day.
    evidence_wanted, source, origin : str or None, str, str
        What would close it; who says so; real or synthetic.
    """

    recommendation_id: str
    report: str
    summary: str
    addressee: str | None
    issued_on: date
    due_on: date | None
    stated: str
    status: str
    days_open: int | None
    refused_count: int
    accepted_count: int
    evidence_wanted: str | None
    source: str
    origin: str


def standings(
    registers: Registers, evidence: Sequence[Evidence], closings: Mapping[str, Closing]
) -> list[Standing]:
    """Say how every recommendation stands as of the day of the registers.

    Parameters
    ----------
    registers
        As of a day.
    evidence, closings
        Of the decision store; what was decided after the day is left out.

    Returns
    -------
    list of Standing
        In the order of the register.
    """
    return [
        _standing(row, registers.as_of, evidence, closings.get(str(row["recommendation_id"])))
        for row in registers.recommendations
    ]


def history(
    row: Mapping[str, Any], evidence: Sequence[Evidence], closing: Closing | None, as_of: date
) -> list[dict[str, Any]]:
    """Tell what happened to a recommendation, oldest first.

    Parameters
    ----------
    row
        Of the register.
    evidence, closing
        Of the decision store.
    as_of
        What happened later is left out.

    Returns
    -------
    list of dict
        ``on``, ``what``, ``by`` and ``note``.
    """
    stated = STATED[str(row["status_stated"])]
    told = [
        {"on": row["issued_on"], "what": "made", "by": row["report"], "note": row["source"]},
        {
            "on": row["as_of_date"],
            "what": f"stated: {stated}",
            "by": row["report"],
            "note": row["response_source"],
        },
    ]
    for one in evidence:
        if one.subject == row["recommendation_id"]:
            verdict = "accepted" if one.accepted else "refused"
            told.append(
                {
                    "on": one.handed_in_at.date(),
                    "what": f"{one.kind} {one.file_name} {verdict}",
                    "by": one.handed_in_by,
                    "note": "lacks " + (", " if one.kind == "receipts" else "; ").join(one.missing)
                    if one.missing
                    else f"held against {one.held_against}",
                }
            )
    if closing is not None:
        told.append(
            {
                "on": closing.closed_at.date(),
                "what": "closed",
                "by": closing.closed_by,
                "note": closing.reason,
            }
        )
    return [one for one in told if one["on"] <= as_of]


def _standing(
    row: Mapping[str, Any], as_of: date, evidence: Sequence[Evidence], closing: Closing | None
) -> Standing:
    key, stated = str(row["recommendation_id"]), str(row["status_stated"])
    by_then = [one for one in evidence if one.subject == key and one.handed_in_at.date() <= as_of]
    closed_on = closing.closed_at.date() if closing is not None else None
    is_closed = closed_on is not None and closed_on <= as_of
    counts = stated in ("open", "resolved_open")
    until = closed_on if is_closed and closed_on is not None else as_of
    return Standing(
        recommendation_id=key,
        report=str(row["report"]),
        summary=str(row["summary"]),
        addressee=row["addressee"],
        issued_on=row["issued_on"],
        due_on=row["due_on"],
        stated=STATED[stated],
        status=CLOSED_HERE if is_closed else STATED[stated],
        days_open=(until - row["issued_on"]).days if counts else None,
        refused_count=sum(not one.accepted for one in by_then),
        accepted_count=sum(one.accepted for one in by_then),
        evidence_wanted=row["evidence_wanted"],
        source=str(row["source"]),
        origin=str(row["origin"]),
    )
