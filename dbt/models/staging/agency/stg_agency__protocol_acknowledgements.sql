{{ config(materialized="ephemeral") }}
with
    protocol_acknowledgements as (
        select *
        from {{ source("raw", "protocol_acknowledgements") }}
        where
            {{ is_current_load() }}
            {{ newest_row_per(["origin", clean_text("duty_id"), clean_code("us_port_code"), clean_text("staff_code")]) }}
    )

select
    {{ clean_text("duty_id") }} as duty_id,
    {{ clean_code("us_port_code") }} as us_port_code,
    {{ clean_text("staff_code") }} as staff_code,
    asked_on,
    answer,
    origin,
    known_at,
    load_id,
    file_line
from protocol_acknowledgements
