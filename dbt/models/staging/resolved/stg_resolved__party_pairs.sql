{% set comparisons = ["name", "trade", "legal_form", "place"] %}

with
    pairs as (
        select
            l.origin,
            least(l.party, r.party) as party_l,
            greatest(l.party, r.party) as party_r,
            p.match_weight,
            {% for comparison in comparisons %}
                p.{{ comparison }}_level {% if not loop.last %},{% endif %}
            {% endfor %}
        from {{ source("resolved", "party_pairs") }} as p
        inner join {{ source("resolved", "party_names") }} as l on l.name_key = p.name_key_l
        inner join {{ source("resolved", "party_names") }} as r on r.name_key = p.name_key_r
    ),

    outcomes as (
        select origin, party_l, party_r, match_weight, 'prior' as comparison, 0 as level
        from pairs
        {% for comparison in comparisons %}
            union all
            select
                origin, party_l, party_r, match_weight, '{{ comparison }}', {{ comparison }}_level
            from pairs
        {% endfor %}
    )

select
    o.origin,
    o.party_l,
    o.party_r,
    o.match_weight,
    v.step,
    v.comparison,
    v.title,
    v.label,
    v.weight,
from outcomes as o
inner join {{ source("resolved", "party_levels") }} as v using (comparison, level)
