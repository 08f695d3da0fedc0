{{ config(materialized="view") }}

with
    legs as (
        select distinct vessel_imo, voyage_number, lading_port_code, origin
        from {{ ref("int_container_trips") }}
        where lading_port_code is not null
    ),

    calls as (
        select
            c.origin,
            c.vessel_imo,
            c.voyage_number,
            c.call_sequence,
            c.port_code,
            c.departed_at,
            p.side,
            csi.operational_on
        from {{ ref("stg_agency__port_calls") }} as c
        inner join {{ ref("ports") }} as p on p.port_code = c.port_code
        left join {{ ref("csi_ports") }} as csi on csi.port_code = c.port_code
    ),

    first_us_calls as (
        select origin, vessel_imo, voyage_number, min(call_sequence) as call_sequence
        from calls
        where side = 'us'
        group by origin, vessel_imo, voyage_number
    ),

    -- the last call at the port of lading before the first U.S. port
    lading_calls as (
        select
            l.origin,
            l.vessel_imo,
            l.voyage_number,
            l.lading_port_code,
            u.call_sequence as us_call_sequence,
            max(c.call_sequence) as lading_call_sequence,
            max_by(c.departed_at, c.call_sequence) as departed_at,
            max(c.operational_on) as csi_operational_on
        from legs as l
        inner join
            calls as c
            on c.origin = l.origin
            and c.vessel_imo = l.vessel_imo
            and c.voyage_number = l.voyage_number
            and c.port_code = l.lading_port_code
        inner join
            first_us_calls as u
            on u.origin = l.origin
            and u.vessel_imo = l.vessel_imo
            and u.voyage_number = l.voyage_number
            and u.call_sequence > c.call_sequence
        group by l.origin, l.vessel_imo, l.voyage_number, l.lading_port_code, u.call_sequence
    )

select
    l.origin,
    l.vessel_imo,
    l.voyage_number,
    l.lading_port_code,
    max(l.departed_at) as lading_port_departed_at,
    max(l.csi_operational_on) as lading_port_csi_operational_on,
    min(c.operational_on) filter (
        where c.call_sequence > l.lading_call_sequence
    ) as passed_port_csi_operational_on,
    cast(count(*) as integer) as foreign_call_count
from lading_calls as l
inner join
    calls as c
    on c.origin = l.origin
    and c.vessel_imo = l.vessel_imo
    and c.voyage_number = l.voyage_number
    and c.call_sequence between l.lading_call_sequence and l.us_call_sequence - 1
where c.side = 'foreign'
group by l.origin, l.vessel_imo, l.voyage_number, l.lading_port_code
