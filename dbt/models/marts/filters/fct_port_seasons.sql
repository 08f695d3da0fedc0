{{ config(materialized="view") }}

select origin, season, lading_port_code, region, container_count, is_port_rising
from {{ ref("int_port_seasons") }}
