select
    origin,
    rung_number,
    rung,
    count(*) as container_count,
    count(*) filter (where is_told) as told_count,
    count(*) filter (where is_reached) as reached_count,
    count(*) filter (where not is_reached) as not_reached_count,
    count(*) filter (where is_reached is null) as unknown_count,
    count(hours_before_discovery) filter (where is_reached) as clocked_count,
    min(hours_before_discovery) filter (where is_reached) as shortest_hours_before_discovery,
    median(hours_before_discovery) filter (where is_reached) as median_hours_before_discovery,
    max(hours_before_discovery) filter (where is_reached) as longest_hours_before_discovery
from {{ ref("fct_incident_rungs") }}
where not is_scenario
group by origin, rung_number, rung
