{{ config(materialized="ephemeral") }}

with
    activities as (
        select *
        from {{ source("raw", "activities") }}
        where {{ is_current_load() }} {{ newest_row_per(["origin", clean_text("activity_id")]) }}
    )

select
    {{ clean_text("activity_id") }} as activity_id,
    {{ clean_text("activity_type") }} as activity_type,
    {{ clean_text("us_port_code") }} as us_port_code,
    {{ clean_code("vessel_imo") }} as vessel_imo,
    {{ clean_code("voyage_number") }} as voyage_number,
    started_at,
    ended_at,
    officer_count,
    {{ clean_text("finding_risk") }} as finding_risk,
    recorded_at,
    origin,
    known_at,
    load_id,
    file_line
from activities
