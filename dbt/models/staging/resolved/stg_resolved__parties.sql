select p.origin, p.party, p.party_id, n.first_known_at, n.addresses, n.countries,
from {{ source("resolved", "parties") }} as p
inner join {{ source("resolved", "party_names") }} as n using (origin, party)
