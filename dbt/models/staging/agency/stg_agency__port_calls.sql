with
    port_calls as (
        select *
        from {{ source("raw", "port_calls") }}
        where
            {{ is_current_load() }}
            {{ newest_row_per(["origin", clean_code("vessel_imo"), clean_code("voyage_number"), "call_sequence"]) }}
    )

select
    {{ clean_code("vessel_imo") }} as vessel_imo,
    {{ clean_code("voyage_number") }} as voyage_number,
    call_sequence,
    {{ clean_text("port_code") }} as port_code,
    arrived_at,
    departed_at,
    recorded_at,
    origin,
    known_at,
    load_id,
    file_line
from port_calls
