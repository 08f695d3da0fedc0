{{ config(materialized="view") }}

select
    origin,
    lading_date,
    port_code,
    port_name,
    terminal_name,
    scan_state,
    container_trip_key,
    us_port_code
from {{ ref("fct_scanned_trips") }}
where is_operational and is_at_covered_terminal and not is_scanned
