select trait, origin, incident_id, container_label, container_trip_key, has_trait
from {{ ref("int_trait_trips") }}
where incident_id is not null
