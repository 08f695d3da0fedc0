{{ config(materialized="view") }}

with
    acts as (select * from {{ ref("stg_ctpat__partner_actions") }}),

    incidents as (select origin, incident_id, discovered_on from {{ ref("dim_incidents") }}),

    cases as (
        select
            origin,
            coalesce(case_id, action_id) as case_id,
            min(incident_id) as incident_id,
            min(member_number) as member_number,
            min(party_name) as party_name,
            bool_or(action = 'suspended') as is_suspended,
            bool_or(action = 'reinstated') as is_reinstated,
            bool_or(action = 'revoked') as is_revoked,
            min(occurred_on) filter (where action = 'suspended') as suspended_on,
            min(occurred_on) filter (where action = 'reinstatement_agreed') as agreed_on,
            min(occurred_on) filter (where action = 'reinstated') as reinstated_on,
            min(occurred_on) filter (where action = 'revoked') as revoked_on,
            min(reason) filter (
                where action in ('suspended', 'not_suspended', 'revoked')
            ) as reason,
            string_agg(source, '; ' order by action_id) as source
        from acts
        where
            action
            in ('suspended', 'not_suspended', 'reinstatement_agreed', 'reinstated', 'revoked')
        group by origin, coalesce(case_id, action_id)
    )

select
    c.origin,
    c.case_id,
    c.incident_id,
    i.discovered_on as incident_on,
    c.member_number,
    c.party_name,
    case
        when c.is_revoked
        then 'revoked'
        when c.is_reinstated
        then 'reinstated'
        when c.is_suspended
        then 'suspended'
        else 'not_suspended'
    end as state,
    c.suspended_on,
    c.agreed_on,
    c.reinstated_on,
    c.revoked_on,
    date_diff('day', i.discovered_on, c.suspended_on) as incident_to_suspension_days,
    date_diff('day', c.suspended_on, c.agreed_on) as suspension_to_agreement_days,
    date_diff('day', c.suspended_on, c.reinstated_on) as suspended_days,
    c.reason,
    c.source
from cases as c
left join incidents as i using (origin, incident_id)
