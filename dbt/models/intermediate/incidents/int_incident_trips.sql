with
    discoveries as (
        select origin, incident_id, container_label, min_by(found_by, event_sequence) as found_by
        from {{ ref("stg_agency__incident_events") }}
        where event = 'discovered'
        group by origin, incident_id, container_label
    )

select
    c.origin,
    c.incident_id,
    c.container_label,
    t.container_trip_key,
    t.arrival_month,
    t.us_port_code,
    t.lading_port_code,
    d.found_by,
    i.is_scenario
from {{ ref("stg_agency__incident_containers") }} as c
inner join {{ ref("stg_agency__incidents") }} as i using (origin, incident_id)
left join discoveries as d using (origin, incident_id, container_label)
inner join
    {{ ref("int_container_trips") }} as t
    on t.origin = c.origin
    and t.container_trip_key
    = {{ container_trip_key('c.container_number', 'c.vessel_imo', 'c.voyage_number', 'c.us_port_code') }}
where i.kind = 'stowaway'
