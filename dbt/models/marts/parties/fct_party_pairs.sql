select
    p.origin,
    p.party_l,
    p.party_r,
    p.match_weight,
    l.party_id = r.party_id as is_one_party,
    p.step,
    p.comparison,
    p.title,
    p.label,
    p.weight
from {{ ref("stg_resolved__party_pairs") }} as p
inner join {{ ref("stg_resolved__parties") }} as l on l.origin = p.origin and l.party = p.party_l
inner join {{ ref("stg_resolved__parties") }} as r on r.origin = p.origin and r.party = p.party_r
