{{ config(materialized="ephemeral") }}

with
    targeter_hours as (
        select *
        from {{ source("raw", "targeter_hours") }}
        where
            {{ is_current_load() }}
            {{ newest_row_per(["origin", clean_text("us_port_code"), "shift_date", clean_text("shift")]) }}
    )

select
    {{ clean_text("us_port_code") }} as us_port_code,
    shift_date,
    {{ clean_text("shift") }} as shift,
    targeter_hours,
    supervisor_count,
    containers_reviewed,
    recorded_at,
    origin,
    known_at,
    load_id,
    file_line
from targeter_hours
