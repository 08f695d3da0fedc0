with
    ams_cargodesc as (
        select *
        from {{ source("raw", "ams_cargodesc") }}
        where
            {{ is_current_load() }}
            {{ newest_row_per(["origin", "identifier", "container_number", "description_sequence_number", "piece_count", "description_text"]) }}
    )

select
    identifier,
    {{ clean_container_number("container_number") }} as container_number,
    description_sequence_number,
    piece_count,
    {{ clean_text("description_text") }} as description_text,
    coalesce(description_text ilike '%covers automated nvocc house%', false) as covers_house_bills,
    {{ hs_chapter("regexp_extract(upper(description_text), '(?:HS|HTS)[ -]?(?:CODE|NO|NUMBER)?[ .:#]*([0-9][0-9.]{3,11})', 1)") }}
    as description_chapter,
    origin,
    known_at,
    load_id,
    file_line
from ams_cargodesc
