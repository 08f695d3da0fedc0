"""A landing folder of four voyages whose CSI coverage and requests were worked out by hand.

Synthetic; vessel 9000004, to Los Angeles. The register of the repository says that the team at
Yantian targets what is laded at Chiwan from 1 January 2006; Hong Kong and Shanghai had teams of
their own before. A container of whose goods and parties nothing is filed is high risk; the others
are filed in full, with an entry linked, and score below every threshold.

| Voyage | Calls (departure) | Teams that told of their targeting |
|---|---|---|
| 011E | Chiwan 20 Dec 2005, Hong Kong 22 Dec | Hong Kong |
| 012E | Chiwan 20 Jan 2006, Shanghai 23 Jan | Yantian, for Chiwan |
| 013E | Xiamen 25 Jan 2006 | none |
| 014E | Chiwan 10 Nov 2006 | none |

| Container | Laded | High risk | Request | Reasons | Examined | Gone |
|---|---|---|---|---|---|---|
| A1 | Chiwan, before the district was covered | | | | | |
| A2 | Hong Kong | | | | | |
| A3 | one bill names Chiwan, the other Hong Kong | | | | | |
| B1 | Chiwan | yes | accepted | all three | abroad, 19 Jan | 8 Feb |
| B2 | Shanghai | | | | | |
| B3 | Chiwan | yes | denied, referred | score | 9 Feb | 8 Feb |
| B4 | Chiwan | yes | pending | | | 8 Feb |
| B5 | Chiwan | yes | withdrawn | | | 8 Feb |
| B6 | Chiwan | yes | not requested, referred | | 7 Feb | 8 Feb |
| B7 | Chiwan | yes | not requested, referred | | | 8 Feb |
| B8 | Chiwan | yes | nothing on record | | | 8 Feb |
| B9 | Chiwan | yes | not requested, not referred | | | 8 Feb |
| C1 | Xiamen | | | | | |
| C2 | Xiamen, hour not told | | | | | |
| D1 | Chiwan, after 13 October 2006 | yes | | | | |
| D2 | Chiwan, after 13 October 2006 | yes, resolved by research 8 Nov | | | | |
| Z1 | in no manifest | | denied, referred | entity | | |
| N1 | in no manifest: stopped by an order not to load on 18 Jan 2006 | | | | | |
"""

from collections.abc import Iterable
from pathlib import Path

from stdnum import iso6346

from tests.integration.clearance_landing import Row, table
from tests.integration.landing_files import make_folder

IMO = "9000004"
VOYAGES = {
    "A": ("011E", "2006-01-05", (("57067", "2005-12-20"), ("58201", "2005-12-22"))),
    "B": ("012E", "2006-02-05", (("57067", "2006-01-20"), ("57035", "2006-01-23"))),
    "C": ("013E", "2006-02-08", (("57069", "2006-01-25"),)),
    "D": ("014E", "2006-11-25", (("57067", "2006-11-10"),)),
    "Z": ("012E", "2006-02-05", ()),
    "N": ("012E", "2006-02-05", ()),
}
"""Number, arrival and foreign calls, by the first letter of a container."""

BILLS = {
    "A1": ("Chiwan",),
    "A2": ("Hong Kong",),
    "A3": ("Chiwan", "Hong Kong"),
    "B2": ("Shanghai",),
    "C1": ("Xiamen",),
    "C2": ("Xiamen",),
    "D1": ("Chiwan",),
    "D2": ("Chiwan",),
} | {name: ("Chiwan",) for name in ("B1", "B3", "B4", "B5", "B6", "B7", "B8", "B9")}
"""Ports of lading that the bills of each container name."""

FILED_IN_FULL = ("A1", "A2", "A3", "B2", "C1", "C2")
REQUESTS = (
    ("B1", "accepted", "score;rule_hit;entity;document", "", "2006-01-19T10:00:00"),
    ("B3", "denied", "score", "2006-01-19T00:00:00", ""),
    ("B4", "pending", "score;entity", "", ""),
    ("B5", "withdrawn", "score", "", ""),
    ("B6", "not_requested", "", "2006-01-19T00:00:00", ""),
    ("B7", "not_requested", "", "2006-01-19T00:00:00", ""),
    ("B9", "not_requested", "", "", ""),
    ("Z1", "denied", "score;entity", "2006-01-19T00:00:00", ""),
)
"""Container, decision, reasons, referred, examined by the host."""

