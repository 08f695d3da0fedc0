"""Columns of the agency feeds of the synthetic stream, in the order of the landing contracts.

Texts that repeat are pooled. What stands in the columns is decided in `agency_messages.py`,
`agency_exams.py`, `agency_draws.py`, `agency_partners.py` and `agency_incidents.py`.
"""

from __future__ import annotations

import pyarrow as pa

_TIME = pa.timestamp("s")
_POOLED = pa.dictionary(pa.int16(), pa.string())

MANIFEST_SCHEMA = pa.schema(
    [
        ("message_id", pa.string()),
        ("bill_number", pa.string()),
        ("carrier_code", _POOLED),
        ("vessel_imo", _POOLED),
        ("voyage_number", _POOLED),
        ("container_number", pa.string()),
        ("message_type", _POOLED),
        ("received_at", _TIME),
        ("laded_at", _TIME),
        ("departed_at", _TIME),
        ("arrived_at", _TIME),
        ("discharged_at", _TIME),
        ("released_at", _TIME),
        ("gated_out_at", _TIME),
        ("entry_linked", pa.bool_()),
        ("data_complete_at", _TIME),
        ("amended_field", _POOLED),
        ("value_before", pa.string()),
        ("value_after", pa.string()),
    ]
)

PORT_CALL_SCHEMA = pa.schema(
    [
        ("vessel_imo", pa.string()),
        ("voyage_number", pa.string()),
        ("call_sequence", pa.int32()),
        ("port_code", pa.string()),
        ("arrived_at", _TIME),
        ("departed_at", _TIME),
        ("recorded_at", _TIME),
    ]
)

EXAM_SCHEMA = pa.schema(
    [
        ("exam_event_id", pa.string()),
        ("container_number", pa.string()),
        ("vessel_imo", pa.string()),
        ("voyage_number", pa.string()),
        ("us_port_code", pa.string()),
        ("bill_number", pa.string()),
        ("location_group", pa.string()),
        ("exam_port_code", pa.string()),
        ("selection_reasons", pa.string()),
        ("random_draw_probability", pa.float64()),
        ("hold_placed_at", _TIME),
        ("discharged_at", _TIME),
        ("started_at", _TIME),
        ("ended_at", _TIME),
        ("hold_lifted_at", _TIME),
        ("method", pa.string()),
        ("status", pa.string()),
        ("result", pa.string()),
        ("finding", pa.string()),
        ("recorded_at", _TIME),
    ]
)

REVIEW_SCHEMA = pa.schema(
    [
        ("review_id", pa.string()),
        ("container_number", pa.string()),
        ("vessel_imo", pa.string()),
        ("voyage_number", pa.string()),
        ("us_port_code", pa.string()),
        ("bill_number", pa.string()),
        ("record_type", pa.string()),
        ("occurred_at", _TIME),
        ("outcome", pa.string()),
        ("waiver_kind", pa.string()),
        ("reason", pa.string()),
        ("intelligence_reference", pa.string()),
        ("recorded_at", _TIME),
    ]
)

DRAW_SCHEMA = pa.schema(
    [
        ("draw_id", pa.string()),
        ("container_number", pa.string()),
        ("vessel_imo", pa.string()),
        ("voyage_number", pa.string()),
        ("us_port_code", pa.string()),
        ("drawn_at", _TIME),
        ("draw_probability", pa.float64()),
        ("frame", pa.string()),
        ("frame_size", pa.int64()),
        ("seed", pa.string()),
        ("outcome", pa.string()),
        ("substitute_container_number", pa.string()),
        ("recorded_at", _TIME),
    ]
)

PARTNER_SCHEMA = pa.schema(
    [
        ("member_number", pa.string()),
        ("party_name", pa.string()),
        ("sector", pa.string()),
        ("status", pa.string()),
        ("tier", pa.int32()),
        ("valid_from", pa.date32()),
        ("valid_to", pa.date32()),
        ("recorded_at", _TIME),
    ]
)

INCIDENT_SCHEMA = pa.schema(
    [
        ("incident_id", pa.string()),
        ("kind", pa.string()),
        ("discovered_on", pa.date32()),
        ("discovered_precision", pa.string()),
        ("discovered_at", _TIME),
        ("discovery_place", pa.string()),
        ("discovery_port_code", pa.string()),
        ("found_in", pa.string()),
        ("interception_stage", pa.string()),
        ("persons_known_count", pa.int32()),
        ("persons_detained_count", pa.int32()),
        ("persons_escaped_count", pa.int32()),
        ("persons_dead_count", pa.int32()),
        ("source", pa.string()),
        ("recorded_at", _TIME),
    ]
)

CONTAINER_SCHEMA = pa.schema(
    [
        ("incident_id", pa.string()),
        ("container_label", pa.string()),
        ("container_number", pa.string()),
        ("vessel_name", pa.string()),
        ("vessel_imo", pa.string()),
        ("voyage_number", pa.string()),
        ("us_port_code", pa.string()),
        ("loading_place", pa.string()),
        ("loading_port_code", pa.string()),
        ("container_type", pa.string()),
        ("declared_cargo", pa.string()),
        ("transit_days", pa.float64()),
        ("persons_known_count", pa.int32()),
        ("source", pa.string()),
        ("recorded_at", _TIME),
    ]
)

EVENT_SCHEMA = pa.schema(
    [
        ("incident_id", pa.string()),
        ("container_label", pa.string()),
        ("event_sequence", pa.int32()),
        ("event", pa.string()),
        ("found_by", pa.string()),
        ("occurred_at", _TIME),
        ("occurred_precision", pa.string()),
        ("place", pa.string()),
        ("source", pa.string()),
        ("recorded_at", _TIME),
    ]
)

NOTIFICATION_SCHEMA = pa.schema(
    [
        ("incident_id", pa.string()),
        ("agency", pa.string()),
        ("notified_at", _TIME),
        ("hours_after_first_agency", pa.float64()),
        ("lag_precision", pa.string()),
        ("present_at_opening", pa.bool_()),
        ("source", pa.string()),
        ("recorded_at", _TIME),
    ]
)
