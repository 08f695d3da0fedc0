with
    ams_container as (
        select *
        from {{ source("raw", "ams_container") }}
        where
            {{ is_current_load() }}
            {{ newest_row_per(["origin", "identifier", clean_container_number("container_number")]) }}
    )

select
    identifier,
    {{ clean_container_number("container_number") }} as container_number,
    {{ clean_code("seal_number_1") }} as seal_number_1,
    {{ clean_code("seal_number_2") }} as seal_number_2,
    {{ clean_code("equipment_description_code") }} as equipment_description_code,
    {{ whole_feet("container_length") }} as container_length_ft,
    container_height,
    container_width,
    {{ clean_text("container_type") }} as container_type,
    {{ clean_text("load_status") }} as load_status,
    {{ clean_text("type_of_service") }} as type_of_service,
    origin,
    known_at,
    load_id,
    file_line
from ams_container
