with
    draws as (
        select *
        from {{ source("raw", "random_draws") }}
        where {{ is_current_load() }} {{ newest_row_per(["origin", clean_text("draw_id")]) }}
    )

select
    {{ clean_text("draw_id") }} as draw_id,
    {{ clean_container_number("container_number") }} as container_number,
    {{ clean_code("vessel_imo") }} as vessel_imo,
    {{ clean_code("voyage_number") }} as voyage_number,
    {{ clean_text("us_port_code") }} as us_port_code,
    {{ container_trip_key(clean_container_number("container_number"), clean_code("vessel_imo"), clean_code("voyage_number"), clean_text("us_port_code")) }}
    as container_trip_key,
    drawn_at,
    draw_probability,
    {{ clean_text("frame") }} as frame,
    frame_size,
    {{ clean_text("seed") }} as seed,
    {{ clean_text("outcome") }} as outcome,
    {{ clean_container_number("substitute_container_number") }} as substitute_container_number,
    recorded_at,
    origin,
    known_at,
    load_id,
    file_line
from draws
