"""Scans, ratings and shifts laid over the voyages of ``csi_landing``, worked out by hand.

Synthetic. Scanning runs at every terminal of Chiwan and at T1 of Xiamen from 1 January 2006, at
Shanghai at a terminal that is not stated, at Hong Kong from a day that is only projected.

| Container | Laded | Image | Radiation | So it was |
|---|---|---|---|---|
| A1, A3 | Chiwan, December 2005 | | | before scanning was operational |
| A2 | Hong Kong | | | before scanning was operational |
| B1 | Chiwan, 20 Jan 02:00 | 19 Jan | 19 Jan | scanned |
| B2 | Shanghai | | | not scanned; at which terminal is not known |
| B3 | Chiwan, 20 Jan 02:00 | 19 Jan | 20 Jan 05:00 | scanned after lading |
| B4 | Chiwan | 19 Jan | | imaged only |
| B5 | Chiwan | | 19 Jan, alarm, resolved 10 h later | measured only |
| B6 | Chiwan | 19 Jan | 19 Jan | scanned, data never received |
| B7 to B9, D2 | Chiwan | | | not scanned |
| C1 | Xiamen, 25 Jan | 24 Jan | 24 Jan | scanned |
| C2 | Xiamen, hour not told | 24 Jan | 24 Jan | unknown |
| D1 | Chiwan, 10 Nov | 9 Nov | 9 Nov | scanned |

Megaports measured three more, bound elsewhere: one alarm still open, one none, one not known.

Los Angeles assesses vessels from 20 January 2006, so voyage 011E of 5 January is out of scope.
012E has all 35 cells before arrival, cargo and stowaways high; of 013E crew and narcotics was
rated an hour after arrival; of 014E nothing was rated.
"""

from pathlib import Path

from tests.integration.clearance_landing import Row, table
from tests.integration.csi_landing import IMO, container, voyage
from tests.integration.landing_files import make_folder

AREAS = ("vessel_type_history", "ports_of_call", "cargo", "crew", "passengers")
RISKS = (
    "terrorism", "narcotics", "stowaways", "deserters_absconders", "agricultural_bio_terrorism",
    "trade_fraud", "illegal_exports",
)  # fmt: skip

SCANS = (
    ("B1", "2006-01-19T08:00:00", "2006-01-19T08:00:00", True),
    ("B3", "2006-01-19T08:00:00", "2006-01-20T05:00:00", True),
    ("B4", "2006-01-19T08:00:00", "", True),
    ("B5", "", "2006-01-19T08:00:00", True),
    ("B6", "2006-01-19T08:00:00", "2006-01-19T08:00:00", False),
    ("C1", "2006-01-24T08:00:00", "2006-01-24T08:00:00", True),
    ("C2", "2006-01-24T08:00:00", "2006-01-24T08:00:00", True),
    ("D1", "2006-11-09T08:00:00", "2006-11-09T08:00:00", True),
)
"""Container, image, radiation, whether the data reached the United States."""

PORTS = (
    ("57067", "Chiwan", "full", "*", "2006-01-01", ""),
    ("57069", "Xiamen", "limited", "T1", "2006-01-01", ""),
    ("57035", "Shanghai", "limited", "", "2006-01-01", ""),
    ("58201", "Hong Kong", "limited", "T9", "2005-12-01", "true"),
)

EVIDENCE = (
    ("57067", 1, "present", "2006-01-01"),
    ("57067", 5, "absent", "2006-01-01"),
    # the newer state of the same condition counts
    ("57067", 5, "present", "2006-06-01"),
    ("57069", 1, "present", "2006-01-01"),
    *(("57069", number, "absent", "2006-01-01") for number in range(2, 7)),
    ("58201", 1, "present", "2006-01-01"),
    *(("58201", number, "absent", "2006-01-01") for number in range(2, 5)),
)

SHIFTS = (("day", "16", "1", "40"), ("evening", "8", "0", "20"), ("night", "", "", "99"))
"""Shift, hours, supervisors, containers."""


