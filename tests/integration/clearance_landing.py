"""A landing folder of one voyage whose clearances were worked out by hand, and a register beside it.

Synthetic. Vessel 9000003, voyage 006E, at Los Angeles 10 January 2006 00:00; every container is
discharged 10 January 06:00. The last row is known 15 January 06:00: what is open has run till then.
Hours below are of January 2006.

| Bill, container | Data complete | Hold, exam | Released | Gone | Consignee |
|---|---|---|---|---|---|
| K1 | 8th | none | 11th 06:00 | 12th 00:00 | a validated member, written otherwise |
| K2 | 10th 18:00 (late) | none | 11th 00:00 | 11th 06:00 | a certified member, suspended that month |
| K3 | 9th | held 9th 12:00; image 10th 16:00-16:30, opened 11th 08:00-14:00 | 11th 20:00 | 12th 00:00 | a member from the day after |
| K4 | 9th | held 10th 10:00, called off, lifted 20:00 | 11th 02:00 | 11th 04:00 | to order |
| K5 | 9th | held 10th 08:00, image begun 12:00, not ended | open | - | a member, but a broker |
| K6 | 9th | none | not known | 11th 06:00 | no member |
| K7 | not lodged | none | open | - | no member |
| K8: box K8 | 9th | none | 10th 18:00 | 10th 20:00 | no member |
| K8: box K9 | 9th | random: held 10th 06:00, image 09:00-09:20 | 11th 12:00 | 11th 18:00 | as its bill |
| K10 | 9th | a portal passage without alarm: no exam | 10th 12:00 | 10th 18:00 | no member |
"""  # noqa: E501  the table

import csv
import io
from collections.abc import Iterable, Mapping
from pathlib import Path

from pipelines.landing import load_contracts
from tests.integration.landing_files import make_folder

Row = Mapping[str, str]
VOYAGE = {"vessel_imo": "9000003", "voyage_number": "006E"}
BILL_OF = {name: name for name in ("K1", "K2", "K3", "K4", "K5", "K6", "K7", "K8", "K10")}
BILL_OF["K9"] = "K8"
CONSIGNEES = {
    "K1": "EXAMPLE IMPORTS, INC.",
    "K2": "SECOND EXAMPLE CORP",
    "K3": "THIRD EXAMPLE CO",
    "K4": "TO ORDER",
    "K5": "FIFTH EXAMPLE INC",
}
CLOCKS = {
    "K1": ("08 00:00", "11 06:00", "12 00:00"),
    "K2": ("10 18:00", "11 00:00", "11 06:00"),
    "K3": ("09 00:00", "11 20:00", "12 00:00"),
    "K4": ("09 00:00", "11 02:00", "11 04:00"),
    "K5": ("09 00:00", "", ""),
    "K6": ("09 00:00", "", "11 06:00"),
    "K7": ("", "", ""),
    "K8": ("09 00:00", "10 18:00", "10 20:00"),
    "K9": ("09 00:00", "11 12:00", "11 18:00"),
    "K10": ("09 00:00", "10 12:00", "10 18:00"),
}
"""Data complete, released, gone: day and hour of January 2006."""

EXAMS = (
    ("K3", "mandatory_score", "image", "completed", "09 12:00", "10 16:00", "10 16:30", "11 15:00"),
    (
        "K3", "mandatory_score", "physical_full", "completed",
        "09 12:00", "11 08:00", "11 14:00", "11 15:00",
    ),
    ("K4", "review", "image", "cancelled", "10 10:00", "", "", "10 20:00"),
    ("K5", "mandatory_score", "image", "started", "10 08:00", "10 12:00", "", ""),
    ("K9", "random", "image", "completed", "10 06:00", "10 09:00", "10 09:20", "10 10:00"),
    ("K10", "review", "radiation", "completed", "", "10 07:00", "10 07:01", ""),
)  # fmt: skip
"""Container, reason, method, status; held, begun, ended, lifted."""

MEMBERS = (
    ("P1", "Example Imports Inc", "importer", "validated", "2005-01-01", ""),
    ("P2", "SECOND EXAMPLE CORP", "importer", "certified", "2004-06-01", ""),
    ("P2", "SECOND EXAMPLE CORP", "importer", "suspended", "2006-01-05", "2006-02-01"),
    ("P3", "THIRD EXAMPLE CO", "importer", "certified", "2006-01-11", ""),
    ("P5", "FIFTH EXAMPLE INC", "broker", "certified", "2004-06-01", ""),
)


def moment(text: str) -> str:
    """Write a day and hour of January 2006 as the contracts do; nothing stays nothing."""
    return f"2006-01-{text.replace(' ', 'T')}:00" if text else ""


