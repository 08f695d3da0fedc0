"""The feed protocol_acknowledgements: whether the staff of the ports know the protocols, by round.

Every January each port asks its staff; the later answer of a person replaces the one before. Who
knows a protocol is drawn and not planted by port: a difference between ports is chance. Draws from
a generator of its own, so that no other feed changes because it is written.
"""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from models.simulation import calibration
from models.simulation.month import Month

ACKNOWLEDGEMENT_SCHEMA = pa.schema(
    [
        ("duty_id", pa.string()),
        ("us_port_code", pa.string()),
        ("staff_code", pa.string()),
        ("asked_on", pa.date32()),
        ("answer", pa.string()),
        ("recorded_at", pa.timestamp("s")),
    ]
)
PROTOCOLS = {
    "NLECC-24H": np.datetime64("2001-01-01", "D"),
    "MOU-2005-12-08": np.datetime64("2005-12-08", "D"),
}
"""Protocols that staff are asked about, and the first day on which they are: that of the MOU is its
own date (OIG-07-40, lines 1351-1352); that of the notification system is chosen."""

ANSWERS = np.array(["acknowledged", "not_aware", "no_answer"])
JANUARY = 1
_DAYS_ASKED = 20


def protocol_acknowledgements(month: Month) -> pa.Table:
    """Write the answers of a January's round; in other months nothing.

    Parameters
    ----------
    month : Month

    Returns
    -------
    pyarrow.Table
        With the columns of `ACKNOWLEDGEMENT_SCHEMA`.
    """
    if month.month.astype(object).month != JANUARY:
        return ACKNOWLEDGEMENT_SCHEMA.empty_table()
    chance = month.generator("protocol acknowledgements")
    ports = np.sort(month.world.network.united_states.codes)
    staff = chance.integers(
        int(calibration.PROTOCOL_STAFF_LEAST.value),
        int(calibration.PROTOCOL_STAFF_MOST.value),
        size=len(ports),
        endpoint=True,
    )
    first = month.month.astype("datetime64[D]")
    silent = calibration.PROTOCOL_NO_ANSWER_SHARE.value
    aware = (1 - silent) * calibration.PROTOCOL_AWARE_SHARE.value
    tables = []
    for duty, begins in PROTOCOLS.items():
        port = np.repeat(ports, staff)
        number = np.concatenate([np.arange(1, count + 1) for count in staff])
        asked = first + chance.integers(0, _DAYS_ASKED, size=len(port)).astype("timedelta64[D]")
        answer = chance.choice(ANSWERS, size=len(port), p=[aware, 1 - aware - silent, silent])
        if begins > first:
            continue
        columns = {
            "duty_id": pa.array([duty] * len(port)),
            "us_port_code": pa.array(port.tolist()),
            "staff_code": pa.array(
                [f"{code}-{one:03d}" for code, one in zip(port, number, strict=True)]
            ),
            "asked_on": pa.array(asked),
            "answer": pa.array(answer.tolist()),
            "recorded_at": pa.array(
                asked.astype("datetime64[s]") + np.timedelta64(3 * 86400 + 17 * 3600, "s")
            ),
        }
        tables.append(pa.table(columns).cast(ACKNOWLEDGEMENT_SCHEMA))
    return pa.concat_tables(tables) if tables else ACKNOWLEDGEMENT_SCHEMA.empty_table()
