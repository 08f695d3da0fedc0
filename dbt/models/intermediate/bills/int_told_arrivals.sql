{{ config(materialized="incremental", incremental_strategy="changed_voyages") }}

-- What was known last of a container speaks for it.
with
    messages as (
        select *, {{ voyage_key("vessel_imo", "voyage_number") }} as voyage_key
        from {{ ref("stg_agency__manifest_events") }}
        where arrived_at is not null and {{ changed_voyage_messages_filter() }}
    ),

    told as (select * from messages where {{ changed_voyages_filter() }}),

    bills_told_whole as (
        select distinct origin, shipment_key from told where container_number is null
    ),

    named_containers as (
        select distinct told.origin, told.shipment_key, told.container_number
        from told
        semi join bills_told_whole using (origin, shipment_key)
        where told.container_number is not null
    ),

    -- what is told of a bill is told of each container that others of its messages name
    told_of_containers as (
        select
            told.* exclude (container_number),
            coalesce(told.container_number, named_containers.container_number) as container_number
        from told
        left join
            named_containers
            on told.container_number is null
            and told.origin = named_containers.origin
            and told.shipment_key = named_containers.shipment_key
    ),

    last_told as (
        select
            origin,
            vessel_imo,
            voyage_number,
            voyage_key,
            max_by(arrived_at, (known_at, message_id)) as arrived_at
        from told_of_containers
        group by origin, vessel_imo, voyage_number, voyage_key, shipment_key, container_number
    )

select origin, vessel_imo, voyage_number, voyage_key, arrived_at, count(*) as container_count
from last_told
group by origin, vessel_imo, voyage_number, voyage_key, arrived_at
