with
    discharge_tally as (
        select *
        from {{ source("raw", "discharge_tally") }}
        where
            {{ is_current_load() }}
            {{ newest_row_per(["origin", clean_code("vessel_imo"), clean_code("voyage_number"), clean_code("us_port_code"), clean_container_number("container_number")]) }}
    )

select
    {{ clean_code("vessel_imo") }} as vessel_imo,
    {{ clean_code("voyage_number") }} as voyage_number,
    {{ clean_code("us_port_code") }} as us_port_code,
    {{ clean_container_number("container_number") }} as container_number,
    discharged_at,
    recorded_at,
    origin,
    known_at,
    load_id,
    file_line
from discharge_tally
