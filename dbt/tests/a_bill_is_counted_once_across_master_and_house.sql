-- No standing house bill is counted beside the master it names.
with
    voyages as (
        select distinct origin, vessel_imo, voyage_number
        from {{ ref("int_shipments") }}
        where {{ is_in_tested_month() }}
    ),

    counted as (
        select shipments.*
        from {{ ref("int_shipments") }} as shipments
        inner join voyages using (origin, vessel_imo, voyage_number)
        where shipments.is_lowest_level and not shipments.is_withdrawn
    )

select houses.shipment_key, masters.shipment_key as master_shipment_key
from counted as houses
inner join
    counted as masters
    on houses.origin = masters.origin
    and houses.vessel_imo = masters.vessel_imo
    and houses.voyage_number = masters.voyage_number
    and houses.master_bill_number = masters.bill_number
    and houses.shipment_key <> masters.shipment_key
