{{ config(materialized="ephemeral") }}
with contents as ({{ register_rows("recommendation_contents", ["recommendation_id", "element"]) }})

select
    {{ clean_text("recommendation_id") }} as recommendation_id,
    {{ clean_text("element") }} as element,
    element_kind,
    {{ clean_text("words") }} as words,
    {{ clean_text("source") }} as source,
    as_of_date,
    as_of_precision,
    as_of_day,
    origin,
    known_at,
    load_id,
    file_line
from contents