def programs_folder(path: Path) -> Path:
    """Write the folder."""
    stamp = "2006_12__200612010300"
    files = {
        "scans": [*_scans(), *_bound_elsewhere()],
        "terminal_calls": [
            {
                "vessel_imo": IMO, "voyage_number": "013E", "port_code": "57069",
                "terminal_name": "T1", "recorded_at": "2006-01-26T00:00:00",
            }
        ],
        "scanning_ports": _ports(),
        "scanning_evidence": _evidence(),
        "vessel_ratings": _ratings(),
        "vessel_targeting_ports": [
            {
                "us_port_code": "2704", "port_name": "Los Angeles", "adopted_on": "2006-01-20",
                "adopted_precision": "day", "adoption_order": "1", **_stated("2006-01-20"),
            }
        ],
        "activities": _activities(),
        "targeter_hours": [
            {
                "us_port_code": "2704", "shift_date": "2006-02-05", "shift": shift,
                "targeter_hours": hours, "supervisor_count": supervisors,
                "containers_reviewed": containers, "recorded_at": "2006-02-06T00:00:00",
            }
            for shift, hours, supervisors, containers in SHIFTS
        ],
    }  # fmt: skip
    return make_folder(
        path, {f"{name}__{stamp}.csv": table(name, rows) for name, rows in files.items()}
    )


def _stated(day: str) -> dict[str, str]:
    return {"as_of_date": day, "as_of_precision": "day", "source": "worked out by hand"}


def _scans() -> list[Row]:
    rows: list[Row] = []
    for name, image, radiation, is_received in SCANS:
        passed = image or radiation
        row = voyage(name) | {
            "scan_id": f"S{name}",
            "program": "sfi",
            "port_code": "57069" if name[0] == "C" else "57067",
            "container_number": container(name),
            "is_us_bound": "true",
            "us_port_code": "2704",
            "passed_at": passed,
            "image_taken_at": image,
            "radiation_measured_at": radiation,
            "data_received_at": passed if is_received else "",
            "has_alarm": "" if not radiation else "true" if name == "B5" else "false",
            "recorded_at": passed,
        }
        rows.append(row)
        if name == "B5":
            rows.append(
                row
                | {
                    "resolved_at": "2006-01-19T18:00:00",
                    "resolution": "natural_material",
                    "recorded_at": "2006-01-19T18:05:00",
                }
            )
    return rows


def _bound_elsewhere() -> list[Row]:
    return [
        {
            "scan_id": f"M{number}",
            "program": "megaports",
            "port_code": "57067",
            "container_number": f"SYNU900000{number}",
            "is_us_bound": "false",
            "passed_at": "2006-03-01T08:00:00",
            "radiation_measured_at": "2006-03-01T08:00:00",
            "has_alarm": alarm,
            "recorded_at": "2006-03-01T08:05:00",
        }
        for number, alarm in ((1, "true"), (2, "false"), (3, ""))
    ]


def _ports() -> list[Row]:
    return [
        {
            "program": "sfi",
            "port_code": code,
            "port_name": name,
            "deployment_level": level,
            "terminal_name": terminal,
            "operational_on": since,
            "operational_precision": "day",
            "operational_is_projected": projected or "false",
            **_stated("2006-01-01"),
        }
        for code, name, level, terminal, since, projected in PORTS
    ]


def _evidence() -> list[Row]:
    return [
        {
            "port_code": port,
            "condition_number": str(number),
            "evidence_state": state,
            **_stated(day),
        }
        for port, number, state, day in EVIDENCE
    ]


def _ratings() -> list[Row]:
    rows: list[Row] = []
    for number, arrived in (("012E", "2006-02-05"), ("013E", "2006-02-08")):
        for area in AREAS:
            for risk in RISKS:
                is_high = (number, area, risk) == ("012E", "cargo", "stowaways")
                is_late = (number, area, risk) == ("013E", "crew", "narcotics")
                rated = f"{arrived}T01:00:00" if is_late else f"{arrived[:8]}01T12:00:00"
                rows.append(
                    {
                        "vessel_imo": IMO,
                        "voyage_number": number,
                        "us_port_code": "2704",
                        "grid_version": "1",
                        "area": area,
                        "risk": risk,
                        "level": "high" if is_high else "low",
                        "rated_at": rated,
                        "recorded_at": rated,
                    }
                )
    return rows


def _activities() -> list[Row]:
    common = {"us_port_code": "2704", "ended_at": "2006-02-05T06:00:00"}
    vessel = {"vessel_imo": IMO, "voyage_number": "012E"}
    at = {"started_at": "2006-02-05T04:00:00", "recorded_at": "2006-02-05T07:00:00"}
    return [
        common | vessel | at
        | {"activity_id": "A1", "activity_type": "boarding", "finding_risk": "stowaways"},
        common | at | {"activity_id": "A2", "activity_type": "patrol"},
        common | vessel | at | {"activity_id": "A3", "activity_type": "discharge_check"},
    ]  # fmt: skip
