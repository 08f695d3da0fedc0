select
    origin::varchar as origin,
    duty_id::varchar as duty_id,
    kind::varchar as kind,
    title::varchar as title,
    duty_of::varchar as duty_of,
    counts_from::date as counts_from,
    counts_from_precision::varchar as counts_from_precision,
    every_months::integer as every_months,
    content::varchar as content,
    source::varchar as source,
    as_of_date::date as as_of_date,
    as_of_precision::varchar as as_of_precision,
    as_of_day::date as as_of_day
from {{ ref("stg_registers__oversight_duties") }}
