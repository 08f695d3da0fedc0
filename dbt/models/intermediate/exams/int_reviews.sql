{{ config(materialized="incremental") }}

-- A record belongs to the month in which its vessel arrived at the port, as an exam event does.
with
    reviews as (select * from {{ ref("stg_agency__reviews") }}),

    arrivals as (select * from {{ ref("int_vessel_arrivals") }}),

    trips as (select * from {{ ref("int_container_trips") }} where {{ changed_months_filter() }}),

    read_reviews as (
        select
            reviews.*,
            coalesce(arrivals.arrival_month, {{ month_of("reviews.occurred_at") }}) as arrival_month
        from reviews
        left join arrivals using (origin, vessel_imo, voyage_number, us_port_code)
    ),

    dated as (select * from read_reviews where {{ changed_months_filter() }}),

    {{ trips_recorded_at_another_port("dated", ["review_id"]) }}

select
    dated.review_id,
    coalesce(elsewhere.container_trip_key, trips.container_trip_key) as container_trip_key,
    dated.origin,
    dated.arrival_month,
    dated.container_number,
    dated.vessel_imo,
    dated.voyage_number,
    coalesce(elsewhere.us_port_code, dated.us_port_code) as us_port_code,
    dated.bill_number,
    dated.record_type,
    dated.occurred_at,
    dated.outcome,
    dated.waiver_kind,
    dated.reason,
    dated.intelligence_reference,
    dated.recorded_at,
    dated.known_at,
    dated.load_id
from dated
left join
    trips on dated.origin = trips.origin and dated.container_trip_key = trips.container_trip_key
left join elsewhere on dated.origin = elsewhere.origin and dated.review_id = elsewhere.review_id
