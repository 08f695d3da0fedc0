{{ config(materialized="incremental", meta={"changed_months": "int_months_to_rebuild"}) }}

with
    trips as (
        select
            origin,
            vessel_imo,
            voyage_number,
            us_port_code,
            port_of_discharge,
            arrival_month,
            container_number,
            container_trip_key,
            is_empty
        from {{ ref("int_container_trips") }}
        where
            not is_frob
            and bill_count > 0
            and vessel_imo is not null
            and {{ changed_months_filter(months_model="int_months_to_rebuild") }}
    ),

    calls as (
        select
            origin,
            vessel_imo,
            voyage_number,
            us_port_code,
            min(port_of_discharge) as port_of_discharge,
            min(arrival_month) as arrival_month
        from trips
        group by origin, vessel_imo, voyage_number, us_port_code
    ),

    tallied as (
        select
            c.origin,
            c.vessel_imo,
            c.voyage_number,
            c.us_port_code,
            t.container_number,
            t.discharged_at
        from calls as c
        inner join
            {{ ref("stg_agency__discharge_tally") }} as t using (
                origin, vessel_imo, voyage_number, us_port_code
            )
    ),

    -- ports that share a UN/LOCODE: a planned container goes to the one that names it, else to
    -- the first
    planned as (
        select
            c.origin,
            c.vessel_imo,
            c.voyage_number,
            coalesce(max(t.us_port_code), min(c.us_port_code)) as us_port_code,
            p.container_number,
            min(p.stow_position) as stow_position
        from calls as c
        inner join
            {{ ref("stg_agency__stow_plan_positions") }} as p
            on p.origin = c.origin
            and p.vessel_imo = c.vessel_imo
            and p.voyage_number = c.voyage_number
            and p.discharge_unlocode = c.port_of_discharge
        left join
            trips as t
            on t.origin = c.origin
            and t.vessel_imo = c.vessel_imo
            and t.voyage_number = c.voyage_number
            and t.us_port_code = c.us_port_code
            and t.container_number = p.container_number
        group by c.origin, c.vessel_imo, c.voyage_number, p.discharge_unlocode, p.container_number
    ),

    containers as (
        select origin, vessel_imo, voyage_number, us_port_code, container_number
        from trips
        union
        select origin, vessel_imo, voyage_number, us_port_code, container_number
        from tallied
        union
        select origin, vessel_imo, voyage_number, us_port_code, container_number
        from planned
    ),

    -- a call without a tally or without a plan says nothing of its containers
    has_tally as (select distinct origin, vessel_imo, voyage_number, us_port_code from tallied),

    has_plan as (
        select distinct origin, vessel_imo, voyage_number
        from {{ ref("stg_agency__stow_plan_positions") }}
    ),

    compared as (
        select
            x.origin,
            x.vessel_imo,
            x.voyage_number,
            x.us_port_code,
            c.arrival_month,
            x.container_number,
            t.container_trip_key,
            coalesce(t.is_empty, false) as is_empty,
            t.container_number is not null as is_manifested,
            case when h.origin is not null then p.container_number is not null end as is_planned,
            case when k.origin is not null then d.container_number is not null end as is_discharged,
            p.stow_position,
            d.discharged_at
        from containers as x
        inner join calls as c using (origin, vessel_imo, voyage_number, us_port_code)
        left join
            trips as t using (origin, vessel_imo, voyage_number, us_port_code, container_number)
        left join
            planned as p using (origin, vessel_imo, voyage_number, us_port_code, container_number)
        left join
            tallied as d using (origin, vessel_imo, voyage_number, us_port_code, container_number)
        left join
            has_plan as h
            on h.origin = x.origin
            and h.vessel_imo = x.vessel_imo
            and h.voyage_number = x.voyage_number
        left join
            has_tally as k
            on k.origin = x.origin
            and k.vessel_imo = x.vessel_imo
            and k.voyage_number = x.voyage_number
            and k.us_port_code = x.us_port_code
    )

select
    origin,
    vessel_imo,
    voyage_number,
    us_port_code,
    arrival_month,
    container_number,
    container_trip_key,
    is_empty,
    is_manifested,
    is_planned,
    is_discharged,
    stow_position,
    discharged_at,
    case
        when is_discharged and not is_manifested
        then 'over'
        when is_manifested and not is_discharged
        then 'short'
    end as against_tally,
    case
        when is_planned and not is_manifested
        then 'not_manifested'
        when is_manifested and not is_planned
        then 'not_planned'
    end as against_plan
from compared
where is_planned is not null or is_discharged is not null
