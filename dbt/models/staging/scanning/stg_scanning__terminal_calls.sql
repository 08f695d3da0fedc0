{{ config(materialized="ephemeral") }}

with
    terminal_calls as (
        select *
        from {{ source("raw", "terminal_calls") }}
        where
            {{ is_current_load() }}
            {{ newest_row_per(["origin", clean_code("vessel_imo"), clean_code("voyage_number"), clean_text("port_code")]) }}
    )

select
    {{ clean_code("vessel_imo") }} as vessel_imo,
    {{ clean_code("voyage_number") }} as voyage_number,
    {{ clean_text("port_code") }} as port_code,
    {{ clean_text("terminal_name") }} as terminal_name,
    recorded_at,
    origin,
    known_at,
    load_id,
    file_line
from terminal_calls
