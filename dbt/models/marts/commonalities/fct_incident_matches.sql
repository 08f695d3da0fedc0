with
    containers as (
        select origin, incident_id, container_label
        from {{ ref("stg_agency__incident_containers") }}
    ),

    ordinary as (
        select origin, arrival_month, loading_region, us_port_group, count(*) as container_count
        from {{ ref("int_comparison_trips") }}
        where incident_id is null
        group by origin, arrival_month, loading_region, us_port_group
    )

select
    i.origin,
    i.incident_id,
    c.container_label,
    i.discovered_on,
    i.era,
    t.container_trip_key,
    m.arrival_month,
    m.loading_region,
    m.us_port_group,
    case
        when m.container_trip_key is not null then coalesce(o.container_count, 0)
    end as traffic_containers,
    case
        when t.container_trip_key is null
        then 'no manifest'
        when m.container_trip_key is null
        then 'port not resolved'
        when o.container_count is null
        then 'no ordinary traffic'
        else 'matched'
    end as match
from {{ ref("int_incident_eras") }} as i
left join containers as c using (origin, incident_id)
left join {{ ref("int_incident_trips") }} as t using (origin, incident_id, container_label)
left join
    {{ ref("int_comparison_trips") }} as m
    on m.origin = t.origin
    and m.container_trip_key = t.container_trip_key
    and m.incident_id = t.incident_id
    and m.container_label = t.container_label
left join
    ordinary as o
    on o.origin = m.origin
    and o.arrival_month = m.arrival_month
    and o.loading_region = m.loading_region
    and o.us_port_group = m.us_port_group
