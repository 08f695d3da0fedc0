"""A landing folder of one voyage and a few members of C-TPAT, worked out by hand.

Synthetic. Vessel 9000007, voyage 011E, at Los Angeles and Seattle 10 November 2006; the last row is
known on 15 November. One container a bill; MEMBER IMPORTS INC is P1, validated on arrival.

| Laded in | Containers of the member | examined | of others | examined | Stands for |
|---|---|---|---|---|---|
| Pusan (KR) | 10 | 1 | 20 | 4 | 10 / 20 = 0.5 |
| Hong Kong (HK) | 20 | 2 | 10 | 5 | 20 / 10 = 2 |
| Kobe (JP) | 2 | 1 | 0 | - | nobody to compare with |
| Pusan, to Seattle | 1 | 1 | 0 | - | nobody to compare with |
| Yantian (CN), under house bills | 0 | - | 3 | 0 | nobody to compare with |

At the rates of others: 0.5 x 4 + 2 x 5 = 12 exams; there were 1 + 2 = 3.
"""

from collections.abc import Iterable
from pathlib import Path

from tests.integration.clearance_landing import Row, table
from tests.integration.landing_files import make_folder

VOYAGE = {"vessel_imo": "9000007", "voyage_number": "011E"}
MEMBER, OTHER = "MEMBER IMPORTS, INC.", "SOMEBODY ELSE LLC"
CARGO = (
    ("Pusan", MEMBER, 10, 1),
    ("Pusan", OTHER, 20, 4),
    ("Hong Kong", MEMBER, 20, 2),
    ("Hong Kong", OTHER, 10, 5),
    ("Kobe", MEMBER, 2, 1),
    ("Pusan", MEMBER, 1, 1),
)
"""Port of lading, consignee, containers, of them examined; the last goes to Seattle."""

HOUSES = ("NVOA", "NVOB", "NVOC")
"""Issuers of the house bills: no member, a member, nobody known."""

LADED = [(port, who, n < exams) for port, who, count, exams in CARGO for n in range(count)]
LADED += [("Yantian", OTHER, False)] * len(HOUSES)
"""One entry a container, numbered in this order."""

N_REGULAR = len(LADED) - len(HOUSES)
TO_SEATTLE = N_REGULAR - 1

PARTNERS = (
    ("P1", "Member Imports Inc", "importer", "applied", "2004-01-01"),
    ("P1", "Member Imports Inc", "importer", "certified", "2004-03-31"),
    ("P1", "Member Imports Inc", "importer", "validated", "2005-03-31"),
    ("P2", "Late Imports Inc", "importer", "applied", "2004-01-01"),
    ("P2", "Late Imports Inc", "importer", "certified", "2004-04-01"),
    ("P2", "Late Imports Inc", "importer", "validated", "2005-04-02"),
    ("P2", "Late Imports Inc", "importer", "suspended", "2006-11-05"),
    ("P2", "Late Imports Inc", "importer", "suspended", "2006-12-05"),
    ("P3", "Example Lines", "carrier", "applied", "2005-05-01"),
    ("P3", "Example Lines", "carrier", "certified", "2005-06-01"),
    ("P4", "Example Brokers", "broker", "applied", "2006-10-01"),
    ("P5", "Second Lines", "carrier", "certified", "2005-01-01"),
)
"""90 days after 1 January 2004 is 31 March; P2 was a day late each time, then suspended and
entered as suspended once more."""

CREDITS = (
    ("K1", 0, "P1", "importer", 7, "35"),
    ("K2", 1, "P1", "importer", 8, "35"),
    ("K3", 2, "P3", "broker", 3, "35"),
    ("K4", 3, "P1", "importer", 6, ""),
    ("K5", 4, "P2", "importer", 2, "35"),
    ("K6", TO_SEATTLE, "P1", "importer", 5, "35"),
    ("K7", 1, "P1", "importer", 5, "35"),
)
"""Number, container, member, sector, points off, threshold: 7 of 35 is 20 %, 8 of 35 is 22.9 %;
where none is told the port's own stands, 33 in this world. The bill of K2 was scored again: K7."""

