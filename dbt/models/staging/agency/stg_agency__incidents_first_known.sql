-- A row that was corrected later was known when it was first recorded, so superseded loads speak
-- here too.
select origin, {{ clean_text("incident_id") }} as incident_id, min(known_at) as first_known_at
from {{ source("raw", "incidents") }}
where known_at <= timestamp '{{ var("as_known_at") }}'
group by origin, {{ clean_text("incident_id") }}
