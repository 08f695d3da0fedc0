{{ config(materialized="incremental") }}

with
    exams as (select * from {{ ref("stg_agency__exams") }}),

    months as (select * from {{ ref("int_dated_exams") }} where {{ changed_months_filter() }}),

    trips as (select * from {{ ref("int_container_trips") }} where {{ changed_months_filter() }}),

    dated as (
        select
            exams.*,
            months.arrival_month,
            -- a radiation portal passage is an exam only where an alarm was adjudicated
            exams.method = 'radiation'
            and coalesce(exams.result, 'pending') = 'pending' as is_mere_passage
        from exams
        inner join
            months on exams.origin = months.origin and exams.exam_event_id = months.exam_event_id
    ),

    {{ trips_recorded_at_another_port("dated", ["exam_event_id"]) }}

select
    dated.exam_event_id,
    coalesce(elsewhere.container_trip_key, trips.container_trip_key) as container_trip_key,
    dated.container_trip_key as recorded_trip_key,
    dated.origin,
    dated.arrival_month,
    dated.container_number,
    dated.vessel_imo,
    dated.voyage_number,
    coalesce(elsewhere.us_port_code, dated.us_port_code) as us_port_code,
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
    dated.is_mere_passage,
    dated.status = 'completed' and not dated.is_mere_passage as is_completed_exam,
    dated.result,
    dated.finding,
    dated.recorded_at,
    dated.known_at,
    dated.load_id
from dated
left join
    trips on dated.origin = trips.origin and dated.container_trip_key = trips.container_trip_key
left join
    elsewhere on dated.origin = elsewhere.origin and dated.exam_event_id = elsewhere.exam_event_id
