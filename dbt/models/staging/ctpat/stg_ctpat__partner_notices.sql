{{ config(materialized="ephemeral") }}

with
    partner_notices as (
        select *
        from {{ source("raw", "partner_notices") }}
        where {{ is_current_load() }} {{ newest_row_per(["origin", clean_text("notice_id")]) }}
    )

select
    {{ clean_text("notice_id") }} as notice_id,
    {{ clean_text("incident_id") }} as incident_id,
    {{ clean_text("member_number") }} as member_number,
    {{ clean_text("party_name") }} as party_name,
    {{ clean_text("sector") }} as sector,
    {{ clean_text("form") }} as form,
    served_on,
    {{ clean_text("served_precision") }} as served_precision,
    states_duties,
    {{ clean_text("statement") }} as statement,
    {{ clean_text("source") }} as source,
    recorded_at,
    origin,
    known_at,
    load_id,
    file_line
from partner_notices
