{{ config(materialized="ephemeral", contract={"enforced": false}) }}

with
    versions as (
        select *, cast(in_force_from + to_days(cast(value as integer)) as date) as due_on
        from {{ ref("stg_registers__partner_rules") }}
        where kind = 'criteria'
    ),

    statements as (
        select
            origin,
            criteria_version,
            member_number,
            min(occurred_on) filter (where action = 'criteria_met') as met_on,
            bool_or(action = 'criteria_not_met') as is_not_met
        from {{ ref("stg_ctpat__partner_actions") }}
        where action in ('criteria_met', 'criteria_not_met')
        group by origin, criteria_version, member_number
    )

select
    p.origin,
    v.rule_id as criteria_version,
    v.title,
    v.source,
    v.in_force_from,
    v.due_on,
    p.member_number,
    p.sector,
    s.met_on,
    case
        when s.met_on <= v.due_on
        then 'by_due_day'
        when s.met_on > v.due_on
        then 'later'
        when s.is_not_met
        then 'not_met'
        else 'not_told'
    end as outcome
from versions as v
inner join
    {{ ref("int_partner_standings") }} as p
    on p.origin = v.origin
    and (v.sector is null or p.sector = v.sector)
    and v.in_force_from >= p.valid_from
    and v.in_force_from < p.valid_until
    and p.status in ('certified', 'validated')
left join
    statements as s
    on s.origin = p.origin
    and s.criteria_version = v.rule_id
    and s.member_number = p.member_number