CODES = (
    ("SYNC", "vessel_operator", "certified", "P3", "2005-06-01"),
    ("NVOA", "nvocc", "not_a_member", "", "2004-01-01"),
    ("NVOB", "nvocc", "certified", "V1", "2004-01-01"),
)
NOTICES = (("N1", "written", "true"), ("N2", "meeting", "false"))
DUTIES = (
    ("fine_paid", "2006-11-12", "done", "2006-11-12"),
    ("gap_assessment", "2006-11-10", "open", ""),
    ("plan_accepted", "2006-12-01", "submitted", ""),
    ("quarterly_meeting", "2007-02-06", "open", ""),
)
ACTIONS = (
    ("F1-1", "F1", "P3", "fine_assessed", "2006-11-10", "2", "4000", ""),
    ("F2-1", "F2", "P3", "fine_assessed", "2006-11-07", "2", "4000", ""),
    ("F2-2", "F2", "P3", "fine_mitigated", "2006-11-09", "", "2500", ""),
    ("F2-3", "F2", "P3", "fine_paid", "2006-11-12", "", "2500", ""),
    ("F3-1", "F3", "P3", "fine_assessed", "2006-11-10", "", "3000", ""),
    ("S1-1", "S1", "P3", "suspended", "2006-11-08", "", "", ""),
    ("S1-2", "S1", "P3", "reinstated", "2006-11-13", "", "", ""),
    ("C1", "", "P3", "criteria_met", "2006-05-31", "", "", "sea_carrier_2006_03_01"),
    ("C2", "", "P5", "criteria_met", "2006-05-30", "", "", "sea_carrier_2006_03_01"),
)
"""From 8 November the fine is 3,000 for a person: F1 is short of 6,000, F2 was before."""


def landing_folder(path: Path) -> Path:
    """Write the folder."""
    bills = [*range(len(LADED)), *(f"M{house}" for house in range(len(HOUSES)))]
    stamp = "200611160300"
    files = {
        f"ams__header_2006__{stamp}.csv": table("ams_header", map(header, bills)),
        f"ams__billgen_2006__{stamp}.csv": table("ams_billgen", map(billgen, bills)),
        f"ams__container_2006__{stamp}.csv": table(
            "ams_container",
            (identified(bill) | {"container_number": container(number_of(bill))} for bill in bills),
        ),
        f"ams__consignee_2006__{stamp}.csv": table(
            "ams_consignee",
            (identified(n) | {"consignee_name": who} for n, (_, who, _) in enumerate(LADED)),
        ),
        f"manifest_events__2006_11__{stamp}.csv": table("manifest_events", messages()),
        f"exams__2006_11__{stamp}.csv": table("exams", exams()),
        f"trade_partners__2006_11__{stamp}.csv": table(
            "trade_partners",
            rows(("member_number", "party_name", "sector", "status", "valid_from"), PARTNERS),
        ),
        f"incidents__2006_11__{stamp}.csv": table("incidents", [INCIDENT]),
        f"score_credits__2006_11__{stamp}.csv": table("score_credits", map(credit, CREDITS)),
        f"partner_codes__2006_11__{stamp}.csv": table(
            "partner_codes",
            rows(("party_code", "kind", "standing", "member_number", "valid_from"), CODES),
        ),
        f"partner_notices__2006_11__{stamp}.csv": table("partner_notices", map(notice, NOTICES)),
        f"partner_duties__2006_11__{stamp}.csv": table(
            "partner_duties",
            rows(
                ("duty", "due_on", "outcome", "done_on"),
                DUTIES,
                notice_id="N1",
                duty_sequence=1,
                source="made by hand",
            ),
        ),
        f"partner_actions__2006_11__{stamp}.csv": table(
            "partner_actions",
            rows(
                (
                    "action_id", "case_id", "member_number", "action", "occurred_on",
                    "persons_not_detained_count", "amount_usd", "criteria_version",
                ),
                ACTIONS,
                incident_id="I1",
                party_name="Example Lines",
                occurred_precision="day",
                source="made by hand",
            ),
        ),
        f"partner_rules__2006_11__{stamp}.csv": table("partner_rules", [NEW_RATE]),
    }  # fmt: skip
    return make_folder(path, files)


INCIDENT = {
    "incident_id": "I1",
    "kind": "stowaway",
    "discovered_on": "2006-11-06",
    "discovered_precision": "day",
    "found_in": "united_states",
    "interception_stage": "terminal",
    "persons_known_count": "5",
    "persons_escaped_count": "2",
    "source": "made by hand",
    "recorded_at": "2006-11-07T00:00:00",
}
NEW_RATE = {
    "rule_id": "fine_per_person",
    "kind": "fine_rate",
    "sector": "carrier",
    "value": "3000",
    "unit": "usd_per_person",
    "in_force_from": "2006-11-08",
    "title": "fine for each stowaway not detained",
    "as_of_date": "2006-11-08",
    "as_of_precision": "day",
    "source": "made by hand",
}


