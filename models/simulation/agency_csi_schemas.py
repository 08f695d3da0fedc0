"""Columns of the CSI feeds of the synthetic stream, in the order of the landing contracts.

What stands in the columns is decided in `agency_csi.py`.
"""

from __future__ import annotations

import pyarrow as pa

_TIME = pa.timestamp("s")

TARGETING_SCHEMA = pa.schema(
    [
        ("team_port_code", pa.string()),
        ("lading_port_code", pa.string()),
        ("vessel_imo", pa.string()),
        ("voyage_number", pa.string()),
        ("targeted_at", _TIME),
        ("recorded_at", _TIME),
    ]
)

REQUEST_SCHEMA = pa.schema(
    [
        ("request_id", pa.string()),
        ("container_number", pa.string()),
        ("vessel_imo", pa.string()),
        ("voyage_number", pa.string()),
        ("us_port_code", pa.string()),
        ("csi_port_code", pa.string()),
        ("host_country", pa.string()),
        ("requested_at", _TIME),
        ("decision", pa.string()),
        ("reasons", pa.string()),
        ("terrorism_score", pa.int32()),
        ("decided_at", _TIME),
        ("exam_method", pa.string()),
        ("examined_at", _TIME),
        ("is_accepted_as_standard", pa.bool_()),
        ("resolved_at", _TIME),
        ("referred_at", _TIME),
        ("recorded_at", _TIME),
    ]
)

ORDER_SCHEMA = pa.schema(
    [
        ("order_id", pa.string()),
        ("container_number", pa.string()),
        ("vessel_imo", pa.string()),
        ("voyage_number", pa.string()),
        ("us_port_code", pa.string()),
        ("lading_port_code", pa.string()),
        ("issued_at", _TIME),
        ("reason", pa.string()),
        ("outcome", pa.string()),
        ("lifted_at", _TIME),
        ("recorded_at", _TIME),
    ]
)
