{{ config(materialized="table") }}
{% set built = table_before_this_build("fct_clearance_built", "marts") %}

with
    rebuilt as (select arrival_month, reason from {{ ref("int_months_to_rebuild") }}),

    registers as (
        select
            coalesce(n.arrival_month, b.arrival_month) as arrival_month,
            'the register of trade partners says otherwise of the month' as reason
        from {{ ref("int_partner_stamps") }} as n
        {% if built %}
            full outer join {{ built }} as b on b.arrival_month = n.arrival_month
            where n.partner_stamp is distinct from b.partner_stamp
        {% else %} left join (select null as arrival_month) as b on false
        {% endif %}
    )

select arrival_month, reason
from rebuilt
union
select arrival_month, reason
from registers
where arrival_month not in (select arrival_month from rebuilt)
