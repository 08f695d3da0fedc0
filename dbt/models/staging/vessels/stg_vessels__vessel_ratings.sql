{{ config(materialized="ephemeral") }}

with
    vessel_ratings as (
        select *
        from {{ source("raw", "vessel_ratings") }}
        where
            {{ is_current_load() }}
            {{ newest_row_per(["origin", clean_code("vessel_imo"), clean_code("voyage_number"), clean_text("us_port_code"), clean_text("area"), clean_text("risk"), "rated_at"]) }}
    )

select
    {{ clean_code("vessel_imo") }} as vessel_imo,
    {{ clean_code("voyage_number") }} as voyage_number,
    {{ clean_text("us_port_code") }} as us_port_code,
    grid_version,
    {{ clean_text("area") }} as area,
    {{ clean_text("risk") }} as risk,
    {{ clean_text("level") }} as level,
    rated_at,
    recorded_at,
    origin,
    known_at,
    load_id,
    file_line
from vessel_ratings
