with
    incidents as (
        select
            *,
            {{ season_of("discovered_on") }} as season,
            {{ is_in_season("discovered_on") }} as is_in_season
        from {{ ref("dim_incidents") }}
        where kind = 'stowaway' and not is_scenario and discovered_on is not null
    ),

    ports as (
        select
            i.origin,
            i.incident_id,
            i.season,
            i.is_in_season,
            i.discovered_on,
            k.first_known_at,
            coalesce(c.loading_port_code, t.lading_port_code) as loading_port_code,
            min(c.loading_place) as loading_place,
            count(*) as container_count
        from incidents as i
        inner join {{ ref("stg_agency__incidents_first_known") }} as k using (origin, incident_id)
        inner join {{ ref("stg_agency__incident_containers") }} as c using (origin, incident_id)
        left join {{ ref("int_incident_trips") }} as t using (origin, incident_id, container_label)
        group by all
    ),

    first_seen as (
        select
            origin,
            loading_port_code,
            min(season) as first_season,
            min(discovered_on) as first_discovered_on
        from ports
        where loading_port_code is not null
        group by origin, loading_port_code
    )

select
    p.origin,
    p.incident_id,
    p.season,
    p.is_in_season,
    p.discovered_on,
    p.first_known_at,
    p.loading_port_code,
    p.loading_place,
    p.container_count,
    f.first_discovered_on,
    case
        when p.loading_port_code is not null then f.first_season < p.season
    end as is_seen_in_earlier_season
from ports as p
left join first_seen as f using (origin, loading_port_code)
