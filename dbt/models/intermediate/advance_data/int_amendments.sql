{{ config(materialized="incremental") }}
-- Share of the weight before beyond which a change of weight is material (chosen).
{% set weight_tolerance = 0.05 %}

with
    clocks as (select * from {{ ref("int_filing_clocks") }} where {{ changed_months_filter() }}),

    accepted as (
        select *
        from {{ ref("stg_agency__manifest_events") }}
        where message_type = 'amendment' and {{ changed_messages_filter() }}
    )

select
    m.message_id,
    c.shipment_key,
    c.origin,
    c.arrival_month,
    c.us_port_code,
    m.container_number,
    m.received_at,
    m.amended_field,
    m.value_before,
    m.value_after,
    case
        when m.amended_field is null or coalesce(m.value_before, m.value_after) is null
        then null
        when m.amended_field = 'weight_kg'
        then
            coalesce(
                abs(try_cast(m.value_after as double) - try_cast(m.value_before as double))
                > {{ weight_tolerance }} * abs(try_cast(m.value_before as double)),
                m.value_after is distinct from m.value_before
            )
        else upper(m.value_after) is distinct from upper(m.value_before)
    end as is_material,
    case
        when m.received_at <= c.t0_at
        then 'before_t0'
        when m.received_at > c.t3_at
        then 'after_t3'
        when m.received_at > c.t2_at
        then 't2_t3'
        when m.received_at > c.t1_at and m.received_at <= c.t2_at
        then 't1_t2'
        when m.received_at > c.t0_at and m.received_at <= c.t1_at
        then 't0_t1'
    end as phase,
    m.received_at > c.t0_at or m.received_at > c.t1_at or m.received_at > c.t2_at as is_after_t0,
    m.received_at <= c.t2_at as is_by_t2
from clocks as c
inner join accepted as m using (origin, shipment_key)
