"""The register of the synthetic stream's vessel assessment: where it is done, and from when.

It stands in the columns of the register of the real program, under origin synthetic. The grid is
the one of that register. What is assessed is in `agency_vessels.py`.
"""

from __future__ import annotations

import pyarrow as pa

from models.simulation.agency_vessels import ADOPTED_AFTER
from models.simulation.month import Month

TARGETING_PORT_SCHEMA = pa.schema(
    [
        ("us_port_code", pa.string()),
        ("port_name", pa.string()),
        ("adopted_on", pa.date32()),
        ("adopted_precision", pa.string()),
        ("adopted_not_before", pa.date32()),
        ("adoption_order", pa.int32()),
        ("as_of_date", pa.date32()),
        ("as_of_precision", pa.string()),
        ("source", pa.string()),
    ]
)

PORT_NAMES = {
    "2704": "Los Angeles/Long Beach",
    "2709": "Los Angeles/Long Beach",
    "1303": "Baltimore",
    "1101": "Philadelphia",
}
"""As the real register writes them: two ports of one office bear one name."""


def vessel_registers(month: Month) -> dict[str, pa.Table]:
    """Write where the stream assesses vessels, with its first month.

    Parameters
    ----------
    month : Month

    Returns
    -------
    dict of str to pyarrow.Table
        ``vessel_targeting_ports``; empty after the first month.
    """
    first = month.world.config.months()[0]
    if month.month != first:
        return {}
    rows = [
        {
            "us_port_code": port,
            "port_name": PORT_NAMES[port],
            "adopted_on": (first + after).astype("datetime64[D]").astype(object),
            "adopted_precision": "day",
            "adopted_not_before": None,
            "adoption_order": 1 if after == min(ADOPTED_AFTER.values()) else 2,
            "as_of_date": first.astype("datetime64[D]").astype(object),
            "as_of_precision": "day",
            "source": "synthetic stream: ports of OIG-07-40, lines 760-771; days invented",
        }
        for port, after in ADOPTED_AFTER.items()
    ]
    return {"vessel_targeting_ports": pa.Table.from_pylist(rows, schema=TARGETING_PORT_SCHEMA)}
