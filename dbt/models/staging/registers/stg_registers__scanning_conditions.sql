{{ config(materialized="ephemeral") }}

with scanning_conditions as ({{ register_rows("scanning_conditions", ["condition_number"]) }})

select
    condition_number,
    {{ clean_text("condition_text") }} as condition_text,
    needed_count,
    extension_years,
    as_of_date,
    as_of_precision,
    as_of_day,
    {{ clean_text("source") }} as source,
    origin,
    known_at,
    load_id,
    file_line
from scanning_conditions
