{{ config(materialized="view") }}

select
    program,
    port_code,
    port_name,
    coalesce(deployment_level, 'not stated') as deployment_level,
    terminal_name,
    testing_on,
    testing_precision,
    testing_is_projected,
    operational_on,
    operational_precision,
    operational_is_projected,
    us_bound_count,
    us_bound_period,
    as_of_date,
    as_of_precision,
    as_of_day,
    source,
    origin
from {{ ref("stg_registers__scanning_ports") }}
