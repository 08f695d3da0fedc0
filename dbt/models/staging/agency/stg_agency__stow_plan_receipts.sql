select
    origin,
    {{ clean_code("vessel_imo") }} as vessel_imo,
    {{ clean_code("voyage_number") }} as voyage_number,
    min(known_at) as received_at
from {{ source("raw", "stow_plan_positions") }}
where known_at <= timestamp '{{ var("as_known_at") }}'
group by all
