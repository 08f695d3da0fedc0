{% set columns = [
    "origin", "incident_id", "container_label", "container_trip_key", "discovered_on", "era",
    "arrival_month", "loading_region", "us_port_group", "is_recorded_before_discovery", "has_trait",
] %}

select trait, cast(null as varchar) as second_trait, {{ columns | join(", ") }}
from {{ ref("int_trait_trips") }}
where incident_id is not null
union all
select trait, second_trait, {{ columns | join(", ") }}
from {{ ref("int_trait_pair_trips") }}
where incident_id is not null
