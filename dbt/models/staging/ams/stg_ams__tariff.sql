with
    ams_tariff as (
        select *
        from {{ source("raw", "ams_tariff") }}
        where
            {{ is_current_load() }}
            {{ newest_row_per(["origin", "identifier", "container_number", "description_sequence_number", "harmonized_number"]) }}
    )

select
    identifier,
    {{ clean_container_number("container_number") }} as container_number,
    description_sequence_number,
    replace(harmonized_number, '.', '') as harmonized_number,
    {{ hs_chapter("harmonized_number") }} as commodity_chapter,
    harmonized_value as harmonized_value_usd,
    {{ to_kilograms("harmonized_weight", "harmonized_weight_unit") }} as harmonized_weight_kg,
    origin,
    known_at,
    load_id,
    file_line
from ams_tariff
