{{ config(materialized="view") }}

select
    assumption,
    title,
    unit,
    low,
    best,
    high,
    basis,
    as_of_date,
    as_of_precision,
    as_of_day,
    source,
    origin
from {{ ref("stg_registers__scanning_assumptions") }}
