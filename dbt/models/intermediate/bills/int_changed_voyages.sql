{% set records_before = table_before_this_build("int_bill_records") %}
{% set is_full_build = flags.FULL_REFRESH or records_before is none %}
{% set pending_keys = ref("stg_loads__pending_keys") %}
{% set identifiers = "select identifier from " ~ pending_keys ~ " where identifier is not null" %}
{% set is_within_reach = (
    "false" if is_full_build else within_identifier_ranges("identifier", identifiers)
) %}

with
    pending as (select * from {{ pending_keys }}),

    headers as (select * from {{ ref("stg_ams__header") }} where {{ is_within_reach }}),

    bills as (select * from {{ ref("stg_ams__billgen") }} where {{ is_within_reach }}),

    pending_records as (
        select distinct origin, identifier from pending where identifier is not null
    ),

    changed as (
        select
            headers.origin,
            {{ voyage_key("headers.vessel_imo", "bills.voyage_number") }} as voyage_key
        from pending_records
        inner join
            headers
            on pending_records.origin = headers.origin
            and pending_records.identifier = headers.identifier
        left join bills on headers.origin = bills.origin and headers.identifier = bills.identifier
        {%- if not is_full_build %}
            union
            select records_before.origin, records_before.voyage_key
            from {{ records_before }} as records_before
            inner join
                pending_records
                on records_before.origin = pending_records.origin
                and records_before.identifier = pending_records.identifier
            union
            select origin, {{ voyage_key("vessel_imo", "voyage_number") }}
            from pending
            where table_name in ('port_calls', 'manifest_events') and vessel_imo is not null
        {%- endif %}
    )

select origin, voyage_key
from changed
