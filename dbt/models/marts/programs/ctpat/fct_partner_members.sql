{% set clocks = [
    ("certification", "applied_on"),
    ("validation", "certified_on"),
    ("revalidation", "validated_on"),
] %}

with
    -- what comes after a removal belongs to another enrolment
    partners as (
        select
            *,
            1 + count(*) filter (where status = 'removed') over (
                partition by origin, member_number
                order by valid_from, status <> 'removed', known_at
                rows between unbounded preceding and 1 preceding
            ) as enrolment_number
        from {{ ref("stg_agency__trade_partners") }}
    ),

    members as (
        select
            origin,
            member_number,
            {{ member_as_last_told() }},
            count(distinct sector) as sector_count
        from partners
        group by origin, member_number
    ),

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
            enrolment_number,
            min(valid_from) filter (where status = 'applied') as applied_on,
            min(valid_from) filter (where status = 'certified') as certified_on,
            min(valid_from) filter (where status = 'validated') as validated_on,
            min(valid_from) filter (where status = 'removed') as removed_on
        from partners
        group by origin, member_number, enrolment_number
    ),

    reached as (
        select m.*, min(r.occurred_on) as revalidated_on
        from milestones as m
        left join
            revalidations as r
            on r.origin = m.origin
            and r.member_number = m.member_number
            and r.occurred_on > m.validated_on
            and r.occurred_on <= coalesce(m.removed_on, date '9999-12-31')
        group by all
    ),

    -- of several rules of a kind that of the sector goes first, then the one that came last
    limits as (
        select
            m.origin,
            m.member_number,
            m.enrolment_number,
            r.kind,
            max_by(r.value, (r.sector is not null, r.in_force_from, r.rule_id)) as value
        from milestones as m
        inner join members as n using (origin, member_number)
        inner join
            rules as r
            on r.origin = m.origin
            and (r.sector is null or r.sector = n.sector)
            and case
                r.kind
                {%- for kind, began in clocks %} when '{{ kind }}' then m.{{ began }} {%- endfor %}
            end
            >= r.yardstick_from
            and case
                r.kind
                {%- for kind, began in clocks %} when '{{ kind }}' then m.{{ began }} {%- endfor %}
            end
            < r.in_force_until
        group by m.origin, m.member_number, m.enrolment_number, r.kind
    )

select
    m.origin,
    m.member_number,
    cast(m.enrolment_number as integer) as enrolment_number,
    n.party_name,
    n.sector,
    cast(n.sector_count as integer) as sector_count,
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
inner join members as n using (origin, member_number)
left join {{ ref("stg_loads__known_until") }} as u using (origin)
{% for kind, began in clocks %}
    left join
        limits as {{ kind }}
        on {{ kind }}.origin = m.origin
        and {{ kind }}.member_number = m.member_number
        and {{ kind }}.enrolment_number = m.enrolment_number
        and {{ kind }}.kind = '{{ kind }}'
{% endfor %}
