with
    discoveries as (
        select origin, incident_id, container_label, min_by(found_by, event_sequence) as found_by
        from {{ ref("stg_agency__incident_events") }}
        where event = 'discovered'
        group by origin, incident_id, container_label
    ),

    recorded as (
        select
            c.*,
            {{ container_trip_key(
                "c.container_number", "c.vessel_imo", "c.voyage_number", "c.us_port_code"
            ) }} as container_trip_key,
            i.is_scenario
        from {{ ref("stg_agency__incident_containers") }} as c
        inner join {{ ref("stg_agency__incidents") }} as i using (origin, incident_id)
        where i.kind = 'stowaway'
    ),

    trips as (select * from {{ ref("int_container_trips") }}),

    {{ trips_recorded_at_another_port(
        "recorded", ["incident_id", "container_label"], in_same_month=false
    ) }}

select
    c.origin,
    c.incident_id,
    c.container_label,
    t.container_trip_key,
    t.arrival_month,
    t.us_port_code,
    t.lading_port_code,
    d.found_by,
    c.is_scenario
from recorded as c
left join discoveries as d using (origin, incident_id, container_label)
left join elsewhere as e using (origin, incident_id, container_label)
inner join
    trips as t
    on t.origin = c.origin
    and t.container_trip_key = coalesce(e.container_trip_key, c.container_trip_key)
