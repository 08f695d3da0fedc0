with
    incidents as (
        select *
        from {{ source("raw", "incidents") }}
        where {{ is_current_load() }} {{ newest_row_per(["origin", clean_text("incident_id")]) }}
    )

select
    {{ clean_text("incident_id") }} as incident_id,
    {{ clean_text("kind") }} as kind,
    discovered_on,
    {{ clean_text("discovered_precision") }} as discovered_precision,
    discovered_at,
    {{ clean_text("discovery_place") }} as discovery_place,
    {{ clean_text("discovery_port_code") }} as discovery_port_code,
    {{ clean_text("found_in") }} as found_in,
    {{ clean_text("interception_stage") }} as interception_stage,
    persons_known_count,
    persons_detained_count,
    persons_escaped_count,
    persons_dead_count,
    {{ clean_text("source") }} as source,
    coalesce({{ clean_text("source") }} like 'scenario:%', false) as is_scenario,
    recorded_at,
    origin,
    known_at,
    load_id,
    file_line
from incidents
