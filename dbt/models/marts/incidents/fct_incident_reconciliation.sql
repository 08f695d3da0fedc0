with
    incidents as (
        select * from {{ ref("stg_agency__incidents") }} where origin = 'real' and kind = 'stowaway'
    ),

    -- the control totals tell of April 1998 to April 2006
    itemised as (
        select
            count(*) filter (where found_in = 'united_states') as in_united_states,
            count(*) filter (where found_in = 'abroad') as abroad,
            count(*) filter (
                where found_in = 'united_states' and discovery_port_code in ('2704', '2709')
            ) as at_los_angeles_long_beach,
            count(*) filter (
                where found_in = 'united_states' and discovery_port_code in ('3001', '3002')
            ) as at_seattle_tacoma
        from incidents
        where discovered_on between date '1998-04-01' and date '2006-04-30'
    ),

    counted as (
        select
            t.what,
            cast(t.count as bigint) as control_total,
            case
                t.what
                when 'discovered in the United States'
                then i.in_united_states
                when 'intercepted abroad'
                then i.abroad
                when 'discovered at Los Angeles/Long Beach'
                then i.at_los_angeles_long_beach
                when 'discovered at Seattle/Tacoma'
                then i.at_seattle_tacoma
            end as itemised_count,
            t.source
        from {{ ref("incident_control_totals") }} as t
        cross join itemised as i
    )

select
    'real' as origin,
    what,
    control_total,
    itemised_count,
    control_total - itemised_count as remainder_count,
    source
from counted
