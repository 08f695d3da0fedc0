"""A landing folder of one voyage in the first weeks of the Importer Security Filing.

Synthetic. Vessel 9000003, voyage 009E: from Busan 3 February 2009 12:00, at Los Angeles 15 February
15:00, so that T3 is 16 February 15:00. Seven bills of one container each, laded 1 February 12:00
(T0 is 31 January 12:00) but for two:

| Bill | Manifest filed | Importer filing | What is planted |
|---|---|---|---|
| I01 | 30 January | 31 January 12:00:00, whole | on the stroke of T0; status message on the stroke of a day |
| I02 | 31 January 12:00:01 | 30 January without consolidator; 5 February whole | a later filing replaces; status message a second late |
| I03 | 1 February | 31 January 12:00:01, whole | a second late; consignee amended 2 February (T0 to T1) |
| I04 | 30 January | none | seal amended 17 February 00:00: 9 hours after T3; neither planned nor discharged |
| I05 | 20 January | 20 January, whole | time of lading not known |
| I06 | 20 January | 20 January, whole | laded 25 January 14:59:59, a second before the day of the rule at Busan: not required |
| I07 | 31 January 12:00:00 | 30 January, tariff number of four digits, country "China" | ten values, eight elements |

The stow plan comes in two files 5 February 12:00, on the stroke of 48 hours after departure, and holds
PLNU0000001, which is not manifested. The tally holds OVRU0000001, which is not manifested.
"""  # noqa: E501  the table

import csv
import io
from collections.abc import Iterable, Mapping
from pathlib import Path

from pipelines.landing import load_contracts
from tests.integration.landing_files import make_folder

BILLS = ("I01", "I02", "I03", "I04", "I05", "I06", "I07")
VOYAGE = {"vessel_imo": "9000003", "voyage_number": "009E"}
FILED = {
    "I01": "2009-01-30T00:00:00",
    "I02": "2009-01-31T12:00:01",
    "I03": "2009-02-01T00:00:00",
    "I04": "2009-01-30T00:00:00",
    "I05": "2009-01-20T00:00:00",
    "I06": "2009-01-20T00:00:00",
    "I07": "2009-01-31T12:00:00",
}
WHOLE = {
    "seller": "SELLER",
    "buyer": "BUYER",
    "importer_of_record_number": "12-3456789",
    "consignee_number": "12-3456789",
    "manufacturer": "WORKS",
    "ship_to_party": "STORES",
    "country_of_origin": "KR",
    "hts_number": "6505.00",
    "stuffing_location": "SHED",
    "consolidator": "CFS",
}
NO_CONSOLIDATOR = WHOLE | {"consolidator": ""}
UNREADABLE = WHOLE | {"hts_number": "6505", "country_of_origin": "China"}
ENTERED = "2009-02-01T12:00:00"
Row = Mapping[str, str]


def container(bill: str) -> str:
    """Number of the one container of a bill."""
    return f"SYNU90000{bill[1:]}"


def landing_folder(path: Path) -> Path:
    """Write the folder."""
    laded = dict.fromkeys(BILLS, "2009-02-01T12:00:00")
    laded |= {"I05": "", "I06": "2009-01-25T14:59:59"}
    files = {
        "ams__header_2009__200902200300.csv": table("ams_header", map(header, BILLS)),
        "ams__billgen_2009__200902200300.csv": table("ams_billgen", map(billgen, BILLS)),
        "ams__container_2009__200902200300.csv": table(
            "ams_container",
            (identified(b) | {"container_number": container(b)} for b in BILLS),
        ),
        "manifest_events__2009_02__200902200300.csv": table(
            "manifest_events", messages(laded)
        ),
        "isf_filings__2009_02__200902200300.csv": table("isf_filings", filings()),
        "discharge_tally__2009_02__200902200300.csv": table("discharge_tally", tally()),
        "stow_plan_positions__2009_02__200902051200_part_1.edi": stow_plan(
            [container(b) for b in ("I01", "I02", "I03")]
        ),
        "stow_plan_positions__2009_02__200902051200_part_2.edi": stow_plan(
            [container(b) for b in ("I05", "I06", "I07")] + ["PLNU0000001"]
        ),
    }  # fmt: skip
    return make_folder(path, files)


def later_folder(path: Path) -> Path:
    """A second folder: the importer filing of I04 comes in after all, five days before arrival."""
    late = importer("F9", "I04", "2009-02-10T00:00:00", WHOLE)
    return make_folder(
        path, {"isf_filings__2009_02__200902250300.csv": table("isf_filings", [late])}
    )


