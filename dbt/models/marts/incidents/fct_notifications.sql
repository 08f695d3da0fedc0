with
    first_notices as (
        select
            origin,
            incident_id,
            -- an agency that the source calls the first, without a time, was told before any clock
            coalesce(
                min(agency) filter (where hours_after_first_agency = 0 and notified_at is null),
                min_by(agency, (notified_at, agency)) filter (where notified_at is not null),
                min(agency) filter (where hours_after_first_agency = 0)
            ) as first_agency,
            case
                when
                    count(*) filter (where hours_after_first_agency = 0 and notified_at is null) = 0
                then min(notified_at)
            end as first_notified_at
        from {{ ref("stg_agency__notifications") }}
        group by origin, incident_id
    )

select
    n.origin,
    n.incident_id,
    n.agency,
    i.is_scenario,
    n.notified_at,
    f.first_agency,
    date_diff('second', i.discovered_at, n.notified_at) / 60.0 as minutes_after_discovery,
    coalesce(
        date_diff('second', f.first_notified_at, n.notified_at) / 60.0,
        n.hours_after_first_agency * 60
    ) as minutes_after_first_agency,
    n.lag_precision,
    n.present_at_opening,
    n.source
from {{ ref("stg_agency__notifications") }} as n
inner join {{ ref("stg_agency__incidents") }} as i using (origin, incident_id)
left join first_notices as f using (origin, incident_id)
-- a search that found nobody is no incident
where i.kind = 'stowaway'
