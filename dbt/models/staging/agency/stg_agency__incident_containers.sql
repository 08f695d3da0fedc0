with
    incident_containers as (
        select *
        from {{ source("raw", "incident_containers") }}
        where
            {{ is_current_load() }}
            {{ newest_row_per(["origin", clean_text("incident_id"), clean_text("container_label")]) }}
    )

select
    {{ clean_text("incident_id") }} as incident_id,
    {{ clean_text("container_label") }} as container_label,
    {{ clean_container_number("container_number") }} as container_number,
    {{ clean_text("vessel_name") }} as vessel_name,
    {{ clean_code("vessel_imo") }} as vessel_imo,
    {{ clean_code("voyage_number") }} as voyage_number,
    {{ clean_text("us_port_code") }} as us_port_code,
    {{ clean_text("loading_place") }} as loading_place,
    {{ clean_text("loading_port_code") }} as loading_port_code,
    {{ clean_text("container_type") }} as container_type,
    {{ clean_text("declared_cargo") }} as declared_cargo,
    transit_days,
    persons_known_count,
    {{ clean_text("source") }} as source,
    recorded_at,
    origin,
    known_at,
    load_id,
    file_line
from incident_containers
