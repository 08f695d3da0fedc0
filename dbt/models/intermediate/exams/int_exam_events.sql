{{ config(materialized="incremental") }}

-- An event belongs to the month in which its vessel arrived at the port, whether its container was
-- manifested or not; without such an arrival, to the month of the event itself.
with
    exams as (select * from {{ ref("stg_agency__exams") }}),

    arrivals as (select * from {{ ref("int_vessel_arrivals") }}),

    trips as (select * from {{ ref("int_container_trips") }} where {{ changed_months_filter() }}),

    dated as (
        select
            exams.*,
            coalesce(
                arrivals.arrival_month,
                {{ month_of("coalesce(exams.started_at, exams.hold_placed_at, exams.recorded_at)") }}
            ) as arrival_month
        from exams
        left join arrivals using (origin, vessel_imo, voyage_number, us_port_code)
    )

select
    dated.exam_event_id,
    trips.container_trip_key,
    dated.origin,
    dated.arrival_month,
    dated.container_number,
    dated.vessel_imo,
    dated.voyage_number,
    dated.us_port_code,
    dated.bill_number,
    dated.location_group,
    dated.exam_port_code,
    dated.selection_reasons,
    dated.random_draw_probability,
    dated.hold_placed_at,
    dated.discharged_at,
    dated.started_at,
    dated.ended_at,
    dated.hold_lifted_at,
    dated.method,
    dated.status,
    -- a radiation portal passage is an exam only where an alarm was adjudicated
    dated.status = 'completed'
    and (dated.method <> 'radiation' or dated.result is not null) as is_completed_exam,
    dated.result,
    dated.finding,
    dated.recorded_at,
    dated.known_at,
    dated.load_id
from dated
left join
    trips on dated.origin = trips.origin and dated.container_trip_key = trips.container_trip_key
where {{ changed_months_filter("dated.arrival_month") }}
