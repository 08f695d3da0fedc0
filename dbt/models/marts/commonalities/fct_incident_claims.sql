select
    c.origin,
    c.incident_id,
    i.discovered_on,
    i.era,
    c.attribute,
    -- what could have stood in a filing or been seen of the container, and what only the find told
    case
        when
            c.attribute in (
                'loading_place',
                'passed_through',
                'transit_days',
                'declared_cargo',
                'container_type',
                'carrier',
                'vessel_name',
                'stowage',
                'seal_state',
                'destination',
                'departed_on',
                'arrived_on',
                'anomaly'
            )
        then 'trait'
        else 'find'
    end as claim_kind,
    c.value,
    c.source,
    c.source_kind,
    c.known_at,
    c.known_at <= i.discovered_at as is_recorded_before_discovery
from {{ ref("stg_agency__incident_claims") }} as c
inner join {{ ref("int_incident_eras") }} as i using (origin, incident_id)
