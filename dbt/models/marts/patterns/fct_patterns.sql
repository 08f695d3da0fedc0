{{ config(
    materialized="incremental",
    incremental_strategy="append",
    pre_hook="{{ delete_where(changed_years_filter('season') ~ ' or ' ~ is_version_to_rescore()) }}",
) }}

with
    hits as (
        select
            origin,
            container_trip_key,
            arrival_month,
            rule_set,
            rule_set_version,
            snapshot,
            hits,
            more_hits
        from {{ ref("int_rule_hits") }}
    ),

    trips as (
        select
            origin,
            container_trip_key,
            arrival_month,
            season,
            is_in_season,
            us_port_code as port_code,
            lane,
            case
                when is_incident
                then 'confirmed'
                when result in ('positive_security', 'positive_other')
                then 'lesser_positive'
                when result = 'negative'
                then 'negative'
                when is_examined
                then 'pending'
                else 'none'
            end as outcome,
            case
                method_class
                when 'image_only'
                then 'image'
                when 'physical_only'
                then 'physical'
                else coalesce(method_class, 'none')
            end as exam_method
        from {{ ref("fct_container_trips") }}
        where is_in_scope
    )

select
    h.rule_set,
    h.rule_set_version,
    h.snapshot,
    t.season,
    t.is_in_season,
    {{ counted_port("t.port_code") }} as port_code,
    h.hits,
    h.more_hits,
    t.lane,
    t.outcome,
    t.exam_method,
    h.origin,
    count(*) as container_count
from hits as h
inner join trips as t using (origin, container_trip_key)
where
    (
        {{ months_of_changed_years_filter("t.arrival_month") }}
        and {{ months_of_changed_years_filter("h.arrival_month") }}
    )
    or {{ is_version_to_rescore("h.rule_set", "h.rule_set_version") }}
group by
    h.rule_set,
    h.rule_set_version,
    h.snapshot,
    t.season,
    t.is_in_season,
    {{ counted_port("t.port_code") }},
    h.hits,
    h.more_hits,
    t.lane,
    t.outcome,
    t.exam_method,
    h.origin
