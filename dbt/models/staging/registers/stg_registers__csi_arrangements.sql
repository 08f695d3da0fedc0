with csi_arrangements as ({{ register_rows("csi_arrangements", ["kind", "place"]) }})

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
    as_of_precision,
    as_of_day,
    {{ clean_text("source") }} as source,
    origin,
    known_at,
    load_id,
    file_line
from csi_arrangements
