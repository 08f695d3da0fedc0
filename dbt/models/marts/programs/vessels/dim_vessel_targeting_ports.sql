{{ config(materialized="view") }}

select
    us_port_code,
    port_name,
    adopted_on,
    adopted_precision,
    adopted_not_before,
    adoption_order,
    as_of_date,
    as_of_precision,
    as_of_day,
    source,
    origin
from {{ ref("stg_registers__vessel_targeting_ports") }}
