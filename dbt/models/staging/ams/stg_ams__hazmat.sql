with
    ams_hazmat as (
        select *
        from {{ source("raw", "ams_hazmat") }}
        where
            {{ is_current_load() }}
            {{ newest_row_per(["origin", "identifier", "container_number", "hazmat_sequence_number"]) }}
    )

select
    identifier,
    {{ clean_container_number("container_number") }} as container_number,
    hazmat_sequence_number,
    {{ clean_code("hazmat_code") }} as hazmat_code,
    {{ clean_code("hazmat_class") }} as hazmat_class,
    {{ clean_text("hazmat_code_qualifier") }} as hazmat_code_qualifier,
    {{ clean_text("hazmat_contact") }} as hazmat_contact,
    {{ clean_text("hazmat_page_number") }} as hazmat_page_number,
    case
        when
            upper(trim(hazmat_flash_point_temperature_negative_ind))
            in ('Y', 'YES', '-', 'NEGATIVE')
        then - hazmat_flash_point_temperature
        else hazmat_flash_point_temperature
    end as flash_point,
    {{ clean_text("hazmat_flash_point_temperature_unit") }} as flash_point_unit,
    {{ clean_text("hazmat_description") }} as hazmat_description,
    origin,
    known_at,
    load_id,
    file_line
from ams_hazmat
