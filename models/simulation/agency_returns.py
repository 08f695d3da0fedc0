"""The feed partner_returns of the synthetic stream: what hosts say of exams at our request.

Each host of the Container Security Initiative returns every month, of the requests received two
months before. Its counts are those of csi_requests, but for a few slips drawn from chance of their
own. Administrations are called synthetic. Measures and clearance times of hosts are not simulated.
"""

from __future__ import annotations

from collections import Counter
from typing import Any

import numpy as np
import pyarrow as pa

from models.simulation import calibration
from models.simulation.month import Month

MONTHS_LATER = 2
"""A request reaches its host up to two months before the month its container arrives in."""
FORMAT = "tallyman-wco-return/1"

_TIME = pa.timestamp("s")
RETURN_SCHEMA = pa.schema(
    [
        ("record_type", pa.string()),
        ("format", pa.string()),
        ("country", pa.string()),
        ("administration", pa.string()),
        ("data_origin", pa.string()),
        ("period_kind", pa.string()),
        ("period", pa.string()),
        ("prepared_at", _TIME),
        ("edition", pa.string()),
        ("exams_at_request_recorded", pa.bool_()),
        ("measure", pa.string()),
        ("title", pa.string()),
        ("unit", pa.string()),
        ("view", pa.string()),
        ("definition_version", pa.int32()),
        ("formula", pa.string()),
        ("state", pa.string()),
        ("numerator", pa.int64()),
        ("denominator", pa.int64()),
        ("n_unknown", pa.int64()),
        ("value", pa.float64()),
        ("low", pa.float64()),
        ("high", pa.float64()),
        ("note", pa.string()),
        ("segment", pa.string()),
        ("known_count", pa.int64()),
        ("open_count", pa.int64()),
        ("median_hours", pa.float64()),
        ("p90_hours", pa.float64()),
        ("requested_by", pa.string()),
        ("port", pa.string()),
        ("month", pa.string()),
        ("requests_received", pa.int64()),
        ("exams_made", pa.int64()),
    ]
)


def partner_returns(month: Month, requests: pa.Table) -> pa.Table:
    """Write the returns that hosts prepared in a month.

    Parameters
    ----------
    month : Month
    requests : pyarrow.Table
        Rows of `csi_requests` of this month of arrival and the two before.

    Returns
    -------
    pyarrow.Table
        With the columns of `RETURN_SCHEMA`: a row for each host with requests, and one for each of
        its ports.
    """
    covered = month.month - MONTHS_LATER
    foreign = month.world.network.foreign
    unlocodes = dict(zip(foreign.codes.tolist(), foreign.unlocodes.tolist(), strict=True))
    received: Counter[tuple[str, str]] = Counter()
    examined: Counter[tuple[str, str]] = Counter()
    for row in _of_month(requests, covered).to_pylist():
        if row["decision"] != "not_requested":
            at = (row["host_country"], unlocodes[row["csi_port_code"]])
            received[at] += 1
            examined[at] += row["examined_at"] is not None
    rng = month.generator("partner returns")
    prepared = month.month.astype("datetime64[s]") + np.timedelta64(9 * 24 + 12, "h")
    rows: list[dict[str, Any]] = []
    for country in sorted({country for country, _ in received}):
        head = {
            "format": FORMAT,
            "country": country,
            "administration": f"Synthetic partner {country}",
            "data_origin": "synthetic",
            "period_kind": "month",
            "period": str(covered),
            "prepared_at": prepared,
        }
        rows.append(head | {"record_type": "return", "exams_at_request_recorded": True})
        for host, port in sorted(at for at in received if at[0] == country):
            requested, made = _told(received[host, port], examined[host, port], rng)
            rows.append(
                head
                | {
                    "record_type": "exam_at_request",
                    "requested_by": "US",
                    "port": port,
                    "month": str(covered),
                    "requests_received": requested,
                    "exams_made": made,
                }
            )
    return pa.table(
        {
            field.name: pa.array([row.get(field.name) for row in rows], field.type)
            for field in RETURN_SCHEMA
        },
        schema=RETURN_SCHEMA,
    )


def still_to_return(month: Month, requests: pa.Table) -> pa.Table:
    """Keep the requests that a later return tells of.

    Parameters
    ----------
    month : Month
        The month whose returns are written.
    requests : pyarrow.Table
        Rows of `csi_requests`.

    Returns
    -------
    pyarrow.Table
    """
    asked = requests["requested_at"].to_numpy().astype("datetime64[M]")
    return requests.filter(pa.array(asked > month.month - MONTHS_LATER))


def _of_month(requests: pa.Table, month: np.datetime64) -> pa.Table:
    asked = requests["requested_at"].to_numpy().astype("datetime64[M]")
    return requests.filter(pa.array(asked == month))


def _told(received: int, examined: int, rng: np.random.Generator) -> tuple[int, int]:
    """Tell the counts, a few of them one too low."""
    lost, missed = rng.random(2) < calibration.RETURN_SLIP_SHARE.value
    requested = received - int(lost)
    return requested, max(min(examined - int(missed), requested), 0)
