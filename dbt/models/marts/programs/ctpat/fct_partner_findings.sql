{{ config(materialized="view") }}

with

    credits as (
        select
            origin,
            cast(scored_at as date) as happened_on,
            member_number,
            shipment_key as subject,
            sector,
            registered_sector,
            registered_status,
            tier,
            points_off || ' points, ' || round(percent_of_threshold, 1) || ' %' as points,
            limit_percent,
            is_limit_in_force,
            is_over_limit,
            is_importer,
            is_in_standing
        from {{ ref("fct_score_credits") }}
    ),

    members as (select * from {{ ref("fct_partner_members") }}),

    -- a suspension that goes on where another left off begins none
    suspensions as (
        select *
        from {{ ref("int_partner_standings") }}
        window by_member as (partition by origin, member_number order by valid_from)
        qualify
            status = 'suspended'
            and (lag(status) over by_member, lag(valid_until) over by_member)
            is distinct from ('suspended', valid_from)
    ),

    findings as (
        select
            origin,
            'credit_over_limit' as finding,
            happened_on,
            member_number,
            subject,
            points
            || ' of the threshold, tier '
            || coalesce(cast(tier as varchar), 'not told') as got,
            'at most '
            || limit_percent
            || ' %'
            || case
                when is_limit_in_force then '' else '; the limit was not yet law'
            end as expected
        from credits
        where is_over_limit
        union all
        select
            origin,
            'credit_to_other_than_importer',
            happened_on,
            member_number,
            subject,
            points
            || ', sector '
            || case when sector = 'importer' then registered_sector else sector end,
            'an importer'
        from credits
        where not is_importer
        union all
        select
            origin,
            'credit_out_of_standing',
            happened_on,
            member_number,
            subject,
            points || ', status ' || registered_status,
            'certified or validated when scored'
        from credits
        where not is_in_standing
        union all
        select
            origin,
            'validated_never_certified',
            validated_on,
            member_number,
            party_name,
            'validated on ' || validated_on,
            'certified before'
        from members
        where validated_on is not null and coalesce(certified_on > validated_on, true)
        union all
        select
            origin,
            'several_sectors',
            coalesce(applied_on, certified_on),
            member_number,
            party_name,
            sector_count || ' sectors',
            'one sector a member'
        from members
        where sector_count > 1 and enrolment_number = 1
        union all
        select
            s.origin,
            'suspension_without_act',
            s.valid_from,
            s.member_number,
            s.party_name,
            'suspended in the register from ' || s.valid_from,
            'an act of suspension with its reason'
        from suspensions as s
        left join
            {{ ref("fct_partner_suspensions") }} as a
            on a.origin = s.origin
            and a.member_number = s.member_number
            and a.suspended_on = s.valid_from
        where a.case_id is null
        union all
        select
            origin,
            'no_duty_stated',
            coalesce(served_on, incident_on),
            member_number,
            incident_id,
            'told of no duty',
            'a notice that states the duties'
        from {{ ref("fct_partner_duties") }}
        where duty = 'none_stated'
        union all
        select
            origin,
            'duty_overdue',
            due_on,
            member_number,
            notice_id,
            replace(duty, '_', ' ') || ' ' || duty_sequence || ': ' || replace(outcome, '_', ' '),
            'done by ' || due_on
        from {{ ref("fct_partner_duties") }}
        where is_overdue
        union all
        select
            origin,
            'fine_not_as_rated',
            assessed_on,
            member_number,
            case_id,
            assessed_usd || ' USD',
            expected_usd
            || ' USD: '
            || rate_usd
            || ' for each of '
            || persons_not_detained_count
            || ' not detained'
        from {{ ref("fct_partner_fines") }}
        where not is_as_rated
    )

select origin, finding, happened_on, member_number, subject, got, expected
from findings