TARGETED = (
    ("58201", "58201", "011E", "2005-12-21T00:00:00"),
    ("57078", "57067", "012E", "2006-01-19T00:00:00"),
)
"""Team, port of lading, voyage, when."""


def container(name: str) -> str:
    """Number of a container."""
    body = f"SYNU920{ord(name[0]) - 64:02}{name[1]}"
    return body + iso6346.calc_check_digit(body)


def voyage(name: str) -> Row:
    """Vessel and voyage of a container."""
    return {"vessel_imo": IMO, "voyage_number": VOYAGES[name[0]][0]}


def trip_key(name: str) -> str:
    """Key of a container's trip."""
    return f"{container(name)}|{IMO}|{VOYAGES[name[0]][0]}|2704"


def landing_folder(path: Path) -> Path:
    """Write the folder."""
    bills = [(name, place, n) for name in BILLS for n, place in enumerate(BILLS[name])]
    known = [bill for bill in bills if bill[0] in FILED_IN_FULL]
    files = {
        "ams__header_2006__200612010300.csv": table("ams_header", map(_header, bills)),
        "ams__billgen_2006__200612010300.csv": table("ams_billgen", map(_billgen, bills)),
        "ams__container_2006__200612010300.csv": table("ams_container", map(_box, bills)),
        "ams__consignee_2006__200612010300.csv": table(
            "ams_consignee", (_identified(b) | {"consignee_name": "EXAMPLE IMPORTS"} for b in known)
        ),
        "ams__shipper_2006__200612010300.csv": table(
            "ams_shipper", (_identified(b) | {"shipper_party_name": "EXAMPLE WORKS"} for b in known)
        ),
        "ams__cargodesc_2006__200612010300.csv": table("ams_cargodesc", map(_goods, known)),
        "manifest_events__2006_12__200612010300.csv": table("manifest_events", _messages(bills)),
        "port_calls__2006_12__200612010300.csv": table("port_calls", _calls()),
        "exams__2006_12__200612010300.csv": table("exams", [_exam("B3", 9), _exam("B6", 7)]),
        "reviews__2006_12__200612010300.csv": table("reviews", [_research("D2")]),
        "csi_targeting__2006_12__200612010300.csv": table("csi_targeting", _targeting()),
        "csi_requests__2006_12__200612010300.csv": table("csi_requests", _requests()),
        "do_not_load_orders__2006_12__200612010300.csv": table("do_not_load_orders", [_order()]),
    }
    return make_folder(path, files)


Bill = tuple[str, str, int]


def _identified(bill: Bill) -> dict[str, str]:
    name, _, number = bill
    return {"identifier": f"20060110{ord(name[0]) - 64:02}{name[1]}{number:02}"}


def _number(bill: Bill) -> str:
    return f"{bill[0]}{bill[2]}"


def _box(bill: Bill) -> Row:
    return _identified(bill) | {"container_number": container(bill[0]), "seal_number_1": "S1"}


def _goods(bill: Bill) -> Row:
    return _identified(bill) | {
        "container_number": container(bill[0]),
        "description_sequence_number": "1",
        "piece_count": "10",
        "description_text": "WOODEN OFFICE FURNITURE, DESKS AND CHAIRS",
    }


def _header(bill: Bill) -> Row:
    arrived = VOYAGES[bill[0][0]][1]
    return _identified(bill) | {
        "carrier_code": "SYNC",
        "vessel_name": "HAND WORKED FOUR",
        "port_of_unlading": "Los Angeles, California",
        "foreign_port_of_lading": bill[1],
        "estimated_arrival_date": arrived,
        "actual_arrival_date": arrived,
        "record_status_indicator": "New",
        "conveyance_id": IMO,
        "mode_of_transportation": "Vessel, containerized",
    }


def _billgen(bill: Bill) -> Row:
    return _identified(bill) | {
        "house_bol_number": _number(bill),
        "voyage_number": VOYAGES[bill[0][0]][0],
        "bill_type_code": "Regular Bill",
        "run_date": "2006-01-10",
    }


