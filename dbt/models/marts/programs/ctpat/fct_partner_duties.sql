{{ config(materialized="view") }}
{% set duty_not_listed = "case when n.states_duties then 'not_told' else 'none_stated' end" %}

-- A duty stands here because a notice states it. A partner whose notice states none has one row
-- without a duty: nothing is owed, and that nothing was written down is the finding. A notice that
-- is said to state duties, of which none came in, has one too: what is owed is not known.
with
    notices as (select * from {{ ref("stg_ctpat__partner_notices") }}),

    duties as (select * from {{ ref("stg_ctpat__partner_duties") }}),

    incidents as (select origin, incident_id, discovered_on from {{ ref("dim_incidents") }}),

    known as (
        select origin, cast(known_until as date) as known_until
        from {{ ref("stg_loads__known_until") }}
    )

select
    n.origin,
    n.notice_id,
    n.incident_id,
    i.discovered_on as incident_on,
    n.member_number,
    n.party_name,
    n.sector,
    n.form,
    n.served_on,
    n.states_duties,
    coalesce(d.duty, {{ duty_not_listed }}) as duty,
    cast(coalesce(d.duty_sequence, 0) as integer) as duty_sequence,
    coalesce(d.stated_as, n.statement) as stated_as,
    d.due_on,
    coalesce(d.outcome, {{ duty_not_listed }}) as outcome,
    d.submitted_on,
    d.done_on,
    date_diff('day', i.discovered_on, d.done_on) as days_after_incident,
    case
        when d.due_on is null
        then null
        when d.done_on is not null
        then d.done_on <= d.due_on
        when d.outcome = 'not_done'
        then false
        when d.outcome = 'open' and d.due_on < k.known_until
        then false
        when d.outcome = 'submitted' and d.submitted_on > d.due_on
        then false
    end as is_on_time,
    -- handed in by then, and nobody tells whether it was accepted: not known, not overdue
    coalesce(
        (
            d.outcome in ('open', 'not_done')
            or (d.outcome = 'submitted' and d.submitted_on > d.due_on)
        )
        and d.due_on < k.known_until,
        false
    ) as is_overdue,
    coalesce(d.source, n.source) as source
from notices as n
left join duties as d using (origin, notice_id)
left join incidents as i using (origin, incident_id)
left join known as k using (origin)
