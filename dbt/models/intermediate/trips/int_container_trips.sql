{{ config(materialized="incremental") }}
{% set of_the_container = ["laded", "departed", "discharged", "gated_out"] %}

with
    shipments as (select * from {{ ref("int_shipments") }} where {{ changed_months_filter() }}),

    bill_containers as (
        select * from {{ ref("int_bill_containers") }} where {{ changed_months_filter() }}
    ),

    check_digits as (select * from {{ ref("stg_resolved__container_numbers") }}),

    withdrawn as (
        select distinct origin, container_trip_key from bill_containers where is_withdrawn
    ),

    standing_beside_withdrawn as (
        select distinct origin, container_trip_key
        from bill_containers
        semi join withdrawn using (origin, container_trip_key)
        where not is_withdrawn
    ),

    -- where another bill stands a withdrawn one says nothing of what the container is or is cleared
    -- for; what it told of the container's way still holds
    counted as (
        select b.*, s.origin is null as is_counted
        from bill_containers as b
        left join
            standing_beside_withdrawn as s
            on b.is_withdrawn
            and b.origin = s.origin
            and b.container_trip_key = s.container_trip_key
    ),

    trips as (
        select
            container_trip_key,
            origin,
            min(container_number) as container_number,
            max(container_length_ft) as container_length_ft,
            min(container_type) as container_type,
            bool_and(is_empty) filter (where is_counted) as is_empty,
            bool_and(is_withdrawn) as is_withdrawn,
            bool_and(is_frob) filter (where is_counted) as is_frob,
            count(*) filter (where not is_withdrawn) as bill_count,
            -- where bills differ the first by key speaks
            min(shipment_key) filter (where is_counted) as lead_shipment_key,
            min(filed_at) filter (where is_counted) as filed_at,
            -- a container is cleared when the last of its bills is
            {%- for event in ["data_complete", "released"] %}
                case
                    when bool_and({{ event }}_at is not null) filter (where is_counted)
                    then max({{ event }}_at) filter (where is_counted)
                end as {{ event }}_at,
            {%- endfor %}
            {%- for event in of_the_container %}
                max_by({{ event }}_at, ({{ event }}_known_at, {{ event }}_at)) filter (
                    where {{ event }}_at is not null
                ) as {{ event }}_at,
            {%- endfor %}
            bool_or(is_arrival_told) as is_arrival_told
        from counted
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
    trips.filed_at,
    {%- for event in of_the_container + ["data_complete", "released"] %}
        trips.{{ event }}_at,
    {%- endfor %}
    -- told of the container: that of its vessel
    case when trips.is_arrival_told then lead.arrived_at end as arrived_at,
    lead.arrived_by
from trips
inner join
    shipments as lead on trips.origin = lead.origin and trips.lead_shipment_key = lead.shipment_key
left join check_digits on trips.container_number = check_digits.container_number
