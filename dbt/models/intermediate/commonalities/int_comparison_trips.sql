with
    -- a scenario was made from the incidents: neither an incident nor ordinary traffic
    incident_trips as (
        select
            t.origin,
            t.container_trip_key,
            t.incident_id,
            t.container_label,
            t.is_scenario,
            d.discovered_on,
            d.discovered_at,
            d.era
        from {{ ref("int_incident_trips") }} as t
        left join {{ ref("int_incident_eras") }} as d using (origin, incident_id)
    ),

    trips as (
        select
            t.origin,
            t.container_trip_key,
            t.arrival_month,
            t.loading_region,
            p.region as us_port_group,
            t.filed_at,
            t.is_in_scope
        from {{ ref("int_container_trips") }} as t
        inner join {{ ref("ports") }} as p on p.port_code = t.us_port_code and p.side = 'us'
        where t.loading_region is not null
    ),

    -- a stratum: what arrived in the same month from the same region at the same group of ports
    strata as (
        select distinct t.origin, t.arrival_month, t.loading_region, t.us_port_group
        from trips as t
        inner join incident_trips as i using (origin, container_trip_key)
        where i.is_scenario is not true
    )

select
    t.origin,
    t.container_trip_key,
    t.arrival_month,
    t.loading_region,
    t.us_port_group,
    t.filed_at,
    i.incident_id,
    i.container_label,
    i.discovered_on,
    i.discovered_at,
    i.era
from trips as t
inner join strata as s using (origin, arrival_month, loading_region, us_port_group)
left join incident_trips as i using (origin, container_trip_key)
where (t.is_in_scope or i.incident_id is not null) and i.is_scenario is not true
