{{ config(materialized="incremental", meta={"changed_months": "int_csi_months"}) }}

with
    csi as (select * from {{ ref("stg_registers__csi_ports") }} where origin = 'real'),

    ports as (select port_code, side, time_zone from {{ ref("ports") }}),

    trips as (
        select
            container_trip_key,
            origin,
            vessel_imo,
            voyage_number,
            us_port_code,
            lading_port_code,
            country_of_lading,
            arrival_month,
            bill_count,
            laded_at
        from {{ ref("int_container_trips") }}
        where is_in_scope and {{ changed_months_filter(months_model="int_csi_months") }}
    ),

    calls as (
        select
            c.origin,
            c.vessel_imo,
            c.voyage_number,
            c.call_sequence,
            c.port_code,
            p.side,
            {{ local_date("coalesce(c.departed_at, c.arrived_at)", "p.time_zone") }} as called_on
        from {{ ref("stg_agency__port_calls") }} as c
        inner join ports as p on p.port_code = c.port_code
    ),

    foreign_calls as (
        select c.*, u.us_call_sequence
        from calls as c
        inner join
            (
                select origin, vessel_imo, voyage_number, min(call_sequence) as us_call_sequence
                from calls
                where side = 'us'
                group by origin, vessel_imo, voyage_number
            ) as u
            on u.origin = c.origin
            and u.vessel_imo = c.vessel_imo
            and u.voyage_number = c.voyage_number
            and u.us_call_sequence > c.call_sequence
        where c.side = 'foreign'
    ),

    -- per voyage and port of lading: its last call there, and the CSI ports called at after it
    lading_calls as (
        select
            origin,
            vessel_imo,
            voyage_number,
            port_code,
            max(call_sequence) as call_sequence,
            max_by(called_on, call_sequence) as called_on
        from foreign_calls
        group by origin, vessel_imo, voyage_number, port_code
    ),

    passages as (
        select
            l.origin,
            l.vessel_imo,
            l.voyage_number,
            l.port_code as lading_port_code,
            any_value(l.called_on) as called_on,
            case
                when coalesce(bool_or({{ is_in_csi_on("c.called_on") }}), false)
                then true
                when bool_or(csi.port_code is not null and c.called_on is null)
                then null
                else false
            end as is_carried_through,
            min_by(c.port_code, c.call_sequence) filter (
                where {{ is_in_csi_on("c.called_on") }}
            ) as passed_port_code
        from lading_calls as l
        left join
            foreign_calls as c
            on c.origin = l.origin
            and c.vessel_imo = l.vessel_imo
            and c.voyage_number = l.voyage_number
            and c.call_sequence > l.call_sequence
        left join csi on csi.port_code = c.port_code
        group by l.origin, l.vessel_imo, l.voyage_number, l.port_code
    ),

    -- a transshipped box has a lading on each of its bills' ports; most have one
    ladings as (
        select origin, container_trip_key, lading_port_code, true as is_lead
        from trips
        union all
        select distinct t.origin, t.container_trip_key, s.lading_port_code, false as is_lead
        from trips as t
        inner join
            {{ ref("int_consignments") }} as k
            on k.origin = t.origin
            and k.container_trip_key = t.container_trip_key
        inner join
            {{ ref("int_shipments") }} as s
            on s.origin = k.origin
            and s.shipment_key = k.shipment_key
        where t.bill_count > 1 and s.lading_port_code is distinct from t.lading_port_code
    ),

    targeted_calls as (
        select origin, vessel_imo, voyage_number, lading_port_code, min(targeted_at) as targeted_at
        from {{ ref("stg_csi__targeting") }}
        group by origin, vessel_imo, voyage_number, lading_port_code
    ),

    -- the day of a lading: the container's own, else that of the vessel's call there
    dated as (
        select
            l.origin,
            l.container_trip_key,
            l.lading_port_code,
            l.is_lead,
            t.laded_at,
            {{ local_date("t.laded_at", "p.time_zone") }} as container_laded_on,
            case
                when l.is_lead
                then coalesce({{ local_date("t.laded_at", "p.time_zone") }}, v.called_on)
                else coalesce(v.called_on, {{ local_date("t.laded_at", "p.time_zone") }})
            end as laded_on,
            v.lading_port_code is not null as is_call_known,
            v.is_carried_through,
            v.passed_port_code,
            g.targeted_at is not null
            and g.targeted_at <= coalesce(t.laded_at, g.targeted_at) as is_call_targeted
        from ladings as l
        inner join trips as t on t.origin = l.origin and t.container_trip_key = l.container_trip_key
        left join ports as p on p.port_code = l.lading_port_code
        left join
            passages as v
            on v.origin = l.origin
            and v.vessel_imo = t.vessel_imo
            and v.voyage_number = t.voyage_number
            and v.lading_port_code = l.lading_port_code
        left join
            targeted_calls as g
            on g.origin = l.origin
            and g.vessel_imo = t.vessel_imo
            and g.voyage_number = t.voyage_number
            and g.lading_port_code = l.lading_port_code
    ),

    covered as (
        select
            d.origin,
            d.container_trip_key,
            max(d.laded_on) filter (where d.is_lead) as laded_on,
            cast(count(distinct d.lading_port_code) as integer) as lading_count,
            case
                when coalesce(bool_or({{ is_in_csi_on("d.laded_on") }}), false)
                then true
                when
                    bool_or(
                        d.lading_port_code is null
                        or (csi.port_code is not null and d.laded_on is null)
                    )
                then null
                else false
            end as is_laded_at_csi_port,
            -- a team of the port itself goes before that of its district
            max(csi.coverage) filter (where {{ is_in_csi_on("d.laded_on") }}) as coverage,
            max_by(csi.team_port_code, csi.coverage) filter (
                where {{ is_in_csi_on("d.laded_on") }}
            ) as team_port_code,
            case
                when bool_or(d.is_carried_through)
                then true
                when bool_or(not d.is_call_known or d.is_carried_through is null)
                then null
                else false
            end as is_carried_through,
            min(d.passed_port_code) as passed_port_code,
            bool_or(d.is_call_targeted) as is_call_targeted
        from dated as d
        left join csi on csi.port_code = d.lading_port_code
        group by d.origin, d.container_trip_key
    ),

    requests as (
        select origin, container_trip_key, min(requested_at) as requested_at
        from {{ ref("stg_csi__requests") }}
        group by origin, container_trip_key
    ),

    -- months for which a team told of its targeting at all; elsewhere "not targeted" is not known
    team_months as (
        select distinct
            g.origin,
            g.team_port_code,
            {{ month_of(local_date("g.targeted_at", "p.time_zone")) }} as lading_month
        from {{ ref("stg_csi__targeting") }} as g
        left join ports as p on p.port_code = g.lading_port_code
    ),

    high_risk as (
        select origin, container_trip_key
        from {{ ref("fct_container_trips") }}
        where is_high_risk and {{ changed_months_filter(months_model="int_csi_months") }}
    ),

    flags as (
        select
            t.*,
            c.laded_on,
            {{ month_of("coalesce(c.laded_on, t.arrival_month)") }} as lading_month,
            c.lading_count,
            c.is_laded_at_csi_port,
            c.coverage,
            c.team_port_code,
            c.is_carried_through,
            c.passed_port_code,
            c.is_laded_at_csi_port or c.is_carried_through as is_in_csi_port,
            case
                when c.is_call_targeted or r.requested_at is not null
                then true
                -- teams target what is laded at their ports, and nothing that only passes
                when not c.is_laded_at_csi_port
                then false
                when m.origin is not null
                then false
            end as is_targeted,
            h.origin is not null as is_high_risk
        from trips as t
        inner join
            covered as c on c.origin = t.origin and c.container_trip_key = t.container_trip_key
        left join
            requests as r on r.origin = t.origin and r.container_trip_key = t.container_trip_key
        left join
            team_months as m
            on m.origin = t.origin
            and m.team_port_code = c.team_port_code
            and m.lading_month = {{ month_of("c.laded_on") }}
        left join
            high_risk as h on h.origin = t.origin and h.container_trip_key = t.container_trip_key
    )

select
    container_trip_key,
    origin,
    us_port_code,
    lading_port_code,
    country_of_lading,
    arrival_month,
    laded_at,
    laded_on,
    lading_month,
    {{ season_of("lading_month") }} as season,
    {{ is_in_season("lading_month") }} as is_in_season,
    {{ fiscal_year_of("lading_month") }} as fiscal_year,
    lading_count,
    is_laded_at_csi_port,
    coverage,
    team_port_code,
    is_carried_through,
    passed_port_code,
    is_in_csi_port,
    is_targeted,
    -- the gap of 2005: through a CSI port without having been laded at one, and untargeted
    not is_laded_at_csi_port and is_carried_through and not is_targeted as is_passed_untargeted,
    is_high_risk
from flags
