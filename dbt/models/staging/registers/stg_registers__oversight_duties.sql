{{ config(materialized="ephemeral") }}
with duties as ({{ register_rows("oversight_duties", ["duty_id"]) }})

select
    {{ clean_text("duty_id") }} as duty_id,
    kind,
    {{ clean_text("title") }} as title,
    {{ clean_text("duty_of") }} as duty_of,
    counts_from,
    counts_from_precision,
    every_months,
    {{ clean_text("content") }} as content,
    {{ clean_text("source") }} as source,
    as_of_date,
    as_of_precision,
    as_of_day,
    origin,
    known_at,
    load_id,
    file_line
from duties
