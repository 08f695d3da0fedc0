{{ config(materialized="incremental", meta={"changed_months": "int_months_to_rebuild"}) }}
{% set in_months = changed_months_filter(months_model="int_months_to_rebuild") %}

-- Of a container on no manifest nothing says that it was empty, stayed on board or came on a bill
-- that was withdrawn: its exam is in scope. Whether it was high-risk is not known.
with
    episodes as (select * from {{ ref("int_exam_episodes") }} where {{ in_months }}),

    trips as (select * from {{ ref("fct_container_trips") }} where {{ in_months }})

select
    e.exam_episode_key,
    e.container_trip_key,
    e.origin,
    e.us_port_code,
    e.arrival_month,
    {{ season_of("e.arrival_month") }} as season,
    {{ is_in_season("e.arrival_month") }} as is_in_season,
    {{ fiscal_year_of("e.arrival_month") }} as fiscal_year,
    e.is_manifested,
    t.is_in_scope or not e.is_manifested as is_in_scope,
    t.is_high_risk,
    e.location_group,
    e.episode_number,
    e.hold_placed_at,
    e.started_at,
    e.ended_at,
    {{ local_date("e.ended_at", "case when e.location_group <> 'foreign' then p.time_zone end") }}
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
from episodes as e
left join trips as t using (origin, container_trip_key)
left join {{ ref("ports") }} as p on p.port_code = e.us_port_code and p.side = 'us'
