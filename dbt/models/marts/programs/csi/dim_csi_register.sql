{{ config(materialized="view") }}

select
    case c.coverage when 'team' then 'port with a team' else 'port of a district' end as kind,
    coalesce(p.port_name, c.port_code) as place,
    p.country_code,
    c.port_code,
    case
        when c.coverage = 'district'
        then 'targeted by the team at ' || coalesce(t.port_name, c.team_port_code)
        else 'operational'
    end as state,
    c.operational_on as begins_on,
    c.operational_until as ends_on,
    c.precision,
    cast(null as varchar) as note,
    c.as_of_date,
    'day' as as_of_precision,
    c.source,
    c.origin
from {{ ref("stg_registers__csi_ports") }} as c
left join {{ ref("ports") }} as p on p.port_code = c.port_code and p.side = 'foreign'
left join {{ ref("ports") }} as t on t.port_code = c.team_port_code and t.side = 'foreign'
union all
select
    replace(kind, '_', '-') as kind,
    place,
    country_code,
    port_code,
    replace(state, '_', ' ') as state,
    began_on as begins_on,
    ended_on as ends_on,
    date_precision as precision,
    note,
    as_of_date,
    as_of_precision,
    source,
    origin
from {{ ref("stg_registers__csi_arrangements") }}
