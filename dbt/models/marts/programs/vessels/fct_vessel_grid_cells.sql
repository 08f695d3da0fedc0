-- An arrival is in scope at a port of its own origin's register from the stated day on. A cell
-- without a rating is unknown, never low; so is one that was looked at and left without a level,
-- and
-- one rated on a grid that no register states.
with
    ports as (
        select *
        from
            {{ ref("stg_registers__vessel_targeting_ports") }} {{ current_as_of(["us_port_code"]) }}
    ),

    grid as (
        select distinct grid_version, dimension, position, code, title
        from
            {{ ref("stg_registers__vessel_grid") }}
            {{ current_as_of(["grid_version", "dimension", "code"]) }}
    ),

    calls as (
        select origin, vessel_imo, voyage_number, port_code, min(arrived_at) as arrived_at
        from {{ ref("stg_agency__port_calls") }}
        group by origin, vessel_imo, voyage_number, port_code
    ),

    ratings as (select * from {{ ref("stg_vessels__vessel_ratings") }}),

    -- a bill that was withdrawn, or amended to another port, brought no vessel
    standing_bills as (
        select distinct origin, vessel_imo, voyage_number, us_port_code
        from {{ ref("int_shipments") }}
        where not is_withdrawn
    ),

    versions as (
        select origin, vessel_imo, voyage_number, us_port_code, max(grid_version) as grid_version
        from ratings
        where grid_version in (select grid_version from grid)
        group by origin, vessel_imo, voyage_number, us_port_code
    ),

    arrivals as (
        select
            a.origin,
            a.vessel_imo,
            a.voyage_number,
            a.us_port_code,
            a.arrival_date,
            calls.arrived_at,
            coalesce(v.grid_version, (select max(grid_version) from grid)) as grid_version
        from {{ ref("int_vessel_arrivals") }} as a
        inner join
            ports
            on a.origin = ports.origin
            and a.us_port_code = ports.us_port_code
            and a.arrival_date >= ports.adopted_on
        left join
            calls
            on a.origin = calls.origin
            and a.vessel_imo = calls.vessel_imo
            and a.voyage_number = calls.voyage_number
            and a.us_port_code = calls.port_code
        left join
            standing_bills as b
            on a.origin = b.origin
            and a.vessel_imo = b.vessel_imo
            and a.voyage_number = b.voyage_number
            and a.us_port_code = b.us_port_code
        left join
            versions as v
            on a.origin = v.origin
            and a.vessel_imo = v.vessel_imo
            and a.voyage_number = v.voyage_number
            and a.us_port_code = v.us_port_code
        where b.origin is not null or calls.arrived_at is not null
    ),

    -- a rating made once the vessel had arrived does not count as made before
    rated as (
        select
            r.origin,
            r.vessel_imo,
            r.voyage_number,
            r.us_port_code,
            r.area,
            r.risk,
            arg_max_null(r.level, r.rated_at) as level_last,
            max(r.rated_at) as rated_at,
            arg_max_null(r.level, r.rated_at) filter (
                where r.rated_at < a.arrived_at
            ) as level_before_arrival,
            count(*) as rating_count
        from ratings as r
        inner join
            arrivals as a
            on r.origin = a.origin
            and r.vessel_imo = a.vessel_imo
            and r.voyage_number = a.voyage_number
            and r.us_port_code = a.us_port_code
            and r.grid_version = a.grid_version
        group by all
    )

select
    a.origin,
    a.vessel_imo || '|' || a.voyage_number || '|' || a.us_port_code as vessel_arrival_key,
    a.vessel_imo,
    a.voyage_number,
    a.us_port_code,
    a.arrival_date,
    {{ month_of("a.arrival_date") }} as arrival_month,
    {{ fiscal_year_of("a.arrival_date") }} as fiscal_year,
    a.arrived_at,
    a.grid_version,
    areas.code as area,
    areas.title as area_title,
    areas.position as area_position,
    risks.code as risk,
    risks.title as risk_title,
    risks.position as risk_position,
    rated.level_before_arrival,
    rated.level_last,
    rated.rated_at,
    cast(coalesce(rated.rating_count, 0) as integer) as rating_count,
    coalesce(rated.level_before_arrival, 'unknown') as cell_level,
    -- the moment of arrival is not known: neither is what came before it
    case
        when a.arrived_at is not null or rated.level_last is null
        then rated.level_before_arrival is not null
    end as is_known_before_arrival
from arrivals as a
inner join grid as areas on areas.dimension = 'area' and a.grid_version = areas.grid_version
inner join grid as risks on risks.dimension = 'risk' and a.grid_version = risks.grid_version
left join
    rated
    on a.origin = rated.origin
    and a.vessel_imo = rated.vessel_imo
    and a.voyage_number = rated.voyage_number
    and a.us_port_code = rated.us_port_code
    and areas.code = rated.area
    and risks.code = rated.risk
