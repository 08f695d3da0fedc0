with
    ams_hazmatclass as (
        select *
        from {{ source("raw", "ams_hazmatclass") }}
        where
            {{ is_current_load() }}
            {{ newest_row_per(["origin", "identifier", "container_number", "hazmat_sequence_number", "hazmat_classification"]) }}
    )

select
    identifier,
    {{ clean_container_number("container_number") }} as container_number,
    hazmat_sequence_number,
    {{ clean_code("hazmat_classification") }} as hazmat_classification,
    origin,
    known_at,
    load_id,
    file_line
from ams_hazmatclass
