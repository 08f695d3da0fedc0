{{ config(materialized="incremental", incremental_strategy="changed_voyages") }}

-- What was known last of a container speaks for it.
with
    messages as (
        select *, {{ voyage_key("vessel_imo", "voyage_number") }} as voyage_key
        from {{ ref("stg_agency__manifest_events") }}
        where arrived_at is not null and {{ changed_voyage_messages_filter() }}
    ),

    last_told as (
        select
            origin,
            vessel_imo,
            voyage_number,
            voyage_key,
            max_by(arrived_at, (known_at, message_id)) as arrived_at
        from messages
        where {{ changed_voyages_filter() }}
        group by origin, vessel_imo, voyage_number, voyage_key, shipment_key, container_number
    )

select origin, vessel_imo, voyage_number, voyage_key, arrived_at, count(*) as container_count
from last_told
group by origin, vessel_imo, voyage_number, voyage_key, arrived_at
