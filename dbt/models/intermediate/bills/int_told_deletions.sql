{{ config(materialized="incremental", incremental_strategy="changed_voyages") }}

with
    read_filings as (
        select *, {{ voyage_key("vessel_imo", "voyage_number") }} as voyage_key
        from {{ ref("stg_agency__manifest_events") }}
        where message_type in ('original', 'deletion') and {{ changed_voyage_messages_filter() }}
    ),

    filings as (select * from read_filings where {{ changed_voyages_filter() }}),

    deletions as (
        select origin, voyage_key, shipment_key, max(received_at) as deleted_at
        from filings
        where message_type = 'deletion'
        group by origin, voyage_key, shipment_key
    )

select
    deletions.origin,
    deletions.voyage_key,
    deletions.shipment_key,
    deletions.deleted_at,
    min(filings.received_at) as refiled_at
from deletions
left join
    filings
    on deletions.origin = filings.origin
    and deletions.shipment_key = filings.shipment_key
    and filings.message_type = 'original'
    and filings.received_at > deletions.deleted_at
group by deletions.origin, deletions.voyage_key, deletions.shipment_key, deletions.deleted_at
