{{ config(materialized="incremental", meta={"changed_months": "int_months_to_rebuild"}) }}
{% set all_elements = isf_elements() | length %}

with
    bills as (
        select
            f.*,
            s.vessel_imo,
            s.voyage_number,
            c.is_lading_known,
            -- the plan is due 48 hours after departure, and before arrival where that is sooner
            case
                when f.t1_at is not null then least(f.t1_at + interval 48 hour, f.t2_at)
            end as plan_due_at
        from {{ ref("fct_advance_filings") }} as f
        inner join {{ ref("int_filing_clocks") }} as c using (origin, shipment_key)
        inner join {{ ref("int_shipments") }} as s using (origin, shipment_key)
        where
            f.is_in_scope
            and not f.is_exempt_bulk
            and coalesce(f.laded_on, cast(f.t2_at as date), f.arrival_month)
            >= {{ isf_in_force_from() }}
            and {{ changed_months_filter("f.arrival_month", "int_months_to_rebuild") }}
    ),

    plans as (
        select origin, vessel_imo, voyage_number, min(received_at) as plan_received_at
        from
            (
                select origin, vessel_imo, voyage_number, received_at
                from {{ ref("stg_agency__isf_filings") }}
                where filing_type = 'stow_plan'
                union all
                select origin, vessel_imo, voyage_number, received_at
                from {{ ref("stg_agency__stow_plan_receipts") }}
            ) as received
        group by origin, vessel_imo, voyage_number
    ),

    status_messages as (
        select
            b.origin,
            b.shipment_key,
            bool_and(m.received_at <= m.entered_at + interval 24 hour) as is_status_in_time
        from bills as b
        inner join {{ ref("int_consignments") }} as c using (origin, shipment_key)
        inner join {{ ref("int_container_trips") }} as t using (origin, container_trip_key)
        inner join
            {{ ref("stg_agency__isf_filings") }} as m
            on m.origin = t.origin
            and m.vessel_imo = t.vessel_imo
            and m.voyage_number = t.voyage_number
            and m.container_number = t.container_number
        where m.filing_type = 'status_message'
        group by b.origin, b.shipment_key
    ),

    -- where no filing of a kind came in for a month, its absence says nothing of a bill
    told as (
        select
            b.*,
            i.isf_filed_at,
            {% for element in isf_elements() %} i.has_{{ element }}, {% endfor %}
            i.element_count_t0,
            i.element_count_t2,
            p.plan_received_at,
            m.is_status_in_time,
            count(i.isf_filed_at) over (partition by b.origin, b.arrival_month)
            > 0 as has_importer_feed,
            count(p.plan_received_at) over (partition by b.origin, b.arrival_month)
            > 0 as has_plan_feed,
            count(m.is_status_in_time) over (partition by b.origin, b.arrival_month)
            > 0 as has_status_feed
        from bills as b
        left join {{ ref("int_isf_filings") }} as i using (origin, shipment_key)
        left join
            plans as p
            on p.origin = b.origin
            and p.vessel_imo = b.vessel_imo
            and p.voyage_number = b.voyage_number
        left join status_messages as m on m.origin = b.origin and m.shipment_key = b.shipment_key
    )

select
    shipment_key,
    origin,
    us_port_code,
    arrival_month,
    lading_month,
    laded_at,
    t0_at,
    isf_filed_at,
    date_diff('second', isf_filed_at, laded_at) / 3600.0 as hours_before_lading,
    cast(coalesce(element_count_t0, 0) as integer) as element_count_t0,
    cast(coalesce(element_count_t2, 0) as integer) as element_count_t2,
    case
        when not has_importer_feed or t0_at is null
        then null
        when coalesce(element_count_t0, 0) < {{ all_elements }}
        then false
        when is_lading_known
        then true
    end as is_complete_in_time,
    case
        when has_importer_feed and t2_at is not null
        then coalesce(element_count_t2 = {{ all_elements }}, false)
    end as is_complete,
    case
        when not has_importer_feed or t0_at is null
        then null
        when coalesce(isf_filed_at > t0_at, true)
        then false
        when is_lading_known
        then true
    end as is_in_time,
    {% for element in isf_elements() %}
        -- a container whose lading nobody tells may have been laded before the filing
        case
            when not has_importer_feed or t0_at is null
            then null
            when not coalesce(has_{{ element }}, false)
            then false
            when is_lading_known
            then true
        end as has_{{ element }},
    {% endfor %}
    plan_received_at,
    plan_due_at,
    case
        when has_plan_feed and (plan_received_at is null or plan_received_at > t2_at)
        then false
        when has_plan_feed
        then plan_received_at <= plan_due_at
    end as is_plan_in_time,
    case when has_status_feed then coalesce(is_status_in_time, false) end as is_status_in_time,
    row_key_hash
from told
