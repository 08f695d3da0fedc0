{{ config(materialized="incremental") }}

with
    shipments as (
        select *
        from {{ ref("int_shipments") }}
        where is_lowest_level and not is_withdrawn and {{ changed_months_filter() }}
    ),

    headers as (
        select origin, identifier, mode_of_transportation
        from {{ ref("stg_ams__header") }}
        where {{ changed_identifiers_filter() }}
    ),

    accepted as (
        select * from {{ ref("stg_agency__manifest_events") }} where {{ changed_messages_filter() }}
    ),

    -- bridge, bills and containers of one another lie in one month
    bridge as (select * from {{ ref("int_consignments") }} where {{ changed_months_filter() }}),

    trips as (select * from {{ ref("int_container_trips") }} where {{ changed_months_filter() }}),

    deletions as (select * from {{ ref("int_told_deletions") }}),

    messages as (
        select
            s.origin,
            s.shipment_key,
            min(m.received_at) filter (where m.message_type = 'original') as filed_at,
            max_by(m.laded_at, (m.known_at, m.message_id)) filter (
                where m.laded_at is not null
            ) as laded_at,
            max_by(m.departed_at, (m.known_at, m.message_id)) filter (
                where m.departed_at is not null
            ) as departed_at
        from shipments as s
        inner join accepted as m using (origin, shipment_key)
        group by s.origin, s.shipment_key
    ),

    containers as (
        select
            s.origin,
            s.shipment_key,
            min(t.laded_at) as laded_at,
            bool_and(t.laded_at is not null) as is_lading_known,
            max(t.departed_at) as departed_at
        from shipments as s
        inner join bridge as c using (origin, shipment_key)
        inner join trips as t using (origin, container_trip_key)
        group by s.origin, s.shipment_key
    ),

    clocks as (
        select
            s.shipment_key,
            s.origin,
            s.arrival_month,
            s.us_port_code,
            coalesce(h.mode_of_transportation ilike '%non-container%', false) as is_exempt_bulk,
            m.shipment_key is not null as has_messages,
            -- a bill deleted and filed again counts from then
            coalesce(d.refiled_at, m.filed_at) as filed_at,
            coalesce(c.laded_at, m.laded_at) as laded_at,
            coalesce(c.is_lading_known, m.laded_at is not null) as is_lading_known,
            coalesce(c.departed_at, m.departed_at) as departed_at,
            s.arrived_by
        from shipments as s
        left join headers as h using (origin, identifier)
        left join messages as m using (origin, shipment_key)
        left join deletions as d using (origin, shipment_key)
        left join containers as c using (origin, shipment_key)
    ),

    entries as (
        select
            c.origin,
            c.shipment_key,
            bool_or(m.entry_linked) filter (
                where m.received_at <= c.laded_at - interval 24 hour
            ) as is_entry_linked_t0,
            bool_or(m.entry_linked) filter (
                where m.received_at <= c.arrived_by
            ) as is_entry_linked_t2
        from clocks as c
        inner join accepted as m using (origin, shipment_key)
        where m.entry_linked is not null
        group by c.origin, c.shipment_key
    )

select
    c.shipment_key,
    c.origin,
    c.arrival_month,
    c.us_port_code,
    c.is_exempt_bulk,
    c.has_messages,
    c.filed_at,
    c.laded_at,
    c.is_lading_known,
    c.laded_at - interval 24 hour as t0_at,
    c.departed_at as t1_at,
    c.arrived_by as t2_at,
    c.arrived_by + interval 24 hour as t3_at,
    e.is_entry_linked_t0,
    e.is_entry_linked_t2
from clocks as c
left join entries as e using (origin, shipment_key)
