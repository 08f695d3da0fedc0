select
    {{ clean_text("kind") }} as kind,
    {{ clean_text("place") }} as place,
    {{ clean_text("country_code") }} as country_code,
    {{ clean_text("port_code") }} as port_code,
    {{ clean_text("state") }} as state,
    began_on,
    ended_on,
    {{ clean_text("date_precision") }} as date_precision,
    {{ clean_text("note") }} as note,
    as_of_date,
    {{ clean_text("as_of_precision") }} as as_of_precision,
    {{ clean_text("source") }} as source,
    origin,
    known_at
from {{ source("raw", "register_csi_arrangements") }}
where {{ is_current_load() }}
qualify
    row_number() over (
        partition by {{ clean_text("kind") }}, {{ clean_text("place") }}
        order by as_of_date desc, known_at desc, file_line desc
    )
    = 1
