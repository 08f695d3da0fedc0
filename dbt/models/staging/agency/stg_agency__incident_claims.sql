with
    incident_claims as (
        select *
        from {{ source("raw", "incident_claims") }}
        where
            {{ is_current_load() }}
            {{ newest_row_per(["origin", clean_text("incident_id"), clean_text("source"), clean_text("attribute"), clean_text("value")]) }}
    )

select
    {{ clean_text("incident_id") }} as incident_id,
    {{ clean_text("source") }} as source,
    {{ clean_text("source_kind") }} as source_kind,
    {{ clean_text("attribute") }} as attribute,
    {{ clean_text("value") }} as value,
    origin,
    known_at,
    load_id,
    file_line
from incident_claims
