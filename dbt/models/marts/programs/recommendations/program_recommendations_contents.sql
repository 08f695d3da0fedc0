select
    origin::varchar as origin,
    recommendation_id::varchar as recommendation_id,
    element::varchar as element,
    element_kind::varchar as element_kind,
    words::varchar as words,
    source::varchar as source,
    as_of_date::date as as_of_date,
    as_of_precision::varchar as as_of_precision,
    as_of_day::date as as_of_day
from {{ ref("stg_registers__recommendation_contents") }}
