{{ config(materialized="ephemeral") }}

with vessel_statements as ({{ register_rows("vessel_statements", ["statement", "us_port_code"]) }})

select
    {{ clean_text("statement") }} as statement,
    {{ clean_text("us_port_code") }} as us_port_code,
    {{ clean_text("place") }} as place,
    {{ clean_text("title") }} as title,
    value,
    as_of_date,
    as_of_precision,
    as_of_day,
    {{ clean_text("source") }} as source,
    origin,
    known_at,
    load_id,
    file_line
from vessel_statements
