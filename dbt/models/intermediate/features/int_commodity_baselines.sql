select
    origin,
    fiscal_year as season,
    commodity_chapter,
    container_length_ft,
    count(*) as container_count,
    -- rounded, so that the order of a sum does not look like a changed baseline
    round(median(weight_kg), 1) as usual_weight_kg
from {{ ref("int_container_trip_states") }}
where
    snapshot = 'T2'
    and is_in_scope
    and is_in_season
    and commodity_chapter is not null
    and container_length_ft is not null
    and weight_kg > 0
group by origin, fiscal_year, commodity_chapter, container_length_ft
having count(*) >= 5
