with
    cells as (select * from {{ ref("fct_vessel_grid_cells") }}),

    trips as (select * from {{ ref("fct_container_trips") }}),

    activities as (select * from {{ ref("stg_vessels__activities") }}),

    -- what is known to have come of the arrival, by risk of the grid
    events as (
        select
            t.origin,
            t.vessel_imo || '|' || t.voyage_number || '|' || t.us_port_code as vessel_arrival_key,
            case
                e.finding
                when 'person'
                then 'stowaways'
                when 'weapon'
                then 'terrorism'
                when 'narcotics'
                then 'narcotics'
                when 'agriculture'
                then 'agricultural_bio_terrorism'
                when 'ipr'
                then 'trade_fraud'
                when 'misdeclaration'
                then 'trade_fraud'
            end as risk
        from {{ ref("fct_exam_episodes") }} as e
        inner join trips as t on e.origin = t.origin and e.container_trip_key = t.container_trip_key
        where e.result in ('positive_security', 'positive_other') and e.location_group <> 'foreign'
        union all
        select origin, vessel_imo || '|' || voyage_number || '|' || us_port_code, 'stowaways'
        from trips
        where is_incident
        union all
        select origin, vessel_imo || '|' || voyage_number || '|' || us_port_code, finding_risk
        from activities
        where activity_type = 'boarding' and finding_risk is not null
    ),

    arrival_events as (
        select
            origin, vessel_arrival_key, string_agg(distinct risk, ';' order by risk) as event_risks
        from events
        where risk is not null
        group by origin, vessel_arrival_key
    ),

    boardings as (
        select
            origin,
            vessel_imo || '|' || voyage_number || '|' || us_port_code as vessel_arrival_key,
            count(*) as boarding_count,
            min(started_at) as first_boarded_at
        from activities
        where activity_type = 'boarding'
        group by origin, vessel_arrival_key
    ),

    containers as (
        select
            origin,
            vessel_imo || '|' || voyage_number || '|' || us_port_code as vessel_arrival_key,
            count(*) filter (where is_in_scope) as container_count
        from trips
        group by origin, vessel_arrival_key
    ),

    arrivals as (
        select
            origin,
            vessel_arrival_key,
            min(vessel_imo) as vessel_imo,
            min(voyage_number) as voyage_number,
            min(us_port_code) as us_port_code,
            min(arrival_date) as arrival_date,
            min(arrival_month) as arrival_month,
            min(fiscal_year) as fiscal_year,
            min(arrived_at) as arrived_at,
            min(grid_version) as grid_version,
            count(*) as cell_count,
            count(*) filter (where cell_level = 'high') as high_count,
            count(*) filter (where cell_level = 'medium') as medium_count,
            count(*) filter (where cell_level = 'low') as low_count,
            count(*) filter (where cell_level = 'unknown') as unknown_count,
            count(*) filter (where is_known_before_arrival is null) as undated_count,
            string_agg(
                area_title || ': ' || risk_title, '; ' order by area_position, risk_position
            ) filter (where cell_level = 'high') as high_cells,
            string_agg(
                area_title || ': ' || risk_title, '; ' order by area_position, risk_position
            ) filter (where cell_level = 'unknown') as unknown_cells
        from cells
        group by origin, vessel_arrival_key
    )

select
    a.arrival_date as list_date,
    a.origin,
    a.us_port_code,
    a.vessel_imo,
    a.voyage_number,
    a.vessel_arrival_key,
    a.arrived_at,
    -- a cell that nobody rated may hide a high one: it stands before medium
    case
        when a.high_count > 0
        then 'high'
        when a.unknown_count > 0
        then 'unknown'
        when a.medium_count > 0
        then 'medium'
        else 'low'
    end as highest_level,
    cast(a.high_count as integer) as high_count,
    cast(a.medium_count as integer) as medium_count,
    cast(a.low_count as integer) as low_count,
    cast(a.unknown_count as integer) as unknown_count,
    cast(a.cell_count as integer) as cell_count,
    a.high_cells,
    a.unknown_cells,
    case when a.undated_count = 0 then a.unknown_count = 0 end as is_complete_before_arrival,
    cast(coalesce(c.container_count, 0) as integer) as container_count,
    cast(coalesce(b.boarding_count, 0) as integer) as boarding_count,
    b.first_boarded_at,
    e.event_risks,
    a.grid_version,
    a.arrival_month,
    a.fiscal_year
from arrivals as a
left join arrival_events as e on a.origin = e.origin and a.vessel_arrival_key = e.vessel_arrival_key
left join boardings as b on a.origin = b.origin and a.vessel_arrival_key = b.vessel_arrival_key
left join containers as c on a.origin = c.origin and a.vessel_arrival_key = c.vessel_arrival_key
