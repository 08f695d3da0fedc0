select
    origin,
    vessel_imo,
    voyage_number,
    {{ counted_port("us_port_code") }} as us_port_code,
    arrival_month,
    count(*) filter (where is_manifested) as manifested_count,
    case
        when bool_or(is_planned is not null) then count(*) filter (where is_planned)
    end as planned_count,
    case
        when bool_or(is_discharged is not null) then count(*) filter (where is_discharged)
    end as discharged_count,
    case
        when bool_or(is_discharged is not null) then count(*) filter (where against_tally = 'over')
    end as over_count,
    case
        when bool_or(is_discharged is not null) then count(*) filter (where against_tally = 'short')
    end as short_count,
    case
        when bool_or(is_planned is not null)
        then count(*) filter (where against_plan = 'not_manifested')
    end as not_manifested_count,
    case
        when bool_or(is_planned is not null)
        then count(*) filter (where against_plan = 'not_planned')
    end as not_planned_count
from {{ ref("fct_vessel_call_containers") }}
group by origin, vessel_imo, voyage_number, us_port_code, arrival_month
