{{ config(
    materialized="incremental",
    incremental_strategy="append",
    pre_hook="{{ delete_where(changed_weeks_filter() ~ ' or ' ~ is_version_to_rescore()) }}",
) }}

with
    trips as (
        select
            origin,
            container_trip_key,
            arrival_month,
            {{ counted_port("us_port_code") }} as port_code,
            cast(date_trunc('week', arrival_date) as date) as arrival_week
        from {{ ref("fct_container_trips") }}
        where is_in_scope and arrival_date is not null
    )

select
    h.rule_set,
    h.rule_set_version,
    h.snapshot,
    t.port_code,
    t.arrival_week,
    h.hits,
    h.more_hits,
    h.origin,
    count(*) as container_count
from {{ ref("int_rule_hits") }} as h
inner join trips as t using (origin, container_trip_key)
where
    h.snapshot = 'T2'
    and (
        (
            {{ changed_weeks_filter("t.arrival_week") }}
            and {{ months_of_changed_weeks_filter("t.arrival_month") }}
            and {{ months_of_changed_weeks_filter("h.arrival_month") }}
        )
        or {{ is_version_to_rescore("h.rule_set", "h.rule_set_version") }}
    )
group by
    h.rule_set,
    h.rule_set_version,
    h.snapshot,
    t.port_code,
    t.arrival_week,
    h.hits,
    h.more_hits,
    h.origin