def table(name: str, rows: Iterable[Row]) -> str:
    """Write a CSV file with all columns of its contract."""
    text = io.StringIO()
    names = load_contracts()[name].column_names
    writer = csv.DictWriter(text, names, restval="", lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


def identified(bill: str) -> dict[str, str]:
    return {"identifier": f"20090215000{bill[1:]}"}


def header(bill: str) -> Row:
    return identified(bill) | {
        "carrier_code": "SYNC",
        "vessel_name": "HAND WORKED ONE",
        "port_of_unlading": "Los Angeles, California",
        "foreign_port_of_lading": "Pusan",
        "estimated_arrival_date": "2009-02-15",
        "actual_arrival_date": "2009-02-15",
        "record_status_indicator": "New",
        "conveyance_id": VOYAGE["vessel_imo"],
        "mode_of_transportation": "Vessel, containerized",
    }


def billgen(bill: str) -> Row:
    return identified(bill) | {
        "house_bol_number": bill,
        "voyage_number": VOYAGE["voyage_number"],
        "bill_type_code": "Regular Bill",
        "run_date": "2009-02-15",
    }


def messages(laded: Mapping[str, str]) -> list[Row]:
    clocks = {"departed_at": "2009-02-03T12:00:00", "arrived_at": "2009-02-15T15:00:00"}
    rows: list[dict[str, str]] = []
    for bill in BILLS:
        rows += [
            {"bill_number": bill, "message_type": "original", "received_at": FILED[bill]},
            {"bill_number": bill, "message_type": "status", "received_at": "2009-02-16T00:00:00"}
            | clocks
            | {"laded_at": laded[bill]},
        ]
    for bill, field, at in (
        ("I03", "consignee_name", "2009-02-02T00:00:00"),
        ("I04", "seal_number", "2009-02-17T00:00:00"),
    ):
        rows.append(
            {"bill_number": bill, "message_type": "amendment", "received_at": at}
            | {"amended_field": field, "value_before": "A", "value_after": "B"}
        )
    common = VOYAGE | {"carrier_code": "SYNC"}
    return [common | row | {"message_id": f"M{number:02}"} for number, row in enumerate(rows)]


def importer(number: str, bill: str, received_at: str, elements: Row) -> Row:
    known = {"filing_id": number, "filing_type": "importer", "received_at": received_at}
    return {**VOYAGE, **known, **elements, "carrier_code": "SYNC", "bill_number": bill}


def filings() -> list[Row]:
    rows = [
        importer("F1", "I01", "2009-01-31T12:00:00", WHOLE),
        importer("F2", "I02", "2009-01-30T00:00:00", NO_CONSOLIDATOR),
        importer("F3", "I02", "2009-02-05T00:00:00", WHOLE),
        importer("F4", "I03", "2009-01-31T12:00:01", WHOLE),
        importer("F5", "I05", "2009-01-20T00:00:00", WHOLE),
        importer("F6", "I06", "2009-01-20T00:00:00", WHOLE),
        importer("F7", "I07", "2009-01-30T00:00:00", UNREADABLE),
    ]
    for number, bill, received_at in (
        ("S1", "I01", "2009-02-02T12:00:00"),
        ("S2", "I02", "2009-02-02T12:00:01"),
    ):
        told = {"filing_id": number, "filing_type": "status_message", "received_at": received_at}
        where = {"container_number": container(bill), "entered_at": ENTERED}
        rows.append({**VOYAGE, **told, **where})
    return rows


def tally() -> list[Row]:
    numbers = [container(bill) for bill in BILLS if bill != "I04"] + ["OVRU0000001"]
    when = {"discharged_at": "2009-02-15T20:00:00", "recorded_at": "2009-02-16T08:00:00"}
    return [
        {**VOYAGE, **when, "us_port_code": "2704", "container_number": number} for number in numbers
    ]


def stow_plan(containers: list[str]) -> str:
    """Write a BAPLIE plan with a cell for each container, all for Los Angeles."""
    segments = [
        "UNH+1+BAPLIE:D:95B:UN:SMDG20",
        "BGM++PLAN9+9",
        "DTM+137:0902031000:201",
        "TDT+20+009E+++SYNC:172:20+++9000003:146::HAND WORKED ONE",
        "LOC+5+KRPUS:139:6",
        "LOC+61+USLAX:139:6",
    ]
    for number, name in enumerate(containers):
        segments += [
            f"LOC+147+001{number:02}82::5",
            "MEA+WT++KGM:12000",
            "LOC+9+KRPUS:139:6",
            "LOC+11+USLAX:139:6",
            f"EQD+CN+{name}+42G1+++5",
        ]
    segments.append(f"UNT+{len(segments) + 1}+1")
    whole = ["UNB+UNOA:2+SYNC+CBP+090203:1000+9", *segments, "UNZ+1+9"]
    return "".join(f"{segment}'\n" for segment in whole)