def rows(names: Iterable[str], values: Iterable[tuple[str, ...]], **same: object) -> list[Row]:
    """Write rows of the named columns, recorded on 14 November, with the same in every row."""
    common = {name: str(value) for name, value in same.items()}
    common |= {"recorded_at": "2006-11-14T00:00:00"}
    return [dict(zip(names, value, strict=True)) | common for value in values]


def number_of(bill: int | str) -> int:
    """Give the container of a bill; a master bill holds that of its house bill."""
    return bill if isinstance(bill, int) else N_REGULAR + int(bill[1:])


def container(number: int) -> str:
    return f"SYNU94{number:05}"


def identified(bill: int | str) -> dict[str, str]:
    place = bill + 1 if isinstance(bill, int) else 900 + int(bill[1:])
    return {"identifier": f"20061110{place:05}"}


def issuer(bill: int | str) -> str:
    is_house = isinstance(bill, int) and bill >= N_REGULAR
    return HOUSES[int(bill) - N_REGULAR] if is_house else "SYNC"


def header(bill: int | str) -> Row:
    return identified(bill) | {
        "carrier_code": issuer(bill),
        "vessel_name": "HAND WORKED SEVEN",
        "port_of_unlading": "Seattle, Washington"
        if number_of(bill) == TO_SEATTLE
        else "Los Angeles, California",
        "foreign_port_of_lading": LADED[number_of(bill)][0],
        "estimated_arrival_date": "2006-11-10",
        "actual_arrival_date": "2006-11-10",
        "record_status_indicator": "New",
        "conveyance_id": VOYAGE["vessel_imo"],
        "mode_of_transportation": "Vessel, containerized",
    }


def billgen(bill: int | str) -> Row:
    is_house = isinstance(bill, int) and bill >= N_REGULAR
    return identified(bill) | {
        "master_bol_number": f"BM{int(bill) - N_REGULAR}" if is_house else "",
        "house_bol_number": f"B{bill}",
        "voyage_number": VOYAGE["voyage_number"],
        "bill_type_code": "House Bill"
        if is_house
        else "Regular Bill"
        if isinstance(bill, int)
        else "Master Bill",
        "run_date": "2006-11-10",
    }


def messages() -> list[Row]:
    found: list[Row] = []
    for number in range(len(LADED)):
        bill = {"bill_number": f"B{number}", "carrier_code": issuer(number), **VOYAGE}
        found += [
            bill
            | {
                "message_id": f"O{number}",
                "message_type": "original",
                "received_at": "2006-10-20T00:00:00",
            },
            bill
            | {
                "message_id": f"S{number}",
                "message_type": "status",
                "received_at": "2006-11-15T06:00:00",
                "laded_at": "2006-10-25T00:00:00",
                "departed_at": "2006-10-26T00:00:00",
                "arrived_at": "2006-11-10T00:00:00",
                "discharged_at": "2006-11-10T06:00:00",
                "released_at": "2006-11-12T00:00:00",
                "gated_out_at": "2006-11-12T12:00:00",
            },
        ]
    return found


def exams() -> list[Row]:
    return [
        VOYAGE
        | {
            "exam_event_id": f"X{number}",
            "container_number": container(number),
            "us_port_code": "3001" if number == TO_SEATTLE else "2704",
            "location_group": "domestic",
            "selection_reasons": "review",
            "started_at": "2006-11-11T00:00:00",
            "ended_at": "2006-11-11T01:00:00",
            "method": "image",
            "status": "completed",
            "result": "negative",
            "recorded_at": "2006-11-11T02:00:00",
        }
        for number, (_, _, is_examined) in enumerate(LADED)
        if is_examined
    ]


def credit(row: tuple[str, int, str, str, int, str]) -> Row:
    name, number, member, sector, points, threshold = row
    return VOYAGE | {
        "credit_id": name,
        "bill_number": f"B{number}",
        "carrier_code": "SYNC",
        "member_number": member,
        "sector": sector,
        "tier": "1",
        "points_off": str(points),
        "high_risk_threshold": threshold,
        "scored_at": "2006-11-09T00:00:00",
        "recorded_at": "2006-11-09T00:00:00",
    }


def notice(row: tuple[str, str, str]) -> Row:
    name, form, states_duties = row
    return {
        "notice_id": name,
        "incident_id": "I1",
        "member_number": "P3",
        "party_name": "Example Lines",
        "sector": "carrier",
        "form": form,
        "served_on": "2006-11-07",
        "served_precision": "day",
        "states_duties": states_duties,
        "source": "made by hand",
        "recorded_at": "2006-11-07T00:00:00",
    }
