{{ config(
    materialized="incremental",
    incremental_strategy="append",
    pre_hook="{{ delete_where(changed_years_filter('season') ~ ' or ' ~ is_version_to_rescore()) }}",
) }}

select
    h.origin,
    h.rule_set,
    h.rule_set_version,
    t.season,
    t.is_in_season,
    t.lading_port_code,
    {{ counted_port("t.us_port_code") }} as us_port_code,
    h.score,
    count(*) as container_count
from {{ ref("int_rule_hits") }} as h
inner join {{ ref("fct_container_trips") }} as t using (origin, container_trip_key)
where
    h.snapshot = 'T2'
    and t.is_in_scope
    and (
        (
            {{ months_of_changed_years_filter("t.arrival_month") }}
            and {{ months_of_changed_years_filter("h.arrival_month") }}
        )
        or {{ is_version_to_rescore("h.rule_set", "h.rule_set_version") }}
    )
group by
    h.origin,
    h.rule_set,
    h.rule_set_version,
    t.season,
    t.is_in_season,
    t.lading_port_code,
    {{ counted_port("t.us_port_code") }},
    h.score
