select
    trait,
    any_value(wording) as wording,
    origin,
    count(*) filter (where incident_id is not null and has_trait) as incident_containers_with,
    count(*) filter (
        where incident_id is not null and not has_trait
    ) as incident_containers_without,
    count(*) filter (where incident_id is null and has_trait) as traffic_with,
    count(*) filter (where incident_id is null and not has_trait) as traffic_without,
    count(distinct incident_id) filter (where has_trait) as incident_count,
    count(distinct arrival_month || loading_region || us_port_group) as matched_strata_count,
    count(*) filter (where has_trait is null) as n_unknown
from {{ ref("int_trait_trips") }}
group by trait, origin
