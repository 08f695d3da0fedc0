with
    -- high-risk containers laded at a CSI port, and what had settled the risk by then
    laded as (
        select origin, container_trip_key, lading_port_code, us_port_code, laded_at, laded_on
        from {{ ref("fct_csi_trips") }}
        where is_high_risk and is_laded_at_csi_port
    ),

    scanned as (
        select
            origin,
            container_trip_key,
            min(ended_at) as ended_at,
            bool_or(ended_at is null) as has_unknown_end
        from {{ ref("fct_exam_episodes") }}
        where location_group = 'foreign' and is_completed and (has_image or has_physical)
        group by origin, container_trip_key
    ),

    asked as (
        select
            origin,
            container_trip_key,
            min(examined_at) filter (where exam_method <> 'radiation') as examined_at,
            min(examined_at) filter (where exam_method is null) as perhaps_examined_at
        from {{ ref("fct_csi_requests") }}
        group by origin, container_trip_key
    ),

    informed as (
        select origin, container_trip_key, min(occurred_at) as occurred_at
        from {{ ref("int_reviews") }}
        where outcome = 'mitigated_by_information'
        group by origin, container_trip_key
    ),

    {{ records_where_bills_stand("orders", ref("stg_csi__do_not_load_orders"), "order_id") }},

    both_sides as (
        select
            coalesce(l.origin, o.origin) as origin,
            coalesce(l.container_trip_key, o.container_trip_key) as container_trip_key,
            coalesce(l.lading_port_code, o.lading_port_code) as lading_port_code,
            coalesce(l.us_port_code, o.us_port_code) as us_port_code,
            l.laded_at,
            coalesce(l.laded_on, cast(o.issued_at as date)) as dated_on,
            l.origin is not null as is_high_risk_at_csi_port,
            least(s.ended_at, a.examined_at) as scanned_or_searched_at,
            coalesce(s.has_unknown_end, false) as has_unknown_end,
            a.perhaps_examined_at,
            i.occurred_at as informed_at,
            o.order_id,
            o.issued_at,
            o.outcome as order_outcome,
            last_value(o.outcome) over orders_of_trip as last_outcome,
            row_number() over orders_of_trip = 1 as is_first_of_trip
        from laded as l
        left join scanned as s using (origin, container_trip_key)
        left join asked as a using (origin, container_trip_key)
        left join informed as i using (origin, container_trip_key)
        full outer join
            orders as o on o.origin = l.origin and o.container_trip_key = l.container_trip_key
        window
            orders_of_trip as (
                partition by
                    coalesce(l.origin, o.origin),
                    coalesce(l.container_trip_key, o.container_trip_key)
                order by o.issued_at, o.order_id
                rows between unbounded preceding and unbounded following
            )
    )

select
    origin,
    container_trip_key,
    lading_port_code,
    us_port_code,
    dated_on,
    {{ month_of("dated_on") }} as lading_month,
    laded_at,
    scanned_or_searched_at,
    informed_at,
    order_id,
    issued_at,
    order_outcome,
    is_first_of_trip,
    dated_on >= {{ do_not_load_rule_from() }} as is_rule_in_force,
    case
        when scanned_or_searched_at <= laded_at
        then 'scanned_or_searched'
        when informed_at <= laded_at
        then 'cleared_by_information'
        when last_outcome = 'not_laded'
        then 'not_laded'
        when not is_high_risk_at_csi_port
        then 'order_alone'
        when laded_at is null or has_unknown_end or perhaps_examined_at <= laded_at
        then 'not_known'
        else 'laded_without'
    end as finding
from both_sides
