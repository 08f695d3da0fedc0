{# The national masks are stored already, so that a joint rule set of national rules needs no scoring of its own. #}
{{ config(materialized="incremental", meta={"changed_months": "int_months_to_rebuild"}) }}

with
    hits as (
        select origin, container_trip_key, rule_set_version, hits, more_hits
        from {{ ref("int_rule_hits") }}
        where
            rule_set = 'terrorism'
            and snapshot = 'T2'
            and is_in_force
            and {{ changed_months_filter(months_model="int_months_to_rebuild") }}
    ),

    trips as (
        select
            origin,
            container_trip_key,
            arrival_month,
            season,
            coalesce(loading_region, 'not known') as loading_region,
            is_high_risk_score
        from {{ ref("fct_container_trips") }}
        where is_in_scope and {{ changed_months_filter(months_model="int_months_to_rebuild") }}
    )

select
    t.origin,
    t.arrival_month,
    t.season,
    t.loading_region,
    h.rule_set_version,
    h.hits,
    h.more_hits,
    t.is_high_risk_score,
    count(*) as container_count
from trips as t
left join hits as h using (origin, container_trip_key)
group by all
