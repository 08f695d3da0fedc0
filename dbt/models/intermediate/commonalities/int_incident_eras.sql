-- A discovery of which only the day is known counts from the beginning of that day.
with eras as (select era, starts_on from {{ ref("loading_port_eras") }})

select
    i.origin,
    i.incident_id,
    i.discovered_on,
    coalesce(i.discovered_at, cast(i.discovered_on as timestamp)) as discovered_at,
    e.era
from {{ ref("stg_agency__incidents") }} as i
asof left join eras as e on i.discovered_on >= e.starts_on
where i.kind = 'stowaway' and i.is_scenario is not true
