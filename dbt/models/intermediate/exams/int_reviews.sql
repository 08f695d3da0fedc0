{{ config(materialized="incremental") }}

-- A record belongs to the month in which its vessel arrived at the port, as an exam event does.
with
    reviews as (select * from {{ ref("stg_agency__reviews") }}),

    arrivals as (select * from {{ ref("int_vessel_arrivals") }}),

    trips as (select * from {{ ref("int_container_trips") }} where {{ changed_months_filter() }}),

    dated as (
        select
            reviews.*,
            coalesce(arrivals.arrival_month, {{ month_of("reviews.occurred_at") }}) as arrival_month
        from reviews
        left join arrivals using (origin, vessel_imo, voyage_number, us_port_code)
    )

select
    dated.review_id,
    trips.container_trip_key,
    dated.origin,
    dated.arrival_month,
    dated.container_number,
    dated.vessel_imo,
    dated.voyage_number,
    dated.us_port_code,
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
where {{ changed_months_filter("dated.arrival_month") }}
