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

    check_digits as (select * from {{ ref("stg_resolved__container_numbers") }}),

    bill_containers as (
        select
            {{ container_trip_key(
                "containers.container_number", "shipments.vessel_imo",
                "shipments.voyage_number", "shipments.us_port_code",
            ) }} as container_trip_key,
            containers.container_number,
            containers.container_length_ft,
            containers.container_type,
            coalesce(containers.load_status, '') ilike 'empty%' as is_empty,
            shipments.origin,
            shipments.shipment_key,
            shipments.is_withdrawn,
            shipments.is_frob
        from shipments
        inner join
            containers
            on shipments.origin = containers.origin
            and shipments.identifier = containers.identifier
    ),

    trips as (
        select
            container_trip_key,
            origin,
            min(container_number) as container_number,
            max(container_length_ft) as container_length_ft,
            min(container_type) as container_type,
            -- a withdrawn bill says nothing of the container where another stands
            coalesce(
                bool_and(is_empty) filter (where not is_withdrawn), bool_and(is_empty)
            ) as is_empty,
            bool_and(is_withdrawn) as is_withdrawn,
            coalesce(
                bool_and(is_frob) filter (where not is_withdrawn), bool_and(is_frob)
            ) as is_frob,
            count(*) filter (where not is_withdrawn) as bill_count,
            -- where bills differ the first by key speaks, a standing one before a withdrawn one
            coalesce(
                min(shipment_key) filter (where not is_withdrawn), min(shipment_key)
            ) as lead_shipment_key
        from bill_containers
        group by container_trip_key, origin
    ),

    -- a message without a container number speaks of every container of its bill
    trip_messages as (
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

    {% set last_known = [
        "laded_at", "departed_at", "arrived_at", "discharged_at", "data_complete_at",
        "released_at", "gated_out_at", "entry_linked",
    ] -%}
    times as (
        select
            container_trip_key,
            origin,
            min(received_at) filter (where message_type = 'original') as filed_at,
            {%- for column in last_known %}
                max_by({{ column }}, (known_at, message_id)) filter (
                    where {{ column }} is not null
                ) as {{ column }}{{ "," if not loop.last }}
            {%- endfor %}
        from trip_messages
        group by container_trip_key, origin
    )

select
    -- identity
    trips.container_trip_key,
    trips.origin,
    trips.container_number,
    lead.vessel_imo,
    lead.voyage_number,
    lead.us_port_code,
    lead.port_of_discharge,
    lead.lading_port_code,
    lead.port_of_lading,
    lead.loading_region,
    lead.country_of_lading,

    -- period
    lead.arrival_date,
    lead.arrival_month,
    {{ season_of("lead.arrival_month") }} as season,
    {{ is_in_season("lead.arrival_month") }} as is_in_season,
    {{ fiscal_year_of("lead.arrival_month") }} as fiscal_year,

    -- class
    trips.is_empty,
    trips.is_frob,
    not (trips.is_empty or trips.is_frob or trips.is_withdrawn) as is_in_scope,
    trips.container_length_ft,
    trips.container_type,
    check_digits.is_check_digit_valid,
    cast(trips.bill_count as integer) as bill_count,

    -- times, UTC
    times.filed_at,
    {%- for column in last_known if column != "arrived_at" %} times.{{ column }}, {%- endfor %}
    -- told of the container: that of its vessel
    case when times.arrived_at is not null then lead.arrived_at end as arrived_at,
    lead.arrived_by
from trips
inner join
    shipments as lead on trips.origin = lead.origin and trips.lead_shipment_key = lead.shipment_key
left join
    times on trips.origin = times.origin and trips.container_trip_key = times.container_trip_key
left join check_digits on trips.container_number = check_digits.container_number
