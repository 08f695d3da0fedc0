{{ config(materialized="incremental", meta={"changed_months": "int_months_to_rebuild"}) }}

with
    hits as (
        select origin, container_trip_key, rule_set, rule_set_version, score
        from {{ ref("int_rule_hits") }}
        where
            snapshot = 'T2'
            and is_in_force
            and {{ changed_months_filter(months_model="int_months_to_rebuild") }}
    ),

    moments as (
        select
            origin,
            container_trip_key,
            coalesce(snapshot_at, cast(arrival_month as timestamp)) as judged_at
        from {{ ref("int_container_trip_features") }}
        where snapshot = 'T2' and {{ changed_months_filter(months_model="int_months_to_rebuild") }}
    ),

    trips as (
        select *
        from {{ ref("fct_container_trips") }}
        where is_in_scope and {{ changed_months_filter(months_model="int_months_to_rebuild") }}
    ),

    episodes as (
        select
            origin,
            container_trip_key,
            min(hold_placed_at) as held_at,
            min(started_at) filter (where is_completed) as examined_at
        from {{ ref("int_exam_episodes") }}
        where {{ changed_months_filter(months_model="int_months_to_rebuild") }}
        group by origin, container_trip_key
    )

select
    h.origin,
    h.container_trip_key,
    h.rule_set,
    h.rule_set_version,
    t.arrival_date,
    t.arrival_month,
    t.season,
    t.is_in_season,
    t.us_port_code,
    t.lading_port_code,
    m.judged_at as matched_at,
    h.score,
    coalesce(own.mandatory, national.mandatory) as threshold,
    e.held_at,
    e.examined_at,
    t.result,
    e.container_trip_key is not null as is_held,
    t.is_examined,
    t.is_incident
from hits as h
inner join trips as t using (origin, container_trip_key)
inner join moments as m using (origin, container_trip_key)
left join
    {{ ref("int_port_thresholds") }} as own
    on own.rule_set = h.rule_set
    and own.port_code = t.us_port_code
    and m.judged_at >= own.valid_from
    and m.judged_at < own.valid_until
left join
    {{ ref("int_port_thresholds") }} as national
    on national.rule_set = h.rule_set
    and national.port_code = '*'
    and m.judged_at >= national.valid_from
    and m.judged_at < national.valid_until
left join episodes as e using (origin, container_trip_key)
where h.score >= coalesce(own.mandatory, national.mandatory)
