{{ config(materialized="view") }}

select
    'container_trip' as unit,
    container_trip_key as row_key,
    {{ row_key_hash("container_trip_key") }} as row_key_hash,
    origin,
    us_port_code,
    arrival_month,
    {{ clock_flags() | join(",\n    ") }}
from {{ ref("fct_exam_clocks") }}
