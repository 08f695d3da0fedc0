-- Every row of the bridge has its shipment and its container trip, and all three lie in one
-- month; month-wise
-- rebuilding rests on it.
select
    consignments.shipment_key,
    consignments.container_trip_key,
    consignments.arrival_month,
    shipments.arrival_month as month_of_shipment,
    trips.arrival_month as month_of_trip
from {{ ref("int_consignments") }} as consignments
left join
    {{ ref("int_shipments") }} as shipments
    on consignments.origin = shipments.origin
    and consignments.shipment_key = shipments.shipment_key
left join
    {{ ref("int_container_trips") }} as trips
    on consignments.origin = trips.origin
    and consignments.container_trip_key = trips.container_trip_key
where
    {{ is_in_tested_month("consignments.arrival_month") }}
    and (
        consignments.arrival_month is distinct from shipments.arrival_month
        or consignments.arrival_month is distinct from trips.arrival_month
    )
