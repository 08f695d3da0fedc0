select
    p.port_code,
    p.port_name,
    coalesce(o.field_office, 'not assigned') as field_office,
    {{ field_office_code("coalesce(o.field_office, 'not assigned')") }} as field_office_code,
    o.source
from {{ ref("ports") }} as p
left join {{ ref("field_offices") }} as o using (port_code)
where p.side = 'us'
union all
select
    'unresolved' as port_code,
    null as port_name,
    'not assigned' as field_office,
    {{ field_office_code("'not assigned'") }} as field_office_code,
    null as source
