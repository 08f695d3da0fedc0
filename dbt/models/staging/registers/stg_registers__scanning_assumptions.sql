{{ config(materialized="ephemeral") }}

with scanning_assumptions as ({{ register_rows("scanning_assumptions", ["assumption"]) }})

select
    {{ clean_text("assumption") }} as assumption,
    {{ clean_text("title") }} as title,
    {{ clean_text("unit") }} as unit,
    low,
    best,
    high,
    {{ clean_text("basis") }} as basis,
    as_of_date,
    as_of_precision,
    as_of_day,
    {{ clean_text("source") }} as source,
    origin,
    known_at,
    load_id,
    file_line
from scanning_assumptions
