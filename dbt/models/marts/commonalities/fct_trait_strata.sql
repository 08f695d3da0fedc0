with
    trips as (
        select
            origin,
            arrival_month,
            loading_region,
            us_port_group,
            incident_id,
            trait,
            cast(null as varchar) as second_trait,
            wording,
            cast(null as varchar) as second_wording,
            has_trait
        from {{ ref("int_trait_trips") }}
        union all
        select
            origin,
            arrival_month,
            loading_region,
            us_port_group,
            incident_id,
            trait,
            second_trait,
            wording,
            second_wording,
            has_trait
        from {{ ref("int_trait_pair_trips") }}
    )

select
    trait,
    second_trait,
    any_value(wording) || coalesce(
        ', and ' || lower(any_value(second_wording)[1]) || any_value(second_wording)[2:], ''
    ) as wording,
    origin,
    arrival_month,
    loading_region,
    us_port_group,
    count(*) filter (where incident_id is null and has_trait) as traffic_with,
    count(*) filter (where incident_id is null and not has_trait) as traffic_without,
    count(*) filter (where incident_id is null and has_trait is null) as traffic_unknown,
    count(*) filter (where incident_id is not null) as incident_containers
from trips
group by trait, second_trait, origin, arrival_month, loading_region, us_port_group
