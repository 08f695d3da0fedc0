{{ config(materialized="incremental", meta={"changed_months": "int_months_to_rebuild"}) }}

select
    e.exam_episode_key,
    e.container_trip_key,
    e.origin,
    t.us_port_code,
    t.arrival_month,
    t.season,
    t.is_in_season,
    t.fiscal_year,
    t.is_in_scope,
    t.is_high_risk,
    e.location_group,
    e.episode_number,
    e.hold_placed_at,
    e.started_at,
    e.ended_at,
    {{ local_date("e.ended_at", "case when e.location_group <> 'foreign' then t.time_zone end") }}
    as ended_on,
    e.hold_lifted_at,
    date_diff('second', e.hold_placed_at, e.started_at) / 3600.0 as hold_to_start_hours,
    date_diff('second', t.discharged_at, e.started_at) / 3600.0 as discharge_to_start_hours,
    date_diff('second', e.started_at, e.ended_at) / 3600.0 as exam_hours,
    date_diff('second', e.ended_at, t.released_at) / 3600.0 as end_to_release_hours,
    e.has_image,
    e.has_radiation,
    e.has_physical,
    e.is_physical_limited,
    e.method_class,
    e.selection_reasons,
    e.lane,
    e.random_draw_probability,
    e.is_completed,
    e.result,
    e.finding,
    e.event_count,
    {{ row_key_hash("e.exam_episode_key") }} as row_key_hash
from {{ ref("int_exam_episodes") }} as e
inner join {{ ref("fct_container_trips") }} as t using (origin, container_trip_key)
where {{ changed_months_filter(column="t.arrival_month", months_model="int_months_to_rebuild") }}
