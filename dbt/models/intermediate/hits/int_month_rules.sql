-- A version in force from before a month's time until after it is named without dates, so that what
-- happens later leaves the month as it is. A port of which its rule set names no more than of the
-- others is left to those.
with
    months as (
        select
            arrival_month,
            cast(arrival_month - interval 120 day as timestamp) as begins_at,
            cast(arrival_month + interval 1 month + interval 1 day as timestamp) as ends_at
        from {{ ref("int_baseline_stamps") }}
    ),

    periods as (
        select p.*, left(v.content_sha256, 8) as content
        from {{ ref("stg_rules__periods") }} as p
        inner join
            {{ ref("stg_rules__versions") }} as v
            on v.rule_set = p.rule_set
            and v.version = p.version
        where p.mode = 'in_force'
    ),

    named_ports as (select distinct rule_set, port_code from periods),

    versions as (
        select
            m.arrival_month,
            p.rule_set,
            p.port_code,
            string_agg(
                'version '
                || p.version
                || ' (content '
                || p.content
                || ')'
                || case
                    when p.valid_from > m.begins_at
                    then ' from ' || strftime(p.valid_from, '%Y-%m-%d %H:%M') || ' UTC'
                    else ''
                end
                || case
                    when p.valid_until < m.ends_at
                    then ' until ' || strftime(p.valid_until, '%Y-%m-%d %H:%M') || ' UTC'
                    else ''
                end,
                ', '
                order by p.valid_from, p.version
            ) as versions
        from months as m
        inner join periods as p on p.valid_from < m.ends_at and p.valid_until > m.begins_at
        group by m.arrival_month, p.rule_set, p.port_code
    ),

    scores as (
        select
            m.arrival_month,
            n.rule_set
            || ' at '
            || n.port_code
            || ': '
            || coalesce(own.versions, 'none') as in_force
        from months as m
        cross join named_ports as n
        left join
            versions as own
            on own.arrival_month = m.arrival_month
            and own.rule_set = n.rule_set
            and own.port_code = n.port_code
        left join
            versions as others
            on others.arrival_month = m.arrival_month
            and others.rule_set = n.rule_set
            and others.port_code = '*'
            and n.port_code <> '*'
        where own.versions is distinct from others.versions
    ),

    thresholds as (
        select
            m.arrival_month,
            t.rule_set
            || ' at '
            || t.port_code
            || ': mandatory '
            || t.mandatory
            || ', review '
            || t.review
            || case
                when t.valid_from > m.begins_at and t.valid_from < m.ends_at
                then ' from ' || strftime(t.valid_from, '%Y-%m-%d %H:%M') || ' UTC'
                else ''
            end
            || case
                when t.valid_until < m.ends_at and t.valid_until > m.begins_at
                then ' until ' || strftime(t.valid_until, '%Y-%m-%d %H:%M') || ' UTC'
                else ''
            end as in_force
        from months as m
        inner join
            {{ ref("int_port_thresholds") }} as t
            on (t.valid_from < m.ends_at and t.valid_until > m.begins_at)
            or t.is_fixed_series
    )

select arrival_month, in_force
from scores
union
select arrival_month, in_force
from thresholds
