with
    ams_marksnumbers as (
        select *
        from {{ source("raw", "ams_marksnumbers") }}
        where
            {{ is_current_load() }}
            {{ newest_row_per(["origin", "identifier", "container_number"]) }}
    )

select
    identifier,
    {{ clean_container_number("container_number") }} as container_number,
    {{ clean_text("marks_and_numbers_1") }} as marks_and_numbers_1,
    {{ clean_text("marks_and_numbers_2") }} as marks_and_numbers_2,
    {{ clean_text("marks_and_numbers_3") }} as marks_and_numbers_3,
    {{ clean_text("marks_and_numbers_4") }} as marks_and_numbers_4,
    {{ clean_text("marks_and_numbers_5") }} as marks_and_numbers_5,
    {{ clean_text("marks_and_numbers_6") }} as marks_and_numbers_6,
    {{ clean_text("marks_and_numbers_7") }} as marks_and_numbers_7,
    {{ clean_text("marks_and_numbers_8") }} as marks_and_numbers_8,
    origin,
    known_at,
    load_id,
    file_line
from ams_marksnumbers
