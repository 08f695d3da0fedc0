{{ config(materialized="ephemeral") }}

with vessel_grid as ({{ register_rows("vessel_grid", ["grid_version", "dimension", "code"]) }})

select
    grid_version,
    {{ clean_text("dimension") }} as dimension,
    position,
    {{ clean_text("code") }} as code,
    {{ clean_text("title") }} as title,
    as_of_date,
    as_of_precision,
    as_of_day,
    {{ clean_text("source") }} as source,
    origin,
    known_at,
    load_id,
    file_line
from vessel_grid
