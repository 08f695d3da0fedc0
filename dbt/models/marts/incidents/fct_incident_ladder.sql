with
    events as (
        select
            origin,
            incident_id,
            container_label,
            count(*) as event_count,
            min(event_sequence) filter (where event = 'discovered') as discovered_sequence,
            -- the first discovery, as its place on the ladder
            min_by(found_by, event_sequence) filter (where event = 'discovered') as found_by,
            min(event_sequence) filter (
                where event = 'scored_at_or_above_threshold'
            ) as scored_sequence,
            min(event_sequence) filter (where event = 'reviewed') as reviewed_sequence,
            min(event_sequence) filter (where event = 'hold_placed') as held_sequence,
            min(event_sequence) filter (where event = 'exam_started') as exam_started_sequence
        from {{ ref("stg_agency__incident_events") }}
        group by origin, incident_id, container_label
    )

select
    c.origin,
    c.incident_id,
    c.container_label,
    i.is_scenario,
    t.container_trip_key,
    i.discovered_on,
    i.found_in,
    i.interception_stage,
    c.us_port_code,
    c.loading_port_code,
    c.loading_place,
    {{ comes_before_discovery('e.scored_sequence') }}
    as scored_at_or_above_threshold_before_discovery,
    {{ comes_before_discovery('e.reviewed_sequence') }} as reviewed_before_discovery,
    {{ comes_before_discovery('e.held_sequence') }} as held_before_discovery,
    {{ comes_before_discovery('e.exam_started_sequence') }} as exam_started_before_discovery,
    e.found_by,
    case when e.found_by <> 'unknown' then e.found_by = 'exam' end as found_by_exam,
    coalesce(e.event_count, 0) as event_count
from {{ ref("stg_agency__incident_containers") }} as c
inner join {{ ref("stg_agency__incidents") }} as i using (origin, incident_id)
left join events as e using (origin, incident_id, container_label)
left join {{ ref("int_incident_trips") }} as t using (origin, incident_id, container_label)
where i.kind = 'stowaway'
