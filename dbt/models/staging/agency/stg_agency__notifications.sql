with
    notifications as (
        select *
        from {{ source("raw", "notifications") }}
        where
            {{ is_current_load() }} {{ newest_row_per(["origin", clean_text("incident_id"), clean_text("agency")]) }}
    )

select
    {{ clean_text("incident_id") }} as incident_id,
    {{ clean_text("agency") }} as agency,
    notified_at,
    hours_after_first_agency,
    {{ clean_text("lag_precision") }} as lag_precision,
    present_at_opening,
    {{ clean_text("source") }} as source,
    recorded_at,
    origin,
    known_at,
    load_id,
    file_line
from notifications
