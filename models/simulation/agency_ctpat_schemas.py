"""Columns of the feeds of the trade partnership, in the order of the landing contracts.

What stands in them is decided in `agency_ctpat_credits.py` and `agency_ctpat_cases.py`; the columns
of the register of members are in `agency_schemas.py`.
"""

from __future__ import annotations

import pyarrow as pa

_TIME = pa.timestamp("s")

CREDIT_SCHEMA = pa.schema(
    [
        ("credit_id", pa.string()),
        ("bill_number", pa.string()),
        ("carrier_code", pa.string()),
        ("vessel_imo", pa.string()),
        ("voyage_number", pa.string()),
        ("member_number", pa.string()),
        ("sector", pa.string()),
        ("tier", pa.int32()),
        ("score_before", pa.int32()),
        ("points_off", pa.int32()),
        ("high_risk_threshold", pa.int32()),
        ("scored_at", _TIME),
        ("recorded_at", _TIME),
    ]
)

CODE_SCHEMA = pa.schema(
    [
        ("party_code", pa.string()),
        ("party_name", pa.string()),
        ("kind", pa.string()),
        ("standing", pa.string()),
        ("member_number", pa.string()),
        ("valid_from", pa.date32()),
        ("recorded_at", _TIME),
    ]
)

NOTICE_SCHEMA = pa.schema(
    [
        ("notice_id", pa.string()),
        ("incident_id", pa.string()),
        ("member_number", pa.string()),
        ("party_name", pa.string()),
        ("sector", pa.string()),
        ("form", pa.string()),
        ("served_on", pa.date32()),
        ("served_precision", pa.string()),
        ("states_duties", pa.bool_()),
        ("statement", pa.string()),
        ("source", pa.string()),
        ("recorded_at", _TIME),
    ]
)

DUTY_SCHEMA = pa.schema(
    [
        ("notice_id", pa.string()),
        ("duty", pa.string()),
        ("duty_sequence", pa.int32()),
        ("stated_as", pa.string()),
        ("due_on", pa.date32()),
        ("outcome", pa.string()),
        ("submitted_on", pa.date32()),
        ("done_on", pa.date32()),
        ("source", pa.string()),
        ("recorded_at", _TIME),
    ]
)

ACTION_SCHEMA = pa.schema(
    [
        ("action_id", pa.string()),
        ("case_id", pa.string()),
        ("incident_id", pa.string()),
        ("member_number", pa.string()),
        ("party_name", pa.string()),
        ("action", pa.string()),
        ("occurred_on", pa.date32()),
        ("occurred_precision", pa.string()),
        ("persons_not_detained_count", pa.int32()),
        ("amount_usd", pa.float64()),
        ("criteria_version", pa.string()),
        ("reason", pa.string()),
        ("source", pa.string()),
        ("recorded_at", _TIME),
    ]
)
