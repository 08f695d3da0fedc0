{{ config(materialized="incremental") }}

with
    shipments as (
        select *
        from {{ ref("int_shipments") }}
        where is_lowest_level and {{ changed_months_filter() }}
    ),

    containers as (
        select * from {{ ref("stg_ams__container") }} where {{ changed_identifiers_filter() }}
    ),

    messages as (
        select * from {{ ref("stg_agency__manifest_events") }} where {{ changed_messages_filter() }}
    ),

    deletions as (select * from {{ ref("int_told_deletions") }}),

    bill_containers as (
        select
            shipments.shipment_key,
            {{ container_trip_key(
                "containers.container_number", "shipments.vessel_imo",
                "shipments.voyage_number", "shipments.us_port_code",
            ) }} as container_trip_key,
            shipments.origin,
            shipments.arrival_month,
            shipments.identifier,
            shipments.is_withdrawn,
            shipments.is_frob,
            shipments.weight_kg / count(*) over (
                partition by shipments.origin, shipments.identifier
            ) as weight_share_kg,
            containers.container_number,
            containers.container_length_ft,
            containers.container_type,
            coalesce(containers.load_status, '') ilike 'empty%' as is_empty,
            containers.seal_number_1 is not null or containers.seal_number_2 is not null as has_seal
        from shipments
        inner join
            containers
            on shipments.origin = containers.origin
            and shipments.identifier = containers.identifier
    ),

    -- a message without a container number speaks of every container of its bill
    told as (
        select bill_containers.container_trip_key, messages.*
        from messages
        inner join
            bill_containers
            on messages.origin = bill_containers.origin
            and messages.shipment_key = bill_containers.shipment_key
            and (
                messages.container_number is null
                or messages.container_number = bill_containers.container_number
            )
    ),

    {% set of_the_container = ["laded", "departed", "discharged", "gated_out"] -%}
    times as (
        select
            origin,
            shipment_key,
            container_trip_key,
            min(received_at) filter (where message_type = 'original') as filed_at,
            {%- for event in ["data_complete", "released"] + of_the_container %}
                max_by({{ event }}_at, (known_at, message_id)) filter (
                    where {{ event }}_at is not null
                ) as {{ event }}_at,
            {%- endfor %}
            {%- for event in of_the_container %}
                max(known_at) filter (where {{ event }}_at is not null) as {{ event }}_known_at,
            {%- endfor %}
            bool_or(arrived_at is not null) as is_arrival_told
        from told
        group by origin, shipment_key, container_trip_key
    )

select
    b.shipment_key,
    b.container_trip_key,
    b.origin,
    b.arrival_month,
    b.identifier,
    b.is_withdrawn,
    b.is_frob,
    b.weight_share_kg,
    b.container_number,
    b.container_length_ft,
    b.container_type,
    b.is_empty,
    b.has_seal,

    -- times, UTC, and when those of the container became known
    coalesce(d.refiled_at, t.filed_at) as filed_at,
    t.data_complete_at,
    t.released_at,
    {%- for event in of_the_container %} t.{{ event }}_at, t.{{ event }}_known_at, {%- endfor %}
    coalesce(t.is_arrival_told, false) as is_arrival_told
from bill_containers as b
left join times as t using (origin, shipment_key, container_trip_key)
left join deletions as d using (origin, shipment_key)
