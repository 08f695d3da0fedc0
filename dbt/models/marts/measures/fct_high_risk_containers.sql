{{ config(materialized="incremental", meta={"changed_months": "int_months_to_rebuild"}) }}

with
    high_risk_shipments as (
        select origin, shipment_key
        from {{ ref("fct_shipments") }}
        where
            is_in_scope
            and is_high_risk
            and {{ changed_months_filter(months_model="int_months_to_rebuild") }}
    ),

    carried as (
        select c.origin, c.container_trip_key, count(*) as high_risk_shipment_count
        from {{ ref("int_consignments") }} as c
        inner join high_risk_shipments as s using (origin, shipment_key)
        where {{ changed_months_filter("c.arrival_month", "int_months_to_rebuild") }}
        group by c.origin, c.container_trip_key
    )

select
    'container_trip' as unit,
    t.container_trip_key as row_key,
    t.row_key_hash,
    t.origin,
    {{ counted_port("t.us_port_code") }} as us_port_code,
    t.arrival_month,
    t.is_examined,
    t.are_exams_known,
    cast(c.high_risk_shipment_count as integer) as high_risk_shipment_count
from {{ ref("fct_container_trips") }} as t
inner join carried as c using (origin, container_trip_key)
where t.is_in_scope and {{ changed_months_filter("t.arrival_month", "int_months_to_rebuild") }}
