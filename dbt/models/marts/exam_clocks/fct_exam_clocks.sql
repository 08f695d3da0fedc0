-- Counted whole at every build: a clock that runs on changes without a new row of its month.
with
    hits as (
        select origin, container_trip_key
        from {{ ref("fct_filter_matches") }}
        where rule_set like '%smuggling%'
        group by origin, container_trip_key
    ),

    -- a radiation portal passage is no exam unless an alarm was adjudicated
    events as (
        select
            *,
            status in ('started', 'completed')
            and (method <> 'radiation' or is_completed_exam) as is_begun
        from {{ ref("int_exam_events") }}
        where container_trip_key is not null
    ),

    exams as (
        select
            origin,
            container_trip_key,
            min(discharged_at) as discharged_at,
            min(started_at) filter (where is_begun) as exam_started_at,
            bool_or(is_begun and started_at is null) as has_unknown_start,
            bool_or(is_begun and location_group in ('foreign', 'aboard')) as is_begun_before
        from events
        group by origin, container_trip_key
    ),

    -- scenarios too: nobody waits for an exam of what was opened otherwise
    found as (select distinct origin, container_trip_key from {{ ref("int_incident_trips") }}),

    trips as (
        select
            t.*,
            f.container_trip_key is not null as is_found,
            h.container_trip_key is not null as is_smuggling_hit,
            coalesce(t.discharged_at, e.discharged_at) as left_vessel_at,
            e.exam_started_at,
            coalesce(e.has_unknown_start, false) as has_unknown_start,
            coalesce(e.is_begun_before, false) as is_begun_before,
            k.known_until
        from {{ ref("fct_container_trips") }} as t
        left join hits as h using (origin, container_trip_key)
        left join exams as e using (origin, container_trip_key)
        left join found as f using (origin, container_trip_key)
        left join {{ ref("stg_loads__known_until") }} as k on k.origin = t.origin
        where
            t.is_in_scope
            and (t.is_high_risk or h.container_trip_key is not null)
            and coalesce(t.discharged_at, e.discharged_at, t.gated_out_at) is not null
    ),

    clocks as (
        select
            *,
            date_diff('second', left_vessel_at, exam_started_at) / 3600.0 as hours_to_exam,
            date_diff('second', left_vessel_at, known_until) / 3600.0 as hours_known,
            case
                when is_begun_before or exam_started_at < left_vessel_at
                then 'before_discharge'
                when left_vessel_at is null
                then 'unknown'
                when exam_started_at is not null
                then 'started'
                when has_unknown_start or not are_exams_known
                then 'unknown'
                when is_found or released_at is not null or gated_out_at is not null
                then 'left'
                else 'waiting'
            end as clock_state
        from trips
    )

select
    container_trip_key,
    origin,
    {{ counted_port("us_port_code") }} as us_port_code,
    arrival_month,
    season,
    is_in_season,
    fiscal_year,
    is_high_risk,
    is_smuggling_hit,
    left_vessel_at as discharged_at,
    exam_started_at,
    coalesce(released_at, gated_out_at) as left_at,
    known_until,
    clock_state,
    hours_to_exam,
    case clock_state when 'waiting' then greatest(hours_known, 0) end as hours_open,
    case
        clock_state
        when 'started'
        then case when hours_to_exam <= 6 then true when not has_unknown_start then false end
        when 'left'
        then false
        when 'waiting'
        then case when hours_known > 6 then false end
    end as is_within_six_hours
from clocks
