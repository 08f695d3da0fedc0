{{ config(materialized="view") }}

-- A container asked for more than once stands once: with its referral, else with its first request.
-- What was accepted in the end needs no referral.
with
    requests as (
        select
            *,
            bool_or(decision = 'accepted') over (
                partition by origin, container_trip_key
            ) as is_accepted_in_the_end
        from {{ ref("fct_csi_requests") }}
    )

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
from requests
where
    decision in ('denied', 'not_requested')
    and (referred_at is not null or not is_accepted_in_the_end)
qualify
    row_number() over (
        partition by origin, container_trip_key
        order by referred_at is null, referred_at, requested_at, request_id
    )
    = 1
