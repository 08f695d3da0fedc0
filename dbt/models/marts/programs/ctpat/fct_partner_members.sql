{% set clocks = [
    ("certification", "applied_on"),
    ("validation", "certified_on"),
    ("revalidation", "validated_on"),
] %}

with
    partners as (select * from {{ ref("stg_agency__trade_partners") }}),

    rules as (select * from {{ ref("stg_registers__partner_rules") }}),

    revalidations as (
        select origin, member_number, occurred_on
        from {{ ref("stg_ctpat__partner_actions") }}
        where action = 'revalidated' and occurred_on is not null
    ),

    milestones as (
        select
            origin,
            member_number,
            max_by(party_name, (valid_from, known_at)) as party_name,
            max_by(sector, (valid_from, known_at)) as sector,
            count(distinct sector) as sector_count,
            min(valid_from) filter (where status = 'applied') as applied_on,
            min(valid_from) filter (where status = 'certified') as certified_on,
            min(valid_from) filter (where status = 'validated') as validated_on,
            min(valid_from) filter (where status = 'removed') as removed_on
        from partners
        group by origin, member_number
    ),

    reached as (
        select m.*, min(r.occurred_on) as revalidated_on
        from milestones as m
        left join
            revalidations as r
            on r.origin = m.origin
            and r.member_number = m.member_number
            and r.occurred_on > m.validated_on
        group by all
    )

select
    m.origin,
    m.member_number,
    m.party_name,
    m.sector,
    cast(m.sector_count as integer) as sector_count,
    m.applied_on,
    m.certified_on,
    m.validated_on,
    m.revalidated_on,
    m.removed_on,
    {% for kind, began in clocks %}
        cast(
            {% if kind == "certification" %}
                m.{{ began }} + to_days(cast({{ kind }}.value as integer))
            {% else %}m.{{ began }} + to_years(cast({{ kind }}.value as integer))
            {% endif %} as date
        ) as {{ kind }}_due_on,
    {% endfor %}
    cast(u.known_until as date) as known_until
from reached as m
left join {{ ref("stg_loads__known_until") }} as u using (origin)
{% for kind, began in clocks %}
    left join
        rules as {{ kind }}
        on {{ kind }}.origin = m.origin
        and {{ kind }}.kind = '{{ kind }}'
        and m.{{ began }} >= {{ kind }}.yardstick_from
        and m.{{ began }} < {{ kind }}.in_force_until
{% endfor %}
