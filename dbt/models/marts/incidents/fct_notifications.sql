with
    first_notices as (
        select origin, incident_id, min(notified_at) as first_notified_at
        from {{ ref("stg_agency__notifications") }}
        group by origin, incident_id
    )

select
    n.origin,
    n.incident_id,
    n.agency,
    n.notified_at,
    coalesce(
        date_diff('second', f.first_notified_at, n.notified_at) / 3600.0, n.hours_after_first_agency
    ) as hours_after_first_agency,
    date_diff('second', i.discovered_at, n.notified_at) / 3600.0 as hours_after_discovery,
    n.lag_precision,
    n.present_at_opening,
    n.source
from {{ ref("stg_agency__notifications") }} as n
inner join {{ ref("stg_agency__incidents") }} as i using (origin, incident_id)
left join first_notices as f using (origin, incident_id)
