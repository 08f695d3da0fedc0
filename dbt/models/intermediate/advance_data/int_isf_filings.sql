{{ config(materialized="incremental") }}

with
    clocks as (select * from {{ ref("int_filing_clocks") }} where {{ changed_months_filter() }}),

    filed as (
        select f.*, c.arrival_month, c.t0_at, c.t2_at
        from clocks as c
        inner join {{ ref("stg_agency__isf_filings") }} as f using (origin, shipment_key)
        where f.filing_type = 'importer'
    ),

    first_filed as (
        select origin, shipment_key, arrival_month, min(received_at) as isf_filed_at
        from filed
        group by origin, shipment_key, arrival_month
    ),

    -- a later filing replaces the one before whole: what stood at T0, and what stood on arrival
    at_t0 as (
        select *
        from filed
        where received_at <= t0_at
        qualify
            row_number() over (
                partition by origin, shipment_key order by received_at desc, filing_id desc
            )
            = 1
    ),

    at_t2 as (
        select *
        from filed
        where received_at <= t2_at
        qualify
            row_number() over (
                partition by origin, shipment_key order by received_at desc, filing_id desc
            )
            = 1
    )

select
    first_filed.shipment_key,
    first_filed.origin,
    first_filed.arrival_month,
    first_filed.isf_filed_at,
    {% for element in isf_elements() %}
        at_t0.{{ element }} is not null as has_{{ element }},
    {% endfor %}
    coalesce(at_t0.element_count, 0) as element_count_t0,
    coalesce(at_t2.element_count, 0) as element_count_t2
from first_filed
left join at_t0 using (origin, shipment_key)
left join at_t2 using (origin, shipment_key)
