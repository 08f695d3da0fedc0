{{ config(materialized="view") }}

-- The rate is the one in force on the day of the assessment, not of the incident. A day or a number
-- that no source states leaves what was due unknown.
with
    acts as (
        select *
        from {{ ref("stg_ctpat__partner_actions") }}
        where action in ('fine_assessed', 'fine_mitigated', 'fine_paid')
    ),

    rates as (select * from {{ ref("stg_registers__partner_rules") }} where kind = 'fine_rate'),

    incidents as (select origin, incident_id, discovered_on from {{ ref("dim_incidents") }}),

    cases as (
        select
            origin,
            coalesce(case_id, action_id) as case_id,
            min(incident_id) as incident_id,
            min(member_number) as member_number,
            min(party_name) as party_name,
            min(occurred_on) filter (where action = 'fine_assessed') as assessed_on,
            max(persons_not_detained_count) filter (
                where action = 'fine_assessed'
            ) as persons_not_detained_count,
            max(amount_usd) filter (where action = 'fine_assessed') as assessed_usd,
            -- of several the last decision
            max_by(amount_usd, (occurred_on, action_id)) filter (
                where action = 'fine_mitigated'
            ) as mitigated_usd,
            sum(amount_usd) filter (where action = 'fine_paid') as paid_usd,
            max(occurred_on) filter (where action = 'fine_paid') as paid_on,
            string_agg(source, '; ' order by action_id) as source
        from acts
        group by origin, coalesce(case_id, action_id)
    )

select
    c.origin,
    c.case_id,
    c.incident_id,
    i.discovered_on as incident_on,
    c.member_number,
    c.party_name,
    c.persons_not_detained_count,
    c.assessed_on,
    r.value as rate_usd,
    r.value * c.persons_not_detained_count as expected_usd,
    c.assessed_usd,
    abs(c.assessed_usd - r.value * c.persons_not_detained_count) < 0.005 as is_as_rated,
    c.mitigated_usd,
    c.paid_usd,
    c.paid_on,
    case
        when c.paid_usd is null
        then null
        else c.paid_usd >= coalesce(c.mitigated_usd, c.assessed_usd)
    end as is_paid_in_full,
    c.source
from cases as c
left join incidents as i using (origin, incident_id)
left join
    rates as r
    on r.origin = c.origin
    and c.assessed_on >= r.in_force_from
    and c.assessed_on < r.in_force_until