def container(name: str) -> str:
    """Number of a container."""
    return f"SYNU9100{int(name[1:]):03}"


def trip_key(name: str) -> str:
    """Key of a container's trip."""
    return f"{container(name)}|9000003|006E|2704"


def landing_folder(path: Path) -> Path:
    """Write the folder; no register of trade partners is in it."""
    bills = sorted(set(BILL_OF.values()))
    files = {
        "ams__header_2006__200601150300.csv": table("ams_header", map(header, bills)),
        "ams__billgen_2006__200601150300.csv": table("ams_billgen", map(billgen, bills)),
        "ams__container_2006__200601150300.csv": table(
            "ams_container",
            (identified(BILL_OF[n]) | {"container_number": container(n)} for n in CLOCKS),
        ),
        "ams__consignee_2006__200601150300.csv": table("ams_consignee", map(consignee, bills)),
        "manifest_events__2006_01__200601160300.csv": table("manifest_events", messages(bills)),
        "exams__2006_01__200601160300.csv": table("exams", exam_rows()),
    }
    return make_folder(path, files)


def register_folder(path: Path) -> Path:
    """Write the register of trade partners."""
    names = ("member_number", "party_name", "sector", "status", "valid_from", "valid_to")
    rows = [
        dict(zip(names, member, strict=True)) | {"recorded_at": f"{member[4]}T18:00:00"}
        for member in MEMBERS
    ]
    name = "trade_partners__2006_01__200601160300.csv"
    return make_folder(path, {name: table("trade_partners", rows)})


def table(name: str, rows: Iterable[Row]) -> str:
    """Write a CSV file with all columns of its contract."""
    text = io.StringIO()
    names = load_contracts()[name].column_names
    writer = csv.DictWriter(text, names, restval="", lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


def identified(bill: str) -> dict[str, str]:
    return {"identifier": f"20060110{int(bill[1:]):05}"}


def header(bill: str) -> Row:
    return identified(bill) | {
        "carrier_code": "SYNC",
        "vessel_name": "HAND WORKED ONE",
        "port_of_unlading": "Los Angeles, California",
        "foreign_port_of_lading": "Pusan",
        "estimated_arrival_date": "2006-01-10",
        "actual_arrival_date": "2006-01-10",
        "record_status_indicator": "New",
        "conveyance_id": VOYAGE["vessel_imo"],
        "mode_of_transportation": "Vessel, containerized",
    }


def billgen(bill: str) -> Row:
    return identified(bill) | {
        "house_bol_number": bill,
        "voyage_number": VOYAGE["voyage_number"],
        "bill_type_code": "Regular Bill",
        "run_date": "2006-01-10",
    }


def consignee(bill: str) -> Row:
    return identified(bill) | {"consignee_name": CONSIGNEES.get(bill, "NOBODY KNOWN LLC")}


def messages(bills: Iterable[str]) -> list[Row]:
    rows: list[dict[str, str]] = [
        {"bill_number": bill, "message_type": "original", "received_at": "2005-12-20T00:00:00"}
        for bill in bills
    ]
    for name, (complete, released, gone) in CLOCKS.items():
        rows.append(
            {
                "bill_number": BILL_OF[name],
                "container_number": container(name),
                "message_type": "status",
                "received_at": moment("15 06:00"),
                "laded_at": "2005-12-25T00:00:00",
                "departed_at": "2005-12-26T00:00:00",
                "arrived_at": moment("10 00:00"),
                "discharged_at": moment("10 06:00"),
                "data_complete_at": moment(complete),
                "released_at": moment(released),
                "gated_out_at": moment(gone),
            }
        )
    common = VOYAGE | {"carrier_code": "SYNC"}
    return [common | row | {"message_id": f"M{number:02}"} for number, row in enumerate(rows)]


def exam_rows() -> list[Row]:
    return [
        VOYAGE
        | {
            "exam_event_id": f"X{number}",
            "container_number": container(name),
            "us_port_code": "2704",
            "location_group": "domestic",
            "selection_reasons": reason,
            "random_draw_probability": "0.002" if reason == "random" else "",
            "hold_placed_at": moment(held),
            "started_at": moment(begun),
            "ended_at": moment(ended),
            "hold_lifted_at": moment(lifted),
            "method": method,
            "status": status,
            "result": "negative" if status == "completed" and method != "radiation" else "",
            "recorded_at": moment("12 00:00"),
        }
        for number, (name, reason, method, status, held, begun, ended, lifted) in enumerate(EXAMS)
    ]
