{{ config(materialized="view") }}
-- Pairs whose traits both occur among the incidents; a container has a pair where it has both.
-- Many rows for each container, so they are counted as they come and never kept.
with
    trips as (select * from {{ ref("int_trait_trips") }}),

    occurring as (
        select distinct origin, trait
        from trips
        where incident_id is not null and is_recorded_before_discovery and has_trait
    ),

    with_occurring as (select t.* from trips as t inner join occurring using (origin, trait))

select
    a.origin,
    a.container_trip_key,
    a.arrival_month,
    a.loading_region,
    a.us_port_group,
    a.incident_id,
    a.container_label,
    a.discovered_on,
    a.era,
    a.is_recorded_before_discovery,
    a.trait,
    b.trait as second_trait,
    a.wording,
    b.wording as second_wording,
    a.has_trait and b.has_trait as has_trait
from with_occurring as a
inner join
    with_occurring as b
    on b.origin = a.origin
    and b.container_trip_key = a.container_trip_key
    and b.container_label is not distinct from a.container_label
    and b.incident_id is not distinct from a.incident_id
    and b.trait > a.trait
