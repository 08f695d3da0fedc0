"""The registers of the synthetic stream's scanning: where it runs, and evidence on extensions.

They stand in the columns of the registers of the real programs, under origin synthetic. What passes
the scanners is in `agency_scanning.py`.
"""

from __future__ import annotations

import pyarrow as pa

from models.simulation.agency_scanning import FULL, TERMINALS, TESTED_BEFORE, operational_from
from models.simulation.month import Month

SCANNING_PORT_SCHEMA = pa.schema(
    [
        ("program", pa.string()),
        ("port_code", pa.string()),
        ("port_name", pa.string()),
        ("deployment_level", pa.string()),
        ("terminal_name", pa.string()),
        ("testing_on", pa.date32()),
        ("testing_precision", pa.string()),
        ("testing_is_projected", pa.bool_()),
        ("operational_on", pa.date32()),
        ("operational_precision", pa.string()),
        ("operational_is_projected", pa.bool_()),
        ("us_bound_count", pa.int64()),
        ("us_bound_period", pa.string()),
        ("as_of_date", pa.date32()),
        ("as_of_precision", pa.string()),
        ("source", pa.string()),
    ]
)

SCANNING_EVIDENCE_SCHEMA = pa.schema(
    [
        ("port_code", pa.string()),
        ("condition_number", pa.int32()),
        ("evidence_state", pa.string()),
        ("evidence", pa.string()),
        ("as_of_date", pa.date32()),
        ("as_of_precision", pa.string()),
        ("source", pa.string()),
    ]
)

_SOURCE = "synthetic stream: ports and levels of GAO-08-538, table 6; terminals and days invented"
_EVIDENCE = (
    ("58201", 5, "present", "queues at the gate"),
    ("58201", 3, "present", "no room beside the lanes"),
    ("58201", 1, "absent", "equipment delivered"),
    ("58023", 5, "present", "queues at the gate"),
    ("58023", 2, "unknown", "false alarms not yet counted"),
    *(("53551", number, "absent", "scanned in full") for number in range(1, 7)),
)


def scanning_registers(month: Month) -> dict[str, pa.Table]:
    """Write where the stream's scanning runs, and the evidence on extensions; with its first month.

    Parameters
    ----------
    month : Month

    Returns
    -------
    dict of str to pyarrow.Table
        ``scanning_ports`` and ``scanning_evidence``; empty after the first month.
    """
    first = month.world.config.months()[0]
    if month.month != first:
        return {}
    foreign = month.world.network.foreign
    as_of = first.astype("datetime64[D]").astype(object)
    ports = [
        {
            "program": "sfi",
            "port_code": port,
            "port_name": str(foreign.names[foreign.index_of(port)]),
            "deployment_level": "full" if port in FULL else "limited",
            "terminal_name": "*" if port in FULL else TERMINALS[0],
            "testing_on": (since - TESTED_BEFORE).astype("datetime64[D]").astype(object),
            "testing_precision": "day",
            "testing_is_projected": False,
            "operational_on": since.astype("datetime64[D]").astype(object),
            "operational_precision": "day",
            "operational_is_projected": False,
            "us_bound_count": None,
            "us_bound_period": None,
            "as_of_date": as_of,
            "as_of_precision": "day",
            "source": _SOURCE,
        }
        for port, since in operational_from(month).items()
    ]
    evidence = [
        {
            "port_code": port,
            "condition_number": number,
            "evidence_state": state,
            "evidence": words,
            "as_of_date": as_of,
            "as_of_precision": "day",
            "source": "synthetic stream: invented",
        }
        for port, number, state, words in _EVIDENCE
    ]
    return {
        "scanning_ports": pa.Table.from_pylist(ports, schema=SCANNING_PORT_SCHEMA),
        "scanning_evidence": pa.Table.from_pylist(evidence, schema=SCANNING_EVIDENCE_SCHEMA),
    }
