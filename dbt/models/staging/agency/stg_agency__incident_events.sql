with
    incident_events as (
        select *
        from {{ source("raw", "incident_events") }}
        where
            {{ is_current_load() }}
            {{ newest_row_per(["origin", clean_text("incident_id"), clean_text("container_label"), "event_sequence"]) }}
    )

select
    {{ clean_text("incident_id") }} as incident_id,
    {{ clean_text("container_label") }} as container_label,
    event_sequence,
    {{ clean_text("event") }} as event,
    {{ clean_text("found_by") }} as found_by,
    occurred_at,
    {{ clean_text("occurred_precision") }} as occurred_precision,
    {{ clean_text("place") }} as place,
    {{ clean_text("source") }} as source,
    recorded_at,
    origin,
    known_at,
    load_id,
    file_line
from incident_events
