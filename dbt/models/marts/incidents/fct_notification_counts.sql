-- Every confirmed incident stands under every agency that was told of any: silence is unknown.
with
    incidents as (
        select origin, incident_id
        from {{ ref("dim_incidents") }}
        where kind = 'stowaway' and not is_scenario
    ),

    notices as (select * from {{ ref("fct_notifications") }} where not is_scenario),

    agencies as (select distinct origin, agency from notices)

select
    origin,
    agency,
    count(*) as incident_count,
    count(n.incident_id) as told_count,
    count(n.minutes_after_discovery) as clocked_from_discovery_count,
    count(n.minutes_after_first_agency) as clocked_from_first_count,
    count(*) filter (where n.first_agency = agency) as first_told_count,
    count(*) filter (where n.present_at_opening) as present_count,
    count(*) filter (where not n.present_at_opening) as absent_count,
    count(*) filter (where n.present_at_opening is null) as presence_unknown_count
from agencies
inner join incidents using (origin)
left join notices as n using (origin, incident_id, agency)
group by origin, agency
