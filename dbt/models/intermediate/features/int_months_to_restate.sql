{% set built = table_before_this_build("fct_built_months", "marts") %}

with
    changed as (select arrival_month, reason from {{ ref("int_changed_months") }}),

    parties as (
        select
            arrival_month, 'the first arrival of a party moved into or out of the month' as reason
        from {{ ref("int_party_stamps") }} as s
        {% if built %}
            -- a month that lost its last first arrival has no stamp any more
            full outer join {{ built }} as b using (arrival_month)
            where b.party_stamp is distinct from coalesce(s.party_stamp, 'none')
        {% endif %}
    )

select arrival_month, reason
from changed
union all
select arrival_month, reason
from parties
where arrival_month not in (select arrival_month from changed)
