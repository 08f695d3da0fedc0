with
    containers as (
        select
            origin,
            incident_id,
            count(*) as container_count,
            string_agg(distinct loading_place, '; ' order by loading_place) as loading_places
        from {{ ref("stg_agency__incident_containers") }}
        group by origin, incident_id
    ),

    claims as (
        select
            origin, incident_id, attribute, value, count(distinct source) as agreeing_source_count
        from {{ ref("stg_agency__incident_claims") }}
        group by origin, incident_id, attribute, value
    ),

    told as (
        select origin, incident_id, attribute, count(distinct source) as telling_source_count
        from {{ ref("stg_agency__incident_claims") }}
        group by origin, incident_id, attribute
    ),

    sources as (
        select origin, incident_id, count(distinct source) as source_count
        from {{ ref("stg_agency__incident_claims") }}
        group by origin, incident_id
    ),

    -- sources that tell of it, and no value that all of them give; one source may name two places
    disputed as (
        select origin, incident_id, attribute
        from claims
        inner join told using (origin, incident_id, attribute)
        group by origin, incident_id, attribute, telling_source_count
        having max(agreeing_source_count) < telling_source_count
    ),

    conflicts as (
        select
            origin,
            incident_id,
            string_agg(attribute, '; ' order by attribute) as conflicting_attributes
        from disputed
        group by origin, incident_id
    )

select
    i.origin,
    i.incident_id,
    i.kind,
    i.discovered_on,
    i.discovered_precision,
    i.discovered_at,
    i.discovery_place,
    i.discovery_port_code,
    i.found_in,
    i.interception_stage,
    i.persons_known_count,
    i.persons_detained_count,
    i.persons_escaped_count,
    i.persons_dead_count,
    coalesce(c.container_count, 0) as itemised_container_count,
    c.loading_places,
    coalesce(s.source_count, 0) as source_count,
    x.conflicting_attributes,
    i.source,
    i.is_scenario,
    i.known_at
from {{ ref("stg_agency__incidents") }} as i
left join containers as c using (origin, incident_id)
left join sources as s using (origin, incident_id)
left join conflicts as x using (origin, incident_id)
