{{ config(materialized="ephemeral") }}

with
    scans as (
        select *
        from {{ source("raw", "scans") }}
        where {{ is_current_load() }} {{ newest_row_per(["origin", clean_text("scan_id")]) }}
    )

select
    {{ clean_text("scan_id") }} as scan_id,
    {{ clean_text("program") }} as program,
    {{ clean_text("port_code") }} as port_code,
    {{ clean_text("terminal_name") }} as terminal_name,
    {{ clean_container_number("container_number") }} as container_number,
    is_us_bound,
    {{ clean_code("vessel_imo") }} as vessel_imo,
    {{ clean_code("voyage_number") }} as voyage_number,
    {{ clean_text("us_port_code") }} as us_port_code,
    {{ container_trip_key(clean_container_number("container_number"), clean_code("vessel_imo"), clean_code("voyage_number"), clean_text("us_port_code")) }}
    as container_trip_key,
    passed_at,
    image_taken_at,
    radiation_measured_at,
    data_received_at,
    has_alarm,
    resolved_at,
    {{ clean_text("resolution") }} as resolution,
    recorded_at,
    origin,
    known_at,
    load_id,
    file_line
from scans
