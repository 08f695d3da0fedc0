-- A bill, its containers and the bridge between them lie in one month; month-wise rebuilding
-- rests on it.
select
    consignments.shipment_key,
    consignments.container_trip_key,
    consignments.arrival_month,
    trips.arrival_month as month_of_trip
from {{ ref("int_consignments") }} as consignments
inner join
    {{ ref("int_container_trips") }} as trips
    on consignments.origin = trips.origin
    and consignments.container_trip_key = trips.container_trip_key
where consignments.arrival_month <> trips.arrival_month
