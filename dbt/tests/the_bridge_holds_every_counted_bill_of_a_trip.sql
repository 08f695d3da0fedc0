-- Bills counted on the container trips and rows of the bridge are the same number in every month.
with
    trips as (
        select origin, arrival_month, sum(bill_count) as bill_count
        from {{ ref("int_container_trips") }}
        group by origin, arrival_month
    ),

    bridge as (
        select origin, arrival_month, count(*) as bill_count
        from {{ ref("int_consignments") }}
        group by origin, arrival_month
    )

select
    origin,
    arrival_month,
    trips.bill_count as counted_on_trips,
    bridge.bill_count as rows_of_the_bridge
from trips
full outer join bridge using (origin, arrival_month)
where coalesce(trips.bill_count, 0) <> coalesce(bridge.bill_count, 0)