def _messages(bills: Iterable[Bill]) -> list[Row]:
    rows: list[Row] = []
    for bill in bills:
        name = bill[0]
        calls = dict(VOYAGES[name[0]][2])
        port = {"Hong Kong": "58201", "Shanghai": "57035", "Xiamen": "57069"}
        # A3 came to Hong Kong on another ship, and was laded there as A2 was
        lading = "Hong Kong" if name == "A3" else bill[1]
        laded = "" if name == "C2" else f"{calls[port.get(lading, '57067')]}T02:00:00"
        common = voyage(name) | {"carrier_code": "SYNC", "bill_number": _number(bill)}
        rows += [
            common
            | {
                "message_type": "original",
                "received_at": "2005-12-01T00:00:00",
                "entry_linked": "true" if name in FILED_IN_FULL else "",
            },
            common
            | {
                "message_type": "status",
                "received_at": "2006-11-30T00:00:00",
                "laded_at": laded,
                "arrived_at": f"{VOYAGES[name[0]][1]}T00:00:00",
                "released_at": "2006-02-07T20:00:00" if name[0] == "B" else "",
                "gated_out_at": "2006-02-08T00:00:00" if name[0] == "B" else "",
            },
        ]
    return [row | {"message_id": f"M{number:03}"} for number, row in enumerate(rows)]


def _calls() -> list[Row]:
    rows: list[Row] = []
    for letter in "ABCD":
        number, arrived, foreign = VOYAGES[letter]
        calls = [(port, "", f"{day}T18:00:00") for port, day in foreign]
        for sequence, (port, came, left) in enumerate(
            [*calls, ("2704", f"{arrived}T00:00:00", "")]
        ):
            rows.append(
                {
                    "vessel_imo": IMO,
                    "voyage_number": number,
                    "call_sequence": str(sequence + 1),
                    "port_code": port,
                    "arrived_at": came,
                    "departed_at": left,
                    "recorded_at": "2006-11-30T00:00:00",
                }
            )
    return rows


def _exam(name: str, day: int) -> Row:
    return voyage(name) | {
        "exam_event_id": f"X{name}",
        "container_number": container(name),
        "us_port_code": "2704",
        "location_group": "domestic",
        "selection_reasons": "review",
        "started_at": f"2006-02-{day:02}T08:00:00",
        "ended_at": f"2006-02-{day:02}T12:00:00",
        "method": "image",
        "status": "completed",
        "result": "negative",
        "recorded_at": "2006-02-10T00:00:00",
    }


def _research(name: str) -> Row:
    return voyage(name) | {
        "review_id": f"R{name}",
        "container_number": container(name),
        "us_port_code": "2704",
        "record_type": "research",
        "occurred_at": "2006-11-08T00:00:00",
        "outcome": "mitigated_by_information",
        "recorded_at": "2006-11-08T00:00:00",
    }


def _targeting() -> list[Row]:
    return [
        {
            "team_port_code": team,
            "lading_port_code": port,
            "vessel_imo": IMO,
            "voyage_number": number,
            "targeted_at": at,
            "recorded_at": at,
        }
        for team, port, number, at in TARGETED
    ]


def _requests() -> list[Row]:
    return [
        voyage(name)
        | {
            "request_id": f"C{name}",
            "container_number": container(name),
            "us_port_code": "2704",
            "csi_port_code": "57067",
            "host_country": "CN",
            "requested_at": "2006-01-18T00:00:00",
            "decision": decision,
            "reasons": reasons,
            "referred_at": referred,
            "exam_method": "image" if examined else "",
            "examined_at": examined,
            "is_accepted_as_standard": "true" if examined else "",
            "resolved_at": examined,
            "recorded_at": "2006-01-21T00:00:00",
        }
        for name, decision, reasons, referred, examined in REQUESTS
    ]


def _order() -> Row:
    return voyage("N1") | {
        "order_id": "N1",
        "container_number": container("N1"),
        "us_port_code": "2704",
        "lading_port_code": "57067",
        "issued_at": "2006-01-18T00:00:00",
        "reason": "high risk, not examined before lading",
        "outcome": "not_laded",
        "recorded_at": "2006-01-18T01:00:00",
    }
