{{ config(materialized="view") }}

-- Their month is that of the discovery: what was stopped abroad never arrived.
with
    incidents as (
        select
            origin,
            incident_id,
            case
                when found_in = 'abroad'
                then 'abroad'
                else {{ counted_port("discovery_port_code") }}
            end as us_port_code,
            {{ month_of("discovered_on") }} as discovery_month,
            found_in,
            interception_stage,
            persons_escaped_count > 0 as has_escape
        from {{ ref("dim_incidents") }}
        where kind = 'stowaway' and not is_scenario and discovered_on is not null
    )

select
    'incident' as unit,
    incident_id as row_key,
    {{ row_key_hash("incident_id") }} as row_key_hash,
    origin,
    us_port_code,
    discovery_month as arrival_month,
    found_in,
    interception_stage,
    has_escape,
    cast(null as boolean) as is_told
    {%- for step in ladder_rungs() %}, cast(null as boolean) as {{ step["column"] }} {%- endfor %}
from incidents
union all
select
    'incident_container' as unit,
    l.incident_id || '|' || l.container_label as row_key,
    {{ row_key_hash("l.incident_id || '|' || l.container_label") }} as row_key_hash,
    l.origin,
    i.us_port_code,
    i.discovery_month as arrival_month,
    i.found_in,
    i.interception_stage,
    i.has_escape,
    l.event_count > 0 as is_told
    {%- for step in ladder_rungs() %}, l.{{ step["column"] }} {%- endfor %}
from {{ ref("fct_incident_ladder") }} as l
inner join incidents as i using (origin, incident_id)
