{{ config(materialized="view") }}

select
    request_id,
    origin,
    container_trip_key,
    container_number,
    us_port_code,
    csi_port_code,
    host_country,
    decision,
    requested_at,
    referred_at,
    arrival_date,
    examined_on_arrival_at,
    gated_out_at,
    closure,
    date_diff('second', gated_out_at, examined_on_arrival_at) / 3600.0 as gate_out_to_exam_hours
from {{ ref("fct_csi_requests") }}
where decision in ('denied', 'not_requested')
