select recorded_at, origin, party, party_id_before, party_id_after, kind, cause,
from {{ source("resolved", "party_changes") }}
