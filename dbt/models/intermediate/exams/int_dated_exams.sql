{{ config(materialized="view") }}

-- The container's vessel call gives the month of arrival, whether the container was manifested or
-- not; where no bill tells of that call, the day at the U.S. port of the container's first event.
with
    exams as (
        select
            *,
            min(coalesce(started_at, hold_placed_at, recorded_at)) over (
                partition by origin, container_trip_key
            ) as first_event_at
        from {{ ref("stg_agency__exams") }}
    ),

    arrivals as (select * from {{ ref("int_vessel_arrivals") }}),

    us_zones as (
        select port_code as us_port_code, time_zone from {{ ref("ports") }} where side = 'us'
    )

select
    exams.exam_event_id,
    exams.origin,
    exams.load_id,
    coalesce(
        arrivals.arrival_month,
        {{ month_of(local_date("exams.first_event_at", "us_zones.time_zone")) }}
    ) as arrival_month
from exams
left join arrivals using (origin, vessel_imo, voyage_number, us_port_code)
left join us_zones using (us_port_code)
