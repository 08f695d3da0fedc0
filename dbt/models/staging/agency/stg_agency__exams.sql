with
    exams as (
        select *
        from {{ source("raw", "exams") }}
        where {{ is_current_load() }} {{ newest_row_per(["origin", clean_text("exam_event_id")]) }}
    )

select
    {{ clean_text("exam_event_id") }} as exam_event_id,
    {{ clean_container_number("container_number") }} as container_number,
    {{ clean_code("vessel_imo") }} as vessel_imo,
    {{ clean_code("voyage_number") }} as voyage_number,
    {{ clean_text("us_port_code") }} as us_port_code,
    {{ container_trip_key(clean_container_number("container_number"), clean_code("vessel_imo"), clean_code("voyage_number"), clean_text("us_port_code")) }}
    as container_trip_key,
    {{ clean_code("bill_number") }} as bill_number,
    {{ clean_text("location_group") }} as location_group,
    {{ clean_text("exam_port_code") }} as exam_port_code,
    {{ clean_text("selection_reasons") }} as selection_reasons,
    random_draw_probability,
    hold_placed_at,
    discharged_at,
    started_at,
    ended_at,
    hold_lifted_at,
    {{ clean_text("method") }} as method,
    {{ clean_text("status") }} as status,
    {{ clean_text("result") }} as result,
    {{ clean_text("finding") }} as finding,
    recorded_at,
    origin,
    known_at,
    load_id,
    file_line
from exams
